using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using Npgsql;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>What devices at a bay send, late, twice and at cross purposes.</summary>
public sealed class BayEntryTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Instructor => centre.ClientOf(centre.Cast.Instructor);

    [Fact]
    public async Task An_entry_sent_again_and_again_is_one_mark_with_one_answer()
    {
        var bay = await AtABayAsync();
        var id = Guid.NewGuid();
        var body = new { session = bay.Session, place = bay.Place, trainee = bay.Trainee, says = new { unit = bay.Unit.Code, mark = new { criterion = bay.Observed, outcome = Verdict.Met } }, saw = new { }, saidAt = "2026-11-02T08:59:00Z" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Instructor.Send("PUT", $"/api/v1/bay-entries/{id}", body))));

        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal("applied", answers[0].Json.GetProperty("state").GetString());
        Assert.Equal(1, await centre.Value<int>("select count(*) from bay_entry where id = $1", id));
        Assert.Equal(["met"], await MarksAsync(bay));
        var other = await Instructor.Send("PUT", $"/api/v1/bay-entries/{id}", body with { says = new { unit = bay.Unit.Code, mark = new { criterion = bay.Observed, outcome = Verdict.NotMet } } });
        Assert.Equal((409, "entry-differs"), (other.Status, other.Problem));
    }

    [Theory]
    [InlineData(true, "met")]
    [InlineData(false, "not-met")]
    public async Task What_somebody_marked_meanwhile_is_not_overwritten_but_chosen_between(bool take, string afterwards)
    {
        var bay = await AtABayAsync();
        await centre.App.AskAsync(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.NotMet)]), centre.Cast.OtherInstructor.Actor);

        var kept = await KeepAsync(bay, Says(bay, Verdict.Met), new());

        Assert.Equal("clash", kept.State);
        Assert.Equal(["not-met"], await MarksAsync(bay));
        var open = Assert.Single((await centre.App.AskAsync(new ShowMarks(new(bay.Session)), centre.Cast.OtherInstructor.Actor)).Open);
        Assert.Equal(("met", "not-met", centre.Cast.OtherInstructor.Name), (open.Said, open.Stands, open.StandsBy));
        Assert.Equal("marked-meanwhile", (await centre.Ask(new SettleEntry(kept.Id, Take: true, open.StandsAt!.Value.AddSeconds(-1)), centre.Cast.Instructor)).Error?.Code);
        Assert.True((await centre.Ask(new SettleEntry(kept.Id, take, open.StandsAt), centre.Cast.Instructor)).Succeeded);
        Assert.Equal([afterwards], await MarksAsync(bay));
        Assert.Equal("entry-settled", (await centre.Ask(new SettleEntry(kept.Id, take, open.StandsAt), centre.Cast.Instructor)).Error?.Code);
    }

    [Fact]
    public async Task The_same_said_by_two_is_no_clash()
    {
        var bay = await AtABayAsync();
        await centre.App.AskAsync(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.Met)]), centre.Cast.OtherInstructor.Actor);
        Assert.Equal("applied", (await KeepAsync(bay, Says(bay, Verdict.Met), new())).State);
    }

    [Fact]
    public async Task What_a_device_says_of_the_same_one_after_the_other_ends_with_the_last()
    {
        var bay = await AtABayAsync();
        var first = await KeepAsync(bay, Says(bay, Verdict.NotMet), new());
        var second = await KeepAsync(bay, Says(bay, Verdict.Met), new(After: first.Id));   // said before the answer to the first had come
        Assert.Equal(("applied", "applied"), (first.State, second.State));
        Assert.Equal(["met"], await MarksAsync(bay));

        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        await centre.App.AskAsync(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.NotMeasured)]), centre.Cast.OtherInstructor.Actor);
        var third = await KeepAsync(bay, Says(bay, Verdict.NotMet), new(After: second.Id));
        Assert.Equal("clash", third.State);
        Assert.Equal("clash", (await KeepAsync(bay, Says(bay, Verdict.Met), new(After: third.Id))).State);
        Assert.Equal("met", Assert.Single((await centre.App.AskAsync(new ShowMarks(new(bay.Session)), centre.Cast.Instructor.Actor)).Open).Said);
        Assert.Equal(["not-measured"], await MarksAsync(bay));
    }

    [Fact]
    public async Task What_a_rule_refuses_is_kept_until_somebody_has_seen_to_it()
    {
        var bay = await AtABayAsync(present: false);
        var kept = await KeepAsync(bay, Says(bay, Verdict.Met), new());
        Assert.Equal(("refused", AssessmentErrors.NotPresent().Detail), (kept.State, kept.Why));
        Assert.Empty(await MarksAsync(bay));
        Assert.Equal("not-present", (await centre.Ask(new SettleEntry(kept.Id, Take: true, null), centre.Cast.Instructor)).Error?.Code);

        Assert.Equal("applied", (await KeepAsync(bay, new(AttendanceMark.Late), new())).State);
        Assert.True((await centre.Ask(new SettleEntry(kept.Id, Take: true, null), centre.Cast.Instructor)).Succeeded);
        Assert.Equal(["met"], await MarksAsync(bay));
    }

    [Fact]
    public async Task A_unit_that_was_signed_meanwhile_takes_nothing_and_a_substitute_nothing_of_somebody_else()
    {
        var bay = await AtABayAsync();
        await centre.GivenAllMet(bay.Place, bay.Unit);
        await centre.App.AskAsync(new SignOff(new(bay.Place), bay.Unit.Code, null, centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor.Actor);
        Assert.Equal("refused", (await KeepAsync(bay, Says(bay, Verdict.NotMet), new())).State);
        Assert.Equal(1, await centre.Value<int>("select count(*) from attempt where place_id = $1", bay.Place));

        var another = await AtABayAsync();
        var gone = await KeepAsync(another with { Trainee = bay.Trainee }, new(AttendanceMark.Absent), new());
        Assert.Equal(("refused", AssessmentErrors.AnotherEngineer().Detail), (gone.State, gone.Why));
        Assert.DoesNotContain("absent", await centre.Column<string>("select mark from attendance where place_id = $1", another.Place));
    }

    [Fact]
    public async Task What_was_seen_in_an_attempt_that_is_decided_since_starts_no_other()
    {
        var bay = await AtABayAsync();
        await centre.App.AskAsync(new MarkCriteria(new(bay.Place), bay.Unit.Code, [.. bay.Unit.Criteria.Select(each => each.SafetyCritical ? Journeys.Met(each) : new MarkedCriterion(each.Code, Verdict.NotMeasured))]), centre.Cast.OtherInstructor.Actor);
        await centre.App.AskAsync(new SignOff(new(bay.Place), bay.Unit.Code, "Again, please.", centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor.Actor);

        Assert.Equal("refused", (await KeepAsync(bay, Says(bay, Verdict.Met), new(Attempt: 1))).State);
        Assert.Equal(1, await centre.Value<int>("select count(*) from attempt where place_id = $1", bay.Place));
        // The control: seen in the attempt to come, it begins it.
        Assert.NotEqual("refused", (await KeepAsync(bay, Says(bay, Verdict.NotMet), new(Attempt: 2))).State);
    }

    [Fact]
    public async Task The_same_said_later_leaves_a_colleagues_note()
    {
        var bay = await AtABayAsync();
        await centre.App.AskAsync(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.Met, null, "Prompted twice.")]), centre.Cast.OtherInstructor.Actor);
        Assert.Equal("applied", (await KeepAsync(bay, Says(bay, Verdict.Met), new())).State);
        Assert.Equal("Prompted twice.", await centre.Value<string>("select note from criterion_mark m join attempt a on a.id = m.attempt_id where a.place_id = $1 and m.criterion_code = $2", bay.Place, bay.Observed));
    }

    [Fact]
    public async Task Nonsense_is_refused_with_what_to_do_and_nothing_is_kept_of_it()
    {
        var bay = await AtABayAsync();
        Assert.Equal("criterion-not-found", (await centre.Ask(Entry(bay, new(null, bay.Unit.Code, new("FTC-101-U9-C9", Verdict.Met)), new()), centre.Cast.Instructor)).Error?.Code);
        Assert.Equal(ErrorKind.Invalid, (await centre.Ask(Entry(bay, new(AttendanceMark.Late, bay.Unit.Code, new(bay.Observed, Verdict.Met)), new()), centre.Cast.Instructor)).Error?.Kind);
        Assert.Equal(ErrorKind.Invalid, (await centre.Ask(Entry(bay, new(), new()), centre.Cast.Instructor)).Error?.Kind);
        Assert.Equal("place-not-found", (await centre.Ask(Entry(bay with { Place = Guid.NewGuid() }, Says(bay, Verdict.Met), new()), centre.Cast.Instructor)).Error?.Code);
        Assert.Equal(0, await centre.Value<int>("select count(*) from bay_entry where place_id = $1", bay.Place));
    }

    /// <summary>Two devices that both saw nothing, at the same moment: one becomes the mark, the other is kept beside it.</summary>
    [Fact]
    public async Task Of_two_devices_at_once_neither_overwrites_the_other()
    {
        for (var round = 0; round < 8; round++)
        {
            var bay = await AtABayAsync();
            var said = await Task.WhenAll(Task.Run(() => KeepAsync(bay, Says(bay, Verdict.Met), new())), Task.Run(() => KeepAsync(bay, Says(bay, Verdict.NotMet), new(), centre.Cast.OtherInstructor)));
            Assert.Equal(["applied", "clash"], said.Select(each => each.State).Order());
            Assert.Equal([said[0].State == "applied" ? "met" : "not-met"], await MarksAsync(bay));
        }
    }

    /// <summary>A tap at a page with a signal is under way, on nothing that stood there, when an entry of a device comes in: the tap is not gone unseen. Without the lock of the place the entry does not know of it.</summary>
    [Fact]
    public async Task A_tap_that_is_under_way_is_not_overwritten_by_an_entry()
    {
        var bay = await AtABayAsync(present: false);
        await using var connection = await centre.Everything.OpenConnectionAsync();
        await using var gate = await connection.BeginTransactionAsync();
        await using (var shut = new NpgsqlCommand("lock table attendance in share mode", connection)) await shut.ExecuteNonQueryAsync();
        var tap = Task.Run(() => centre.App.AskAsync(new MarkAttendance(new(bay.Session), new(bay.Place), AttendanceMark.Present), centre.Cast.OtherInstructor.Actor));
        await centre.UntilWaiting(1);
        var kept = Task.Run(() => KeepAsync(bay, new(AttendanceMark.Late), new()));
        await centre.UntilWaiting(2);
        await gate.CommitAsync();

        await tap;
        Assert.Equal("clash", (await kept).State);
        Assert.Equal(["present"], await centre.Column<string>("select mark from attendance where session_id = $1 and place_id = $2", bay.Session, bay.Place));
    }

    /// <summary>The control: marked without saying what was seen, the second overwrites the first and nobody is told.</summary>
    [Fact]
    public async Task Control_without_what_was_seen_one_of_two_marks_is_gone()
    {
        var bay = await AtABayAsync();
        var marked = await Task.WhenAll(
            Task.Run(() => centre.Ask(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.Met)]), centre.Cast.Instructor)),
            Task.Run(() => centre.Ask(new MarkCriteria(new(bay.Place), bay.Unit.Code, [new(bay.Observed, Verdict.NotMet)]), centre.Cast.OtherInstructor)));
        Assert.All(marked, each => Assert.True(each.Succeeded));
        Assert.Single(await MarksAsync(bay));
        Assert.Empty((await centre.App.AskAsync(new ShowMarks(new(bay.Session)), centre.Cast.Instructor.Actor)).Open);
    }

    private sealed record Bay(Guid Session, Guid Place, Guid Trainee, CourseUnit Unit)
    {
        public string Observed => Unit.Criteria.First(each => each.Limit is null).Code;
    }

    private async Task<Bay> AtABayAsync(bool present = true)
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0];
        centre.ItIs(cohort.FirstDay, 9);
        if (present) await centre.GivenPresent(cohort, place.Id);
        return new(cohort.Sessions[0].Id, place.Id, await centre.Value<Guid>("select trainee_id from place where id = $1", place.Id), (await centre.UnitsOf(cohort.Course))[0]);
    }

    private static EntryWords Says(Bay bay, Verdict verdict) => new(null, bay.Unit.Code, new(bay.Observed, verdict));

    private KeepEntry Entry(Bay bay, EntryWords says, EntrySaw saw) => new(Guid.NewGuid(), new(bay.Session), new(bay.Place), new(bay.Trainee), says, saw, centre.Clock.GetUtcNow().AddMinutes(-30));

    private Task<KeptEntry> KeepAsync(Bay bay, EntryWords says, EntrySaw saw, Person? by = null) => centre.App.AskAsync(Entry(bay, says, saw), (by ?? centre.Cast.Instructor).Actor);

    private Task<List<string>> MarksAsync(Bay bay) => centre.Column<string>("select outcome from criterion_mark m join attempt a on a.id = m.attempt_id where a.place_id = $1 and criterion_code = $2", bay.Place, bay.Observed);
}
