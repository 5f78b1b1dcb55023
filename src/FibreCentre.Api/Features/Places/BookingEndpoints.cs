using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;

namespace FibreCentre.Api.Features.Places;

/// <param name="Places">How many to hold.</param>
internal sealed record HoldPlacesBody(int Places);

/// <param name="PurchaseOrder">Your own number for it.</param>
internal sealed record ConfirmHoldBody(string PurchaseOrder);

/// <param name="PurchaseOrder">Needed while the places are only held.</param>
internal sealed record NamePlacesBody(IReadOnlyList<Guid>? Trainees = null, IReadOnlyList<EngineerDetails>? Engineers = null, string? PurchaseOrder = null);

/// <param name="ExpectedFee">What you were shown, in pounds without VAT; refused when it is not that any more.</param>
/// <param name="WaiveBecause">For staff: lets the fee off.</param>
internal sealed record CancelPlacesBody(IReadOnlyList<Guid> Places, decimal? ExpectedFee = null, string? WaiveBecause = null);

internal sealed record WaiveFeeBody(string Reason);

/// <param name="Trainee">A known engineer; leave it out to describe one.</param>
internal sealed record SubstituteBody(Guid? Trainee = null, EngineerDetails? Engineer = null);

/// <param name="Cohort">Where to.</param>
internal sealed record TransferBody(Guid Cohort, decimal? ExpectedFee = null);

/// <param name="Together">All of the places or none.</param>
/// <param name="Automatic">Book at once when the turn comes, under the order number.</param>
internal sealed record JoinWaitingListBody(int Places, bool Together = false, bool Automatic = false, string? PurchaseOrder = null, IReadOnlyList<Guid>? Trainees = null);

