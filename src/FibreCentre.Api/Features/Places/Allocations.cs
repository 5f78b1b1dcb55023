using FibreCentre.Api.Features.Cohorts;
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

/// <summary>Places kept for providers on one cohort. Staff see all; a provider sees its own.</summary>
public sealed record ListAllocations(CohortId Cohort) : IQuery<ListedAllocations>;

public sealed record ListedAllocations(Guid CohortId, IReadOnlyList<AllocationLine> Allocations);

/// <param name="Left">What is still kept; 0 once released.</param>
public sealed record AllocationLine(Guid Id, Guid ProviderId, string Provider, int Places, int Used, int Left, DateTimeOffset ReleaseAt, DateTimeOffset? ReleasedAt, int Revision);

/// <summary>Keeps places of a cohort for one provider until the release day begins; then they fall to everybody.</summary>
/// <param name="ReleaseOn">At 00:00 of this day on the centre's clocks.</param>
public sealed record KeepPlaces(CohortId Cohort, ProviderId Provider, int Places, DateOnly ReleaseOn) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Cohort.Value;
}

/// <summary>More or fewer places, or another release day.</summary>
/// <param name="Revision">The allocation's revision that was last seen; null does not ask.</param>
public sealed record ChangeAllocation(AllocationId Allocation, int Places, DateOnly ReleaseOn, int? Revision = null) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Allocation.Value;
}

/// <summary>Lets everybody have what is left of it now.</summary>
/// <param name="Revision">The allocation's revision that was last seen; null does not ask.</param>
public sealed record ReleaseAllocation(AllocationId Allocation, int? Revision = null) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Allocation.Value;
}

/// <param name="Left">What is still kept, after whoever waits has been served.</param>
public sealed record KeptPlaces(Guid AllocationId, Guid CohortId, int Places, int Left, DateTimeOffset ReleaseAt, int Revision);

internal sealed class KeepPlacesValidator : AbstractValidator<KeepPlaces>
{
    public KeepPlacesValidator()
    {
        RuleFor(request => request.Places).InclusiveBetween(1, 60).WithMessage("Choose from 1 to 60 places.");
        RuleFor(request => request.ReleaseOn).WithinCentreDays();
    }
}

internal sealed class ChangeAllocationValidator : AbstractValidator<ChangeAllocation>
{
    public ChangeAllocationValidator()
    {
        RuleFor(request => request.Places).InclusiveBetween(1, 60).WithMessage("Choose from 1 to 60 places.");
        RuleFor(request => request.ReleaseOn).WithinCentreDays();
    }
}

internal sealed class ListAllocationsHandler(CentreDbContext db) : IRequestHandler<ListAllocations, Result<ListedAllocations>>
{
    public async Task<Result<ListedAllocations>> Handle(ListAllocations request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var rows = await (
            from allocation in db.Allocations
            join provider in db.Providers on allocation.Provider equals provider.Id
            where allocation.Cohort == request.Cohort
            orderby allocation.ReleasedAt != null, provider.Name
            select new { allocation, provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        return new ListedAllocations(request.Cohort.Value, [.. rows.Select(each => new AllocationLine(
            each.allocation.Id.Value, each.allocation.Provider.Value, each.Name, each.allocation.Places, each.allocation.Used, each.allocation.Left,
            time.Civil(each.allocation.ReleaseAt), each.allocation.ReleasedAt is { } at ? time.Civil(at) : null, each.allocation.Revision))]);
    }
}

internal sealed class KeepPlacesHandler(CentreDbContext db, Actor actor, FreedPlaces freed, TimeProvider clock) : IRequestHandler<KeepPlaces, Result<KeptPlaces>>
{
    public async Task<Result<KeptPlaces>> Handle(KeepPlaces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.LockAsync(request.Cohort, cancellationToken);
        if (await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (cohort.State is CohortState.Running or CohortState.Completed or CohortState.Cancelled) return CohortErrors.CannotChange(cohort.State);
        if (!await db.Providers.AnyAsync(each => each.Id == request.Provider, cancellationToken)) return RequestErrors.Invalid("provider", "Choose a provider.");
        if (await db.Allocations.AnyAsync(each => each.Cohort == request.Cohort && each.Provider == request.Provider && each.ReleasedAt == null, cancellationToken)) return PlaceErrors.AllocationThere();
        var time = await db.TimeAsync(cancellationToken);
        var kept = Allocation.Keep(cohort, request.Provider, request.Places, time.At(request.ReleaseOn, TimeOnly.MinValue), actor.Account, now);
        if (!kept.Succeeded) return kept.Error;
        db.Add(kept.Value);
        await db.SaveChangesAsync(cancellationToken);
        return await AllocationWork.GiveAsync(db, freed, kept.Value, time, cancellationToken);
    }
}

internal static class AllocationWork
{
    /// <param name="revision">What was last seen; null does not ask.</param>
    public static async Task<Result<(Allocation Allocation, Cohort Cohort)>> FindAsync(CentreDbContext db, AllocationId id, int? revision, CancellationToken cancellationToken)
    {
        if (await db.Allocations.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } seen) return PlaceErrors.AllocationNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        var allocation = await db.Allocations.SingleAsync(each => each.Id == id, cancellationToken);
        if (revision is { } last && last != allocation.Revision) return CohortErrors.ChangedMeanwhile();
        return (allocation, await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == seen.Cohort, cancellationToken));
    }

    /// <summary>Serves those who wait for the cohort, its provider from what is kept and everybody from what came free, and says how it stands then. It must be saved.</summary>
    public static async Task<KeptPlaces> GiveAsync(CentreDbContext db, FreedPlaces freed, Allocation allocation, CentreTime time, CancellationToken cancellationToken)
    {
        await freed.GiveAsync(allocation.Cohort, cancellationToken);
        await db.Entry(allocation).ReloadAsync(cancellationToken);   // what is used of it, the database counts
        return new(allocation.Id.Value, allocation.Cohort.Value, allocation.Places, allocation.Left, time.Civil(allocation.ReleaseAt), allocation.Revision);
    }
}

internal sealed class ChangeAllocationHandler(CentreDbContext db, FreedPlaces freed, TimeProvider clock) : IRequestHandler<ChangeAllocation, Result<KeptPlaces>>
{
    public async Task<Result<KeptPlaces>> Handle(ChangeAllocation request, CancellationToken cancellationToken)
    {
        var found = await AllocationWork.FindAsync(db, request.Allocation, request.Revision, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (allocation, cohort) = found.Value;
        var time = await db.TimeAsync(cancellationToken);
        var changed = allocation.Change(cohort, request.Places, time.At(request.ReleaseOn, TimeOnly.MinValue), clock.GetUtcNow());
        if (!changed.Succeeded) return changed.Error;
        await db.SaveChangesAsync(cancellationToken);
        return await AllocationWork.GiveAsync(db, freed, allocation, time, cancellationToken);
    }
}

internal sealed class ReleaseAllocationHandler(CentreDbContext db, FreedPlaces freed, TimeProvider clock) : IRequestHandler<ReleaseAllocation, Result<KeptPlaces>>
{
    public async Task<Result<KeptPlaces>> Handle(ReleaseAllocation request, CancellationToken cancellationToken)
    {
        var found = await AllocationWork.FindAsync(db, request.Allocation, request.Revision, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var released = found.Value.Allocation.Release(clock.GetUtcNow());
        if (!released.Succeeded) return released.Error;
        await db.SaveChangesAsync(cancellationToken);
        return await AllocationWork.GiveAsync(db, freed, found.Value.Allocation, await db.TimeAsync(cancellationToken), cancellationToken);
    }
}
