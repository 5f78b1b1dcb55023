using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>What giving up places of one booking would cost now. Nothing is changed.</summary>
/// <param name="Places">Null asks for all that are there.</param>
public sealed record ShowCancellation(BookingId Booking, IReadOnlyList<Guid>? Places = null) : IQuery<CancellationAnswer>;

/// <param name="FreeUntil">The last day on which it is or was free: as promised when the places were booked, or later.</param>
/// <param name="IsLate">That day has passed. Where nothing is owed all the same, the course asks no fee or the places cost nothing.</param>
/// <param name="Promise">Why it is free for longer than the cohort's first day and the course's terms say; null where it is not.</param>
/// <param name="Percent">Of the price, from the day after.</param>
/// <param name="Fee">For all of them, in pounds sterling without VAT.</param>
public sealed record CancellationAnswer(
    Guid BookingId, string Reference, string Provider, string? PurchaseOrder, Guid CohortId, string Course, string Title, DateOnly FirstDay, DateOnly FreeUntil, bool IsLate, string? Promise, int Percent, decimal Price, decimal Fee,
    IReadOnlyList<CancellationLine> Places);

public sealed record CancellationLine(Guid PlaceId, string? Name, decimal Price, decimal Fee);

/// <summary>Gives up some or all places of a booking under the course's terms: the seats are free at once and calendar entries are withdrawn.</summary>
/// <param name="ExpectedFee">What the person saw; refused when it is not that any more. Null does not ask.</param>
/// <param name="WaiveBecause">Staff let the fee off, and say why.</param>
/// <param name="OnlyHeld">Refused when one of them was booked meanwhile.</param>
public sealed record CancelPlaces(BookingId Booking, IReadOnlyList<Guid> Places, decimal? ExpectedFee = null, string? WaiveBecause = null, bool OnlyHeld = false) : ICommand<CancelledPlaces>
{
    Guid? ICommand.Subject => Booking.Value;
}

public sealed record CancelledPlaces(Guid BookingId, Guid CohortId, IReadOnlyList<Guid> Places, decimal Fee);

/// <summary>Gives one place up; see <see cref="CancelPlaces"/>.</summary>
public sealed record CancelPlace(PlaceId Place, decimal? ExpectedFee = null) : ICommand<CancelledPlace>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record CancelledPlace(Guid Id, Guid CohortId, Guid BookingId, decimal Fee);

/// <summary>Lets off what is owed for a place given up late.</summary>
public sealed record WaiveFee(PlaceId Place, string Reason) : ICommand<WaivedFee>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record WaivedFee(Guid PlaceId, Guid BookingId, decimal Amount);

internal sealed class CancelPlacesValidator : AbstractValidator<CancelPlaces>
{
    public CancelPlacesValidator()
    {
        RuleFor(request => request.Places).NotEmpty().WithMessage("Choose at least one place.").Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithMessage("Name each place once.");
        RuleFor(request => request.WaiveBecause).MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
    }
}

internal sealed class WaiveFeeValidator : AbstractValidator<WaiveFee>
{
    public WaiveFeeValidator() => RuleFor(request => request.Reason).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Say why it is waived.").MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
}

