using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Assessment;

public sealed class SignOffTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Instructor => centre.ClientOf(centre.Cast.Instructor);

    [Fact]
    public async Task The_register_opens_on_the_morning_of_the_session_and_a_mark_can_be_put_right()
    {
        var (cohort, place) = await BookedAsync();
        var path = $"/api/v1/sessions/{cohort.Sessions[0].Id}/register/{place}";
        centre.ItIs(cohort.FirstDay.AddDays(-1), 23, 59);
        Assert.Equal("session-not-started", (await Instructor.Send("PUT", path, new { mark = "present" })).Problem);

        centre.ItIs(cohort.FirstDay, 0);
        Assert.Equal(200, (await Instructor.Send("PUT", path, new { mark = "absent" })).Status);
        Assert.Equal(200, (await Instructor.Send("PUT", path, new { mark = "late" })).Status);

        var register = await centre.App.AskAsync(new ShowRegister(new(cohort.Sessions[0].Id)), centre.Cast.Instructor.Actor);
        Assert.Equal("late", Assert.Single(register.Trainees).Mark);
        Assert.Equal("not-on-the-register", (await Instructor.Send("PUT", $"/api/v1/sessions/{cohort.Sessions[0].Id}/register/{Guid.NewGuid()}", new { mark = "present" })).Problem);
    }

    [Fact]
    public async Task Who_was_not_there_is_not_assessed()
    {
        var (cohort, place) = await BookedAsync();
        centre.ItIs(cohort.FirstDay, 9);
        await centre.App.AskAsync(new MarkAttendance(new(cohort.Sessions[0].Id), new(place), AttendanceMark.Absent), centre.Cast.Instructor.Actor);
        var unit = (await centre.UnitsOf("FTC-101"))[0];

        Assert.Equal("not-present", (await centre.Ask(new MarkCriteria(new(place), unit.Code, [Journeys.Met(unit.Criteria[0])]), centre.Cast.Instructor)).Error?.Code);
    }

    [Fact]
    public async Task The_pages_form_marks_what_it_says_and_leaves_the_rest()
    {
        var (place, unit) = await MarkedAsync(_ => []);
        var browser = await Browser.OfAsync(centre, centre.Cast.Instructor);
        Assert.Equal(200, (await browser.Get($"/places/{place}/assess/{unit.Code}")).Status);

        var answer = await browser.Post($"/places/{place}/assess/{unit.Code}", ($"Marks[{unit.Criteria[0].Code}].Outcome", "met"));

        Assert.Equal(302, answer.Status);
        Assert.Equal([$"{unit.Criteria[0].Code} met"], await centre.Column<string>("select criterion_code || ' ' || outcome from criterion_mark m join attempt a on a.id = m.attempt_id where a.place_id = $1", place));
    }

    [Fact]
    public async Task A_wrong_password_signs_nothing_and_writes_nothing()
    {
        var (place, unit) = await MarkedAsync();
        var before = await centre.RowCounts();

        var answer = await Instructor.Post($"/api/v1/places/{place}/units/{unit.Code}/decision", new { password = "not the password at all" }, Some.Key());

        Assert.Equal((403, "credential-refused"), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
        Assert.Equal(0, await centre.Value<int>("select count(*) from attempt where place_id = $1 and decided_at is not null", place));
    }

    [Fact]
    public async Task Signing_five_times_at_once_under_one_key_is_one_decision()
    {
        var (place, unit) = await MarkedAsync();
        var key = Some.Key();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() =>
            Instructor.Post($"/api/v1/places/{place}/units/{unit.Code}/decision", new { password = centre.Cast.Instructor.Password }, key))));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(1, await centre.Value<int>("select count(*) from ledger_entry e join attempt a on a.id = e.attempt_id where a.place_id = $1", place));
    }

    [Fact]
    public async Task A_password_is_kept_nowhere_not_even_with_the_idempotency_key()
    {
        var (place, unit) = await MarkedAsync();
        await Instructor.Post($"/api/v1/places/{place}/units/{unit.Code}/decision", new { password = centre.Cast.Instructor.Password }, Some.Key());

        foreach (var table in await centre.Column<string>("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'identity')"))
            Assert.True(await centre.Value<int>($"select count(*) from {table} t where t::text like '%' || $1 || '%'", centre.Cast.Instructor.Password) == 0, table);
    }

    [Fact]
    public async Task Not_everything_marked_or_decided_before_signs_nothing()
    {
        var (place, unit) = await MarkedAsync(unit => unit.Criteria.Take(1));
        Assert.Equal("not-all-marked", (await SignAsync(place, unit)).Error?.Code);

        await centre.GivenAllMet(place, unit);
        Assert.Equal("competent", (await SignAsync(place, unit)).Value?.Outcome);
        Assert.Equal("already-decided", (await SignAsync(place, unit)).Error?.Code);
        Assert.Equal("already-competent", (await centre.Ask(new MarkCriteria(new(place), unit.Code, [Journeys.Met(unit.Criteria[0])]), centre.Cast.Instructor)).Error?.Code);
        Assert.Equal("nothing-to-sign", (await SignAsync(place, (await centre.UnitsOf("FTC-101"))[1])).Error?.Code);
    }

    [Fact]
    public async Task Not_met_is_referred_with_feedback_and_what_was_met_is_carried_over_to_the_next_attempt()
    {
        var (place, unit) = await MarkedAsync(all => all.Criteria.Where(criterion => criterion.SafetyCritical), "FTC-101-U1");
        var open = unit.Criteria.First(criterion => !criterion.SafetyCritical);
        foreach (var criterion in unit.Criteria.Where(each => !each.SafetyCritical)) await MarkAsync(place, unit, new MarkedCriterion(criterion.Code, Verdict.NotMeasured));
        Assert.Equal("feedback-missing", (await SignAsync(place, unit)).Error?.Code);
        Assert.Equal("referred", (await SignAsync(place, unit, "Practise the stop signal.")).Value?.Outcome);

        var second = await MarkAsync(place, unit, Journeys.Met(open));

        Assert.Equal(2, second.Attempt);
        Assert.All(unit.Criteria.Where(each => each.SafetyCritical), criterion => Assert.Contains(second.Criteria, judged => judged.Criterion == criterion.Code && judged.Outcome == "met"));
        var shown = await centre.App.AskAsync(new ShowAssessment(new(place), unit.Code), centre.Cast.Instructor.Actor);
        Assert.Equal("Practise the stop signal.", Assert.Single(shown.Decisions).Feedback);
    }

    [Fact]
    public async Task A_safety_critical_criterion_not_met_stops_at_once_and_a_third_attempt_is_the_last()
    {
        var (place, unit) = await MarkedAsync(_ => []);
        var critical = unit.Criteria.First(criterion => criterion.SafetyCritical);
        for (var attempt = 1; attempt <= Attempt.MostAttempts; attempt++)
        {
            Assert.Equal("stopped", (await MarkAsync(place, unit, new MarkedCriterion(critical.Code, Verdict.NotMet))).Foreseen);
            Assert.Equal("stopped", (await SignAsync(place, unit, "Not safe yet.")).Value?.Outcome);
        }
        Assert.Equal("retraining-needed", (await centre.Ask(new MarkCriteria(new(place), unit.Code, [Journeys.Met(critical)]), centre.Cast.Instructor)).Error?.Code);
    }

    [Fact]
    public async Task Two_people_sign_what_is_safety_critical_and_the_program_and_the_database_both_see_to_it()
    {
        var (place, unit) = await MarkedAsync();
        var signed = (await SignAsync(place, unit)).Value!;
        Assert.True(signed.Provisional);

        var same = await Instructor.Post($"/api/v1/decisions/{signed.DecisionId}/countersignature", new { password = centre.Cast.Instructor.Password }, Some.Key());
        Assert.Equal((409, "same-signature"), (same.Status, same.Problem));
        var byHand = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run($"""
            insert into ledger_entry (number, id, kind, provider_id, trainee_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash)
            select (select number + 1 from ledger_head), gen_random_uuid(), 'countersignature', provider_id, trainee_id, id, signed_by, signed_by, now(), '{"{}"}', (select hash from ledger_head), sha256('x') from ledger_entry where id = '{signed.DecisionId}'
            """));
        Assert.Equal("countersigned_by_somebody_else", byHand.ConstraintName);
        var lie = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run($"""
            insert into ledger_entry (number, id, kind, provider_id, trainee_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash)
            select (select number + 1 from ledger_head), gen_random_uuid(), 'countersignature', provider_id, trainee_id, id, signed_by, gen_random_uuid(), now(), '{"{}"}', (select hash from ledger_head), sha256('x') from ledger_entry where id = '{signed.DecisionId}'
            """));
        Assert.Equal(Npgsql.PostgresErrorCodes.ForeignKeyViolation, lie.SqlState);

        Assert.Equal("credential-refused", (await centre.Ask(new Countersign(signed.DecisionId, "wrong password"), centre.Cast.OtherInstructor)).Error?.Code);
        Assert.Contains((await centre.App.AskAsync(new ListProvisional(), centre.Cast.OtherInstructor.Actor)).Decisions, each => each.Id == signed.DecisionId && each.CanSign);
        Assert.True((await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor)).Succeeded);
        Assert.Equal("already-countersigned", (await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
    }

    [Fact]
    public async Task A_decision_that_takes_one_person_takes_no_second_signature()
    {
        var (place, unit) = await MarkedAsync(unitCode: "FTC-101-U2");
        var signed = (await SignAsync(place, unit)).Value!;
        Assert.False(signed.Provisional);
        Assert.Equal("no-countersignature-needed", (await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
    }

    private async Task<(GivenCohort Cohort, Guid Place)> BookedAsync()
    {
        var cohort = await centre.GivenACohort();
        return (cohort, (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id);
    }

    /// <summary>Somebody present whose criteria of one unit are met: all of them, or those chosen.</summary>
    private async Task<(Guid Place, CourseUnit Unit)> MarkedAsync(Func<CourseUnit, IEnumerable<Criterion>>? chosen = null, string unitCode = "FTC-101-U1")
    {
        var (cohort, place) = await BookedAsync();
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        var unit = (await centre.UnitsOf("FTC-101")).Single(each => each.Code == unitCode);
        var marks = (chosen?.Invoke(unit) ?? unit.Criteria).Select(Journeys.Met).ToArray();
        if (marks.Length > 0) await MarkAsync(place, unit, marks);
        return (place, unit);
    }

    private Task<MarkedCriteria> MarkAsync(Guid place, CourseUnit unit, params MarkedCriterion[] marks) => centre.App.AskAsync(new MarkCriteria(new(place), unit.Code, marks), centre.Cast.Instructor.Actor);

    private Task<Domain.Result<SignedOff>> SignAsync(Guid place, CourseUnit unit, string? feedback = null) => centre.Ask(new SignOff(new(place), unit.Code, feedback, centre.Cast.Instructor.Password), centre.Cast.Instructor);
}
