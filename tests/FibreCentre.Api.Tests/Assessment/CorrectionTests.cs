using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Assessment;

public sealed class CorrectionTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_correction_is_a_new_line_that_names_the_old_one_and_what_rests_on_it_follows()
    {
        var (_, place, decision, certificate) = await CertifiedAsync();
        var before = await centre.Value<string>("select content || encode(hash, 'hex') from ledger_entry where id = $1", decision);
        var lines = (await centre.Ask(new VerifyLedger())).Lines;

        var corrected = await CorrectAsync(decision);

        Assert.Equal(certificate, corrected.RevokedCertificateId);
        Assert.Equal(before, await centre.Value<string>("select content || encode(hash, 'hex') from ledger_entry where id = $1", decision));   // never edited
        Assert.Equal("correction", await centre.Value<string>("select kind from ledger_entry where decision_id = $1 and kind = 'correction'", decision));
        var ledger = await centre.Ask(new VerifyLedger());
        Assert.Equal((true, lines + 2), (ledger.IsWhole, ledger.Lines));   // the correction and the revocation
        var shown = await centre.App.AskAsync(new ShowCertificate(new(certificate)), centre.Cast.NorthBooker.Actor);
        Assert.Equal(("revoked", "A decision it rests on was corrected: Somebody else was assessed."), (shown.State, shown.RevocationReason));
        Assert.Equal("confirmed", await centre.Value<string>("select state from place where id = $1", place));
        var told = await centre.App.AskAsync(new ShowDecision(decision), centre.Cast.Iqa.Actor);
        Assert.Equal(("corrected", "Somebody else was assessed.", false), (told.State, told.Correction?.Reason, told.CanCorrect));
        Assert.Equal(0, await centre.Value<int>("select count(*) from ledger_entry where content like '%Somebody else%'"));
        Assert.All((await centre.Ask(new CheckInvariants())).Invariants.Where(each => each.Code is "ledger-words" or "certified" or "letters"), each => Assert.True(each.Holds, each.Code));
    }

    [Fact]
    public async Task The_unit_is_assessed_anew_with_nothing_carried_over_and_gives_a_certificate_of_its_own()
    {
        var (cohort, place, decision, certificate) = await CertifiedAsync();
        var unit = (await centre.UnitsOf(cohort.Course))[0];
        await CorrectAsync(decision);

        var open = await centre.App.AskAsync(new ShowAssessment(new(place), unit.Code), centre.Cast.Instructor.Actor);
        Assert.Equal(("open", 2, 0), (open.State, open.Attempt, open.Criteria.Count(criterion => criterion.Outcome is not null)));
        await centre.GivenAllMet(place, unit);
        var signed = await centre.App.AskAsync(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
        var issued = signed.Provisional ? (await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor)).CertificateId : signed.CertificateId;

        Assert.NotNull(issued);
        Assert.NotEqual(certificate, issued);
        Assert.Equal("valid", (await centre.App.AskAsync(new ShowCertificate(new(issued.Value)), centre.Cast.NorthBooker.Actor)).State);
        Assert.Equal("completed", await centre.Value<string>("select state from place where id = $1", place));
    }

    /// <summary>Three attempts count; one that was corrected is not among them.</summary>
    [Fact]
    public async Task A_corrected_attempt_does_not_count_among_the_three()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        var unit = (await centre.UnitsOf(cohort.Course))[0];
        var decisions = new List<Guid>();
        for (var attempt = 0; attempt < 3; attempt++) decisions.Add(await ReferredAsync(place, unit));
        Assert.Equal("retraining-needed", (await centre.Ask(NotMet(place, unit), centre.Cast.Instructor)).Error?.Code);

        // What was met is carried from one to the next: the last has to be corrected first.
        Assert.Equal("later-decision", (await centre.Ask(new CorrectDecision(decisions[1], "Wrong.", centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
        await CorrectAsync(decisions[2]);

        Assert.Equal(4, (await centre.App.AskAsync(NotMet(place, unit), centre.Cast.Instructor.Actor)).Attempt);
    }

    [Fact]
    public async Task What_an_open_attempt_took_over_from_a_decision_that_is_corrected_is_forgotten()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        var unit = (await centre.UnitsOf(cohort.Course)).First(each => each.Criteria.Count > 1);
        await centre.GivenAllMet(place, unit);
        await centre.App.AskAsync(new MarkCriteria(new(place), unit.Code, [new(unit.Criteria[^1].Code, Domain.Catalogue.Verdict.NotMeasured)]), centre.Cast.Instructor.Actor);
        var referred = (await centre.App.AskAsync(new SignOff(new(place), unit.Code, "Practise more.", centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor)).DecisionId;
        centre.Clock.Advance(TimeSpan.FromMinutes(10));
        await centre.App.AskAsync(new MarkCriteria(new(place), unit.Code, [new(unit.Criteria[^1].Code, Domain.Catalogue.Verdict.NotMeasured)]), centre.Cast.Instructor.Actor);
        Assert.Equal(unit.Criteria.Count, await MarkedAsync());

        await CorrectAsync(referred);

        Assert.Equal(1, await MarkedAsync());

        async Task<int> MarkedAsync() => (await centre.App.AskAsync(new ShowAssessment(new(place), unit.Code), centre.Cast.Instructor.Actor)).Criteria.Count(each => each.Outcome is not null);
    }

    [Fact]
    public async Task A_provisional_decision_that_was_corrected_is_not_countersigned_any_more()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        foreach (var unit in await centre.UnitsOf(cohort.Course))
        {
            await centre.GivenAllMet(place, unit);
            var signed = await centre.App.AskAsync(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
            if (!signed.Provisional) continue;
            Assert.Contains((await centre.App.AskAsync(new ListProvisional(), centre.Cast.Iqa.Actor)).Decisions, each => each.Id == signed.DecisionId);
            await CorrectAsync(signed.DecisionId);
            Assert.DoesNotContain((await centre.App.AskAsync(new ListProvisional(), centre.Cast.Iqa.Actor)).Decisions, each => each.Id == signed.DecisionId);
            Assert.Equal("already-corrected", (await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
            return;
        }
        Assert.Fail("No unit of the course takes two people.");
    }

    [Fact]
    public async Task Refused_are_a_wrong_password_no_reason_a_second_time_and_what_is_no_decision()
    {
        var (_, _, decision, _) = await CertifiedAsync();
        var iqa = centre.Cast.Iqa;
        Assert.Equal("credential-refused", (await centre.Ask(new CorrectDecision(decision, "Wrong.", "not the password"), iqa)).Error?.Code);
        Assert.Equal("request-invalid", (await centre.Ask(new CorrectDecision(decision, " ", iqa.Password), iqa)).Error?.Code);
        Assert.Equal("decision-not-found", (await centre.Ask(new CorrectDecision(Guid.NewGuid(), "Wrong.", iqa.Password), iqa)).Error?.Code);
        Assert.Equal("own-decision", (await centre.Ask(new CorrectDecision(decision, "Wrong.", centre.Cast.Instructor.Password), centre.Cast.Instructor)).Error?.Code);
        await CorrectAsync(decision);
        Assert.Equal("already-corrected", (await centre.Ask(new CorrectDecision(decision, "Again.", iqa.Password), iqa)).Error?.Code);
    }

    [Fact]
    public async Task Ten_at_once_correct_it_once()
    {
        var (_, _, decision, _) = await CertifiedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => centre.Ask(new CorrectDecision(decision, "Wrong.", centre.Cast.Iqa.Password), centre.Cast.Iqa))));
        Assert.Single(answers, each => each.Succeeded);
        Assert.All(answers.Where(each => !each.Succeeded), each => Assert.Equal("already-corrected", each.Error!.Code));
        Assert.Equal(1, await centre.Value<int>("select count(*) from ledger_entry where decision_id = $1 and kind = 'correction'", decision));
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
    }

    private Task<CorrectedDecision> CorrectAsync(Guid decision) => centre.App.AskAsync(new CorrectDecision(decision, "Somebody else was assessed.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);

    private async Task<(GivenCohort Cohort, Guid Place, Guid Decision, Guid Certificate)> CertifiedAsync()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        var decision = await centre.GivenAllSignedOff(cohort, place);
        return (cohort, place, decision, await centre.Value<Guid>("select id from certificate where place_id = $1", place));
    }

    private static MarkCriteria NotMet(Guid place, Domain.Catalogue.CourseUnit unit) => new(new(place), unit.Code, [.. unit.Criteria.Select(criterion =>
        new MarkedCriterion(criterion.Code, Domain.Catalogue.Verdict.NotMeasured))]);

    private async Task<Guid> ReferredAsync(Guid place, Domain.Catalogue.CourseUnit unit)
    {
        await centre.App.AskAsync(NotMet(place, unit), centre.Cast.Instructor.Actor);
        return (await centre.App.AskAsync(new SignOff(new(place), unit.Code, "Practise more.", centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor)).DecisionId;
    }
}
