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

namespace FibreCentre.Api.Features.Places;

/// <summary>Joins the end of a cohort's waiting list.</summary>
/// <param name="Together">All of the places or none; else any that come.</param>
/// <param name="Automatic">Book at once when the turn comes, under <paramref name="PurchaseOrder"/>; else an offer is made.</param>
/// <param name="Trainees">Who is to come, where that is known: known engineers by id, as many as places; empty to name them later.</param>
public sealed record JoinWaitingList(CohortId Cohort, int Places, bool Together, bool Automatic, string? PurchaseOrder, IReadOnlyList<Guid> Trainees) : ICommand<JoinedWaitingList>
{
    Guid? ICommand.Subject => Cohort.Value;
}

/// <param name="Position">In line, from 1.</param>
public sealed record JoinedWaitingList(Guid Id, Guid CohortId, int Position);

/// <summary>Leaves the waiting list. Whoever joins again joins at its end.</summary>
public sealed record LeaveWaitingList(WaitingId Entry) : ICommand<LeftWaitingList>
{
    Guid? ICommand.Subject => Entry.Value;
}

public sealed record LeftWaitingList(Guid Id, Guid CohortId);

/// <summary>Who waits for a cohort, in order; a provider sees only itself, and its position. Staff see why somebody was passed over.</summary>
public sealed record ShowWaitingList(CohortId Cohort) : IQuery<WaitingListAnswer>;

public sealed record WaitingListAnswer(Guid CohortId, string CohortCode, IReadOnlyList<WaitingLine> Entries);

/// <param name="Position">In line, from 1; null once it has ended.</param>
/// <param name="Offered">Of the places wanted, how many lie in an offer that has not been answered.</param>
/// <param name="PassedOver">Newest first; empty for providers.</param>
public sealed record WaitingLine(
    Guid Id, string Provider, int? Position, int Places, int Offered, bool Together, bool Automatic, string State, DateTimeOffset JoinedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> Engineers, IReadOnlyList<PassLine> PassedOver);

public sealed record PassLine(DateTimeOffset At, int PlacesFree, string Reason);

internal sealed class JoinWaitingListValidator : AbstractValidator<JoinWaitingList>
{
    public JoinWaitingListValidator()
    {
        RuleFor(request => request.Places).InclusiveBetween(1, 60).WithMessage("Choose from 1 to 60 places.");
        RuleFor(request => request.PurchaseOrder).MaximumLength(40).WithMessage("Shorten the purchase order number to 40 characters.");
        RuleFor(request => request.PurchaseOrder).NotEmpty().When(request => request.Automatic).WithMessage("Enter your purchase order number: the places are booked under it when your turn comes.");
        RuleFor(request => request.Trainees).NotNull().Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Name each engineer once.");
        RuleFor(request => request.Trainees).Must((request, ids) => ids.Count == 0 || ids.Count == request.Places).When(request => request.Trainees is not null)
            .WithMessage("Name as many engineers as places, or none.");
    }
}

internal sealed class JoinWaitingListHandler(CentreDbContext db, Actor actor, PublishedCourses courses, TimeProvider clock) : IRequestHandler<JoinWaitingList, Result<JoinedWaitingList>>
{
    public async Task<Result<JoinedWaitingList>> Handle(JoinWaitingList request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var provider = new ProviderId(actor.ProviderId!.Value);
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, provider, request.Trainees, [], lockCohort: true, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();
        if (!facts.Cohort.TakesBookings(now)) return PlaceErrors.BookingClosed(facts.Cohort.State);
        if (await db.WaitingEntries.AnyAsync(entry => entry.Cohort == request.Cohort && entry.State == WaitingState.Waiting && entry.Provider == provider, cancellationToken)) return PlaceErrors.AlreadyWaiting();
        var left = facts.Cohort.PlacesLeft;
        if (left >= request.Places || (left > 0 && !request.Together)) return PlaceErrors.PlacesAreFree(left);
        if (request.Trainees.Count == 0 && now >= facts.Cohort.NamesDueAt) return PlaceErrors.NamesAreDue();
        var roll = Roll.Of(facts, request.Trainees, [], provider.Value, now);
        if (roll.Refusal(facts.Cohort) is { } refused) return refused;

        var entry = WaitingEntry.Join(request.Cohort, provider, request.Places, request.Together, request.Automatic, request.PurchaseOrder?.Trim(), request.Trainees.Select(id => new TraineeId(id)), actor.Account, now);
        db.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        return new JoinedWaitingList(entry.Id.Value, request.Cohort.Value, (await WaitingPositions.OfAsync(db, actor.Scope, request.Cohort, cancellationToken))[entry.Id]);
    }
}

