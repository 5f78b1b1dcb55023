using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Gives engineers to places of a booking that have no name yet: all of those named, or none. A hold is booked with it.</summary>
/// <param name="PurchaseOrder">Needed while the places are only held; left alone otherwise.</param>
public sealed record NamePlaces(BookingId Booking, IReadOnlyList<Guid> Trainees, IReadOnlyList<EngineerDetails> Engineers, string? PurchaseOrder = null) : ICommand<NamedPlaces>
{
    Guid? ICommand.Subject => Booking.Value;
}

/// <param name="StillUnnamed">Places of the booking that have no name even now.</param>
public sealed record NamedPlaces(Guid BookingId, int StillUnnamed, IReadOnlyList<BookedPlace> Places);

internal sealed class NamePlacesValidator : AbstractValidator<NamePlaces>
{
    public NamePlacesValidator()
    {
        RuleFor(request => request.PurchaseOrder).MaximumLength(40).WithMessage("Shorten the purchase order number to 40 characters.");
        RuleFor(request => request.Trainees).NotNull().Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Name each engineer once.");
        RuleFor(request => request.Engineers).NotNull();
        // Longer lists are refused for their length, without a look at each.
        RuleForEach(request => request.Engineers).NotNull().SetValidator(new EngineerDetailsValidator()).When(request => request.Engineers.Count <= 60);
        RuleFor(request => request).Must(request => request.Trainees.Count + request.Engineers.Count is > 0 and <= 60).OverridePropertyName("engineers").WithMessage("Choose from 1 to 60 engineers.");
    }
}

internal sealed class NamePlacesHandler(CentreDbContext db, Actor actor, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<NamePlaces, Result<NamedPlaces>>
{
    public async Task<Result<NamedPlaces>> Handle(NamePlaces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await LockedBooking.FindAsync(db, request.Booking, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (booking, places) = found.Value;
        var facts = (await new BookingFacts(db, courses).ReadAsync(booking.Cohort, booking.Provider, request.Trainees, [.. request.Engineers.Select(each => each.Email)], lockCohort: false, cancellationToken, lockPeople: true))!;
        if (!facts.Cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(facts.Cohort.State);
        if (booking.HeldUntil is not null)
        {
            if (booking.IsOver(now)) return PlaceErrors.HoldLapsed(booking.IsOffer);
            if (string.IsNullOrWhiteSpace(request.PurchaseOrder)) return PlaceErrors.OrderNumberNeeded();
            // Booked without a name now, they would lapse in the same minute and cost a fee.
            if (now >= facts.Cohort.NamesDueAt && request.Trainees.Count + request.Engineers.Count < places.Count(place => place.State == PlaceState.Held)) return PlaceErrors.NamesAreDue();
            if (await found.Value.OrderAsync(db, request.PurchaseOrder.Trim(), actor.Account, now, cancellationToken) is { } lapsed) return lapsed;
        }

        var roll = Roll.Of(facts, request.Trainees, request.Engineers, booking.Provider.Value, now);
        var open = places.Where(place => place.State == PlaceState.Confirmed && place.Trainee is null).ToList();
        if (roll.Count > open.Count) return PlaceErrors.NoOpenPlaces(roll.Count, open.Count);
        if (roll.Refusal(facts.Cohort) is { } refused) return refused;
        await roll.RecordAsync(db, CentreTime.In(facts.TimeZone).DayOf(now), now, cancellationToken);
        var named = open.Take(roll.Count).ToList();
        foreach (var (place, engineer) in named.Zip(roll))
            if (place.Name(engineer.Asked.Trainee, now) is { Succeeded: false } fault) return fault.Error;
        await db.SaveChangesAsync(cancellationToken);
        await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, now).Enrol(named), cancellationToken);
        await db.AnnounceAsync(booking.Provider, WebhookEvents.PlacesNamed, new { bookingId = booking.Id.Value, cohortId = booking.Cohort.Value, placeIds = named.Select(place => place.Id.Value) }, now, cancellationToken);
        return new NamedPlaces(booking.Id.Value, open.Count - named.Count, [.. named.Zip(roll, (place, engineer) => new BookedPlace(place.Id.Value, place.Trainee?.Value, engineer.Name))]);
    }
}
