using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>Whoever is told of a change is told what changed, from what that person knows.</summary>
public sealed class WhatChangedTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task An_update_says_what_was_otherwise_and_nothing_of_what_was_not()
    {
        var (cohort, email, _) = await InvitedAsync();
        var session = cohort.Sessions[1];
        var (room, hour) = (await BaysAsync(session.Id), When(session.During.Starts, session.During.Ends));

        Assert.Equal(200, (await Coordinator.Moves(session.Id, cohort.FirstDay, "13:30", "16:00")).Status);
        var later = (await UpdatesTo(email))[0];
        Assert.Contains($"\n\nIt was {hour}.\n\n", later, StringComparison.Ordinal);

        await MovesToAnotherBayAsync(session.Id, cohort.FirstDay, "13:30", "16:00");
        var elsewhere = (await UpdatesTo(email))[1];
        Assert.Contains($"\n\nIt was in {room}.\n\n", elsewhere, StringComparison.Ordinal);
        Assert.Contains($"\n{await BaysAsync(session.Id)}, Millbridge Fibre Centre", elsewhere, StringComparison.Ordinal);

        room = await BaysAsync(session.Id);
        // Two changes that are gathered into one update: what it was is what was told last.
        Assert.Equal(200, (await Coordinator.Moves(session.Id, cohort.FirstDay, "14:00", "16:30")).Status);
        await MovesToAnotherBayAsync(session.Id, cohort.FirstDay, "14:30", "17:00");
        var both = (await UpdatesTo(email))[2];
        Assert.Contains($"\n\nIt was {cohort.FirstDay.ToString("dddd d MMMM", British)}, 1:30pm to 4:00pm, in {room}.\n\n", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_after_messages_that_kept_nothing_says_nothing_of_before()
    {
        var (cohort, email, _) = await InvitedAsync();
        await centre.Run($"update message set said_during = null, said_in = null where trainee_id = (select id from trainee where email = '{email}')");

        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[1].Id, cohort.FirstDay, "13:30", "16:00")).Status);

        Assert.DoesNotContain("It was", (await UpdatesTo(email))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_replaced_is_told_of_the_session_as_that_person_knows_it()
    {
        var (cohort, email, place) = await InvitedAsync();
        var session = cohort.Sessions[1];
        var original = (await centre.MailOf(email)).Single(mail => mail.Subject.Contains(session.Title, StringComparison.Ordinal));
        var moved = centre.NextFreeDay();
        Assert.Equal(200, (await Coordinator.Moves(session.Id, moved, "09:00", "11:30")).Status);
        var next = Some.Engineer();
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.NorthBooker).Substitutes(place, next)).Status);

        var withdrawn = (await centre.MailAfterChangesOf(email)).Single(mail => mail.Method == "CANCEL" && mail.Uid == original.Uid);

        Assert.Equal((original.Property("DTSTART"), original.Property("DTEND"), original.Property("LOCATION"), 2), (withdrawn.Property("DTSTART"), withdrawn.Property("DTEND"), withdrawn.Property("LOCATION"), withdrawn.Sequence));
        Assert.Equal(original.Subject.Replace("FTC-101", "Cancelled: FTC-101", StringComparison.Ordinal), withdrawn.Subject);
        Assert.DoesNotContain(moved.ToString("d MMMM", British), withdrawn.Message.TextBody, StringComparison.Ordinal);
        // The one who comes now is invited to where it is.
        Assert.Contains(await centre.MailOf(next.Email), mail => mail.Subject.Contains(moved.ToString("dddd d MMMM yyyy", British), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_a_place_on_another_cohort_of_the_course_reads_which_one_is_gone()
    {
        var (cohort, email, place) = await InvitedAsync();
        await centre.App.AskAsync(new CancelPlace(new(place)), centre.Cast.NorthBooker.Actor);

        var withdrawn = (await centre.MailAfterChangesOf(email)).First(mail => mail.Method == "CANCEL").Message.TextBody!.ReplaceLineEndings("\n");

        Assert.Contains($"You no longer have a place on FTC-101 Telecoms site induction and safety of {cohort.FirstDay.ToString("dddd d MMMM yyyy", British)}. This session leaves your calendar:\n", withdrawn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_shows_the_day_that_each_message_said()
    {
        var (cohort, _, place) = await InvitedAsync();
        var days = new[] { centre.NextFreeDay(), centre.NextFreeDay() };
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[1].Id, days[0], "09:00", "11:30")).Status);
        centre.Clock.Advance(Domain.Notices.Pacing.GatherFor);
        await centre.SendDueMessages();
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[1].Id, days[1], "09:00", "11:30")).Status);

        // What waits says what it would say now.
        Assert.Equal([$"update pending {days[1]:yyyy-MM-dd}", $"update sent {days[0]:yyyy-MM-dd}", $"invitation sent {cohort.FirstDay:yyyy-MM-dd}"], await LinesAsync());
        centre.Clock.Advance(Domain.Notices.Pacing.GatherFor);
        await centre.SendDueMessages();
        await centre.App.AskAsync(new CancelPlace(new(place)), centre.Cast.NorthBooker.Actor);
        Assert.Equal(
            [$"cancellation pending {days[1]:yyyy-MM-dd}", $"update sent {days[1]:yyyy-MM-dd}", $"update sent {days[0]:yyyy-MM-dd}", $"invitation sent {cohort.FirstDay:yyyy-MM-dd}"], await LinesAsync());

        async Task<List<string>> LinesAsync() =>
            [.. (await Coordinator.Get("/api/v1/messages?limit=100")).Json.GetProperty("messages").EnumerateArray().Where(each => $"{each.GetProperty("session")}" == cohort.Sessions[1].Title && each.GetProperty("about").GetProperty("cohortId").GetGuid() == cohort.Id)
                .Select(each => $"{each.GetProperty("kind")} {each.GetProperty("state")} {each.GetProperty("day")}")];
    }

    [Fact]
    public async Task A_letter_of_new_dates_keeps_its_dates_in_the_history()
    {
        var cohort = await centre.GivenACohort();
        await centre.ClientOf(centre.Cast.NorthBooker).BooksUnnamed(cohort, 1);
        var (first, second) = (centre.NextFreeDay(), centre.NextFreeDay());
        Assert.Equal(200, (await Coordinator.Shifts(cohort, first)).Status);
        await centre.SendDueMessages();
        Assert.Equal(200, (await Coordinator.Shifts(cohort, second)).Status);
        await centre.SendDueMessages();

        Assert.Equal([$"{second:yyyy-MM-dd}", $"{first:yyyy-MM-dd}"], (await Coordinator.Get("/api/v1/messages?limit=100")).Json.GetProperty("messages").EnumerateArray()
            .Where(each => $"{each.GetProperty("kind")}" == "cohort-moved" && each.GetProperty("about").GetProperty("cohortId").GetGuid() == cohort.Id).Select(each => $"{each.GetProperty("day")}"));
    }

    [Fact]
    public async Task Whether_a_cohort_goes_ahead_is_asked_in_a_sentence()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 1);
        await centre.Run($"update cohort set minimum_size = 3 where id = '{cohort.Id}'");
        Assert.EndsWith("needs 3. It needs 2 more to run.", await AskedAsync(cohort), StringComparison.Ordinal);

        var enough = await centre.GivenACohortAhead();
        await centre.GivenABooking(enough, centre.Cast.NorthBooker, engineers: 4);
        Assert.EndsWith("It is likely to run.", await AskedAsync(enough), StringComparison.Ordinal);

        async Task<string> AskedAsync(GivenCohort about)
        {
            centre.ItIs(about.FirstDay.AddDays(-10), 9);
            await centre.SeeToCohorts();
            var mail = (await centre.MailOf(centre.Cast.Coordinator.Email)).Single(each => each.Subject == $"Does it go ahead? {about.Code}");
            return mail.Message.TextBody!.ReplaceLineEndings("\n").Split('\n').Single(line => line.Contains("places taken", StringComparison.Ordinal));
        }
    }

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    private static string When(DateTimeOffset starts, DateTimeOffset ends) =>
        $"{starts.ToString("dddd d MMMM", British)}, {starts.ToString("h:mm", British)}{(starts.Hour < 12 ? "am" : "pm")} to {ends.ToString("h:mm", British)}{(ends.Hour < 12 ? "am" : "pm")}";

    private async Task<(GivenCohort Cohort, string Email, Guid Place)> InvitedAsync()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        Assert.Equal(2, (await centre.MailOf(engineer.Email)).Count);
        return (cohort, engineer.Email, booked.Places[0].Id);
    }

    private async Task<List<string>> UpdatesTo(string email) =>
        [.. (await centre.MailAfterChangesOf(email)).Where(mail => mail.Subject.StartsWith("Changed: ", StringComparison.Ordinal)).Select(mail => mail.Message.TextBody!.ReplaceLineEndings("\n"))];

    private Task<string> BaysAsync(Guid session) => centre.Value<string>("select string_agg(b.name, ', ' order by b.name) from reservation r join bay b on b.id = r.resource_id where r.session_id = $1", session);

    private async Task MovesToAnotherBayAsync(Guid session, DateOnly day, string from, string until)
    {
        var free = (await centre.Column<Guid>("select b.id from bay b join session s on s.id = $1 where b.bay_kind = 'classroom' and not exists (select from reservation x where x.resource_id = b.id and x.during && s.during) order by b.name limit 1", session))[0];
        Assert.Equal(200, (await Coordinator.Moves(session, day, from, until, [((await centre.Serving(session, "bay"))[0], free)])).Status);
    }
}
