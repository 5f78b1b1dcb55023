using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;

namespace FibreCentre.Api.Features.Places;

/// <param name="ReleaseOn">The day from which everybody may have what is left.</param>
internal sealed record KeepPlacesBody(Guid Provider, int Places, DateOnly ReleaseOn);

internal sealed record ChangeAllocationBody(int Places, DateOnly ReleaseOn);

/// <param name="MoveTo">Another cohort of the course with places left; leave it out to move nobody.</param>
/// <param name="ExpectedMoves">How many places you were shown to move; refused when it is not that many any more.</param>
internal sealed record CancelCohortBody(Guid? MoveTo = null, int? ExpectedMoves = null);


/// <param name="Price">Pounds a place, without VAT.</param>
/// <param name="ValidUntil">The last first day it counts for.</param>
internal sealed record AgreePriceBody(Guid Provider, string Course, decimal Price, DateOnly ValidFrom, DateOnly ValidUntil);

/// <summary>What the centre decides about the places of a cohort.</summary>
internal static class CohortPlacesEndpoints
{
    public static void MapCohortPlaces(this IEndpointRouteBuilder api)
    {
        var cohort = api.MapGroup("/cohorts/{cohort:guid}").WithTags("Cohorts");
        cohort.MapGet("/allocations", async (Guid cohort, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListAllocations(new(cohort)), stop)).ToOk())
            .Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ListAllocations").WithSummary("List places kept for providers; a provider sees its own").Produces<ListedAllocations>();
        cohort.MapPost("/allocations", async (Guid cohort, KeepPlacesBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new KeepPlaces(new(cohort), new(body.Provider), body.Places, body.ReleaseOn), stop)).ToCreated(kept => $"/api/v1/cohorts/{kept.CohortId}/allocations"))
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("KeepPlaces").WithSummary("Keep places for one provider until a release day").Produces<KeptPlaces>(StatusCodes.Status201Created)
            .Refuses(CohortErrors.NotFound(), PlaceErrors.NotEnoughToKeep(4, 2), PlaceErrors.AllocationThere(), PlaceErrors.ReleaseOutOfRange()).WithExample(new { provider = "0199a1b2-0000-7000-8000-000000000003", places = 4, releaseOn = "2026-12-01" });
        cohort.MapPost("/confirmation", async (Guid cohort, HttpRequest request, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ConfirmCohort(new(cohort), request.SeenRevision()), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("ConfirmCohort").WithSummary("Say that the cohort goes ahead; everybody who booked is told").Produces<DecidedCohort>().Refuses(CohortErrors.NotFound(), CohortErrors.NotOpen(CohortState.Draft), CohortErrors.ChangedMeanwhile());
        cohort.MapGet("/cancellation", async (Guid cohort, Guid? moveTo, IMediator mediator, CancellationToken stop) => (await mediator.Send(new PreviewCancellation(new(cohort), moveTo is { } id ? new(id) : null), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("PreviewCancellation").WithSummary("Say what cancelling a cohort would do to each place; nothing is changed").Produces<CohortCancellationPreview>()
            .Refuses(CohortErrors.NotFound(), CohortErrors.SameCohort(), CohortErrors.OtherCourse("FTC-201"), CohortErrors.NoRoomThere(), PlaceErrors.BookingClosed(CohortState.Running));
        cohort.MapPost("/cancellation", async (Guid cohort, CancelCohortBody body, HttpRequest request, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new CancelCohort(new(cohort), body.MoveTo is { } id ? new(id) : null, request.SeenRevision(), body.ExpectedMoves), stop)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("CancelCohort").WithSummary("Cancel a cohort and move everybody who can come to another; the others are credited in full").Produces<DecidedCohort>()
            .Refuses(CohortErrors.NotFound(), CohortErrors.SameCohort(), CohortErrors.OtherCourse("FTC-201"), CohortErrors.NoRoomThere(), CohortErrors.OtherMoves(3), PlaceErrors.BookingClosed(CohortState.Running), CohortErrors.CannotChange(CohortState.Running), CohortErrors.ChangedMeanwhile())
            .WithExample(new { moveTo = "0199a1b2-0000-7000-8000-000000000002", expectedMoves = 4 });

        var allocation = api.MapGroup("/allocations/{allocation:guid}").WithTags("Cohorts");
        allocation.MapPut("/", async (Guid allocation, ChangeAllocationBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new ChangeAllocation(new(allocation), body.Places, body.ReleaseOn, request.SeenRevision()), stop)).ToOk(response, kept => kept.Revision))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeAllocation").WithSummary("Keep more or fewer places, or until another day. Send the revision that the list says as If-Match, and it is refused when somebody else has changed it meanwhile").Produces<KeptPlaces>()
            .Refuses(PlaceErrors.AllocationNotFound(), CohortErrors.ChangedMeanwhile(), PlaceErrors.AllocationUsed(3), PlaceErrors.AllocationReleased(), PlaceErrors.NotEnoughToKeep(4, 2))
            .WithExample(new { places = 6, releaseOn = "2026-12-01" });
        allocation.MapDelete("/", async (Guid allocation, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ReleaseAllocation(new(allocation), request.SeenRevision()), stop)).ToOk(response, kept => kept.Revision))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ReleaseAllocation").WithSummary("Let everybody have what is left of it now").Produces<KeptPlaces>().Refuses(PlaceErrors.AllocationNotFound(), CohortErrors.ChangedMeanwhile(), PlaceErrors.AllocationReleased());

        var agreements = api.MapGroup("/price-agreements").WithTags("Charges");
        agreements.MapGet("/", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListAgreements(), stop)).ToOk())
            .Requires(Access.ChangePlaces, ApiScopes.Read).WithName("ListAgreements").WithSummary("List agreed prices; a provider sees its own").Produces<ListedAgreements>();
        agreements.MapPost("/", async (AgreePriceBody body, IMediator mediator, CancellationToken stop) => CourseCode.TryParse(body.Course, out var course)
                ? (await mediator.Send(new AgreePrice(new(body.Provider), course, body.Price, body.ValidFrom, body.ValidUntil), stop)).ToCreated(_ => "/api/v1/price-agreements")
                : CatalogueErrors.CourseNotFound().ToProblem())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("AgreePrice").WithSummary("Agree a price a place with a provider").Produces<AgreementLine>(StatusCodes.Status201Created)
            .Refuses(PlaceErrors.ProviderNotFound(), CatalogueErrors.CourseNotFound(), PlaceErrors.AgreementOverlaps()).WithExample(new { provider = "0199a1b2-0000-7000-8000-000000000003", course = "FTC-210", price = 702.00, validFrom = "2026-12-01", validUntil = "2027-11-30" });
        agreements.MapDelete("/{agreement:guid}", async (Guid agreement, IMediator mediator, CancellationToken stop) => (await mediator.Send(new EndAgreement(agreement), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("EndAgreement").WithSummary("Take an agreed price back; places booked under it keep theirs").Produces<EndedAgreement>().Refuses(PlaceErrors.AgreementNotFound(), PlaceErrors.AgreementEnded());
    }
}
