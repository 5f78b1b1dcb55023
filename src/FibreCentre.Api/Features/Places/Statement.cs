using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>What a provider was charged and credited in one month of the centre's calendar.</summary>
/// <param name="Month">Its first day; any day of it will do. Null is this month.</param>
/// <param name="Provider">For staff, whose; a provider gets its own whatever it says.</param>
public sealed record ShowStatement(DateOnly? Month, ProviderId? Provider = null) : IQuery<StatementAnswer>;

/// <param name="Centre">Who charges: the centre's name.</param>
/// <param name="Opening">What all earlier months came to, in pounds sterling without VAT.</param>
/// <param name="Closing">That and this month's lines.</param>
public sealed record StatementAnswer(string Centre, Guid ProviderId, string Provider, DateOnly Month, decimal Opening, decimal Total, decimal Closing, IReadOnlyList<StatementLine> Lines);

/// <param name="Kind"><c>place</c>, <c>credit</c>, <c>cancellation</c> or <c>waiver</c>.</param>
/// <param name="Amount">Below zero for credits and waivers.</param>
/// <param name="Engineer">Null while the place had no name.</param>
public sealed record StatementLine(DateTimeOffset At, string Kind, decimal Amount, string Course, string Title, DateOnly FirstDay, string? Engineer, Guid BookingId, string Reference, string? PurchaseOrder, string? Reason);

internal sealed class ShowStatementValidator : AbstractValidator<ShowStatement>
{
    public ShowStatementValidator() => RuleFor(request => request.Month).WithinCentreDays();
}

internal sealed class ShowStatementHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ShowStatement, Result<StatementAnswer>>
{
    public async Task<Result<StatementAnswer>> Handle(ShowStatement request, CancellationToken cancellationToken)
    {
        var id = actor.Scope == TenantScope.Provider ? new ProviderId(actor.ProviderId!.Value) : request.Provider;
        if (id is null) return PlaceErrors.ProviderNotFound();
        var asked = id.Value;
        if (await db.Providers.AsNoTracking().SingleOrDefaultAsync(each => each.Id == asked, cancellationToken) is not { } provider) return PlaceErrors.ProviderNotFound();
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        var day = request.Month ?? time.DayOf(clock.GetUtcNow());
        var month = new DateOnly(day.Year, day.Month, 1);
        var (since, until) = (time.At(month, TimeOnly.MinValue), time.At(month.AddMonths(1), TimeOnly.MinValue));
        var opening = await db.Charges.Where(charge => charge.Provider == asked && charge.At < since).SumAsync(charge => charge.Amount, cancellationToken);
        var rows = await (
            from charge in db.Charges
            join booking in db.Bookings on charge.Booking equals booking.Id
            join cohort in db.Cohorts on booking.Cohort equals cohort.Id
            join place in db.Places on charge.Place equals place.Id
            join known in db.Employments on new { place.Trainee, place.Provider } equals new { Trainee = (TraineeId?)known.Trainee, known.Provider } into names   // the name as this provider knew it
            from trainee in names.DefaultIfEmpty()
            where charge.Provider == asked && charge.At >= since && charge.At < until
            orderby charge.At, charge.Id
            select new { charge, booking, cohort, trainee }).AsNoTracking().ToListAsync(cancellationToken);
        var total = rows.Sum(each => each.charge.Amount);
        return new StatementAnswer(centre.Name, provider.Id.Value, provider.Name, month, opening, total, opening + total, [.. rows.Select(each => new StatementLine(
            time.Civil(each.charge.At), SnakeCase.Kebab(each.charge.Kind.ToString()), each.charge.Amount, each.cohort.Course.Value, each.cohort.Title, each.cohort.FirstDay, each.trainee?.Name,
            each.booking.Id.Value, each.booking.Reference, each.booking.PurchaseOrder, each.charge.Reason))]);
    }
}