internal sealed class ShowCancellationHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowCancellation, Result<CancellationAnswer>>
{
    public async Task<Result<CancellationAnswer>> Handle(ShowCancellation request, CancellationToken cancellationToken)
    {
        if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Booking, cancellationToken) is not { } booking) return PlaceErrors.BookingNotFound();
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == booking.Cohort, cancellationToken);
        var terms = (await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)).Spec.BookingTerms;
        var today = (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var provider = await db.Providers.AsNoTracking().SingleAsync(each => each.Id == booking.Provider, cancellationToken);
        var places = await (
            from place in db.Places
            join found in db.Trainees on place.Trainee equals found.Id into named
            from trainee in named.DefaultIfEmpty()
            where place.Booking == booking.Id && (place.State == PlaceState.Held || place.State == PlaceState.Confirmed)
            orderby place.Trainee == null, trainee.FamilyName, trainee.GivenName, place.Id
            select new { place, trainee }).AsNoTracking().ToListAsync(cancellationToken);
        if (request.Places is { } asked)
        {
            places = places.FindAll(each => asked.Contains(each.place.Id.Value));
            if (places.Count != asked.Distinct().Count()) return PlaceErrors.PlaceNotFound();
        }
        var lines = places.ConvertAll(each => new CancellationLine(each.place.Id.Value, each.trainee?.Name, each.place.Price, each.place.CostOfGivingUp(terms, today).Fee));
        // The places of a booking are booked at once and move together.
        var (byTerms, freeUntil) = (terms.FreeUntil(cohort.FirstDay), places.Count == 0 ? terms.FreeUntil(cohort.FirstDay) : places[0].place.FreeUntil);
        return new CancellationAnswer(
            booking.Id.Value, booking.Reference, provider.Name, booking.PurchaseOrder, cohort.Id.Value, cohort.Course.Value, cohort.Title, cohort.FirstDay, freeUntil, today > freeUntil,
            freeUntil > byTerms ? "The centre has brought the dates nearer since these places were booked. What was promised then still holds." : null, terms.LateCancellationPercent,
            lines.Sum(line => line.Price), lines.Sum(line => line.Fee), lines);
    }
}

/// <summary>The end of places: what it costs, and everything that goes with it.</summary>
internal sealed class Ending(CentreDbContext db, PublishedCourses courses, FreedPlaces freed, Actor actor)
{
    /// <summary>Ends places of one booking as <see cref="EndAsync"/> does, and gives on what came free.</summary>
    /// <returns>The fee for all of them.</returns>
    public async Task<Result<decimal>> CancelAsync(IReadOnlyList<Place> places, decimal? expectedFee, string? waiveBecause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = await EndAsync(places, PlaceEnd.Cancelled, expectedFee, waiveBecause, now, cancellationToken);
        if (ended.Succeeded) await freed.GiveAsync(places[0].Cohort, cancellationToken);
        return ended;
    }

    /// <summary>Ends places of one booking under the course's terms. The cohort's row must be locked, and what came free be given on.</summary>
    /// <returns>The fee for all of them.</returns>
    public async Task<Result<decimal>> EndAsync(IReadOnlyList<Place> places, PlaceEnd because, decimal? expectedFee, string? waiveBecause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == places[0].Cohort, cancellationToken);
        var terms = (await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)).Spec.BookingTerms;
        var today = (await db.TimeAsync(cancellationToken)).DayOf(now);
        var fee = 0m;
        var held = places.Where(place => place.State == PlaceState.Held).ToList();
        foreach (var place in places)
        {
            var cost = place.CostOfGivingUp(terms, today).Fee;
            var ordered = place.State == PlaceState.Confirmed;
            var cancelled = place.Cancel(cohort, now, because);
            if (!cancelled.Succeeded) return cancelled.Error;
            if (!ordered) continue;
            fee += cost;
            var lines = Charge.ForEnding(place, cost, actor.AccountId, now);
            db.AddRange(lines);
            if (cost > 0 && waiveBecause is not null && Charge.Waive(place, [.. lines], waiveBecause, actor.Account, now) is { Succeeded: true, Value: var waiver }) db.Add(waiver);
        }
        if (expectedFee is { } seen && seen != fee) return PlaceErrors.CostChanged(fee);
        foreach (var hold in held.GroupBy(place => place.Booking)) await GiveBackAsync(hold.Key, hold.Count(), now, cancellationToken);
        await db.WithdrawAsync([.. places.Select(place => place.Id)], now, cancellationToken);
        if (because == PlaceEnd.Cancelled)
            await db.AnnounceAsync(places[0].Provider, WebhookEvents.PlacesCancelled, new { bookingId = places[0].Booking.Value, cohortId = cohort.Id.Value, placeIds = places.Select(place => place.Id.Value) }, now, cancellationToken);
        return fee;
    }

    /// <summary>A hold without places is over, and of an offer so many fewer are waited for.</summary>
    private async Task GiveBackAsync(BookingId id, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hold = await db.Bookings.SingleAsync(each => each.Id == id, cancellationToken);
        if (hold.WaitingEntry is { } waiting) (await db.WaitingEntries.SingleAsync(each => each.Id == waiting, cancellationToken)).GiveBack(count, now);
        if (await db.Places.CountAsync(place => place.Booking == id && place.State == PlaceState.Held, cancellationToken) != count) return;
        hold.Lapse([], now);
        await HoldNotices.AnnounceEndAsync(db, hold, now, cancellationToken);
    }
}

