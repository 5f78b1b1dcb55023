using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Quality;
using MediatR;

namespace FibreCentre.Api.Features.Quality;

/// <param name="Covers">Codes of courses and units; empty for everything that no other plan names.</param>
/// <param name="Rules">What is left out is the centre's default.</param>
internal sealed record SamplingPlanBody(string Name, IReadOnlyList<string>? Covers = null, SamplingRules? Rules = null);

/// <param name="Verdict"><c>agree</c>, <c>query</c> or <c>overturn</c>.</param>
/// <param name="Words">The question or the reason.</param>
/// <param name="Password">Your own, where you overturn.</param>
internal sealed record ReviewBody(ReviewVerdict Verdict, string? Words = null, string? Password = null);

internal sealed record AnswerBody(string Words);

internal sealed record AppealBody(string Reasons);

/// <param name="Outcome"><c>upheld</c> or <c>dismissed</c>.</param>
/// <param name="Password">Your own: signing asks for it again.</param>
internal sealed record AppealOutcomeBody(AppealOutcome Outcome, string Reasons, string Password);

internal static class QualityEndpoints
{
    public static void MapQuality(this IEndpointRouteBuilder api)
    {
        var quality = api.MapGroup("/quality").WithTags("Quality");
        MapReviews(quality);
        MapAppeals(api);
        MapPlans(quality.MapGroup("/plans"));
        quality.MapGet("/draws", async (int? limit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListDraws(limit ?? 50), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListDraws").WithSummary("List the draws of the sample, newest first").Produces<ListedDraws>();
        quality.MapGet("/draws/{draw:guid}", async (Guid draw, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowDraw(draw), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ShowDraw").WithSummary("Show everything a draw looked at, and draw again from its seed").Produces<ShownDraw>().Refuses(QualityErrors.DrawNotFound());
        quality.MapGet("/coverage", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowCoverage(from, until), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ShowCoverage").WithSummary("Say how much was sampled of whom and of what, and what came of it").Produces<QualityCoverage>();
        quality.MapGet("/coverage.csv", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken stop) =>
            {
                var written = await mediator.Send(new WriteCoverage(from, until), stop);
                return written.Succeeded ? TypedResults.File(written.Value.Octets, CsvFile.ContentType, written.Value.FileName) : (IResult)written.Error.ToProblem();
            })
            .Requires(Access.Audit, ApiScopes.Read).WithName("WriteCoverage").WithSummary("Download the same as CSV").Produces<string>(StatusCodes.Status200OK, "text/csv");
    }

    private static void MapReviews(RouteGroupBuilder quality)
    {
        quality.MapGet("/queue", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListReviews(), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListReviews").WithSummary("List drawn decisions that wait to be looked at, the longest waiting first").Produces<ListedReviews>();
        quality.MapGet("/decisions/{decision:guid}", async (Guid decision, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowReview(decision), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ShowReview").WithSummary("Show a drawn decision as it was signed, why it was drawn and what was said of it").Produces<ReviewedDecision>().Refuses(QualityErrors.NotDrawn());
        quality.MapPost("/decisions/{decision:guid}/reviews", async (Guid decision, ReviewBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new ReviewDecision(decision, body.Verdict, body.Words, body.Password), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Review, ApiScopes.Assess).WithName("ReviewDecision").WithSummary("Agree with a drawn decision, ask its assessor, or overturn it").Produces<DecisionReviewed>()
            .Refuses(QualityErrors.NotDrawn(), QualityErrors.OwnSignature(), QualityErrors.OwnCountersignature(), QualityErrors.WaitsForAnswer(), QualityErrors.AlreadyReviewed(), QualityErrors.ReviewedMeanwhile(), AssessmentErrors.LaterDecision(2), AssessmentErrors.CredentialRefused())
            .WithExample(new { verdict = "query", words = "Which meter was the second reading taken with?" });
        quality.MapGet("/queries", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListQueries(), stop)).ToOk())
            .Requires(Access.Assess, ApiScopes.Read).WithName("ListQueries").WithSummary("List your own decisions that were asked about or overturned").Produces<ListedQueries>();
        quality.MapPost("/decisions/{decision:guid}/answers", async (Guid decision, AnswerBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new AnswerQuery(decision, body.Words), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Assess, ApiScopes.Assess).WithName("AnswerQuery").WithSummary("Answer what a quality assurer asked about your decision").Produces<DecisionReviewed>()
            .Refuses(QualityErrors.QueryNotFound(), QualityErrors.AlreadyAnswered(), QualityErrors.WentOnWithout()).WithExample(new { words = "With PM-03; the first one was flat." });
    }

    private static void MapPlans(RouteGroupBuilder plans)
    {
        plans.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListSamplingPlans(), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListSamplingPlans").WithSummary("List the sampling plans in force").Produces<ListedSamplingPlans>();
        plans.MapPost("/", async (SamplingPlanBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new MakeSamplingPlan(body.Name, body.Covers ?? [], body.Rules ?? new()), stop)).ToCreated(plan => $"/api/v1/quality/plans/{plan.Id}"))
            .TakesIdempotencyKey().Requires(Access.Review, ApiScopes.Assess).WithName("MakeSamplingPlan").WithSummary("Make a sampling plan for the courses and units it names").Produces<SamplingPlanAnswer>(StatusCodes.Status201Created)
            .Refuses(QualityErrors.UnknownCode("FTC-999"), QualityErrors.CoveredElsewhere("FTC-210", "Splicing"), QualityErrors.CoversNothing())
            .WithExample(new { name = "Splicing", covers = (string[])["FTC-210"], rules = new { newAssessorPercent = 60, establishedPercent = 20 } });
        plans.MapGet("/{plan:guid}", async (Guid plan, IMediator mediator, HttpResponse response, CancellationToken stop) => (await mediator.Send(new ShowSamplingPlan(plan), stop)).ToOk(response, shown => shown.Plan.Version))
            .Requires(Access.Audit, ApiScopes.Read).WithName("ShowSamplingPlan").WithSummary("Show a sampling plan with every version it had").Produces<ShownSamplingPlan>().Refuses(QualityErrors.PlanNotFound());
        plans.MapPut("/{plan:guid}", async (Guid plan, SamplingPlanBody body, IMediator mediator, HttpRequest request, CancellationToken stop) =>
                (await mediator.Send(new ChangeSamplingPlan(plan, body.Name, body.Covers ?? [], body.Rules ?? new(), request.SeenRevision()), stop)).ToOk())
            .Requires(Access.Review, ApiScopes.Assess).WithName("ChangeSamplingPlan").WithSummary("Write the next version of a sampling plan. Send If-Match with its ETag").Produces<SamplingPlanAnswer>()
            .Refuses(QualityErrors.PlanNotFound(), QualityErrors.PlanEnded(), QualityErrors.UnknownCode("FTC-999"), QualityErrors.CoveredElsewhere("FTC-210", "Splicing"), QualityErrors.CoversTheRest(), CohortErrors.ChangedMeanwhile())
            .WithExample(new { name = "Centre default", rules = new { newAssessorPercent = 50, establishedPercent = 15, safetyCriticalPercent = 100 } });
        plans.MapPost("/{plan:guid}/end", async (Guid plan, IMediator mediator, HttpRequest request, CancellationToken stop) => (await mediator.Send(new EndSamplingPlan(plan, request.SeenRevision()), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Review, ApiScopes.Assess).WithName("EndSamplingPlan").WithSummary("End a sampling plan; what it named falls to the plan of its course or of the rest").Produces<SamplingPlanAnswer>()
            .Refuses(QualityErrors.PlanNotFound(), QualityErrors.PlanEnded(), QualityErrors.CoversTheRest());
    }

    private static void MapAppeals(IEndpointRouteBuilder api)
    {
        api.MapPost("/decisions/{decision:guid}/appeals", async (Guid decision, AppealBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new MakeAppeal(decision, body.Reasons), stop)).ToCreated(made => $"/api/v1/appeals/{made.Id}"))
            .WithTags("Quality").TakesIdempotencyKey().Requires(Access.Contest, ApiScopes.Book).WithName("MakeAppeal").WithSummary("Contest a decision about yourself or one of your engineers").Produces<MadeAppeal>(StatusCodes.Status201Created)
            .Refuses(AssessmentErrors.DecisionNotFound(), AppealErrors.TooLate("Mon 4 January 2027"), AppealErrors.OpenAlready(), AppealErrors.Once(), AppealErrors.NothingToContest(), AppealErrors.DoesNotStand())
            .WithExample(new { reasons = "The cleaver at bench 3 was taken out of use the same afternoon." });
        var appeals = api.MapGroup("/appeals").WithTags("Quality");
        appeals.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListAppeals(), stop)).ToOk())
            .Requires(Access.SeeAppeals, ApiScopes.Read).WithName("ListAppeals").WithSummary("List appeals, and for who may appeal the decisions that can be contested").Produces<ListedAppeals>();
        appeals.MapGet("/{appeal:guid}", async (Guid appeal, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowAppeal(new(appeal)), stop)).ToOk())
            .Requires(Access.SeeAppeals, ApiScopes.Read).WithName("ShowAppeal").WithSummary("Show an appeal with the decision it is about, and how it ended").Produces<ShownAppeal>().Refuses(AppealErrors.NotFound());
        appeals.MapPost("/{appeal:guid}/assignment", async (Guid appeal, bool? over, IMediator mediator, CancellationToken stop) => (await mediator.Send(new TakeAppeal(new(appeal), over ?? false), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Review, ApiScopes.Assess).WithName("TakeAppeal").WithSummary("Take an appeal, as somebody who had no part in the decision; with over=true also from a colleague who has had it for a day").Produces<TakenAppeal>()
            .Refuses(AppealErrors.NotFound(), AppealErrors.HadAPart(), AppealErrors.Taken(), AppealErrors.Ended());
        appeals.MapPost("/{appeal:guid}/outcome", async (Guid appeal, AppealOutcomeBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new EndAppeal(new(appeal), body.Outcome, body.Reasons, body.Password), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Review, ApiScopes.Assess).WithName("EndAppeal").WithSummary("Uphold an appeal, which corrects the decision, or dismiss it, with reasons").Produces<EndedAppeal>()
            .Refuses(AppealErrors.NotFound(), AppealErrors.NotYours(), AppealErrors.Taken(), AppealErrors.Ended(), AssessmentErrors.LaterDecision(2), AssessmentErrors.CredentialRefused())
            .WithExample(new { outcome = "dismissed", reasons = "The trace shows a reflective splice at 812 m whichever cleaver was used.", password = "your own password" });
    }
}
