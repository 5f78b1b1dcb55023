using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>Warnings of what ends at a moment, by rules: they follow the moment, and nobody is told twice of the same one.</summary>
public sealed class WarningTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    [Fact]
    public async Task Names_are_asked_for_at_the_new_moment_when_the_cohort_moves_and_once_for_each_moment()
    {
        var cohort = await centre.GivenACohortAhead(days: 50);
        var (lacks, named) = ((await North.BooksUnnamed(cohort, 1)).Id(), (await South.BooksUnnamed(cohort, 1)).Id());
        await South.Names(named, [Some.Engineer()]);
        var (first, asked) = (cohort.FirstDay, NamesDue(await centre.NamesDueAt(cohort)).AddDays(-2));
        await MovesTo(cohort, first.AddDays(-7));
        await AsksAt(asked.AddDays(-7), 1);

        // Away again: the old moment has been told of, the new one has its own letter, and coming back is not told anew.
        await MovesTo(cohort, first);
        await AsksAt(asked, 2);
        await MovesTo(cohort, first.AddDays(7));
        await MovesTo(cohort, first);
        await centre.SendDueMessages();
        Assert.Equal(2, (await LettersAsync(lacks)).Count);
        Assert.Empty(await LettersAsync(named));

        async Task AsksAt(DateOnly day, int letters)
        {
            centre.ItIs(day, 7, 59);
            await centre.SendDueMessages();
            Assert.Equal(letters - 1, (await LettersAsync(lacks)).Count);
            centre.ItIs(day, 8);
            await centre.SendDueMessages();
            Assert.Equal(letters, (await LettersAsync(lacks)).Count);
        }

        Task<List<string>> LettersAsync(Guid booking) => centre.Column<string>("select state from message where subject_id = $1 and kind = 'names-due' and state = 'sent'", booking);
    }

    [Fact]
    public async Task Moved_away_over_its_moment_and_back_again_it_is_still_asked_for()
    {
        var cohort = await centre.GivenACohortAhead(days: 150);
        var booking = (await North.BooksUnnamed(cohort, 1)).Id();
        var asked = NamesDue(await centre.NamesDueAt(cohort)).AddDays(-2);
        centre.ItIs(asked, 7);
        await centre.SendDueMessages();
        await centre.App.AskAsync(new ShiftCohort(new(cohort.Id), cohort.FirstDay.AddDays(7)), centre.Cast.Coordinator.Actor);
        centre.ItIs(asked, 8);
        await centre.SendDueMessages();
        Assert.Equal(["skipped"], await StatesAsync());
        await centre.App.AskAsync(new ShiftCohort(new(cohort.Id), cohort.FirstDay), centre.Cast.Coordinator.Actor);
        centre.ItIs(asked, 10);
        await centre.SendDueMessages();
        Assert.Equal(["sent"], await StatesAsync());

        Task<List<string>> StatesAsync() => centre.Column<string>("select state from message where subject_id = $1 and kind = 'names-due'", booking);
    }

    [Fact]
    public async Task Moved_so_near_that_their_moment_has_passed_names_are_asked_for_at_once()
    {
        var cohort = await centre.GivenACohortAhead(days: 70);
        var booking = (await North.BooksUnnamed(cohort, 1)).Id();
        centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));

        await centre.SendDueMessages();
        await centre.SendDueMessages();

        Assert.Equal(["sent"], await centre.Column<string>("select state from message where subject_id = $1 and kind = 'names-due'", booking));
    }

    [Fact]
    public async Task A_hold_is_warned_of_by_the_rule_and_again_if_it_then_ends_sooner()
    {
        await RuleAsync("hold-ending", hours: 48);
        var cohort = await centre.GivenACohortAhead(days: 90, places: 12);
        centre.ItIs(cohort.FirstDay.AddDays(-13), 9);
        var hold = (await North.Holds(cohort, 7)).Id();
        var ends = await Until(hold);
        centre.Clock.SetUtcNow(new(ends.AddDays(-2).AddMinutes(-1), TimeSpan.Zero));
        await centre.SendDueMessages();
        Assert.Equal(["pending"], await Warnings());
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await centre.SendDueMessages();
        Assert.Equal(["sent"], await Warnings());

        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));
        Assert.Equal(ends.AddDays(-1), await Until(hold));
        await centre.SendDueMessages();
        await centre.SendDueMessages();

        Assert.Equal(["sent", "sent"], await Warnings());
        await RuleAsync("hold-ending", hours: 24);

        Task<List<string>> Warnings() => centre.Column<string>("select state from message where subject_id = $1 and kind = 'hold-ending' order by id", hold);
    }

    [Fact]
    public async Task One_that_waits_for_an_end_that_is_no_more_is_not_sent()
    {
        var cohort = await centre.GivenACohortAhead(days: 110, places: 12);
        centre.ItIs(cohort.FirstDay.AddDays(-8), 9);
        var hold = (await North.Holds(cohort, 7)).Id();
        var ends = await Until(hold);
        centre.Clock.SetUtcNow(new(ends.AddDays(-1).AddHours(-6), TimeSpan.Zero));
        await centre.SendDueMessages();
        await MovesTo(cohort, cohort.FirstDay, hour: 8);
        await centre.Run($"update booking set held_until = held_until - interval '1 hour' where id = '{hold}'");

        centre.Clock.SetUtcNow(new(ends.AddDays(-1), TimeSpan.Zero));
        await centre.SendDueMessages();

        Assert.Equal(["It ends at another moment now.", ""], await centre.Column<string>("select coalesce(note, '') from message where subject_id = $1 and kind = 'hold-ending' order by id", hold));
    }

    [Fact]
    public async Task A_short_hold_is_warned_of_when_half_of_it_has_gone_and_the_rule_can_say_later()
    {
        var cohort = await centre.GivenACohortAhead(days: 130);
        var hold = (await North.Holds(cohort, 1)).Id();
        await centre.SendDueMessages();
        var due = Assert.Single(await centre.Column<DateTime>("select due_at from message where subject_id = $1 and kind = 'hold-ending'", hold));
        Assert.Equal((await Until(hold)).AddHours(-12), due);
        try
        {
            await RuleAsync("hold-ending", hours: 2);
            await centre.SendDueMessages();
            Assert.Equal([(await Until(hold)).AddHours(-2)], await centre.Column<DateTime>("select due_at from message where subject_id = $1 and kind = 'hold-ending'", hold));
        }
        finally
        {
            await RuleAsync("hold-ending", hours: 24);
        }
    }

    [Theory]
    [InlineData("hold-ending", """{"enabled":true,"daysBefore":1,"at":"08:00"}""", "reminder-rule-without-hours")]
    [InlineData("names-due", """{"enabled":true,"hoursBefore":3}""", "reminder-rule-without-day")]
    [InlineData("names-due", """{"enabled":true,"daysBefore":3}""", "reminder-rule-without-day")]
    [InlineData("digest", """{"enabled":true,"daysBefore":1,"at":"07:00"}""", "digest-is-daily")]
    public async Task A_rule_is_changed_in_its_own_terms(string kind, string body, string code)
    {
        var rule = await centre.Value<int>("select id from reminder_rule where kind = $1", kind);
        var answer = await centre.ClientOf(centre.Cast.Coordinator).Send("PUT", $"/api/v1/reminder-rules/{rule}", System.Text.Json.JsonSerializer.Deserialize<object>(body));
        Assert.Equal((400, code), (answer.Status, answer.Problem));
    }

    private async Task RuleAsync(string kind, int hours) =>
        await centre.App.AskAsync(new ChangeReminderRule(await centre.Value<int>("select id from reminder_rule where kind = $1", kind), null, null, true, HoursBefore: hours), centre.Cast.Coordinator.Actor);

    private static DateOnly NamesDue(DateTime at) => TestCentre.Time.DayOf(new(at, TimeSpan.Zero));

    private Task<MovedSession> MovesTo(GivenCohort cohort, DateOnly day, int hour = 9) =>
        centre.App.AskAsync(new MoveSession(new(cohort.Sessions[0].Id), day, new(hour, 0), null), centre.Cast.Coordinator.Actor);

    private Task<DateTime> Until(Guid booking) => centre.Value<DateTime>("select held_until from booking where id = $1", booking);
}
