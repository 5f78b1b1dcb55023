using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Sends another engineer in place of the one named: checked for the cohort's dates like any other, told, and the first one's calendar entries withdrawn.</summary>
/// <param name="Trainee">A known engineer; null when <paramref name="Engineer"/> describes one.</param>
public sealed record SubstituteEngineer(PlaceId Place, Guid? Trainee, EngineerDetails? Engineer = null) : ICommand<SubstitutedEngineer>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record SubstitutedEngineer(Guid PlaceId, Guid BookingId, Guid TraineeId, string Name);

internal sealed class SubstituteEngineerValidator : AbstractValidator<SubstituteEngineer>
{
    public SubstituteEngineerValidator()
    {
        RuleFor(request => request).Must(request => request.Trainee is null != (request.Engineer is null)).OverridePropertyName("trainee").WithMessage("Choose one engineer.");
        RuleFor(request => request.Engineer!).SetValidator(new EngineerDetailsValidator()).When(request => request.Engineer is not null);
    }
}

internal sealed class SubstituteEngineerHandler(CentreDbContext db, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<SubstituteEngineer, Result<SubstitutedEngineer>>
{
    public async Task<Result<SubstitutedEngineer>> Handle(SubstituteEngineer request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await db.Places.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Place, cancellationToken) is not { } seen) return PlaceErrors.PlaceNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        var place = await db.Places.SingleAsync(each => each.Id == request.Place, cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == place.Cohort, cancellationToken);
        IReadOnlyList<EngineerDetails> described = request.Engineer is { } details ? [details] : [];
        IReadOnlyList<Guid> known = request.Trainee is { } id ? [id] : [];
        var facts = (await new BookingFacts(db, courses).ReadAsync(place.Cohort, place.Provider, known, [.. described.Select(each => each.Email)], lockCohort: false, cancellationToken, lockPeople: true))!;
        var roll = Roll.Of(facts, known, described, place.Provider.Value, now);
        if (place.Trainee == roll[0].Asked.Trainee) return PlaceErrors.SameEngineer();
        if (roll.Refusal(facts.Cohort) is { } refused) return refused;

        var substituted = place.Substitute(roll[0].Asked.Trainee, cohort, now);
        if (!substituted.Succeeded) return substituted.Error;
        await roll.RecordAsync(db, CentreTime.In(facts.TimeZone).DayOf(now), now, cancellationToken);
        await db.WithdrawAsync([place.Id], now, cancellationToken);
        await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, now).Enrol([place]), cancellationToken);
        await db.AnnounceAsync(place.Provider, WebhookEvents.EngineerSubstituted, new { placeId = place.Id.Value, bookingId = place.Booking.Value, traineeId = place.Named.Value }, now, cancellationToken);
        return new SubstitutedEngineer(place.Id.Value, place.Booking.Value, roll[0].Asked.Trainee.Value, roll[0].Name);
    }
}