internal sealed class LeaveWaitingListHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<LeaveWaitingList, Result<LeftWaitingList>>
{
    public async Task<Result<LeftWaitingList>> Handle(LeaveWaitingList request, CancellationToken cancellationToken)
    {
        if (await db.WaitingEntries.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Entry, cancellationToken) is not { } seen) return PlaceErrors.WaitingNotFound();
        await db.LockAsync(seen.Cohort, cancellationToken);
        var entry = await db.WaitingEntries.SingleAsync(each => each.Id == request.Entry, cancellationToken);
        if (entry.State != WaitingState.Waiting) return PlaceErrors.NotWaiting();
        entry.End(WaitingState.Left, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new LeftWaitingList(entry.Id.Value, entry.Cohort.Value);
    }
}

internal static class WaitingPositions
{
    /// <summary>Everybody's place in line. How many stand before one is no secret; who they are is, so only numbers leave here.</summary>
    public static async Task<Dictionary<WaitingId, int>> OfAsync(CentreDbContext db, TenantScope asker, CohortId cohort, CancellationToken cancellationToken)
    {
        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        var line = await db.WaitingEntries.AsNoTracking().IgnoreAutoIncludes().Where(entry => entry.Cohort == cohort && entry.State == WaitingState.Waiting).OrderBy(entry => entry.Number).Select(entry => entry.Id).ToListAsync(cancellationToken);
        await db.ScopeAsync(asker, cancellationToken);
        return line.Select((id, index) => (id, index)).ToDictionary(each => each.id, each => each.index + 1);
    }
}

internal sealed class ShowWaitingListHandler(CentreDbContext db, Actor actor) : IRequestHandler<ShowWaitingList, Result<WaitingListAnswer>>
{
    public async Task<Result<WaitingListAnswer>> Handle(ShowWaitingList request, CancellationToken cancellationToken)
    {
        if (await db.Cohorts.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (cohort.State == CohortState.Draft && actor.Scope != TenantScope.Staff) return CohortErrors.NotFound();
        var time = await db.TimeAsync(cancellationToken);
        var rows = await (
            from entry in db.WaitingEntries
            join provider in db.Providers on entry.Provider equals provider.Id
            where entry.Cohort == request.Cohort
            orderby entry.State != WaitingState.Waiting, entry.Number
            select new { entry, provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var positions = await WaitingPositions.OfAsync(db, actor.Scope, request.Cohort, cancellationToken);
        var ids = rows.SelectMany(each => each.entry.Engineers.Select(engineer => engineer.Trainee)).Distinct().ToList();
        var names = await db.Trainees.AsNoTracking().IgnoreAutoIncludes().Where(each => ids.Contains(each.Id)).ToDictionaryAsync(each => each.Id, each => each.Name, cancellationToken);
        var passes = (await db.WaitingPasses.AsNoTracking().Where(pass => pass.Cohort == request.Cohort).OrderByDescending(pass => pass.Id).ToListAsync(cancellationToken)).ToLookup(pass => pass.Entry);
        return new WaitingListAnswer(cohort.Id.Value, cohort.Code, [.. rows.Select(each => new WaitingLine(
            each.entry.Id.Value, each.Name, positions.TryGetValue(each.entry.Id, out var position) ? position : null, each.entry.Places, each.entry.Offered, each.entry.Together, each.entry.Automatic,
            SnakeCase.Kebab(each.entry.State.ToString()), time.Civil(each.entry.JoinedAt), each.entry.EndedAt is { } at ? time.Civil(at) : null,
            [.. each.entry.Engineers.OrderBy(engineer => engineer.Position).Select(engineer => names.GetValueOrDefault(engineer.Trainee, "Somebody"))],
            [.. passes[each.entry.Id].Select(pass => new PassLine(time.Civil(pass.At), pass.PlacesFree, pass.Reason))]))]);
    }
}
