using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using MediatR;

namespace FibreCentre.Api.Features.Cohorts;

/// <param name="Sessions">Your choices by session number; a session left out takes what is proposed.</param>
internal sealed record PlanCohortBody(string Course, DateOnly FirstDay, int Capacity, IReadOnlyList<ChosenResources>? Sessions = null);

internal static class CohortEndpoints
{
    public static void MapCohorts(this IEndpointRouteBuilder api)
    {
        var cohorts = api.MapGroup("/cohorts").WithTags("Cohorts");
        cohorts.MapGet("/", List).Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ListCohorts").WithSummary("List cohorts that lie ahead or run, soonest first").Produces<ListedCohorts>();
        cohorts.MapGet("/{cohort:guid}", Show).Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ShowCohort")
            .WithSummary("Show a cohort with its sessions and the places you may see; the ETag is its revision").Produces<CohortAnswer>().Refuses(CohortErrors.NotFound());
        cohorts.MapGet("/proposal", Propose).Requires(Access.Plan, ApiScopes.Plan).WithName("ProposeCohort").WithSummary("Propose bays, instructors and kit for a course and a first day; nothing is kept")
            .Produces<ProposedCohort>().Refuses(CatalogueErrors.CourseNotFound(), CohortErrors.CentreShut(new(2026, 12, 25), "Christmas Day"), CohortErrors.FirstDayPast());
        cohorts.MapPost("/", Plan).TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("PlanCohort").WithSummary("Plan a cohort with everything its sessions need, at once or not at all")
            .Produces<PlannedCohort>(StatusCodes.Status201Created)
            .Refuses(CatalogueErrors.CourseNotFound(), CohortErrors.ResourcesTaken(["Splice bench 1 is taken on Monday 7 December 2026 from 09:00 to 12:00 by FTC-210-261207-A."], [new(2026, 12, 9)]), CohortErrors.CapacityOutOfRange())
            .WithExample(new { course = "FTC-201", firstDay = "2026-12-07", capacity = 6 });
        cohorts.MapPost("/{cohort:guid}/publication", Publish).Requires(Access.Plan, ApiScopes.Plan).WithName("PublishCohort")
            .WithSummary("Open a draft for booking; send If-Match with its ETag to be sure nobody changed it").Produces<PublishedCohort>().Refuses(CohortErrors.NotFound(), CohortErrors.NotADraft(CohortState.Open), CohortErrors.ChangedMeanwhile());
    }

    private static async Task<IResult> List(string? course, string? after, int? limit, IMediator mediator, CancellationToken cancellationToken) =>
        course is not null && !CourseCode.TryParse(course, out _)
            ? CatalogueErrors.CourseNotFound().ToProblem()
            : (await mediator.Send(new ListCohorts(course is null ? null : new CourseCode(course), after, limit ?? 25), cancellationToken)).ToOk();

    private static async Task<IResult> Show(Guid cohort, HttpResponse response, IMediator mediator, CancellationToken cancellationToken)
    {
        var shown = await mediator.Send(new ShowCohort(new(cohort)), cancellationToken);
        if (shown.Succeeded) response.Headers.ETag = $"\"{shown.Value.Revision}\"";
        return shown.ToOk();
    }

    private static async Task<IResult> Propose(string course, DateOnly firstDay, int? capacity, IMediator mediator, CancellationToken cancellationToken) =>
        CourseCode.TryParse(course, out var code) ? (await mediator.Send(new ProposeCohort(code, firstDay, capacity), cancellationToken)).ToOk() : CatalogueErrors.CourseNotFound().ToProblem();

    private static async Task<IResult> Plan(PlanCohortBody body, IMediator mediator, CancellationToken cancellationToken) =>
        CourseCode.TryParse(body.Course, out var course)
            ? (await mediator.Send(new PlanCohort(course, body.FirstDay, body.Capacity, body.Sessions ?? []), cancellationToken)).ToCreated(planned => $"/api/v1/cohorts/{planned.Id}")
            : CatalogueErrors.CourseNotFound().ToProblem();

    private static async Task<IResult> Publish(Guid cohort, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new PublishCohort(new(cohort), request.SeenRevision()), cancellationToken)).ToOk();
}
