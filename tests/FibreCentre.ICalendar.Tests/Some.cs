using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.ICalendar.Tests;

/// <summary>Test data that reads aloud, and generators of awkward data.</summary>
internal static class Some
{
    public const string London = "Europe/London";

    public static readonly DateTimeOffset Monday = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    public static readonly CalendarAddress Centre = new("rsvp+4f2c@training.example", "Fibre Training Centre");
    public static readonly CalendarAttendee Trainee = new(new CalendarAddress("ada.byron@example.com", "Byron, Ada"));

    public static CalendarEvent Event(int number = 1, DateTimeOffset? starts = null) => new()
    {
        Uid = $"7d1f0c2e-{number:0000}@training.example",
        Sequence = number % 3,
        Stamp = new(2026, 11, 2, 8, 30, 15, TimeSpan.Zero),
        Start = starts ?? Monday.AddDays(number),
        End = (starts ?? Monday.AddDays(number)).AddHours(7).AddMinutes(30),
        Summary = "Fusion splicing, day 1; bay 4",
        Description = "Bring: safety glasses, boots.\nParking is behind the hall – ask at reception. Lunch is provided; tell us what you do not eat.",
        Location = "Hall B, 12 Cable Street, London",
        Url = "https://training.example/sessions/41",
        Created = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero),
        LastModified = new(2026, 11, 2, 8, 30, 15, TimeSpan.Zero),
    };

    public static CalendarEvent Invitation() => Event() with
    {
        Organizer = Centre,
        Attendees = [Trainee],
        Alarm = new DisplayAlarm(TimeSpan.FromHours(18), "Tomorrow: fusion splicing"),
    };

    public static CalendarFreeBusy Taken() => new()
    {
        Uid = "bay-4@training.example",
        Stamp = new(2026, 11, 2, 8, 30, 15, TimeSpan.Zero),
        Start = Monday.AddHours(-9),
        End = Monday.AddHours(15),
        Organizer = Centre,
        Url = "https://training.example/bays/4.ifb",
        Periods = [.. Enum.GetValues<BusyKind>().Select((kind, n) => new BusyPeriod(Monday.AddHours(n), Monday.AddHours(n).AddMinutes(50), kind))],
    };

    public static CalendarObject Calendar(params IReadOnlyList<CalendarEvent> events) => new()
    {
        ProductId = "-//Fibre Centre//Calendar 1.0//EN",
        TimeZoneId = London,
        Events = events,
    };

    public static CalendarObject Feed(int events) => Calendar([.. Enumerable.Range(1, events).Select(n => Event(n) with { Private = true })]) with
    {
        Name = "Fibre Centre: Ada's sessions",
        RefreshInterval = TimeSpan.FromHours(1),
    };

    public static CalendarObject Request() => Calendar(Invitation()) with { Method = CalendarMethod.Request };

    public static CalendarObject Cancel() => Calendar(Invitation() with { Sequence = 2, Status = EventStatus.Cancelled }) with { Method = CalendarMethod.Cancel };

    public static byte[] Octets(params string[] lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\r\n")));

    /// <summary>A calendar of one event with these lines in it.</summary>
    public static byte[] CalendarWith(params string[] lines) =>
        Octets(["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", .. lines, "END:VEVENT", "END:VCALENDAR"]);

    public static CalendarFormatException Refused(byte[] octets, CalendarLimits? limits = null) =>
        Assert.Throws<CalendarFormatException>(() => CalendarObject.Parse(octets, limits));

    /// <summary>Everything that has ever broken a line: separators, controls, half surrogates, long runs, look-alike lines.</summary>
    public static Gen<string> NastyText { get; } =
        from parts in Gen.OneOf(
            Gen.Elements("\r\n", "\r", "\n", "\\", "\\n", ";", ",", ":", "\"", "\0", "\a", "\u007f", "\u0085", "\u009f", "\u2028", "\u2029", "\t", " ", "^n", "^'"),
            Gen.Elements("é", "日本語", "😀", "👩‍🔧", "\ud83d", "\udc00", "\ufeff", "\ufffd"),
            Gen.Elements("BEGIN:VEVENT", "\r\nATTENDEE:mailto:eve@example.com", "\r\n END:VCALENDAR", new string('x', 73), new string('é', 40), "word "),
            Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString())).ArrayOf()
        select string.Concat(parts);

    /// <summary>Checks a property often enough to matter and seldom enough to be quick; a failure says how to replay it.</summary>
    public static void Holds(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>What is left of a text once written: an independent statement of what <see cref="CalendarText.Escape"/> documents.</summary>
    public static string AsWritten(string text)
    {
        var lines = Utf8(text).Replace("\r\n", "\n", StringComparison.Ordinal).Select(c => c is '\r' or '\u0085' or '\u2028' or '\u2029' ? '\n' : c);
        return string.Concat(lines.Where(c => c is '\t' or '\n' || !char.IsControl(c)));
    }

    /// <summary>A parameter loses all that could end it.</summary>
    public static string AsParameter(string text) =>
        Utf8(string.Concat(text.Where(c => c is not ('"' or '\u2028' or '\u2029') && !char.IsControl(c))));

    /// <summary>Half surrogates are not characters and become U+FFFD.</summary>
    public static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
