using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Notices;

public sealed class ReminderTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task A_reminder_goes_once_at_eight_the_day_before_and_carries_no_calendar_part()
    {
        var cohort = await centre.GivenACohort();
        var (comes, cancels) = (Some.Engineer(), Some.Engineer());
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, comes, cancels);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[1].Id)), centre.Cast.NorthBooker.Actor);
        centre.ItIs(cohort.FirstDay.AddDays(-1), 7, 59);
        Assert.Equal(2, (await centre.MailOf(comes.Email)).Count);

        centre.ItIs(cohort.FirstDay.AddDays(-1), 8);
        var reminder = Assert.Single((await centre.MailOf(comes.Email)).Skip(2));

        Assert.StartsWith("Tomorrow: FTC-101", reminder.Subject, StringComparison.Ordinal);
        Assert.Null(reminder.Calendar);
        Assert.DoesNotContain("rsvp", reminder.Message.From.ToString(), StringComparison.Ordinal);
        Assert.All(cohort.Sessions, session => Assert.Contains(session.Title, reminder.Message.TextBody, StringComparison.Ordinal));
        await centre.SendDueMessages();
        centre.ItIs(cohort.FirstDay.AddDays(-1), 20);
        Assert.Equal(3, (await centre.MailOf(comes.Email)).Count);
        Assert.DoesNotContain(await centre.MailOf(cancels.Email), mail => mail.Subject.StartsWith("Tomorrow", StringComparison.Ordinal));
        Assert.Equal(["skipped"], await centre.StatesOf(cancels.Email, "reminder"));
    }

    [Fact]
    public async Task Who_books_after_the_hour_gets_the_invitation_and_no_reminder()
    {
        var cohort = await centre.GivenACohort();
        centre.ItIs(cohort.FirstDay.AddDays(-1), 8);
        var late = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, late);

        Assert.Equal(2, (await centre.MailOf(late.Email)).Count);
        Assert.Empty(await centre.StatesOf(late.Email, "reminder"));
    }

    [Fact]
    public async Task A_session_that_moves_takes_its_reminder_along()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var later = centre.NextFreeDay(days: 2);
        foreach (var session in cohort.Sessions)
            await centre.App.AskAsync(new MoveSession(new(session.Id), later, TimeOnly.FromDateTime(session.During.Starts.DateTime), null), centre.Cast.Coordinator.Actor);

        centre.ItIs(cohort.FirstDay.AddDays(-1), 9);
        Assert.DoesNotContain(await centre.MailOf(engineer.Email), IsReminder);
        centre.ItIs(later.AddDays(-1), 9);
        Assert.Single(await centre.MailOf(engineer.Email), IsReminder);
    }

    /// <summary>Through the end of summer time on 31 October 2027 and its beginning on 28 March 2027 the reminder keeps to eight on the centre's clocks.</summary>
    [Theory]
    [InlineData("2027-03-29", "2027-03-28T07:00:00Z")]
    [InlineData("2027-03-30", "2027-03-29T07:00:00Z")]
    [InlineData("2027-03-26", "2027-03-25T08:00:00Z")]
    [InlineData("2027-11-01", "2027-10-31T08:00:00Z")]
    [InlineData("2027-10-29", "2027-10-28T07:00:00Z")]
    public async Task Reminders_keep_civil_time_through_both_changes_of_the_clocks(string day, string due)
    {
        var cohort = await centre.GivenACohort(c => c.Starting(DateOnly.Parse(day)));
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);

        Assert.Equal([DateTime.Parse(due).ToUniversalTime()], await centre.Column<DateTime>(
            "select m.due_at from message m join trainee t on t.id = m.trainee_id where t.email = $1 and m.kind = 'reminder'", engineer.Email));
    }

    private static bool IsReminder(Mail mail) => mail.Subject.StartsWith("Tomorrow", StringComparison.Ordinal);
}
