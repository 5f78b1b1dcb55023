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
public sealed record AllocationLine(Guid Id, Guid ProviderId, string Provider, int Places, int Used, int Left, DateTimeOffset ReleaseAt, DateTimeOffset? ReleasedAt);

/// <summary>Keeps places of a cohort for one provider until the release day begins; then they fall to everybody.</summary>
/// <param name="ReleaseOn">At 00:00 of this day on the centre's clocks.</param>
public sealed record KeepPlaces(CohortId Cohort, ProviderId Provider, int Places, DateOnly ReleaseOn) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Cohort.Value;
}

/// <summary>More or fewer places, or another release day.</summary>
public sealed record ChangeAllocation(AllocationId Allocation, int Places, DateOnly ReleaseOn) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Allocation.Value;
}

/// <summary>Lets everybody have what is left of it now.</summary>
public sealed record ReleaseAllocation(AllocationId Allocation) : ICommand<KeptPlaces>
{
    Guid? ICommand.Subject => Allocation.Value;
}

public sealed record KeptPlaces(Guid AllocationId, Guid CohortId, int Places, int Left, DateTimeOffset ReleaseAt);

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
            time.Civil(each.allocation.ReleaseAt), each.allocation.ReleasedAt is { } at ? time.Civil(at) : null))]);
    }
}

internal sealed class KeepPlacesHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<KeepPlaces, Result<KeptPlaces>>
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
        return AllocationWork.Answer(kept.Value, time);
    }
}

internal static class AllocationWork
{
    public static async Task<Result<(Allocation Allocation, Cohort Cohort)>> FindAsync(CentreDbContext db, AllocationId id, CancellationToken cancellationToken)
    {
        if (await db.Allocations.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } seen) return PlaceErrors.AllocationNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        return (await db.Allocations.SingleAsync(each => each.Id == id, cancellationToken), await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == seen.Cohort, cancellationToken));
    }

    public static KeptPlaces Answer(Allocation allocation, CentreTime time) => new(allocation.Id.Value, allocation.Cohort.Value, allocation.Places, allocation.Left, time.Civil(allocation.ReleaseAt));
}

internal sealed class ChangeAllocationHandler(CentreDbContext db, FreedPlaces freed, TimeProvider clock) : IRequestHandler<ChangeAllocation, Result<KeptPlaces>>
{
    public async Task<Result<KeptPlaces>> Handle(ChangeAllocation request, CancellationToken cancellationToken)
    {
        var found = await AllocationWork.FindAsync(db, request.Allocation, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (allocation, cohort) = found.Value;
        var time = await db.TimeAsync(cancellationToken);
        var changed = allocation.Change(cohort, request.Places, time.At(request.ReleaseOn, TimeOnly.MinValue), clock.GetUtcNow());
        if (!changed.Succeeded) return changed.Error;
        await db.SaveChangesAsync(cancellationToken);
        await freed.GiveAsync(cohort.Id, cancellationToken);
        return AllocationWork.Answer(allocation, time);
    }
}

internal sealed class ReleaseAllocationHandler(CentreDbContext db, FreedPlaces freed, TimeProvider clock) : IRequestHandler<ReleaseAllocation, Result<KeptPlaces>>
{
    public async Task<Result<KeptPlaces>> Handle(ReleaseAllocation request, CancellationToken cancellationToken)
    {
        var found = await AllocationWork.FindAsync(db, request.Allocation, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (allocation, cohort) = found.Value;
        var released = allocation.Release(clock.GetUtcNow());
        if (!released.Succeeded) return released.Error;
        await db.SaveChangesAsync(cancellationToken);
        await freed.GiveAsync(cohort.Id, cancellationToken);
        return AllocationWork.Answer(allocation, await db.TimeAsync(cancellationToken));
    }
}
