using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Books a place for every engineer named, or for none of them.</summary>
/// <param name="PurchaseOrder">The provider's own number for it.</param>
/// <param name="Trainees">Known engineers, by id.</param>
/// <param name="Engineers">Others, by their details; those not known yet are recorded in the same transaction.</param>
/// <param name="Unnamed">How many more, to be named until the cohort's names are due.</param>
public sealed record BookPlaces(CohortId Cohort, string PurchaseOrder, IReadOnlyList<Guid> Trainees, IReadOnlyList<EngineerDetails> Engineers, int Unnamed = 0) : ICommand<BookedPlaces>, IOpensWithFacts
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record BookedPlaces(Guid BookingId, string Reference, int PlacesLeft, IReadOnlyList<BookedPlace> Places);

/// <param name="TraineeId">Null while it has no name.</param>
public sealed record BookedPlace(Guid Id, Guid? TraineeId, string? Name);

internal sealed class BookPlacesValidator : AbstractValidator<BookPlaces>
{
    public BookPlacesValidator()
    {
        RuleFor(request => request.PurchaseOrder).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter your purchase order number.").MaximumLength(40).WithMessage("Shorten the purchase order number to 40 characters.");
        RuleFor(request => request.Trainees).NotNull().Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Name each engineer once.");
        RuleFor(request => request.Engineers).NotNull();
        // Longer lists are refused for their length, without a look at each.
        RuleForEach(request => request.Engineers).NotNull().SetValidator(new EngineerDetailsValidator()).When(request => request.Engineers.Count <= 60);
        RuleFor(request => request.Unnamed).InclusiveBetween(0, 60).WithMessage("Choose from 0 to 60 places without a name.");
        RuleFor(request => request).Must(request => request.Trainees.Count + request.Engineers.Count + request.Unnamed is > 0 and <= 60).OverridePropertyName("engineers").WithMessage("Choose from 1 to 60 engineers.");
    }
}

internal sealed class BookPlacesHandler(CentreDbContext db, Actor actor, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<BookPlaces, Result<BookedPlaces>>
{
    public async Task<Result<BookedPlaces>> Handle(BookPlaces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, new(actor.ProviderId!.Value), request.Trainees, [.. request.Engineers.Select(each => each.Email)], lockCohort: true, cancellationToken, lockPeople: true);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();

        var roll = Roll.Of(facts, request.Trainees, request.Engineers, actor.ProviderId!.Value, now);
        if (roll.Faulty() is { } unknown) return unknown;
        var booking = Booking.Ordered(new(actor.ProviderId.Value), request.Cohort, BookingReference.New(), request.PurchaseOrder.Trim(), actor.Account, now);
        var booked = BookingRequest.Book(facts.Cohort, booking, [.. roll.Select(each => each.Asked)], now, request.Unnamed);
        if (!booked.Succeeded) return booked.Error;

        await roll.RecordAsync(db, CentreTime.In(facts.TimeZone).DayOf(now), now, cancellationToken);
        db.RoundTrips.Close(new BookingWrite(facts, mail.Value.Domain, now).Book(booking, booked.Value, actor.Account));
        db.RoundTrips.Close([Announcing.Announcement(booking.Provider, WebhookEvents.BookingMade, new { bookingId = booking.Id.Value, cohortId = request.Cohort.Value }, now)]);
        return new BookedPlaces(
            booking.Id.Value, booking.Reference, facts.Cohort.PlacesLeft - booked.Value.Count,
            [.. booked.Value.Select((place, index) => new BookedPlace(place.Id.Value, place.Trainee?.Value, index < roll.Count ? roll[index].Name : null))]);
    }
}
