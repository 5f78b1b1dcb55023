using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>How people are told: gathered, paced, by invitation or by feed.</summary>
public sealed class TellingTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Three_changes_within_ten_minutes_are_one_update()
    {
        var (cohort, engineer) = await InvitedAsync();
        var session = cohort.Sessions[1];
        foreach (var hour in new[] { 13, 14, 13 })
        {
            await centre.App.AskAsync(new MoveSession(new(session.Id), cohort.FirstDay, new(hour, 30), null), centre.Cast.Coordinator.Actor);
            centre.Clock.Advance(TimeSpan.FromMinutes(2));
            await centre.SendDueMessages();
        }
        Assert.Equal(2, (await centre.MailOf(engineer)).Count);

        var update = Assert.Single((await centre.MailAfterChangesOf(engineer)).Skip(2));
        Assert.Equal(await centre.Value<int>("select i.sequence from invitation i where i.session_id = $1", session.Id), update.Sequence);
        Assert.Equal(3, (await centre.MailAfterChangesOf(engineer)).Count);
    }

    [Fact]
    public async Task What_changes_about_a_session_within_two_days_is_told_at_once_and_takes_what_was_gathered_along()
    {
        var (cohort, engineer) = await InvitedAsync();
        var session = cohort.Sessions[1];
        centre.ItIs(cohort.FirstDay.AddDays(-2), 6);
        await centre.App.AskAsync(new MoveSession(new(session.Id), cohort.FirstDay, new(13, 30), null), centre.Cast.Coordinator.Actor);
        Assert.DoesNotContain(await centre.MailOf(engineer), IsUpdate);
        await centre.Run("update message set due_at = due_at + interval '20 hours' where kind = 'update' and state = 'pending'");
        centre.ItIs(cohort.FirstDay.AddDays(-2), 20);
        await centre.App.AskAsync(new MoveSession(new(session.Id), cohort.FirstDay, new(14, 0), null), centre.Cast.Coordinator.Actor);

        var update = Assert.Single(await centre.MailOf(engineer), IsUpdate);
        Assert.Contains("T140000", update.Property("DTSTART"), StringComparison.Ordinal);
        Assert.Single(await centre.MailAfterChangesOf(engineer), IsUpdate);
    }

    [Fact]
    public async Task Who_reads_a_feed_is_sent_one_overview_and_plain_changes_and_no_invitation()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        var first = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
        var chosen = await centre.App.AskAsync(new ChooseTelling(await TraineeAsync(engineer.Email), TraineeTelling.Feed), centre.Cast.NorthBooker.Actor);
        Assert.Equal(("feed", 1), (chosen.ToldBy, chosen.Following));

        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var overviews = (await centre.MailOf(engineer.Email)).Skip(2).ToList();

        Assert.Equal(2, overviews.Count);   // of the place that was there, and of the new one
        Assert.All(overviews, mail => Assert.Null(mail.Calendar));
        Assert.Contains(overviews, mail => mail.Message.TextBody!.Contains("Sessions you were invited to before stay in your calendar", StringComparison.Ordinal));
        Assert.All(cohort.Sessions, session => Assert.Contains(session.Title, overviews[1].Message.TextBody, StringComparison.Ordinal));

        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), cohort.FirstDay, new(14, 0), null), centre.Cast.Coordinator.Actor);
        var change = Assert.Single((await centre.MailAfterChangesOf(engineer.Email)).Skip(4));
        Assert.Null(change.Calendar);
        Assert.Contains("the next time it reads your calendar address", change.Message.TextBody, StringComparison.Ordinal);

        // What was sent as an invitation is taken back as one.
        await centre.App.AskAsync(new CancelPlace(new(first.Places[0].Id)), centre.Cast.NorthBooker.Actor);
        Assert.Equal(["CANCEL", "CANCEL"], (await centre.MailAfterChangesOf(engineer.Email)).Skip(5).Select(mail => mail.Method));
    }

    [Fact]
    public async Task Who_goes_back_to_invitations_is_sent_those_that_were_not()
    {
        var engineer = Some.Engineer();
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);
        await centre.App.AskAsync(new ChooseTelling(await TraineeAsync(engineer.Email), TraineeTelling.Feed), centre.Cast.NorthBooker.Actor);
        Assert.DoesNotContain(await centre.MailOf(engineer.Email), mail => mail.Calendar is not null);

        var chosen = await centre.App.AskAsync(new ChooseTelling(await TraineeAsync(engineer.Email), TraineeTelling.Invitations), centre.Cast.NorthBooker.Actor);

        Assert.Equal(2, chosen.Following);
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count(mail => mail.Method == "REQUEST"));
    }

    [Fact]
    public async Task More_than_eight_sessions_are_headed_by_one_overview_and_follow_a_few_at_a_time()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        // No course of the catalogue is that long: eight more sessions are written beside the two.
        await centre.Run($"""
            insert into session (id, cohort_id, number, title, bay_kind, during)
            select gen_random_uuid(), s.cohort_id, 10 + n, 'More ' || n, s.bay_kind, tstzrange(upper(s.during) + n * interval '1 minute', upper(s.during) + (n + 1) * interval '1 minute')
            from session s, generate_series(1, 8) n where s.cohort_id = '{cohort.Id}' and s.number = 2
            """);
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);

        var overview = Assert.Single(await centre.MailOf(engineer.Email));
        Assert.Null(overview.Calendar);
        Assert.Contains("10 sessions in all", overview.Message.TextBody, StringComparison.Ordinal);
        var arrived = new List<int>();
        for (var minute = 1; minute <= 4; minute++)
        {
            centre.Clock.Advance(TimeSpan.FromMinutes(1));
            arrived.Add((await centre.MailOf(engineer.Email)).Count(mail => mail.Calendar is not null));
        }
        Assert.Equal([4, 8, 10, 10], arrived);
    }

    [Fact]
    public async Task What_a_person_was_told_is_shown_with_when_and_whether_it_went()
    {
        var (_, email) = await InvitedAsync();
        var trainee = await TraineeAsync(email);
        await centre.Run($"update message set state = 'dead', note = 'The mail server refused it: 550.' where id = (select min(id) from message where trainee_id = '{trainee.Value}')");

        var told = (await centre.ClientOf(centre.Cast.NorthBooker).Get($"/api/v1/engineers/{trainee.Value}/messages")).Json.GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(["sent", "dead"], told.Select(each => each.GetProperty("state").GetString()));
        Assert.Equal("The mail server refused it: 550.", told[1].GetProperty("note").GetString());
        Assert.Equal(404, (await centre.ClientOf(centre.Cast.SouthBooker).Get($"/api/v1/engineers/{trainee.Value}/messages")).Status);

        var dead = await centre.Value<long>("select min(id) from message where trainee_id = $1", trainee.Value);
        Assert.Equal("skipped", (await centre.ClientOf(centre.Cast.Coordinator).Post($"/api/v1/messages/{dead}/dismissal", null, Some.Key())).Json.GetProperty("state").GetString());
        Assert.Equal((409, "message-needs-no-decision"), ((await centre.ClientOf(centre.Cast.Coordinator).Post($"/api/v1/messages/{dead}/dismissal", null, Some.Key())) is var again ? (again.Status, again.Problem) : default));
    }

    private static bool IsUpdate(Mail mail) => mail.Subject.StartsWith("Changed: ", StringComparison.Ordinal);

    private async Task<(GivenCohort Cohort, string Email)> InvitedAsync()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
        return (cohort, engineer.Email);
    }

    private async Task<TraineeId> TraineeAsync(string email) => new(Guid.Parse(await centre.Value<string>("select id::text from trainee where email = $1", email)));
}
