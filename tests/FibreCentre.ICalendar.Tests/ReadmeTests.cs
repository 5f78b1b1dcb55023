using System.Runtime.CompilerServices;
using System.Text;

namespace FibreCentre.ICalendar.Tests;

/// <summary>The examples of the library's README: each stands here as it stands there, and is run.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Write_a_feed()
    {
        // README
        var feed = new CalendarObject
        {
            ProductId = "-//Example Ltd//Calendar 1.0//EN",
            TimeZoneId = "Europe/Dublin",
            Name = "Ada's sessions",
            RefreshInterval = TimeSpan.FromHours(1),
            Events =
            [
                new CalendarEvent
                {
                    Uid = "7d1f0c2e@example.com",
                    Stamp = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero),
                    Start = new DateTimeOffset(2027, 7, 5, 8, 0, 0, TimeSpan.Zero),
                    End = new DateTimeOffset(2027, 7, 5, 11, 30, 0, TimeSpan.Zero),
                    Summary = "Fusion splicing, day 1",
                    Private = true,
                },
            ],
        };
        byte[] octets = feed.ToBytes();

        var text = Encoding.UTF8.GetString(octets);
        Assert.Contains("DTSTART;TZID=Europe/Dublin:20270705T090000\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Fusion splicing\\, day 1\r\n", text, StringComparison.Ordinal);
        // end
    }

    [Fact]
    public void Invite_change_cancel()
    {
        // README
        var invitation = new CalendarObject
        {
            ProductId = "-//Example Ltd//Calendar 1.0//EN",
            TimeZoneId = "Europe/London",
            Method = CalendarMethod.Request,
            Events =
            [
                new CalendarEvent
                {
                    Uid = "7d1f0c2e@example.com",
                    Stamp = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero),
                    Start = new DateTimeOffset(2027, 7, 5, 8, 0, 0, TimeSpan.Zero),
                    End = new DateTimeOffset(2027, 7, 5, 11, 30, 0, TimeSpan.Zero),
                    Summary = "Fusion splicing, day 1",
                    Organizer = new CalendarAddress("rsvp@example.com", "Example Ltd"),
                    Attendees = [new CalendarAttendee(new CalendarAddress("ada@example.com", "Byron, Ada"))],
                    Alarm = new DisplayAlarm(TimeSpan.FromHours(1), "Fusion splicing starts in an hour"),
                },
            ],
        };
        var cancellation = invitation with
        {
            Method = CalendarMethod.Cancel,
            Events = [invitation.Events[0] with { Sequence = 1, Status = EventStatus.Cancelled }],
        };

        Assert.Contains("BEGIN:VALARM", Encoding.UTF8.GetString(invitation.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN:VALARM", Encoding.UTF8.GetString(cancellation.ToBytes()), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("Organizer", () => (invitation with { Events = [invitation.Events[0] with { Organizer = null }] }).ToBytes());
        // end
    }

    [Fact]
    public void Read_an_answer()
    {
        // README
        var answer = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:7d1f0c2e@example.com\nDTSTAMP:20270105T091500Z\n"
            + "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Ada@example.com\nX-WHATEVER:kept\nEND:VEVENT\nEND:VCALENDAR\n";
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(answer));

        Assert.True(CalendarObject.TryParse(input, out var calendar, out var error));
        var item = calendar.Events[0];
        Assert.Equal((CalendarMethod.Reply, "7d1f0c2e@example.com"), (calendar.Method, item.Uid));
        Assert.Equal(("Ada@example.com", ParticipationStatus.Accepted), (item.Attendees[0].Address.Email, item.Attendees[0].Participation));
        Assert.Equal("kept", item.Component.Property("X-WHATEVER")!.Text);
        Assert.Null(error);

        Assert.False(CalendarObject.TryParse(new MemoryStream("BEGIN:VCALENDAR\nno colon"u8.ToArray()), out _, out var refused));
        Assert.Equal((CalendarFault.Syntax, 2), (refused.Fault, refused.LineNumber));
        // end
    }

    [Fact]
    public void Walk_a_large_file()
    {
        var feed = Some.Calendar(Some.Event() with { Summary = "Fusion splicing, day 1" });
        // README
        var reader = new CalendarReader(new MemoryStream(feed.ToBytes()), new CalendarLimits { MaxBytes = 50_000_000 });
        var titles = new List<string>();
        while (reader.Read())
        {
            if (reader.Token == CalendarToken.Property && reader.ComponentName == "VEVENT" && reader.Property.Name == "SUMMARY")
                titles.Add(reader.Property.Text);
        }
        Assert.Equal(["Fusion splicing, day 1"], titles);
        // end
    }

    [Fact]
    public void Say_when_somebody_is_busy()
    {
        // README
        var busy = new CalendarObject
        {
            ProductId = "-//Example Ltd//Calendar 1.0//EN",
            TimeZoneId = "Europe/London",
            FreeBusy =
            [
                new CalendarFreeBusy
                {
                    Uid = "bay-4@example.com",
                    Stamp = new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero),
                    Start = new DateTimeOffset(2027, 7, 5, 0, 0, 0, TimeSpan.Zero),
                    End = new DateTimeOffset(2027, 7, 6, 0, 0, 0, TimeSpan.Zero),
                    Periods = [new BusyPeriod(new DateTimeOffset(2027, 7, 5, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 7, 5, 11, 30, 0, TimeSpan.Zero))],
                },
            ],
        };
        Assert.Equal(busy.FreeBusy[0].Periods, CalendarObject.Parse(busy.ToBytes()).FreeBusy[0].Periods);
        // end
    }

    [Fact]
    public void The_README_shows_these_examples_and_no_others()
    {
        var shown = Between(File.ReadAllText(Path.Combine(Root(), "src", "FibreCentre.ICalendar", "README.md")), "```csharp\n", "```");
        var run = Between(File.ReadAllText(Path.Combine(Root(), "tests", "FibreCentre.ICalendar.Tests", "ReadmeTests.cs")), "        // README\n", "        // end\n");
        Assert.NotEmpty(shown);
        Assert.Equal(shown, run.Select(each => string.Join('\n', each.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line))));
    }

    private static IEnumerable<string> Between(string text, string start, string end) =>
        text.ReplaceLineEndings("\n").Split(start).Skip(1).Where(part => part.Contains(end, StringComparison.Ordinal)).Select(part => part[..part.IndexOf(end, StringComparison.Ordinal)]);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
