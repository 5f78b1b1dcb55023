using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Quality;

namespace FibreCentre.Api.Tests.Quality;

public sealed class AppealTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Upheld_an_appeal_corrects_the_decision_in_the_ledger_and_everybody_concerned_is_told()
    {
        var (cohort, place, decision) = await ReferredAsync();
        var listed = await centre.App.AskAsync(new ListAppeals(), centre.Cast.NorthTrainee.Actor);
        Assert.Contains(listed.Contestable, each => each.DecisionId == decision && each is { Outcome: "referred", Feedback: "Practise more." });

        var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "The lamp was flat."), centre.Cast.NorthTrainee.Actor)).Id;
        Assert.DoesNotContain((await centre.App.AskAsync(new ListAppeals(), centre.Cast.NorthTrainee.Actor)).Contestable, each => each.DecisionId == decision);
        await centre.App.AskAsync(new TakeAppeal(new(appeal)), centre.Cast.Iqa.Actor);
        var ended = await centre.App.AskAsync(new EndAppeal(new(appeal), AppealOutcome.Upheld, "The log of the lamp says so.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);

        Assert.Equal("upheld", ended.Outcome);
        var shown = await centre.App.AskAsync(new ShowAppeal(new(appeal)), centre.Cast.NorthTrainee.Actor);
        Assert.Equal(("upheld", "The log of the lamp says so.", null), (shown.Appeal.State, shown.Answer, shown.TakenBy));
        Assert.Equal(["correction", "appeal"], await centre.Column<string>("select kind from ledger_entry where decision_id = $1 order by number", decision));
        Assert.Equal(("corrected", "An appeal was upheld: The log of the lamp says so."), await centre.App.AskAsync(new ShowDecision(decision), centre.Cast.Iqa.Actor) is var corrected ? (corrected.State, corrected.Correction?.Reason) : default);
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        // The unit is open again, and the attempt does not count.
        Assert.Equal("open", (await centre.App.AskAsync(new ShowAssessment(new(place), (await centre.UnitsOf(cohort.Course))[0].Code), centre.Cast.Instructor.Actor)).State);
        Assert.Contains("The log of the lamp says so.", Assert.Single(await centre.MailOf(centre.Cast.NorthTrainee.Email), mail => mail.Message.Subject == "The appeal about FTC-101-U1 was upheld" && mail.Message.TextBody!.Contains($"{appeal}", StringComparison.Ordinal)).Message.TextBody!, StringComparison.Ordinal);
        Assert.Single(await centre.MailOf(centre.Cast.Instructor.Email), mail => mail.Message.Subject == "The appeal about FTC-101-U1 was upheld" && mail.Message.TextBody!.Contains($"{appeal}", StringComparison.Ordinal));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Dismissed_with_reasons_the_decision_stands_and_each_side_has_contested_it_once()
    {
        var (cohort, place, decision) = await ReferredAsync();
        foreach (var (who, subject) in new[] { (centre.Cast.NorthTrainee, "trainee"), (centre.Cast.NorthBooker, "provider") })
        {
            var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "The lamp was flat."), who.Actor)).Id;
            Assert.Contains("is contested by the trainee", Assert.Single(await centre.MailOf(centre.Cast.Instructor.Email), mail => mail.Message.TextBody!.Contains($"/appeals/{appeal}", StringComparison.Ordinal)).Message.TextBody!, StringComparison.Ordinal);
            Assert.StartsWith("An appeal waits for a quality assurer", Assert.Single(await centre.MailOf(centre.Cast.Iqa.Email), mail => mail.Message.TextBody!.Contains($"/appeals/{appeal}", StringComparison.Ordinal)).Message.Subject, StringComparison.Ordinal);
            Assert.Equal("appeal-open", (await centre.Ask(new MakeAppeal(decision, "Again."), who == centre.Cast.NorthTrainee ? centre.Cast.NorthBooker : centre.Cast.NorthTrainee)).Error?.Code);
            await centre.App.AskAsync(new TakeAppeal(new(appeal)), centre.Cast.Iqa.Actor);
            await centre.App.AskAsync(new EndAppeal(new(appeal), AppealOutcome.Dismissed, "The lamp was charged.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
            Assert.Equal((subject, "dismissed", "The lamp was charged."), await centre.App.AskAsync(new ShowAppeal(new(appeal)), who.Actor) is var shown ? (shown.Appeal.MadeAs, shown.Appeal.State, shown.Answer) : default);
            Assert.Equal("appeal-once", (await centre.Ask(new MakeAppeal(decision, "And again."), who)).Error?.Code);
            Assert.Equal("appeal-ended", (await centre.Ask(new EndAppeal(new(appeal), AppealOutcome.Upheld, "On second thoughts.", centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
        }
        // Two lines speak of the decision, and it stands for whoever assesses.
        Assert.Equal("referred", (await centre.App.AskAsync(new ShowAssessment(new(place), (await centre.UnitsOf(cohort.Course))[0].Code), centre.Cast.Instructor.Actor)).State);
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        Assert.Equal(0, await centre.Value<int>("select count(*) from ledger_entry where content like '%charged%'"));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task An_altered_outcome_shows_in_the_chain()
    {
        var (_, _, decision) = await ReferredAsync();
        var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "The lamp was flat."), centre.Cast.NorthBooker.Actor)).Id;
        await centre.App.AskAsync(new TakeAppeal(new(appeal)), centre.Cast.Iqa.Actor);
        var line = (await centre.App.AskAsync(new EndAppeal(new(appeal), AppealOutcome.Dismissed, "The lamp was charged.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor)).LedgerNumber;
        var content = await centre.Value<string>("select content from ledger_entry where number = $1", line);

        await AlterAsync(content.Replace("dismissed", "upheld", StringComparison.Ordinal));
        Assert.Equal(line, (await centre.Ask(new VerifyLedger())).FirstBadLine);
        await AlterAsync(content);
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);

        Task AlterAsync(string to) => centre.Run($"alter table ledger_entry disable trigger ledger_only_grows; update ledger_entry set content = '{to}' where number = {line}; alter table ledger_entry enable always trigger ledger_only_grows");
    }

    [Fact]
    public async Task After_its_term_a_decision_is_not_contested_any_more()
    {
        var (_, _, decision) = await ReferredAsync();
        var until = (await centre.App.AskAsync(new ListAppeals(), centre.Cast.NorthBooker.Actor)).Contestable.Single(each => each.DecisionId == decision).Until;
        var settings = await centre.App.AskAsync(new ShowCentreSettings());
        Assert.Equal(20, settings.AppealDays);

        await SetAsync(1);
        centre.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("appeal-too-late", (await centre.Ask(new MakeAppeal(decision, "Late."), centre.Cast.NorthBooker)).Error?.Code);
        Assert.DoesNotContain((await centre.App.AskAsync(new ListAppeals(), centre.Cast.NorthBooker.Actor)).Contestable, each => each.DecisionId == decision);
        await SetAsync(20);
        centre.ItIs(until, 23);
        Assert.True((await centre.Ask(new MakeAppeal(decision, "Just in time."), centre.Cast.NorthBooker)).Succeeded);

        Task SetAsync(int days) => centre.App.AskAsync(new ChangeCentreSettings(settings.Opens, settings.Closes, settings.WorkingDays, settings.PracticeHoursAWeek, settings.PracticeLeadHours, settings.PracticeDaysAhead, null, days), centre.Cast.Coordinator.Actor);
    }

    [Fact]
    public async Task A_provider_sees_and_contests_its_own_and_nobody_elses()
    {
        var (_, _, decision) = await ReferredAsync();
        var south = centre.Cast.SouthBooker;
        Assert.Equal("decision-not-found", (await centre.Ask(new MakeAppeal(decision, "Theirs."), south)).Error?.Code);
        Assert.DoesNotContain((await centre.App.AskAsync(new ListAppeals(), south.Actor)).Contestable, each => each.DecisionId == decision);
        var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "Ours."), centre.Cast.NorthBooker.Actor)).Id;

        foreach (var who in new[] { south, centre.Cast.SouthTrainee, centre.Cast.OtherInstructor })
        {
            Assert.Equal("appeal-not-found", (await centre.Ask(new ShowAppeal(new(appeal)), who)).Error?.Code);
            Assert.DoesNotContain((await centre.App.AskAsync(new ListAppeals(), who.Actor)).Appeals, each => each.Id == appeal);
        }
        foreach (var who in new[] { centre.Cast.NorthBooker, centre.Cast.NorthTrainee, centre.Cast.Instructor, centre.Cast.Iqa, centre.Cast.Administrator })
            Assert.Equal("Ours.", (await centre.App.AskAsync(new ShowAppeal(new(appeal)), who.Actor)).Reasons);
    }

    [Fact]
    public async Task A_competent_decision_is_contested_by_the_provider_only_and_takes_its_certificate_along()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent(centre.Cast.NorthTrainee);
        var decision = await centre.GivenAllSignedOff(cohort, place);
        Assert.Equal("nothing-to-contest", (await centre.Ask(new MakeAppeal(decision, "Too easy."), centre.Cast.NorthTrainee)).Error?.Code);
        var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "She was not there."), centre.Cast.NorthBooker.Actor)).Id;
        // Quin countersigned it: she is not asked to decide it, and may not.
        Assert.Equal(0, await centre.Value<int>("select count(*) from message where kind = 'appeal-to-decide' and subject_id = $1 and account_id = $2", appeal, centre.Cast.Iqa.Account));
        Assert.True(await centre.Value<int>("select count(*) from message where kind = 'appeal-to-decide' and subject_id = $1", appeal) > 0);
        Assert.Equal("had-a-part", (await centre.Ask(new TakeAppeal(new(appeal)), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal("appeal_decided_by_somebody_else", await centre.RefusedBy($"update appeal set taken_by = '{centre.Cast.Iqa.Account}', taken_at = now() where id = '{appeal}'"));

        var other = await centre.GivenAnotherIqa();
        Assert.Equal("appeal-not-taken", (await centre.Ask(new EndAppeal(new(appeal), AppealOutcome.Upheld, "So it was.", other.Password), other)).Error?.Code);
        await centre.App.AskAsync(new TakeAppeal(new(appeal)), other.Actor);
        Assert.Equal("appeal-taken", (await centre.Ask(new TakeAppeal(new(appeal)), await centre.GivenAnotherIqa())).Error?.Code);
        var ended = await centre.App.AskAsync(new EndAppeal(new(appeal), AppealOutcome.Upheld, "So it was.", other.Password), other.Actor);

        Assert.Equal(await centre.Value<Guid>("select id from certificate where place_id = $1", place), ended.RevokedCertificateId);
        Assert.Equal("does-not-stand", (await centre.Ask(new MakeAppeal(decision, "Again."), centre.Cast.NorthBooker)).Error?.Code);
    }

    [Fact]
    public async Task Whose_quality_assurer_is_away_is_taken_over_until_it_ends_and_then_by_nobody()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent(centre.Cast.NorthTrainee);
        var appeal = (await centre.App.AskAsync(new MakeAppeal(await centre.GivenAllSignedOff(cohort, place), "She was not there."), centre.Cast.NorthBooker.Actor)).Id;
        var (first, second) = (await centre.GivenAnotherIqa(), await centre.GivenAnotherIqa());
        await centre.App.AskAsync(new TakeAppeal(new(appeal)), first.Actor);
        Assert.False((await centre.App.AskAsync(new ShowAppeal(new(appeal)), second.Actor)).MayTakeOver);
        Assert.Equal("appeal-taken", (await centre.Ask(new TakeAppeal(new(appeal), Over: true), second)).Error?.Code);
        Assert.Equal("appeal_keeps", await centre.RefusedBy($"update appeal set taken_by = '{second.Account}', taken_at = taken_at + interval '23 hours' where id = '{appeal}'"));
        centre.Clock.Advance(TimeSpan.FromDays(1));
        var shown = await centre.App.AskAsync(new ShowAppeal(new(appeal)), second.Actor);
        Assert.Equal((false, true, false), (shown.MayTake, shown.MayTakeOver, shown.MayEnd));
        Assert.False((await centre.App.AskAsync(new ShowAppeal(new(appeal)), first.Actor)).MayTakeOver);
        // Whoever had a part takes it over as little as they take it.
        Assert.False((await centre.App.AskAsync(new ShowAppeal(new(appeal)), centre.Cast.Iqa.Actor)).MayTakeOver);
        Assert.Equal("had-a-part", (await centre.Ask(new TakeAppeal(new(appeal), Over: true), centre.Cast.Iqa)).Error?.Code);

        var page = await Browser.OfAsync(centre, second);
        Assert.Contains("Take it over", (await page.Get($"/appeals/{appeal}")).Text, StringComparison.Ordinal);
        Assert.Equal(302, (await page.Post($"/appeals/{appeal}?handler=TakeOver", ("IdempotencyKey", Some.Key()))).Status);

        Assert.Equal("appeal-taken", (await centre.Ask(new EndAppeal(new(appeal), AppealOutcome.Dismissed, "Hers now.", first.Password), first)).Error?.Code);
        Assert.True((await centre.Ask(new EndAppeal(new(appeal), AppealOutcome.Dismissed, "She signed the register.", second.Password), second)).Succeeded);
        Assert.Equal("appeal-ended", (await centre.Ask(new TakeAppeal(new(appeal), Over: true), first)).Error?.Code);
        Assert.Equal("appeal_keeps", await centre.RefusedBy($"update appeal set taken_by = '{first.Account}', taken_at = now() where id = '{appeal}'"));
    }

    [Theory]
    [InlineData("the reviewer", "insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{decision}', 1, 'agreed', '{judge}', '{assessor}', now()); update appeal set taken_by = '{judge}', taken_at = now() where decision_id = '{decision}'", "appeal_decided_by_somebody_else")]
    [InlineData("the assessor", "update appeal set taken_by = '{assessor}', taken_at = now() where decision_id = '{decision}'", "appeal_decided_by_somebody_else")]
    [InlineData("the trainee", "update appeal set taken_by = '{trainee}', taken_at = now() where decision_id = '{decision}'", "appeal_decided_by_somebody_else")]
    [InlineData("a judge who reviews", "update appeal set taken_by = '{judge}', taken_at = now() where decision_id = '{decision}'; insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{decision}', 1, 'agreed', '{judge}', '{assessor}', now())", "reviewed_by_somebody_else")]
    [InlineData("an outcome without a line", "update appeal set taken_by = '{judge}', taken_at = now() where decision_id = '{decision}'; update appeal set outcome = 'upheld', ended_at = now(), ledger_entry_id = '{decision}' where decision_id = '{decision}'", "appeal_keeps")]
    [InlineData("other words", "update appeal set reasons = 'Never mind.' where decision_id = '{decision}'", "appeal_keeps")]
    [InlineData("a second open one", "insert into appeal (id, decision_id, provider_id, trainee_id, decision_by, made_as, made_by, made_at, reasons) select gen_random_uuid(), decision_id, provider_id, trainee_id, decision_by, 'trainee', made_by, now(), 'x' from appeal where decision_id = '{decision}'", "appeal_one_open")]
    [InlineData("none at all", "delete from appeal where decision_id = '{decision}'", "42501")]
    public async Task What_the_program_forgets_the_database_refuses(string what, string sql, string refusal)
    {
        var decision = await centre.GivenDrawn(centre.Cast.NorthTrainee);
        await centre.App.AskAsync(new MakeAppeal(decision, "Too easy."), centre.Cast.NorthBooker.Actor);
        var asked = sql.Replace("{decision}", $"{decision}", StringComparison.Ordinal).Replace("{judge}", $"{centre.Cast.Iqa.Account}", StringComparison.Ordinal)
            .Replace("{assessor}", $"{centre.Cast.Instructor.Account}", StringComparison.Ordinal).Replace("{trainee}", $"{centre.Cast.NorthTrainee.Account}", StringComparison.Ordinal);
        Assert.True(refusal == await centre.RefusedBy(asked), what);
    }

    /// <summary>Of the engineer who can sign in, on the first unit.</summary>
    private async Task<(GivenCohort Cohort, Guid Place, Guid Decision)> ReferredAsync()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent(centre.Cast.NorthTrainee);
        return (cohort, place, await centre.GivenReferred(place, (await centre.UnitsOf(cohort.Course))[0]));
    }
}