internal sealed class CancelPlacesHandler(CentreDbContext db, Actor actor, Ending ending, TimeProvider clock) : IRequestHandler<CancelPlaces, Result<CancelledPlaces>>
{
    public async Task<Result<CancelledPlaces>> Handle(CancelPlaces request, CancellationToken cancellationToken)
    {
        var found = await LockedBooking.FindAsync(db, request.Booking, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var places = found.Value.Places.Where(place => request.Places.Contains(place.Id.Value)).ToList();
        if (places.Count != request.Places.Count) return PlaceErrors.PlaceNotFound();
        if (request.OnlyHeld && places.Exists(place => place.State == PlaceState.Confirmed)) return PlaceErrors.NotHeldAnyMore();
        if (request.WaiveBecause is not null && actor.Scope != TenantScope.Staff) return PlaceErrors.OnlyStaffWaive();
        var ended = await ending.CancelAsync(places, request.ExpectedFee, string.IsNullOrWhiteSpace(request.WaiveBecause) ? null : request.WaiveBecause.Trim(), clock.GetUtcNow(), cancellationToken);
        return ended.Succeeded ? new CancelledPlaces(request.Booking.Value, places[0].Cohort.Value, request.Places, ended.Value) : ended.Error;
    }
}

internal sealed class CancelPlaceHandler(CentreDbContext db, Ending ending, TimeProvider clock) : IRequestHandler<CancelPlace, Result<CancelledPlace>>
{
    public async Task<Result<CancelledPlace>> Handle(CancelPlace request, CancellationToken cancellationToken)
    {
        if (await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place, cancellationToken) is not { } seen) return PlaceErrors.PlaceNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        var place = await db.Places.SingleAsync(each => each.Id == request.Place, cancellationToken);
        var ended = await ending.CancelAsync([place], request.ExpectedFee, waiveBecause: null, clock.GetUtcNow(), cancellationToken);
        return ended.Succeeded ? new CancelledPlace(place.Id.Value, place.Cohort.Value, place.Booking.Value, ended.Value) : ended.Error;
    }
}

internal sealed class WaiveFeeHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<WaiveFee, Result<WaivedFee>>
{
    public async Task<Result<WaivedFee>> Handle(WaiveFee request, CancellationToken cancellationToken)
    {
        if (await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place, cancellationToken) is not { } place) return PlaceErrors.PlaceNotFound();
        // Two who waive at once must not both find something owed.
        await db.LockAsync(place.Cohort, cancellationToken);
        var lines = await db.Charges.AsNoTracking().Where(line => line.Place == place.Id).ToListAsync(cancellationToken);
        var waived = Charge.Waive(place, lines, request.Reason.Trim(), actor.Account, clock.GetUtcNow());
        if (!waived.Succeeded) return waived.Error;
        db.Add(waived.Value);
        await db.SaveChangesAsync(cancellationToken);
        return new WaivedFee(place.Id.Value, place.Booking.Value, -waived.Value.Amount);
    }
}
