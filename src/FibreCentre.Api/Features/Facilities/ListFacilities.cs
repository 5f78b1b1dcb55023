using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>The bays, instructors and kit that the centre has today, with the days their qualifications and calibrations end, and the days it is shut.</summary>
public sealed record ListFacilities : IQuery<ListedFacilities>;

public sealed record ListedFacilities(
    string Name, string Address, string TimeZone, TimeOnly Opens, TimeOnly Closes,
    IReadOnlyList<BayLine> Bays, IReadOnlyList<InstructorLine> Instructors, IReadOnlyList<KitLine> Kit, IReadOnlyList<ClosureLine> Closures);

public sealed record BayLine(Guid Id, string Code, string Name, string BayKind, int Capacity);

public sealed record InstructorLine(Guid Id, string Code, string Name, IReadOnlyList<QualificationLine> Qualifications);

/// <param name="State"><c>valid</c>, <c>expiring</c> within 90 days, <c>expired</c>, or <c>not-yet</c>.</param>
public sealed record QualificationLine(string Name, DateOnly ValidFrom, DateOnly? ValidUntil, string State);

/// <param name="State"><c>valid</c>, <c>expiring</c> within 90 days, or <c>expired</c>: of calibration or inspection, whichever ends first.</param>
public sealed record KitLine(Guid Id, string KitType, string SerialNumber, DateOnly? CalibratedUntil, DateOnly? InspectedUntil, string State);

public sealed record ClosureLine(DateOnly FirstDay, DateOnly LastDay, string Reason);

internal sealed class ListFacilitiesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListFacilities, Result<ListedFacilities>>
{
    public async Task<Result<ListedFacilities>> Handle(ListFacilities request, CancellationToken cancellationToken)
    {
        var centre = await db.CentreAsync(cancellationToken);
        var today = CentreTime.In(centre.TimeZone).DayOf(clock.GetUtcNow());
        var instructors = await db.Instructors.AsNoTracking().Where(each => each.LeftOn == null || each.LeftOn > today).OrderBy(each => each.Name).ToListAsync(cancellationToken);
        return new ListedFacilities(
            centre.Name, centre.Address, centre.TimeZone, centre.Opens, centre.Closes,
            [.. (await db.Bays.AsNoTracking().Where(each => each.RetiredOn == null || each.RetiredOn > today).OrderBy(each => each.BayKind).ThenBy(each => each.Code).ToListAsync(cancellationToken)).Select(each => new BayLine(each.Id.Value, each.Code, each.Name, each.BayKind, each.Capacity))],
            [.. instructors.Select(each => new InstructorLine(each.Id.Value, each.Code, each.Name,
                [.. each.Qualifications.OrderBy(held => held.Name).Select(held => new QualificationLine(held.Name, held.ValidFrom, held.ValidUntil, held.ValidFrom > today ? "not-yet" : State(held.ValidUntil, today)))]))],
            [.. (await db.KitItems.AsNoTracking().Where(each => each.RetiredOn == null || each.RetiredOn > today).OrderBy(each => each.KitType).ThenBy(each => each.SerialNumber).ToListAsync(cancellationToken)).Select(each => new KitLine(each.Id.Value, each.KitType, each.SerialNumber, each.CalibratedUntil, each.InspectedUntil, State(each.ValidUntil, today)))],
            [.. (await db.CentreClosures.AsNoTracking().Where(each => each.LastDay >= today).OrderBy(each => each.FirstDay).ToListAsync(cancellationToken)).Select(each => new ClosureLine(each.FirstDay, each.LastDay, each.Reason))]);
    }

    private static string State(DateOnly? until, DateOnly today) => until is not { } last ? "valid" : last < today ? "expired" : last < today.AddDays(90) ? "expiring" : "valid";
}
