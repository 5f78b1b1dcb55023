using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Planning;
using MediatR;

namespace FibreCentre.Api.Features.Planning;

/// <param name="Seconds">5, 15, 30 or 60.</param>
/// <param name="Repair">Whether what is announced may move.</param>
/// <param name="Outages">Proposed ones that are settled with the plan.</param>
/// <param name="Fixed">Sessions that stay where they are.</param>
internal sealed record PlanBody(IReadOnlyList<CohortsWanted>? Cohorts = null, int Seconds = 15, bool Repair = false, IReadOnlyList<Guid>? Outages = null, IReadOnlyList<Guid>? Fixed = null);

internal static class PlanningEndpoints
{
    public static void MapPlanning(this IEndpointRouteBuilder api)
    {
        var planning = api.MapGroup("/planning").WithTags("Planning");
        planning.MapGet("/demand", Ask(() => new ListDemand())).Requires(Access.Plan, ApiScopes.Plan).WithName("ListDemand").WithSummary("List every course with the places that providers wait for").Produces<ListedDemand>();
        planning.MapGet("/repair", Ask(() => new ListRepair())).Requires(Access.Plan, ApiScopes.Plan).WithName("ListRepair").WithSummary("List the outages that wait to be settled, and the announced sessions that a repair could move").Produces<ListedRepair>();
        planning.MapGet("/weights", async (HttpResponse response, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowPlanningWeights(), cancellationToken)).ToOk(response, shown => shown.Version))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ShowPlanningWeights").WithSummary("Show what plans pay for what; the ETag is the version").Produces<PlanningWeightsAnswer>();
        planning.MapPut("/weights", async (PlanningWeights body, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new SetPlanningWeights(body, request.SeenRevision()), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("SetPlanningWeights").WithSummary("Write the next version of the weights; a draft keeps its own. Send If-Match with the ETag").Produces<PlanningWeightsAnswer>().Refuses(CohortErrors.ChangedMeanwhile());
        planning.MapGet("/comparison", async (Guid[] runs, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new CompareDrafts(runs), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("CompareDrafts").WithSummary("Show up to six drafts beside each other, in the order in which they are named: runs=ID once for each").Produces<ComparedDrafts>().Refuses(PlanningErrors.RunNotFound());

        var runs = planning.MapGroup("/runs");
        runs.MapGet("/", Ask(() => new ListPlanningRuns())).Requires(Access.Plan, ApiScopes.Plan).WithName("ListPlanningRuns").WithSummary("List the latest drafts of the timetable, newest first").Produces<ListedPlanningRuns>();
        runs.MapPost("/", async (PlanBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new AskForPlan(body.Cohorts ?? [], body.Seconds, body.Repair, body.Outages, body.Fixed), cancellationToken)).ToCreated(asked => $"/api/v1/planning/runs/{asked.Id}"))
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("AskForPlan").WithSummary("Ask for a plan of new cohorts, or a repair in which what is announced moves as little as possible; it is made in the background")
            .Produces<AskedForPlan>(StatusCodes.Status201Created).Refuses(PlanningErrors.NothingToPlan(), PlanningErrors.TooMuchAtOnce(PlanningTable.MostSessions), CatalogueErrors.CourseNotFound(), FacilityErrors.OutageNotFound(), FacilityErrors.OutageDecided(OutageState.InForce), PlanningErrors.StillInTheWay(["FTC-201-261207-A, Light and colours, Monday 7 December 2026, is in the way of what is out of use."]), PlanningErrors.CannotBePlanned("there is no slot"))
            .WithExample(new { cohorts = new[] { new { course = "FTC-201", count = 2, places = 6, notBefore = "2026-12-07" } }, seconds = 15 });

        var run = runs.MapGroup("/{run:guid}");
        run.MapGet("/", async (Guid run, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowPlanningRun(new(run)), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ShowPlanningRun").WithSummary("Show a run with its progress, the best draft so far, and why the rest has no place").Produces<PlanningRunAnswer>().Refuses(PlanningErrors.RunNotFound());
        run.MapPost("/stop", async (Guid run, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new StopPlanning(new(run)), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("StopPlanning").WithSummary("End the search with the best it has").Produces<AskedForPlan>().Refuses(PlanningErrors.RunNotFound(), PlanningErrors.AlreadyFinished());
        run.MapPost("/drafts", async (Guid run, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new AskForAnotherDraft(new(run)), cancellationToken)).ToCreated(asked => $"/api/v1/planning/runs/{asked.Id}"))
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("AskForAnotherDraft").WithSummary("Make another draft of the same plan").Produces<AskedForPlan>(StatusCodes.Status201Created)
            .Refuses(PlanningErrors.RunNotFound(), PlanningErrors.OtherDraftAccepted(), PlanningErrors.EnoughDrafts(AskForAnotherDraftHandler.MostDrafts));
        run.MapPost("/acceptance", async (Guid run, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new AcceptDraft(new(run)), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("AcceptDraft").WithSummary("Put a draft into the timetable, all of it or nothing").Produces<AcceptedDraft>()
            .Refuses(
                PlanningErrors.RunNotFound(), PlanningErrors.NotFinished(), PlanningErrors.AlreadyDecided(PlanningRunState.Accepted), PlanningErrors.OtherDraftAccepted(), PlanningErrors.NothingPlaced(), PlanningErrors.LeavesOut("Light and colours"), PlanningErrors.StillInTheWay(["FTC-201-261207-A, Light and colours, Monday 7 December 2026, is in the way of what is out of use."]),
                PlanningErrors.NoLongerFits(["Splice bench 1 is taken on Monday 7 December 2026 from 9:00am to 12:00pm by FTC-210-261207-A."]), CohortErrors.TakenMeanwhile());
        run.MapPost("/drop", async (Guid run, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new DropDraft(new(run)), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("DropDraft").WithSummary("Give a draft up").Produces<AskedForPlan>().Refuses(PlanningErrors.RunNotFound(), PlanningErrors.NotFinished(), PlanningErrors.AlreadyDecided(PlanningRunState.Accepted));
        run.MapGet("/session", async (Guid run, string key, DateOnly? whatIf, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ExplainSession(new(run), key, whatIf), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ExplainSession").WithSummary("Say why a session of a draft is where it is, and what it would take to have it on another day").Produces<ExplainedSession>()
            .Refuses(PlanningErrors.RunNotFound(), CohortErrors.SessionNotFound(), PlanningErrors.SessionNotPlaced());
    }

    private static Func<IMediator, CancellationToken, Task<IResult>> Ask<T>(Func<IRequest<Result<T>>> request) => async (mediator, cancellationToken) => (await mediator.Send(request(), cancellationToken)).ToOk();
}
