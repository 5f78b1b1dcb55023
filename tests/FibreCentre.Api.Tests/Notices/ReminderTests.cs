using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Notices;
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
        centre.ItIs(cohort.FirstDay.AddDays(-1), 7, 59);
        Assert.DoesNotContain(await centre.MailOf(comes.Email), IsReminder);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[1].Id)), centre.Cast.NorthBooker.Actor);

        centre.ItIs(cohort.FirstDay.AddDays(-1), 8);
        var reminder = Assert.Single(await centre.MailOf(comes.Email), IsReminder);

        Assert.StartsWith("Tomorrow: FTC-101", reminder.Subject, StringComparison.Ordinal);
        Assert.Null(reminder.Calendar);
        Assert.DoesNotContain("rsvp", reminder.Message.From.ToString(), StringComparison.Ordinal);
        Assert.All(cohort.Sessions, session => Assert.Contains(session.Title, reminder.Message.TextBody, StringComparison.Ordinal));
        await centre.SendDueMessages();
        centre.ItIs(cohort.FirstDay.AddDays(-1), 20);
        Assert.Single(await centre.MailOf(comes.Email), IsReminder);
        Assert.DoesNotContain(await centre.MailOf(cancels.Email), IsReminder);
        Assert.Equal(["skipped"], await centre.StatesOf(cancels.Email, "reminder"));
    }

    [Fact]
    public async Task Who_books_after_the_hour_gets_the_invitation_and_no_reminder_and_it_is_written_down_why()
    {
        var cohort = await centre.GivenACohort();
        centre.ItIs(cohort.FirstDay.AddDays(-1), 8);
        var late = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, late);

        Assert.Equal(2, (await centre.MailOf(late.Email)).Count(mail => mail.Calendar is not null));
        Assert.Equal(["skipped"], await centre.StatesOf(late.Email, "reminder"));
        Assert.Equal("It came up only after the moment for it.", await centre.Value<string>("select m.note from message m join trainee t on t.id = m.trainee_id where t.email = $1 and m.kind = 'reminder'", late.Email));
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

    /// <summary>The clocks go forward on 28 March 2027 and back on 31 October 2027: eight in the morning stays eight in the morning, whatever that is in UTC.</summary>
    [Fact]
    public async Task The_clock_walked_through_both_changes_gives_one_reminder_a_place_at_the_local_hour()
    {
        (DateOnly Day, string Due)[] days = [(new(2027, 3, 26), "2027-03-25T08:00Z"), (new(2027, 3, 29), "2027-03-28T07:00Z"), (new(2027, 3, 30), "2027-03-29T07:00Z"), (new(2027, 10, 29), "2027-10-28T07:00Z"), (new(2027, 11, 1), "2027-10-31T08:00Z")];
        var booked = new List<(string Email, DateOnly Day, string Due)>();
        foreach (var (day, due) in days)
        {
            var engineer = Some.Engineer();
            await centre.GivenABooking(await centre.GivenACohort(c => c.Starting(day)), centre.Cast.NorthBooker, engineer);
            booked.Add((engineer.Email, day, due));
        }
        foreach (var (email, _, due) in booked)
        {
            var moment = DateTimeOffset.Parse(due);
            // From before the hour until well after it, as the scheduler would: a minute before there is none, at the hour there is one, and none is added.
            foreach (var (at, expected) in new[] { (moment.AddHours(-2), 0), (moment.AddMinutes(-1), 0), (moment, 1), (moment.AddHours(1), 1), (moment.AddHours(12), 1) })
            {
                centre.Clock.SetUtcNow(at);
                Assert.Equal(expected, (await centre.MailOf(email)).Count(IsReminder));
            }
        }
        Assert.Equal(
            booked.Select(each => DateTimeOffset.Parse(each.Due).UtcDateTime),
            await centre.Column<DateTime>("select m.due_at from message m join trainee t on t.id = m.trainee_id where t.email = any ($1) and m.kind = 'reminder' order by 1", (object)booked.Select(each => each.Email).ToArray()));
    }

    [Fact]
    public async Task What_to_bring_is_told_a_week_before_once_however_often_the_dates_move()
    {
        await centre.TellWhatToBringAsync(true);
        var cohort = await centre.GivenACohort(c => c.Starting(centre.NextFreeDay().AddDays(21)));
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        await centre.App.AskAsync(new ChangeBay(new((await centre.Serving(cohort.Sessions[0].Id, "bay"))[0]), "Classroom 1", 12, " Boots from the *green* gate on. ", "https://example.org/plan"), centre.Cast.Coordinator.Actor);
        centre.ItIs(cohort.FirstDay.AddDays(-7), 7, 59);
        Assert.DoesNotContain(await centre.MailOf(engineer.Email), IsJoining);

        centre.ItIs(cohort.FirstDay.AddDays(-7), 8);
        var joining = Assert.Single(await centre.MailOf(engineer.Email), IsJoining);
        Assert.Null(joining.Calendar);
        Assert.All(cohort.Sessions, session => Assert.Contains(session.Title, joining.Message.TextBody, StringComparison.Ordinal));
        // How the bay is found, once though it serves both sessions.
        Assert.Equal(2, joining.Message.TextBody!.Split("Boots from the *green* gate on. <https://example.org/plan>").Length);
        Assert.Contains("Boots from the *green* gate on.", joining.Message.HtmlBody, StringComparison.Ordinal);

        await centre.App.AskAsync(new ShiftCohort(new(cohort.Id), cohort.FirstDay.AddDays(7)), centre.Cast.Coordinator.Actor);
        centre.ItIs(cohort.FirstDay, 8);
        Assert.Single(await centre.MailOf(engineer.Email), IsJoining);
        await centre.TellWhatToBringAsync(false);
    }

    [Fact]
    public async Task A_certificate_that_runs_out_is_told_of_to_its_holder_and_the_employer_at_ninety_sixty_and_thirty_days()
    {
        var trainee = centre.Cast.NorthTrainee;
        var expires = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(120);
        await centre.Run($"""
            insert into outside_certificate (id, trainee_id, provider_id, course_code, number, issuer, achieved_on, expires_on, state, checked_at, checked_by)
            values (gen_random_uuid(), '{trainee.Trainee}', '{trainee.Provider}', 'FTC-101', 'OUT-{Guid.NewGuid():N}', 'Elsewhere', '2025-01-01', '{expires:yyyy-MM-dd}', 'verified', now(), gen_random_uuid())
            """);
        foreach (var days in new[] { 90, 60, 30 })
        {
            centre.ItIs(expires.AddDays(-days), 7, 59);
            Assert.DoesNotContain(await ExpiriesAsync(), each => each.Days == days);
            centre.ItIs(expires.AddDays(-days), 8);
            Assert.Equal(2, (await ExpiriesAsync()).Count(each => each.Days == days));
        }
        Assert.Equal(6, (await ExpiriesAsync()).Count);

        async Task<List<(string To, int Days)>> ExpiriesAsync()
        {
            await centre.SendDueMessages();
            return [.. (await centre.Server.Messages()).Select(each => (To: each.To.Single(), Mail: Mail.Read(each.Raw)))
                .Where(each => each.Mail.Subject.Contains($"runs out on {Domain.Cohorts.CohortErrors.Day(expires)}", StringComparison.Ordinal) && (each.To == trainee.Email || each.To == centre.Cast.NorthBooker.Email))
                .Select(each => (each.To, new[] { 90, 60, 30 }.Single(days => each.Mail.Message.TextBody!.Contains($"{days} days from now", StringComparison.Ordinal))))];
        }
    }

    [Fact]
    public async Task A_calibration_that_runs_out_is_told_of_to_the_coordinators_unless_it_was_made_meanwhile()
    {
        var until = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(40);
        var (late, made) = (await centre.Value<Guid>("update kit_item set calibrated_until = $1 where id = (select id from kit_item order by id limit 1) returning id", until), await centre.Value<Guid>("update kit_item set calibrated_until = $1 where id = (select id from kit_item order by id desc limit 1) returning id", until));
        centre.ItIs(until.AddDays(-30), 7, 59);
        await centre.SendDueMessages();
        await centre.Run($"update kit_item set calibrated_until = '{until.AddDays(365):yyyy-MM-dd}' where id = '{made}'");
        centre.ItIs(until.AddDays(-30), 8);

        var mails = (await centre.MailOf(centre.Cast.Coordinator.Email)).Where(mail => mail.Subject.EndsWith($"needs its calibration by {Domain.Cohorts.CohortErrors.Day(until)}", StringComparison.Ordinal)).ToList();

        Assert.Contains($"/kit/{late}", Assert.Single(mails).Message.TextBody, StringComparison.Ordinal);
        Assert.Equal(["skipped"], await centre.Column<string>("select state from message where kind = 'check-due' and subject_id = $1", made));
    }

    [Fact]
    public async Task A_rule_that_is_changed_takes_along_what_waits_and_one_that_is_switched_off_reminds_nobody()
    {
        var rule = await centre.Value<int>("select id from reminder_rule where kind = 'reminder'");
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        centre.ItIs(cohort.FirstDay.AddDays(-1), 7);
        await centre.SendDueMessages();
        Assert.Equal(["pending"], await centre.StatesOf(engineer.Email, "reminder"));
        try
        {
            await ChangeAsync(1, 10, enabled: false);
            Assert.Equal(["skipped"], await centre.StatesOf(engineer.Email, "reminder"));
            await ChangeAsync(1, 10, enabled: true);
            centre.ItIs(cohort.FirstDay.AddDays(-1), 9, 59);
            Assert.DoesNotContain(await centre.MailOf(engineer.Email), IsReminder);
            centre.ItIs(cohort.FirstDay.AddDays(-1), 10);
            Assert.Single(await centre.MailOf(engineer.Email), IsReminder);

            // On the day itself: who was reminded is not reminded again.
            await ChangeAsync(0, 6, enabled: true);
            centre.ItIs(cohort.FirstDay, 7);
            Assert.Single(await centre.MailOf(engineer.Email), mail => mail.Subject.Contains(": FTC-101", StringComparison.Ordinal) && mail.Calendar is null);

            await ChangeAsync(1, 8, enabled: false);
            var (other, unreminded) = (await centre.GivenACohort(), Some.Engineer());
            await centre.GivenABooking(other, centre.Cast.NorthBooker, unreminded);
            centre.ItIs(other.FirstDay.AddDays(-1), 11);
            Assert.DoesNotContain(await centre.MailOf(unreminded.Email), IsReminder);
        }
        finally
        {
            await ChangeAsync(1, 8, enabled: true);
        }

        Task ChangeAsync(int days, int hour, bool enabled) => centre.App.AskAsync(new ChangeReminderRule(rule, days, new(hour, 0), enabled), centre.Cast.Coordinator.Actor);
    }

    private static bool IsReminder(Mail mail) => mail.Subject.StartsWith("Tomorrow", StringComparison.Ordinal);

    private static bool IsJoining(Mail mail) => mail.Subject.StartsWith("Before you come", StringComparison.Ordinal);
}
