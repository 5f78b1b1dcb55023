using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>Settles everything an outage hits and puts it in force, all at once or not at all. Each person is told once of each session that changes.</summary>
/// <param name="Decisions">One a session; a session left out takes the first that is proposed for it.</param>
/// <param name="Revision">The outage's revision that was last seen; null does not ask.</param>
/// <param name="Seen">Of what was shown; refused when anything of it is no longer so. Null does not ask.</param>
public sealed record ApproveOutage(OutageId Outage, IReadOnlyList<HitDecision> Decisions, int? Revision = null, string? Seen = null) : ICommand<ApprovedOutage>
{
    Guid? ICommand.Subject => Outage.Value;
}

/// <summary>What becomes of one session: an option by its number, a place and time of one's own, or going without what is out of use.</summary>
/// <param name="To">Where the option was seen to lead; refused when it leads elsewhere by now.</param>
/// <param name="Without">It stays, without what is out of use and with nothing in its place.</param>
public sealed record HitDecision(Guid Session, int? Option = null, DateTimeOffset? To = null, bool Without = false, DateOnly? Day = null, TimeOnly? StartsAt = null, IReadOnlyList<Swap>? Swaps = null);

public sealed record ApprovedOutage(Guid Id, string State, int Revision, int SessionsChanged, int TraineesTold, int PracticesCalledOff);

internal sealed class ApproveOutageValidator : AbstractValidator<ApproveOutage>
{
    public ApproveOutageValidator()
    {
        RuleFor(request => request.Decisions).NotNull().Must(decisions => decisions.All(each => each is not null)).WithMessage("Leave no decision empty.");
        RuleFor(request => request.Decisions).Must(decisions => decisions.Select(each => each.Session).Distinct().Count() == decisions.Count).When(request => request.Decisions?.All(each => each is not null) == true).WithMessage("Name each session once.");
        RuleForEach(request => request.Decisions).Must(each => each is null || new[] { each.Option is not null, each.Without, each.Day is not null || each.StartsAt is not null || each.Swaps is not null }.Count(said => said) <= 1)
            .WithMessage("Choose an option, a time of your own, or going without: one of them.");
        RuleForEach(request => request.Decisions).Must(each => each?.Day is not { } day || CentreDays.Holds(day)).WithMessage(CentreDays.Advice);
        RuleForEach(request => request.Decisions).Must(each => each?.Swaps?.All(swap => swap is not null) != false).WithMessage("Name what to exchange and for what.");
    }
}

