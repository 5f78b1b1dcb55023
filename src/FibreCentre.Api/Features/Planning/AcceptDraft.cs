using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Planning;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>
/// Puts a draft into the timetable, all of it or nothing: cohorts are planned, not published, as a coordinator plans them; sessions move, and outages are settled, as they do by hand. Cohorts of which a session has no place are left out.
/// </summary>
public sealed record AcceptDraft(PlanningRunId Run) : ICommand<AcceptedDraft>
{
    Guid? ICommand.Subject => Run.Value;
}

/// <param name="Cohorts">Those that were made, by their first day.</param>
public sealed record AcceptedDraft(Guid Id, IReadOnlyList<PlannedCohort> Cohorts, int SessionsChanged, int TraineesTold, int OutagesInForce);

internal sealed class AcceptDraftHandler(
    CentreDbContext db, TimetableReading timetable, CohortPlanning planning, Rescheduling rescheduling, ImpactSearch impact, OutageSettling settling, Actor actor, TimeProvider clock) : IRequestHandler<AcceptDraft, Result<AcceptedDraft>>
{
    public async Task<Result<AcceptedDraft>> Handle(AcceptDraft request, CancellationToken cancellationToken)
    {
        // Whoever takes the same bay in this moment is waited for by the database; then all is looked at again, so that it can be said what broke.
        for (var lastTry = false; ; lastTry = true)
        {
            await db.Database.CurrentTransaction!.CreateSavepointAsync("accepted", cancellationToken);
            try
            {
                return await AcceptAsync(request.Run, cancellationToken);
            }
            catch (Exception clash) when (!lastTry && DatabaseRefusals.Postgres(clash)?.ConstraintName == "nothing_in_two_places")
            {
                await db.Database.CurrentTransaction.RollbackToSavepointAsync("accepted", cancellationToken);
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Result<AcceptedDraft>> AcceptAsync(PlanningRunId id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var drafts = await db.DraftsWithAsync(id, cancellationToken);
        if (drafts.Find(each => each.Id == id) is not { } run) return PlanningErrors.RunNotFound();
        if (drafts.Exists(each => each.State == PlanningRunState.Accepted && each != run)) return PlanningErrors.OtherDraftAccepted();
        var accepted = run.Accept(actor.Account, now);
        if (!accepted.Succeeded) return accepted.Error;

        var (asked, draft) = (PlanningJson.Read<PlanAsked>(run.Asked), PlanningJson.Read<PlanDraft>(run.Draft!));
        // In the order in which an approval and a move lock: outages, then cohorts, then what serves them.
        await db.Database.ExecuteSqlAsync($"select from outage where id = any ({asked.Outages.ToArray()}) order by id for update", cancellationToken);
        var outages = await timetable.OutagesAsync(asked, cancellationToken);
        if (outages.Count < asked.Outages.Count) return PlanningErrors.NoLongerFits(["What was out of use has been settled or withdrawn since, or is over."]);
        if (draft.Sessions.FirstOrDefault(each => each is { Was: not null, At: null }) is { } left) return PlanningErrors.LeavesOut(left.Title);
        foreach (var cohort in draft.Cohorts.Select(each => each.Existing).OfType<Guid>().Order()) await db.LockAsync(new CohortId(cohort), cancellationToken);
        var weights = await db.PlanningWeights.AsNoTracking().SingleAsync(each => each.Number == run.Weights, cancellationToken);
        var read = await timetable.ReadAsync(asked, weights, cancellationToken);
        if (!read.Succeeded) return read.Error;
        var order = new DraftOrder(draft, read.Value);
        if (order.Cohorts.Count == 0 && order.Changes.Count == 0 && outages.Count == 0) return PlanningErrors.NothingPlaced();
        var broken = order.Broken.ToList();

        var (told, changed) = (0, 0);
        if (broken.Count == 0 && order.Changes.Count > 0)
        {
            var looked = await rescheduling.LookAsync(order.Changes, locked: true, cancellationToken, read.Value.Calendar);
            if (!looked.Succeeded) return looked.Error;
            broken.AddRange(looked.Value.AllFaults.Concat(outages.SelectMany(outage => OutageSettling.StillThere(looked.Value, outage))));
            if (broken.Count == 0)
            {
                await rescheduling.ApplyAsync(looked.Value, outages.Count > 0 ? outages[0].Id.Value : looked.Value.Sessions[0].Cohort.Id.Value, cancellationToken);
                // What is put in force next looks at where the sessions are by now.
                await db.SaveChangesAsync(cancellationToken);
                (told, changed) = (looked.Value.Impact().TraineesTold, looked.Value.Sessions.Count);
            }
        }
        if (broken.Count > 0) return PlanningErrors.NoLongerFits(broken);
        if (await impact.InTheWayAsync(outages, order.Changes.Select(each => each.Session).ToHashSet(), now, read.Value.Calendar.Time, cancellationToken) is { Count: > 0 } inTheWay) return PlanningErrors.StillInTheWay(inTheWay);

        foreach (var outage in outages)
        {
            await settling.PutInForceAsync(outage, await impact.PracticesHitAsync(outage, now, cancellationToken), read.Value.Calendar.Time, now, cancellationToken);
            // A practice that two of them hit is called off once.
            await db.SaveChangesAsync(cancellationToken);
        }
        foreach (var other in drafts.Where(each => each != run && each.State != PlanningRunState.Dropped)) _ = other.IsFinished ? other.Drop(actor.Account, now) : other.Stop(actor.Account, now);
        await db.SaveChangesAsync(cancellationToken);
        // From here on the new cohorts take what is left, one after the other.
        await db.Database.ExecuteSqlAsync($"set constraints nothing_in_two_places immediate", cancellationToken);
        var made = new List<PlannedCohort>();
        foreach (var (cohort, laid, chosen) in order.Cohorts)
        {
            var planned = await planning.PlanAsync(cohort.Version, cohort.Places, laid, chosen, read.Value.Calendar, cancellationToken);
            if (planned.Succeeded) made.Add(new(planned.Value.Id.Value, planned.Value.Code, planned.Value.Revision));
            else broken.AddRange(planned.Error.Facts.GetValueOrDefault("clashes") as IReadOnlyList<string> ?? [$"{cohort.Label}: {planned.Error.Detail}"]);
        }
        return broken.Count > 0 ? PlanningErrors.NoLongerFits(broken) : new AcceptedDraft(id.Value, made, changed, told, outages.Count);
    }
}

/// <summary>What a draft means in the timetable as it is now.</summary>
internal sealed class DraftOrder
{
    public DraftOrder(PlanDraft draft, PlanningTable table)
    {
        var known = table.Sessions.ToDictionary(each => each.Key);
        foreach (var cohort in draft.Cohorts) Broken.AddRange(cohort.Existing is null ? NewBroken(cohort, known) : cohort.Sessions.Where(each => each.IsMoved && !IsAsItWas(each, known, table)).Select(each => $"{cohort.Label}, {each.Title}, was changed by somebody else."));
        if (Broken.Count > 0) return;

        var moved = draft.Cohorts.Where(each => each.Existing is not null).SelectMany(each => each.Sessions).Where(each => each.IsMoved).ToDictionary(each => each.Key, each => each.At!);
        var made = draft.Cohorts.Where(each => each.Existing is null && each.IsPlaced).OrderBy(each => each.Sessions.Min(session => session.At!.Day)).ToList();
        var places = made.SelectMany(each => each.Sessions).ToDictionary(each => each.Key, each => each.At!);
        foreach (var session in table.Sessions.Where(each => each.Announced is not null)) places[session.Key] = moved.GetValueOrDefault(session.Key) ?? table.PlaceOf(session, session.Announced!);
        var kit = table.KitFor(places);
        foreach (var session in table.Sessions.Where(each => each.Existing is not null))
        {
            var place = places[session.Key];
            var slot = table.SlotOf(session, place);
            var swaps = Swaps(session, [.. place.Bays.Concat(place.Instructors).Select(id => new ResourceId(id)), .. kit[session.Key]], table.Centre);
            if (slot != session.During || swaps.Count > 0) Changes.Add(new(session.Existing!.Value, slot == session.During ? null : slot, swaps));
        }
        foreach (var cohort in made)
        {
            var sessions = cohort.Sessions.Select(each => (Table: known[each.Key], Place: each.At!)).OrderBy(each => each.Place.Day).ThenBy(each => each.Place.Starts).ToList();
            var laid = sessions.ConvertAll(each => new LaidSession(each.Table.Number, each.Table.Pattern, table.SlotOf(each.Table, each.Place), each.Place.Day));
            Broken.AddRange(laid.Where(each => !table.Calendar.IsOpenFor(each.During)).Select(each => $"{cohort.Label}, {each.Pattern.Title}: the centre is not open on {CohortErrors.Day(each.Day)} at that time."));
            Cohorts.Add((sessions[0].Table.Cohort, laid, [.. sessions.Select(each => new ChosenResources(each.Table.Number, each.Place.Bays, each.Place.Instructors, [.. kit[each.Table.Key].Select(id => id.Value)]))]));
        }
    }

    public List<SessionChange> Changes { get; } = [];

    /// <summary>In the order of their first days.</summary>
    public List<(TableCohort Cohort, IReadOnlyList<LaidSession> Laid, IReadOnlyList<ChosenResources> Chosen)> Cohorts { get; } = [];

    public List<string> Broken { get; } = [];

    private static IEnumerable<string> NewBroken(DraftCohort cohort, Dictionary<string, TableSession> known)
    {
        var own = known.Values.Where(each => each.Cohort.Key == cohort.Key).ToList();
        if (own.Count != cohort.Sessions.Count || cohort.Sessions.Any(each => !known.TryGetValue(each.Key, out var now) || (each.At is { } at && at.Ends - at.Starts != now.Length))) yield return $"{cohort.Label}: a new version of the course has other sessions.";
    }

    private static bool IsAsItWas(DraftSession session, Dictionary<string, TableSession> known, PlanningTable table) => known.TryGetValue(session.Key, out var now) && table.PlaceOf(now, now.Announced!).IsSame(session.Was!);

    /// <summary>One thing in place of another of its kind, as far as there are two.</summary>
    private static List<ResourceSwap> Swaps(TableSession session, IReadOnlyList<ResourceId> after, CentreFacilities centre)
    {
        var (gone, come) = (session.Serving.Except(after).ToLookup(KindOf), after.Except(session.Serving).ToLookup(KindOf));
        return [.. gone.Concat(come).Select(each => each.Key).Distinct().SelectMany(kind => Enumerable.Range(0, Math.Max(gone[kind].Count(), come[kind].Count()))
            .Select(index => new ResourceSwap(At(gone[kind], index), At(come[kind], index))))];

        string KindOf(ResourceId id) => centre.Kit.FirstOrDefault(item => item.Id == id)?.KitType ?? $"{centre.KindOf(id)}";

        static ResourceId? At(IEnumerable<ResourceId> all, int index) => all.Skip(index).Select(each => (ResourceId?)each).FirstOrDefault();
    }
}
