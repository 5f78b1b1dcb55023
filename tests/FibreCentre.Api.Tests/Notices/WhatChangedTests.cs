using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Timetable;
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
    public async Task An_instructor_reads_which_sessions_changed_with_their_bays_and_what_they_were()
    {
        var cohort = await centre.GivenACohort();
        var other = await centre.GivenACohort();
        foreach (var each in cohort.Sessions.Concat(other.Sessions)) await IdaTeachesAsync(each.Id);
        var (session, before) = (cohort.Sessions[0], (await LettersTo(centre.Cast.Instructor)).Count);
        var room = await BaysAsync(session.Id);

        await MovesToAnotherBayAsync(session.Id, cohort.FirstDay, $"{session.During.Starts:HH:mm}", $"{session.During.Ends:HH:mm}");

        var letter = Assert.Single((await LettersTo(centre.Cast.Instructor)).Skip(before));
        Assert.Contains(
            $"\n- {When(session.During.Starts, session.During.Ends, "dddd d MMMM yyyy")}, in {await BaysAsync(session.Id)}: FTC-101 Telecoms site induction and safety, {session.Title}, {cohort.Code}. It was in {room}.\n", letter, StringComparison.Ordinal);
        Assert.Equal(1, letter.Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)));

        // Moved as a whole: each of its sessions, and none of the others.
        var day = centre.NextFreeDay();
        Assert.Equal(200, (await Coordinator.Shifts(cohort, day)).Status);
        var lines = (await LettersTo(centre.Cast.Instructor))[^1].Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).ToList();
        Assert.Equal(cohort.Sessions.Count, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.StartsWith($"- {day.ToString("dddd d MMMM yyyy", British)}, ", line, StringComparison.Ordinal);
            Assert.Contains($"{cohort.Code}. It was {cohort.FirstDay.ToString("dddd d MMMM", British)}, ", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Who_takes_a_session_over_and_who_gives_it_up_are_told_so()
    {
        var cohort = await centre.GivenACohort();
        var session = cohort.Sessions[0];
        await IdaTeachesAsync(session.Id);

        await IdaTeachesAsync(session.Id, centre.Cast.OtherInstructor);

        Assert.Contains($"{session.Title}, {cohort.Code}. No longer yours.\n", (await LettersTo(centre.Cast.Instructor))[^1], StringComparison.Ordinal);
        Assert.Contains($"{session.Title}, {cohort.Code}. Given to you.\n", (await LettersTo(centre.Cast.OtherInstructor))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instructors_hear_nothing_of_a_draft_and_nothing_of_what_came_back()
    {
        var draft = await centre.GivenACohort(c => c.NotPublished());
        Assert.Equal(200, (await Coordinator.Moves(draft.Sessions[0].Id, draft.FirstDay, "09:00", "11:00")).Status);
        Assert.Equal(0, await centre.Value<int>("select count(*) from message where kind = 'roster-changed' and subject_id = $1", draft.Id));

        var cohort = await centre.GivenACohort();
        await IdaTeachesAsync(cohort.Sessions[1].Id);
        var letters = (await LettersTo(centre.Cast.Instructor)).Count;
        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), cohort.FirstDay, new(13, 30), null, new(16, 0)), centre.Cast.Coordinator.Actor);
        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), cohort.FirstDay, TimeOnly.FromDateTime(cohort.Sessions[1].During.Starts.DateTime), null, TimeOnly.FromDateTime(cohort.Sessions[1].During.Ends.DateTime)), centre.Cast.Coordinator.Actor);
        // The first of the two letters has nothing left to say; the second tells of what it had been meanwhile.
        Assert.Equal(letters + 1, (await LettersTo(centre.Cast.Instructor)).Count);
        Assert.Equal(["Nothing that lies ahead is otherwise than it was."], await centre.Column<string>("select note from message where kind = 'roster-changed' and subject_id = $1 and state = 'skipped' and account_id = $2", cohort.Id, centre.Cast.Instructor.Account));
    }

    [Fact]
    public async Task An_instructor_reads_of_practice_to_be_present_at()
    {
        var practice = await centre.GivenPractice(centre.NextFreeDay());
        await centre.Run($"insert into message (kind, key, account_id, subject_id, due_at, message_id, created_at, state) values ('roster-changed', '{practice:N}/booked', '{centre.Cast.Instructor.Account}', '{practice}', '{centre.Clock.GetUtcNow():O}', '{Guid.NewGuid():N}', now(), 'pending')");

        Assert.Contains("9:00am to 10:00am, in Splice bench 1: practice. Given to you.\n", (await LettersTo(centre.Cast.Instructor))[^1], StringComparison.Ordinal);
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

    private static string When(DateTimeOffset starts, DateTimeOffset ends, string day = "dddd d MMMM") =>
        $"{starts.ToString(day, British)}, {starts.ToString("h:mm", British)}{(starts.Hour < 12 ? "am" : "pm")} to {ends.ToString("h:mm", British)}{(ends.Hour < 12 ? "am" : "pm")}";

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

    private async Task<List<string>> LettersTo(Person person) =>
        [.. (await centre.MailOf(person.Email)).Where(mail => mail.Subject == "Your sessions have changed").Select(mail => mail.Message.TextBody!.ReplaceLineEndings("\n"))];

    private Task<string> BaysAsync(Guid session) => centre.Value<string>("select string_agg(b.name, ', ' order by b.name) from reservation r join bay b on b.id = r.resource_id where r.session_id = $1", session);

    private async Task MovesToAnotherBayAsync(Guid session, DateOnly day, string from, string until)
    {
        var free = (await centre.Column<Guid>("select b.id from bay b join session s on s.id = $1 where b.bay_kind = 'classroom' and not exists (select from reservation x where x.resource_id = b.id and x.during && s.during) order by b.name limit 1", session))[0];
        Assert.Equal(200, (await Coordinator.Moves(session, day, from, until, [((await centre.Serving(session, "bay"))[0], free)])).Status);
    }

    private async Task IdaTeachesAsync(Guid session, Person? instead = null)
    {
        var (teacher, wanted) = ((await centre.Serving(session, "instructor"))[0], (instead ?? centre.Cast.Instructor).Instructor!.Value);
        if (teacher == wanted) return;
        var during = await centre.Column<DateTime>("select t from session, unnest(array[lower(during), upper(during)]) t where id = $1 order by t", session);
        var times = during.ConvertAll(each => TestCentre.Time.Civil(each));
        Assert.Equal(200, (await Coordinator.Moves(session, DateOnly.FromDateTime(times[0].DateTime), $"{times[0]:HH:mm}", $"{times[1]:HH:mm}", [(teacher, wanted)])).Status);
    }
}