internal sealed class ApproveOutageHandler(CentreDbContext db, ImpactSearch search, Rescheduling rescheduling, OutageSettling settling, TimeProvider clock) : IRequestHandler<ApproveOutage, Result<ApprovedOutage>>
{
    public async Task<Result<ApprovedOutage>> Handle(ApproveOutage request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Two who approve at once: the second finds it decided.
        await db.Database.ExecuteSqlAsync($"select from outage where id = {request.Outage.Value} for update", cancellationToken);
        if (await db.Outages.SingleOrDefaultAsync(each => each.Id == request.Outage, cancellationToken) is not { } outage) return FacilityErrors.OutageNotFound();
        if (request.Revision is { } seen && seen != outage.Revision) return CohortErrors.ChangedMeanwhile();
        if (outage.State != OutageState.Proposed) return FacilityErrors.OutageDecided(outage.State);
        if (outage.During.End <= now) return FacilityErrors.OutagePast();

        // Whoever moves one of these sessions right now is waited for; what is sought and decided is what there is after that.
        var cohorts = await search.CohortsHitAsync(outage, cancellationToken);
        foreach (var cohort in cohorts.OrderBy(each => each.Value)) await db.LockAsync(cohort, cancellationToken);
        var found = await search.FindAsync(outage, cancellationToken);
        if (found.Hits.Any(hit => !cohorts.Contains(hit.Cohort.Id)) || (request.Seen is { } shown && shown != ImpactSearch.Fingerprint(found))) return CohortErrors.ChangedMeanwhile();
        var (changes, left) = Decide(request, found, outage);
        if (left.Count > 0) return FacilityErrors.ImpactNotSettled(left);
        var time = found.Calendar.Time;
        var (told, changed) = (0, 0);
        if (changes.Count > 0)
        {
            var looked = await rescheduling.LookAsync(changes, locked: true, cancellationToken, found.Calendar);
            if (!looked.Succeeded) return looked.Error;
            if (looked.Value.AllFaults.Concat(OutageSettling.StillThere(looked.Value, outage)).ToList() is { Count: > 0 } faults) return FacilityErrors.ImpactNotSettled(faults);
            await rescheduling.ApplyAsync(looked.Value, outage.Id.Value, cancellationToken);
            // What is put in force next looks at where the sessions are by now.
            await db.SaveChangesAsync(cancellationToken);
            (told, changed) = (looked.Value.Impact().TraineesTold, looked.Value.Sessions.Count);
        }
        await settling.PutInForceAsync(outage, found.Practices, time, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new ApprovedOutage(outage.Id.Value, SnakeCase.Kebab(outage.State.ToString()), outage.Revision, changed, told, found.Practices.Count);
    }

    private static (IReadOnlyList<SessionChange> Changes, IReadOnlyList<string> Left) Decide(ApproveOutage request, ImpactSearch.Found found, Outage outage)
    {
        var changes = new Dictionary<SessionId, SessionChange>();
        var left = new List<string>();
        if (request.Decisions.FirstOrDefault(each => found.Hits.All(hit => hit.Session.Id.Value != each.Session)) is not null) left.Add("One of the sessions is not hit any more.");
        // In the order of time: those that come along with another's option come after it, so that a decision about one of them itself counts.
        foreach (var hit in found.Hits)
        {
            var decision = request.Decisions.FirstOrDefault(each => each.Session == hit.Session.Id.Value);
            var name = $"{hit.Cohort.Code}, {hit.Session.Title}, {CohortErrors.Day(found.Calendar.Time.DayOf(hit.Session.During.Start))}";
            if (decision is { Without: true })
            {
                if (outage.Resource is not { } gone) left.Add($"{name}: the centre is shut then; choose another day.");
                else changes[hit.Session.Id] = new(hit.Session.Id, null, [new(gone, null)], MayBeShort: true);
            }
            else if (decision is { Option: null } and ({ Day: not null } or { StartsAt: not null } or { Swaps: not null }))
            {
                var to = SessionTimes.Of(hit.Session, decision.Day, decision.StartsAt, null, found.Calendar.Time);
                if (to.Succeeded) changes[hit.Session.Id] = new(hit.Session.Id, to.Value, SessionTimes.Swaps(decision.Swaps));
                else left.Add($"{name}: {to.Error.Detail}");
            }
            else if (hit.With is not null && decision?.Option is null)
            {
                if (!changes.ContainsKey(hit.Session.Id)) left.Add($"{name}: it was to move with the rest of its cohort. Choose what becomes of it.");
            }
            else if (hit.Options.ElementAtOrDefault(decision?.Option ?? 0) is not { } option) left.Add($"{name}: nothing is proposed. Choose a time, or that it goes without.");
            else if (decision?.To is { } expected && (option.Changes[0].During ?? hit.Session.During).Start != expected) left.Add($"{name}: what is proposed has changed.");
            else foreach (var change in option.Changes) changes[change.Session] = change;
        }
        return ([.. changes.Values], left);
    }
}

/// <summary>Puts an outage in force once nothing is in its way any more.</summary>
internal sealed class OutageSettling(CentreDbContext db, OutageBook book, Actor actor)
{
    /// <summary>Calls off the practice in its way and keeps what is out of use; the caller saves.</summary>
    public async Task PutInForceAsync(Outage outage, IReadOnlyList<Practice> practices, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await CallOffAsync(practices, now, cancellationToken);
        outage.PutInForce(actor.Account, now);
        await book.KeepAsync(outage, time, cancellationToken);
    }

    /// <summary>A decision that leaves a session where it cannot be.</summary>
    public static IEnumerable<string> StillThere(Replan replan, Outage outage) =>
        from each in replan.Sessions
        let around = outage.Resource is { } gone ? (each.After.Contains(gone) ? replan.Centre.Around(gone, each.Session.BayKind).Around(each.To) : (TimeSlot?)null) : each.To
        where around is { } taken && taken.Overlaps(outage.During)
        select $"{each.Cohort.Code}, {each.Session.Title}, would still be there. Choose another place or time.";

    private async Task CallOffAsync(IReadOnlyList<Practice> practices, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = practices.Select(each => each.Id).ToList();
        if (ids.Count == 0) return;
        db.RemoveRange(await db.Reservations.Where(each => each.Practice != null && ids.Contains(each.Practice.Value)).ToListAsync(cancellationToken));
        foreach (var practice in practices)
        {
            practice.CallOff(now);
        }
        db.AddRange(await PracticeNotices.OfCallingOffAsync(db, practices, actor.AccountId, now, cancellationToken));
    }
}
