using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Keeps places without names for a while that grows with their number. Held places count as taken.</summary>
public sealed record HoldPlaces(CohortId Cohort, int Places) : ICommand<HeldPlaces>, IOpensWithFacts
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record HeldPlaces(Guid BookingId, string Reference, int Places, DateTimeOffset HeldUntil, int PlacesLeft);

internal sealed class HoldPlacesValidator : AbstractValidator<HoldPlaces>
{
    public HoldPlacesValidator() => RuleFor(request => request.Places).InclusiveBetween(1, 60).WithMessage("Choose from 1 to 60 places.");
}

internal sealed class HoldPlacesHandler(CentreDbContext db, Actor actor, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<HoldPlaces, Result<HeldPlaces>>
{
    public async Task<Result<HeldPlaces>> Handle(HoldPlaces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, new(actor.ProviderId!.Value), [], [], lockCohort: true, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();
        if (await RefuseRenewalAsync(request.Cohort, CentreTime.In(facts.TimeZone), now, cancellationToken) is { } refused) return refused;

        var hold = Booking.Held(new(actor.ProviderId.Value), request.Cohort, BookingReference.New(), HoldTerms.HoldUntil(request.Places, now, facts.Cohort.NamesDueAt), actor.Account, now);
        var held = BookingRequest.Hold(facts.Cohort, hold, request.Places, now);
        if (!held.Succeeded) return held.Error;
        db.RoundTrips.Close(new BookingWrite(facts, mail.Value.Domain, now).Book(hold, held.Value, actor.Account));
        db.RoundTrips.Close([Announcing.Announcement(hold.Provider, WebhookEvents.HoldMade, new { bookingId = hold.Id.Value, cohortId = request.Cohort.Value }, now)]);
        return new HeldPlaces(hold.Id.Value, hold.Reference, request.Places, CentreTime.In(facts.TimeZone).Civil(hold.HeldUntil!.Value), facts.Cohort.PlacesLeft - request.Places);
    }

    /// <summary>One hold at a time, and none at once after another: a hold renewed for ever would be a booking without an order.</summary>
    private async Task<Error?> RefuseRenewalAsync(CohortId cohort, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await db.Bookings.AsNoTracking().Where(each => each.Cohort == cohort && each.HeldUntil != null && each.WaitingEntry == null)
            .OrderByDescending(each => each.BookedAt).FirstOrDefaultAsync(cancellationToken);
        if (last is null) return null;
        if (last.LapsedAt is null) return PlaceErrors.OneHoldAtATime();
        var again = last.LapsedAt.Value + HoldTerms.Pause;
        return now >= again ? null : PlaceErrors.HoldAgainLater($"{CohortErrors.Time(time.TimeOf(again))} on {CohortErrors.Day(time.DayOf(again))}");
    }
}
