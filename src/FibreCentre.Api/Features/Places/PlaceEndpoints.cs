using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;

namespace FibreCentre.Api.Features.Places;

/// <param name="Trainees">Known engineers, by id.</param>
/// <param name="Engineers">Others, by their details.</param>
internal sealed record EngineersBody(IReadOnlyList<Guid>? Trainees = null, IReadOnlyList<EngineerDetails>? Engineers = null);

/// <param name="PurchaseOrder">Your own number for it.</param>
/// <param name="Unnamed">How many more places, to be named later.</param>
internal sealed record BookPlacesBody(string PurchaseOrder, IReadOnlyList<Guid>? Trainees = null, IReadOnlyList<EngineerDetails>? Engineers = null, int Unnamed = 0);   // no provider: it comes from the key

internal static class PlaceEndpoints
{
    internal static readonly object[] ExampleEngineers =
        [new { givenName = "Ama", familyName = "Osei", email = "ama.osei@example.org", dateOfBirth = "1994-03-27", employeeReference = "N-1042", declarations = new[] { "photo-id" } }];

    public static void MapPlaces(this IEndpointRouteBuilder api)
    {
        var ofCohort = api.MapGroup("/cohorts/{cohort:guid}").WithTags("Places").Requires(Access.Book, ApiScopes.Book);
        ofCohort.MapPost("/places", Book).TakesIdempotencyKey().WithName("BookPlaces").WithSummary("Book a place for every engineer named, or for none").Produces<BookedPlaces>(StatusCodes.Status201Created)
            .Refuses(CohortErrors.NotFound(), PlaceErrors.NotEnoughPlaces(6, 2), PlaceErrors.BookingClosed(CohortState.Running), PlaceErrors.EngineersRefused([]), PlaceErrors.AlreadyBooked(), Pipeline.RequestErrors.KeyReused(), Pipeline.RequestErrors.Busy())
            .WithExample(new { purchaseOrder = "PO-20417", engineers = ExampleEngineers });
        ofCohort.MapPost("/engineer-check", Check).WithName("CheckEngineers").WithSummary("Say of every engineer whether booking would accept them, and if not why; nothing is changed").Produces<CheckedEngineers>()
            .Refuses(CohortErrors.NotFound()).WithExample(new { engineers = ExampleEngineers });

        api.MapGet("/bookings", async (string? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListBookings(before, limit ?? 25), cancellationToken)).ToOk())
            .WithTags("Places").Requires(Access.SeePeople, ApiScopes.Read).WithName("ListBookings").WithSummary("List bookings, newest first").Produces<ListedBookings>();
        api.MapGet("/bookings/{booking:guid}", async (Guid booking, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowBooking(new(booking)), cancellationToken)).ToOk())
            .WithTags("Places").Requires(Access.SeePeople, ApiScopes.Read).WithName("ShowBooking").WithSummary("Show a booking with its places").Produces<BookingAnswer>().Refuses(PlaceErrors.BookingNotFound());
    }

    private static async Task<IResult> Book(Guid cohort, BookPlacesBody body, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new BookPlaces(new(cohort), body.PurchaseOrder, body.Trainees ?? [], body.Engineers ?? [], body.Unnamed), cancellationToken)).ToCreated(booked => $"/api/v1/bookings/{booked.BookingId}");

    private static async Task<IResult> Check(Guid cohort, EngineersBody body, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new CheckEngineers(new(cohort), body.Trainees ?? [], body.Engineers ?? []), cancellationToken)).ToOk();
}
