using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Practising;

/// <summary>What is told of practice, as it arrives from a real mail server.</summary>
public sealed class PracticeMailTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Whoever_booked_is_told_at_once_and_the_day_before_at_eight_and_when_it_is_called_off()
    {
        var (bay, day) = (await centre.Bay("SB-1"), TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(8));
        var kept = await Book(bay, day, "10:00");
        var released = await Book(bay, day, "11:00");
        var closed = await Book(bay, day, "14:00");

        var booked = Assert.Single(await Letters("Practice booked"), mail => mail.Subject.Contains("10:00am", StringComparison.Ordinal));
        Assert.Equal($"Practice booked: Splice bench 1, {day:dddd d MMMM} at 10:00am to 11:00am", booked.Subject);
        Assert.Contains("Nora Nash practises in Splice bench 1", booked.Text, StringComparison.Ordinal);
        Assert.Contains("https://localhost/practice", booked.Text, StringComparison.Ordinal);

        await North.Releases(released);
        var outage = await Staff.TakesOut("closure", bay, day, from: "13:00", until: "17:00");
        Assert.Equal(200, (await Staff.Approves(outage.Id("id"))).Status);
        Assert.Contains("Nora Nash cannot practise there then", Assert.Single(await Letters("Called off")).Text, StringComparison.Ordinal);

        centre.ItIs(day.AddDays(-1), 7, 59);
        Assert.Empty(await Letters("Tomorrow"));
        centre.ItIs(day.AddDays(-1), 8);
        Assert.Equal(["Tomorrow: practice in Splice bench 1"], (await Letters("Tomorrow")).Select(mail => mail.Subject));
        Assert.Empty(await centre.Column<string>("select state from message where subject_id = any ($1) and kind = 'practice-tomorrow' order by id", new[] { released, closed }));
        Assert.Equal("sent", await centre.Value<string>("select state from message where subject_id = $1 and kind = 'practice-tomorrow'", kept));
        Assert.Empty(await centre.MailOf(centre.Cast.SouthBooker.Email));

        // The centre's own people may release it too, and then it is said.
        Assert.Equal(200, (await Staff.Releases(kept)).Status);
        Assert.Equal(2, (await Letters("Called off")).Count);
    }

    [Fact]
    public async Task Whoever_is_to_be_present_is_told_when_it_is_booked_and_when_it_is_given_back()
    {
        await centre.Run("update bay_kind set practice = 'supervised' where slug = 'splice-bench'");
        try
        {
            var day = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(9);
            while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
            var practice = await Book(await centre.Bay("SB-1"), day, "15:00");
            Assert.Equal(centre.Cast.Instructor.Instructor, await centre.Value<Guid>("select supervisor_id from practice where id = $1", practice));

            var letter = Assert.Single(await LettersTo(centre.Cast.Instructor, "Your sessions have changed")).Text;
            Assert.Contains($"{day:dddd d MMMM}", letter, StringComparison.Ordinal);
            Assert.Contains("in Splice bench 1: practice. Given to you.", letter, StringComparison.Ordinal);

            Assert.Equal(200, (await North.Releases(practice)).Status);
            var letters = await LettersTo(centre.Cast.Instructor, "Your sessions have changed");
            Assert.Equal(2, letters.Count);
            Assert.Contains($"- {day:dddd d MMMM yyyy}, 3:00pm to 4:00pm, in Splice bench 1: practice. No longer yours.", letters[1].Text, StringComparison.Ordinal);
            Assert.Empty(await LettersTo(centre.Cast.OtherInstructor, ""));
        }
        finally
        {
            await centre.Run("update bay_kind set practice = 'alone' where slug = 'splice-bench'");
        }
    }

    private async Task<Guid> Book(Guid bay, DateOnly day, string starts) => (await North.Practises(bay, day, starts, trainee: centre.Cast.NorthTrainee.Trainee)).Id("id");

    private Task<List<(string Subject, string Text)>> Letters(string subject) => LettersTo(centre.Cast.NorthBooker, subject);

    private async Task<List<(string Subject, string Text)>> LettersTo(Person reader, string subject) =>
        [.. (await centre.MailOf(reader.Email)).Select(mail => (mail.Subject, (mail.Message.TextBody ?? "").ReplaceLineEndings(" "))).Where(mail => mail.Subject.StartsWith(subject, StringComparison.Ordinal))];
}