/// <summary>What a provider does with its bookings after they are made, or before.</summary>
internal static class BookingEndpoints
{
    public static void MapBookings(this IEndpointRouteBuilder api)
    {
        var ofCohort = api.MapGroup("/cohorts/{cohort:guid}").WithTags("Places");
        ofCohort.MapPost("/holds", async (Guid cohort, HoldPlacesBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new HoldPlaces(new(cohort), body.Places), stop)).ToCreated(held => $"/api/v1/bookings/{held.BookingId}"))
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("HoldPlaces").WithSummary("Hold places without names: 24 hours for 1 or 2, three days for up to 6, seven for more").Produces<HeldPlaces>(StatusCodes.Status201Created)
            .Refuses(CohortErrors.NotFound(), PlaceErrors.NotEnoughPlaces(6, 2), PlaceErrors.NamesAreDue(), PlaceErrors.OneHoldAtATime(), PlaceErrors.HoldAgainLater("9:00am on Tuesday 8 December 2026"), PlaceErrors.BookingClosed(CohortState.Running)).WithExample(new { places = 4 });
        ofCohort.MapGet("/waiting-list", async (Guid cohort, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowWaitingList(new(cohort)), stop)).ToOk())
            .Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ShowWaitingList").WithSummary("Show who waits; a provider sees itself and its position, staff see why somebody was passed over").Produces<WaitingListAnswer>().Refuses(CohortErrors.NotFound());
        ofCohort.MapPost("/waiting-list", async (Guid cohort, JoinWaitingListBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new JoinWaitingList(new(cohort), body.Places, body.Together, body.Automatic, body.PurchaseOrder, body.Trainees ?? []), stop)).ToCreated(joined => $"/api/v1/cohorts/{joined.CohortId}/waiting-list"))
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("JoinWaitingList").WithSummary("Join the end of the waiting list").Produces<JoinedWaitingList>(StatusCodes.Status201Created)
            .Refuses(CohortErrors.NotFound(), PlaceErrors.AlreadyWaiting(), PlaceErrors.PlacesAreFree(2), PlaceErrors.NamesAreDue(), PlaceErrors.EngineersRefused([]), PlaceErrors.BookingClosed(CohortState.Running))
            .WithExample(new { places = 2, together = true, automatic = true, purchaseOrder = "PO-20431" });
        api.MapDelete("/waiting-list/{entry:guid}", async (Guid entry, IMediator mediator, CancellationToken stop) => (await mediator.Send(new LeaveWaitingList(new(entry)), stop)).ToOk())
            .WithTags("Places").Requires(Access.ChangePlaces, ApiScopes.Book).WithName("LeaveWaitingList").WithSummary("Leave the waiting list").Produces<LeftWaitingList>().Refuses(PlaceErrors.WaitingNotFound(), PlaceErrors.NotWaiting());

        var bookings = api.MapGroup("/bookings/{booking:guid}").WithTags("Places");
        bookings.MapPost("/confirmation", async (Guid booking, ConfirmHoldBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ConfirmHold(new(booking), body.PurchaseOrder), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("ConfirmHold").WithSummary("Book held or offered places under an order number; names can follow until they are due").Produces<ConfirmedHold>()
            .Refuses(PlaceErrors.BookingNotFound(), PlaceErrors.HoldLapsed(false), PlaceErrors.HoldLapsed(true), PlaceErrors.AlreadyBookedHold(), PlaceErrors.NamesAreDue()).WithExample(new { purchaseOrder = "PO-20417" });
        bookings.MapDelete("/hold", async (Guid booking, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ReleaseHold(new(booking)), stop)).ToOk())
            .Requires(Access.ChangePlaces, ApiScopes.Book).WithName("ReleaseHold").WithSummary("Give a hold back, or decline an offer").Produces<ReleasedHold>().Refuses(PlaceErrors.BookingNotFound(), PlaceErrors.HoldLapsed(false), PlaceErrors.HoldLapsed(true), PlaceErrors.AlreadyBookedHold());
        bookings.MapPost("/names", async (Guid booking, NamePlacesBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new NamePlaces(new(booking), body.Trainees ?? [], body.Engineers ?? [], body.PurchaseOrder), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("NamePlaces").WithSummary("Name engineers for places that have none yet; all of those named, or none").Produces<NamedPlaces>()
            .Refuses(PlaceErrors.BookingNotFound(), PlaceErrors.NoOpenPlaces(3, 2), PlaceErrors.OrderNumberNeeded(), PlaceErrors.NamesAreDue(), PlaceErrors.EngineersRefused([]), PlaceErrors.HoldLapsed(false), PlaceErrors.HoldLapsed(true))
            .WithExample(new { engineers = PlaceEndpoints.ExampleEngineers });
        bookings.MapGet("/cancellation", async (Guid booking, Guid[]? place, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowCancellation(new(booking), place is { Length: > 0 } ? place : null), stop)).ToOk())
            .Requires(Access.ChangePlaces, ApiScopes.Read).WithName("ShowCancellation").WithSummary("Say what giving up places would cost now").Produces<CancellationAnswer>().Refuses(PlaceErrors.BookingNotFound(), PlaceErrors.PlaceNotFound());
        bookings.MapPost("/cancellation", async (Guid booking, CancelPlacesBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new CancelPlaces(new(booking), body.Places, body.ExpectedFee, body.WaiveBecause), stop)).ToOk())
            .Requires(Access.ChangePlaces, ApiScopes.Book).TakesIdempotencyKey().WithName("CancelPlaces").WithSummary("Give up some or all places of a booking under the course's terms").Produces<CancelledPlaces>()
            .Refuses(PlaceErrors.BookingNotFound(), PlaceErrors.PlaceNotFound(), PlaceErrors.AlreadyCancelled(), PlaceErrors.CohortHasBegun(), PlaceErrors.CostChanged(160), PlaceErrors.OnlyStaffWaive())
            .WithExample(new { places = new[] { "0199a1b2-0000-7000-8000-000000000001" }, expectedFee = 160.00 });

        var places = api.MapGroup("/places/{place:guid}").WithTags("Places");
        places.MapPost("/cancellation", async (Guid place, decimal? expectedFee, IMediator mediator, CancellationToken stop) => (await mediator.Send(new CancelPlace(new(place), expectedFee), stop)).ToOk())
            .Requires(Access.ChangePlaces, ApiScopes.Book).TakesIdempotencyKey().WithName("CancelPlace").WithSummary("Give a place up; its trainee's calendar entries are withdrawn").Produces<CancelledPlace>()
            .Refuses(PlaceErrors.PlaceNotFound(), PlaceErrors.AlreadyCancelled(), PlaceErrors.CohortHasBegun(), PlaceErrors.CostChanged(160));
        places.MapPost("/waiver", async (Guid place, WaiveFeeBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new WaiveFee(new(place), body.Reason), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).TakesIdempotencyKey().WithName("WaiveFee").WithSummary("Let off the fee for a place given up late").Produces<WaivedFee>().Refuses(PlaceErrors.PlaceNotFound(), PlaceErrors.NothingToWaive())
            .WithExample(new { reason = "Bereavement; the engineer comes in January." });
        places.MapPost("/substitution", async (Guid place, SubstituteBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new SubstituteEngineer(new(place), body.Trainee, body.Engineer), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("SubstituteEngineer").WithSummary("Send another engineer in place of the one named").Produces<SubstitutedEngineer>()
            .Refuses(PlaceErrors.PlaceNotFound(), PlaceErrors.EngineersRefused([]), PlaceErrors.AlreadyCancelled(), PlaceErrors.NotNamed(), PlaceErrors.SameEngineer(), PlaceErrors.PlaceCompleted(), PlaceErrors.CohortHasBegun()).WithExample(new { engineer = PlaceEndpoints.ExampleEngineers[0] });
        places.MapPost("/transfer", async (Guid place, TransferBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new TransferPlace(new(place), new(body.Cohort), body.ExpectedFee), stop)).ToOk())
            .Requires(Access.Book, ApiScopes.Book).TakesIdempotencyKey().WithName("TransferPlace").WithSummary("Give a place up and book one on another cohort of the course, both or neither").Produces<TransferredPlace>()
            .Refuses(PlaceErrors.PlaceNotFound(), CohortErrors.NotFound(), CohortErrors.SameCohort(), CohortErrors.OtherCourse("FTC-201"), PlaceErrors.NotConfirmed(), PlaceErrors.PlaceCompleted(), PlaceErrors.AlreadyCancelled(),
                PlaceErrors.BookingClosed(CohortState.Running), PlaceErrors.NamesAreDue(), PlaceErrors.NotEnoughPlaces(1, 0), PlaceErrors.EngineersRefused([]), PlaceErrors.CohortHasBegun(), PlaceErrors.CostChanged(160))
            .WithExample(new { cohort = "0199a1b2-0000-7000-8000-000000000002", expectedFee = 0 });

        api.MapGet("/home", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowProviderHome(), stop)).ToOk())
            .WithTags("Places").Requires(Access.Book, ApiScopes.Read).WithName("ShowProviderHome").WithSummary("Show a provider's deadlines, bookings and certificates that run out").Produces<ProviderHome>();
        api.MapGet("/statement", async (DateOnly? month, Guid? provider, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowStatement(month, provider is { } id ? new(id) : null), stop)).ToOk())
            .WithTags("Charges").Requires(Access.ChangePlaces, ApiScopes.Read).WithName("ShowStatement").WithSummary("Show a provider's charges and credits of one month, by any day of it; of this month when none is named").Produces<StatementAnswer>().Refuses(PlaceErrors.ProviderNotFound());
    }
}
