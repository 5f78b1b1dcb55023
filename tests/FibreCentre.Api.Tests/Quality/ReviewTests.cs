using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Quality;

namespace FibreCentre.Api.Tests.Quality;

public sealed class ReviewTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Whoever_agrees_settles_it()
    {
        var decision = await centre.GivenDrawn();
        Assert.Contains(await QueueAsync(), each => each.Id == decision && each is { State: "waiting", WhyNot: null });

        var reviewed = await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa.Actor);

        Assert.Equal("agreed", reviewed.State);
        Assert.DoesNotContain(await QueueAsync(), each => each.Id == decision);
        Assert.Equal("already-reviewed", (await centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), await centre.GivenAnotherIqa())).Error?.Code);
        var shown = await centre.App.AskAsync(new ShowReview(decision), centre.Cast.Iqa.Actor);
        Assert.Equal(("agreed", "Quin Quality"), (shown.State, shown.Steps.Single().By));
        Assert.Equal(1, await centre.Value<int>("select count(*) from audit_entry where action = 'ReviewDecision' and subject = $1 and actor_id = $2", decision, centre.Cast.Iqa.Account));
    }

    [Fact]
    public async Task What_one_may_look_at_stands_before_what_waits_longer_for_somebody_else()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var older = (await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course)).First(unit => unit.IsCritical()))).DecisionId;
        await centre.App.AskAsync(new Countersign(older, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        var newer = await centre.GivenDrawn();

        var own = await centre.App.AskAsync(new ListReviews(), centre.Cast.Iqa.Actor);
        Assert.Equal([newer, older], own.Decisions.Select(each => each.Id).Where(each => each == newer || each == older));
        Assert.Equal((own.Decisions.Count, own.Decisions.Count(each => each.WhyNot is null)), (own.Waiting, own.ForYou));
        var other = await centre.App.AskAsync(new ListReviews(), (await centre.GivenAnotherIqa()).Actor);
        Assert.Equal([older, newer], other.Decisions.Select(each => each.Id).Where(each => each == newer || each == older));

        await centre.App.AskAsync(new ReviewDecision(newer, ReviewVerdict.Query, "Which helmet was worn?"), centre.Cast.Iqa.Actor);
        Assert.Equal(own.ForYou - 1, (await centre.App.AskAsync(new ListReviews(), centre.Cast.Iqa.Actor)).ForYou);
    }

    [Fact]
    public async Task A_question_goes_to_the_assessor_and_comes_back_with_the_answer()
    {
        var decision = await centre.GivenDrawn();
        await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Query, "Which helmet was worn?"), centre.Cast.Iqa.Actor);

        Assert.Equal("The assessor has been asked", (await centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa)).Error?.Title);
        Assert.Equal("query-not-found", (await centre.Ask(new AnswerQuery(decision, "Mine."), centre.Cast.OtherInstructor)).Error?.Code);
        var letter = Assert.Single(await centre.MailOf(centre.Cast.Instructor.Email), mail => mail.Message.TextBody!.Contains($"/queries/{decision}", StringComparison.Ordinal)).Message;
        Assert.StartsWith("A question about your decision on FTC-101-U1", letter.Subject, StringComparison.Ordinal);
        Assert.Contains("Which helmet was worn?", letter.TextBody, StringComparison.Ordinal);

        await centre.App.AskAsync(new AnswerQuery(decision, "The white one."), centre.Cast.Instructor.Actor);
        Assert.Equal("already-answered", (await centre.Ask(new AnswerQuery(decision, "Or the blue one."), centre.Cast.Instructor)).Error?.Code);
        Assert.Contains(await QueueAsync(), each => each.Id == decision && each.State == "answered");

        await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa.Actor);
        var steps = (await centre.App.AskAsync(new ShowReview(decision), centre.Cast.Iqa.Actor)).Steps;
        Assert.Equal([("queried", "Which helmet was worn?"), ("answered", "The white one."), ("agreed", null)], steps.Select(each => (each.Kind, each.Words)));
        Assert.Contains((await centre.App.AskAsync(new ListQueries(), centre.Cast.Instructor.Actor)).Decisions, each => each.Id == decision && each.State == "agreed");
    }

    [Fact]
    public async Task A_question_that_nobody_answers_for_a_week_holds_the_review_up_no_longer()
    {
        var decision = await centre.GivenDrawn();
        await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Query, "Which helmet was worn?"), centre.Cast.Iqa.Actor);
        centre.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        Assert.Equal("waits-for-answer", (await centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa)).Error?.Code);
        Assert.Contains(await QueueAsync(), each => each.Id == decision && each.WhyNot is not null);
        var soon = centre.Clock.GetUtcNow();
        Assert.Equal("review_follows", await centre.RefusedBy($"insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{decision}', 2, 'agreed', '{centre.Cast.Iqa.Account}', '{centre.Cast.Instructor.Account}', '{soon:O}')"));

        centre.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains(await QueueAsync(), each => each.Id == decision && each.WhyNot is null);
        Assert.True((await centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa)).Succeeded);
        Assert.Equal("went-on-without", (await centre.Ask(new AnswerQuery(decision, "The white one."), centre.Cast.Instructor)).Error?.Code);
    }

    [Fact]
    public async Task Overturned_it_is_corrected_in_the_ledger_with_all_that_rests_on_it_and_the_assessor_is_told()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var first = Guid.Empty;
        foreach (var unit in await centre.UnitsOf(cohort.Course))
        {
            var signed = await centre.GivenCompetent(place, unit);
            if (signed.Provisional) await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor.Actor);
            if (first == Guid.Empty) first = signed.DecisionId;
        }
        await centre.Ask(new DrawSample());
        var certificate = await centre.Value<Guid>("select id from certificate where place_id = $1", place);
        var before = await centre.RowCounts();
        Assert.Equal("credential-refused", (await centre.Ask(new ReviewDecision(first, ReviewVerdict.Overturn, "Wrong.", "not it"), centre.Cast.Iqa)).Error?.Code);
        Assert.Equal(before, await centre.RowCounts());

        var reviewed = await centre.App.AskAsync(new ReviewDecision(first, ReviewVerdict.Overturn, "The helmet was out of date.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);

        Assert.Equal(("overturned", certificate), (reviewed.State, reviewed.RevokedCertificateId));
        var decision = await centre.App.AskAsync(new ShowDecision(first), centre.Cast.Iqa.Actor);
        Assert.Equal(("corrected", "The helmet was out of date."), (decision.State, decision.Correction?.Reason));
        Assert.Equal("The helmet was out of date.", (await centre.App.AskAsync(new ShowReview(first), centre.Cast.Iqa.Actor)).Steps.Single().Words);
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        Assert.Contains("The helmet was out of date.", Assert.Single(await centre.MailOf(centre.Cast.Instructor.Email), mail => mail.Message.Subject!.EndsWith("does not stand any more", StringComparison.Ordinal)).Message.TextBody!, StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task One_that_was_corrected_otherwise_leaves_the_queue()
    {
        var decision = await centre.GivenDrawn();
        await centre.App.AskAsync(new CorrectDecision(decision, "Somebody else was assessed.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        Assert.DoesNotContain(await QueueAsync(), each => each.Id == decision);
        Assert.Equal("corrected-since", (await centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa)).Error?.Code);
    }

    [Fact]
    public async Task Whoever_had_a_part_in_a_decision_does_not_review_it_whatever_the_program_believes()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent(centre.Cast.NorthTrainee);
        var signed = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course))[0]);
        await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        await centre.Ask(new DrawSample());

        Assert.Contains(await QueueAsync(), each => each.Id == signed.DecisionId && each.WhyNot == "You countersigned this decision.");
        Assert.Equal("own-countersignature", (await centre.Ask(new ReviewDecision(signed.DecisionId, ReviewVerdict.Agree), centre.Cast.Iqa)).Error?.Code);
        foreach (var who in new[] { centre.Cast.Instructor, centre.Cast.Iqa, centre.Cast.NorthTrainee })
            Assert.Equal("reviewed_by_somebody_else", await centre.RefusedBy($"insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{signed.DecisionId}', 1, 'agreed', '{who.Account}', '{centre.Cast.Instructor.Account}', now())"));
        // Nor does a wrong assessor on the row get round it.
        Assert.NotEqual("", await centre.RefusedBy($"insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{signed.DecisionId}', 1, 'agreed', '{centre.Cast.Instructor.Account}', '{centre.Cast.Manager.Account}', now())"));
    }

    [Fact]
    public async Task Who_has_looked_at_a_decision_does_not_countersign_it()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var signed = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course)).First(unit => unit.IsCritical()));
        await centre.Ask(new DrawSample());
        await centre.App.AskAsync(new ReviewDecision(signed.DecisionId, ReviewVerdict.Agree), centre.Cast.Iqa.Actor);

        Assert.Equal("reviewed-it", (await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa)).Error?.Code);
        Assert.True((await centre.Ask(new Countersign(signed.DecisionId, centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor)).Succeeded);
    }

    [Theory]
    [InlineData(2, "agreed")]
    [InlineData(1, "answered")]
    public async Task Steps_that_do_not_follow_are_refused_by_the_database(int step, string kind)
    {
        var decision = await centre.GivenDrawn();
        var by = kind == "answered" ? centre.Cast.Instructor.Account : centre.Cast.Iqa.Account;
        Assert.Equal("review_follows", await centre.RefusedBy($"insert into quality_review (decision_id, step, kind, said_by, assessor, at) values ('{decision}', {step}, '{kind}', '{by}', '{centre.Cast.Instructor.Account}', now())"));
    }

    [Fact]
    public async Task Coverage_says_what_was_drawn_of_whom_and_what_came_of_it()
    {
        var decision = await centre.GivenDrawn();
        var day = TestCentre.Time.DayOf(centre.Clock.GetUtcNow());
        var before = (await centre.App.AskAsync(new ShowCoverage(day, day), centre.Cast.Iqa.Actor)).Assessors.Single(each => each.Of == "Ida Irwin");
        Assert.Equal((1, 1, 1, 0), (before.Decisions, before.Considered, before.Drawn, before.LookedAt));
        Assert.Equal((100m, 100m), (before.DrawnPercent, before.PlannedPercent));
        Assert.NotNull(before.OldestWaiting);

        await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Query, "Why?"), centre.Cast.Iqa.Actor);
        await centre.App.AskAsync(new AnswerQuery(decision, "Because."), centre.Cast.Instructor.Actor);
        await centre.App.AskAsync(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa.Actor);

        var coverage = await centre.App.AskAsync(new ShowCoverage(day, day), centre.Cast.Iqa.Actor);
        Assert.All(new[] { coverage.All, coverage.Assessors.Single(), coverage.Units.Single() }, line => Assert.Equal((1, 1, 1, 1, 0, null), (line.Drawn, line.LookedAt, line.Agreed, line.Queried, line.Overturned, line.OldestWaiting)));
        var file = await centre.ClientOf(centre.Cast.Iqa).Get($"/api/v1/quality/coverage.csv?from={day:yyyy-MM-dd}&until={day:yyyy-MM-dd}");
        Assert.Contains("assessor,Ida Irwin,1,1,1,100,100,1,1,1,0,", file.Text, StringComparison.Ordinal);
        Assert.Empty((await centre.App.AskAsync(new ShowCoverage(day.AddDays(1)), centre.Cast.Iqa.Actor)).Assessors);
    }

    [Fact]
    public async Task By_program_a_review_is_read_and_made_by_those_who_may()
    {
        var decision = await centre.GivenDrawn();
        await centre.AssertForbidden("POST", $"/api/v1/quality/decisions/{decision}/reviews", new { verdict = "agree" }, centre.Cast.Instructor, centre.Cast.Administrator, centre.Cast.NorthBooker);
        var iqa = centre.ClientOf(centre.Cast.Iqa);
        Assert.Equal(400, (await iqa.Post($"/api/v1/quality/decisions/{decision}/reviews", new { verdict = "query" }, Some.Key())).Status);
        Assert.Equal((200, "queried"), await iqa.Post($"/api/v1/quality/decisions/{decision}/reviews", new { verdict = "query", words = "Why?" }, Some.Key()) is var asked ? (asked.Status, asked.Json.GetProperty("state").GetString()) : default);
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Instructor).Post($"/api/v1/quality/decisions/{decision}/answers", new { words = "Because." }, Some.Key())).Status);
        Assert.Equal(404, (await iqa.Get($"/api/v1/quality/decisions/{Guid.NewGuid()}")).Status);
    }

    private async Task<IReadOnlyList<QueuedDecision>> QueueAsync() => (await centre.App.AskAsync(new ListReviews(), centre.Cast.Iqa.Actor)).Decisions;
}
