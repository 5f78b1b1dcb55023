using FibreCentre.Api.Features.Cohorts;
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

/// <summary>Takes a bay, an instructor, a kit item or the whole centre out of use for a time. Where nothing is in the way it is in force at once; else it waits, and moves nothing, until what it hits is settled.</summary>
/// <param name="Resource">Null for the whole centre.</param>
/// <param name="LastDay">The last day it lasts.</param>
/// <param name="From">On the first day, by the centre's clocks; null from the beginning of it.</param>
/// <param name="Until">On the last day; null to the end of it.</param>
public sealed record TakeOutOfUse(OutageKind Kind, Guid? Resource, DateOnly FirstDay, DateOnly LastDay, TimeOnly? From, TimeOnly? Until, string Reason) : ICommand<TakenOutOfUse>
{
    Guid? ICommand.Subject => Resource;
}

/// <param name="State"><c>in-force</c>, or <c>proposed</c> while there is something to settle.</param>
/// <param name="SessionsHit">Sessions and practice in the way.</param>
public sealed record TakenOutOfUse(Guid Id, string State, int SessionsHit, int Revision);

/// <summary>What an outage hits and what is proposed for each session. Nothing is changed.</summary>
public sealed record ShowOutage(OutageId Outage) : IQuery<OutageAnswer>;

/// <param name="Hits">In the order of time; empty once it is in force.</param>
/// <param name="Practices">Practice that is called off with it.</param>
/// <param name="Seen">Stands for all that is hit and proposed; sent with the approval, it is refused when anything of it is no longer so.</param>
/// <param name="Impact">What taking the first proposal of each would do to whom; null when nothing is hit.</param>
public sealed record OutageAnswer(
    Guid Id, string Kind, Guid? ResourceId, string Resource, CivilSlot During, string Reason, string State, int Revision, bool Ends, IReadOnlyList<HitAnswer> Hits, IReadOnlyList<PracticeHit> Practices, RescheduleImpact? Impact,
    string? Seen);

/// <param name="Options">Best first, by number from 0; empty where nothing was found.</param>
/// <param name="WhyNot">Why it cannot stay as it is.</param>
/// <param name="MovesWith">It moves along with that session's first option, and needs no decision of its own.</param>
public sealed record HitAnswer(Guid SessionId, Guid CohortId, string CohortCode, string Title, CivilSlot During, int Trainees, IReadOnlyList<OptionAnswer> Options, IReadOnlyList<string> WhyNot, Guid? MovesWith, bool MayGoWithout);

/// <param name="Kind"><c>same-time</c>, <c>same-day</c>, <c>other-day</c> or <c>with-the-rest</c> of the cohort.</param>
/// <param name="SessionsMoved">More than 1 where later sessions of the cohort come along.</param>
public sealed record OptionAnswer(int Number, string Kind, CivilSlot To, IReadOnlyList<SwapImpact> Swaps, int SessionsMoved);

public sealed record PracticeHit(Guid Id, string Trainee, CivilSlot During);

/// <summary>Outages that touch a span of days, and all that wait.</summary>
/// <param name="From">Null is today.</param>
/// <param name="Until">Null is 91 days later.</param>
public sealed record ListOutages(DateOnly? From = null, DateOnly? Until = null) : IQuery<ListedOutages>;

public sealed record ListedOutages(DateOnly From, DateOnly Until, IReadOnlyList<OutageLine> Outages);

public sealed record OutageLine(Guid Id, string Kind, Guid? ResourceId, string Resource, CivilSlot During, string Reason, string State)
{
    internal static OutageLine Of(Outage outage, string name, CentreTime time) =>
        new(outage.Id.Value, SnakeCase.Kebab(outage.Kind.ToString()), outage.Resource?.Value, name, CivilSlot.Of(outage.During, time), outage.Reason, SnakeCase.Kebab(outage.State.ToString()));
}

/// <summary>Ends an outage: before it begins it is withdrawn, afterwards what it kept is free from now on; the whole centre, which is shut for whole days, from the next day on.</summary>
public sealed record EndOutage(OutageId Outage) : ICommand<EndedOutage>
{
    Guid? ICommand.Subject => Outage.Value;
}

/// <param name="OpenFrom">Of the whole centre that was shut already: the first day it is not; else null.</param>
public sealed record EndedOutage(Guid Id, string State, CivilSlot During, DateOnly? OpenFrom);

internal sealed class TakeOutOfUseValidator : AbstractValidator<TakeOutOfUse>
{
    public TakeOutOfUseValidator()
    {
        RuleFor(request => request.Kind).IsInEnum().WithMessage("Choose what it is.");
        RuleFor(request => request.FirstDay).WithinCentreDays();
        RuleFor(request => request.LastDay).WithinCentreDays().Must((request, last) => last >= request.FirstDay).WithMessage("Enter a last day on or after the first.")
            .Must((request, last) => last.DayNumber - request.FirstDay.DayNumber <= 366).WithMessage("Enter a last day within a year of the first.");
        RuleFor(request => request.Reason).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Say why.").MaximumLength(200).WithMessage("Shorten the reason to 200 characters.");
        RuleFor(request => request.Until).Must((request, until) => until is not { } end || request.FirstDay != request.LastDay || end > (request.From ?? TimeOnly.MinValue)).WithMessage("Enter an end after the start.");
        RuleFor(request => request.From).Null().When(request => request.Kind == OutageKind.CentreClosure).WithMessage("The centre is shut for whole days: leave the times empty.");
        RuleFor(request => request.Until).Null().When(request => request.Kind == OutageKind.CentreClosure).WithMessage("The centre is shut for whole days: leave the times empty.");
    }
}

internal sealed class ListOutagesValidator : AbstractValidator<ListOutages>
{
    public ListOutagesValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal sealed class TakeOutOfUseHandler(CentreDbContext db, ImpactSearch search, OutageBook book, Actor actor, TimeProvider clock) : IRequestHandler<TakeOutOfUse, Result<TakenOutOfUse>>
{
    public async Task<Result<TakenOutOfUse>> Handle(TakeOutOfUse request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var time = await db.TimeAsync(cancellationToken);
        (ResourceId Id, ResourceKind Kind)? resource = null;
        if (request.Resource is { } id)
        {
            if (await db.Resources.AsNoTracking().SingleOrDefaultAsync(each => each.Id == new ResourceId(id) && each.Kind != ResourceKind.Trainee, cancellationToken) is not { } found) return FacilityErrors.ResourceNotFound();
            resource = (found.Id, found.Kind);
        }
        var starts = time.At(request.FirstDay, request.From ?? TimeOnly.MinValue);
        var ends = request.Until is { } until ? time.At(request.LastDay, until) : time.At(request.LastDay.AddDays(1), TimeOnly.MinValue);
        if (ends <= now) return FacilityErrors.OutagePast();
        // The hour that the clocks leave out in spring.
        if (ends <= starts) return RequestErrors.Invalid("until", "Enter an end after the start.");
        // What is over cannot be kept free any more.
        var proposed = Outage.Propose(request.Kind, resource, new(starts < now ? now : starts, ends), request.Reason.Trim(), actor.Account, now);
        if (!proposed.Succeeded) return proposed.Error;
        var outage = proposed.Value;
        if (await book.AlreadyOutAsync(outage, cancellationToken) is { } there) return there;
        var hit = await search.FindAsync(outage, cancellationToken);
        db.Add(outage);
        if (hit.Hits.Count == 0 && hit.Practices.Count == 0)
        {
            outage.PutInForce(actor.Account, now);
            await book.KeepAsync(outage, time, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        return new TakenOutOfUse(outage.Id.Value, SnakeCase.Kebab(outage.State.ToString()), hit.Hits.Count + hit.Practices.Count, outage.Revision);
    }
}

/// <summary>What an outage in force keeps: its resource's time, or the centre's calendar.</summary>
internal sealed class OutageBook(CentreDbContext db)
{
    public async Task KeepAsync(Outage outage, CentreTime time, CancellationToken cancellationToken)
    {
        if (outage.Resource is not { } resource)
        {
            db.Add(ImpactSearch.ClosureOf(outage, time));
            return;
        }
        // Of a session that is over, only clearing away may be left: it ends here.
        var (during, starts) = (outage.During.ToRange(), outage.During.Start);
        foreach (var over in await db.Reservations.FromSql($"""
            select r.* from reservation r left join session s on s.id = r.session_id left join practice p on p.id = r.practice_id
            where r.resource_id = {resource.Value} and r.during && {during} and upper(coalesce(s.during, p.during)) <= {starts}
            """).ToListAsync(cancellationToken)) over.During = new(over.During.Start, starts);
        db.Add(new Reservation { Id = Guid.NewGuid(), Resource = resource, Kind = outage.ResourceKind!.Value, During = outage.During, Purpose = outage.Purpose, Outage = outage.Id });
    }

    /// <summary>Two outages of one resource do not overlap: the one there has to end first.</summary>
    public async Task<Error?> AlreadyOutAsync(Outage outage, CancellationToken cancellationToken)
    {
        if (outage.Resource is not { } resource) return null;
        var during = outage.During.ToRange();
        var there = await db.Outages.FromSql($"select * from outage where during && {during} and state <> 'withdrawn' and resource_id = {resource.Value}").AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        if (there is null) return null;
        var time = await db.TimeAsync(cancellationToken);
        return FacilityErrors.OutageThere($"There is {SnakeCase.Kebab(there.Kind.ToString())} from {CohortErrors.Day(time.DayOf(there.During.Start))} to {CohortErrors.Day(time.DayOf(there.During.End.AddTicks(-1)))}.");
    }
}

internal static class OutageNames
{
    /// <summary>How each resource is called; the whole centre where there is none.</summary>
    public static async Task<Func<ResourceId?, string>> ForAsync(CentreDbContext db, IEnumerable<ResourceId?> resources, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. resources.OfType<ResourceId>().Select(each => each.Value).Distinct()];
        var names = await db.Database.SqlQuery<Row>($"""
            select r.id as "Id", coalesce(b.name, i.name, replace(k.kit_type, '-', ' ') || ' ' || k.serial_number) as "Name"
            from resource r left join bay b on b.id = r.id left join instructor i on i.id = r.id left join kit_item k on k.id = r.id where r.id = any ({ids})
            """).ToDictionaryAsync(each => each.Id, each => each.Name, cancellationToken);
        return resource => resource is { } id ? names.GetValueOrDefault(id.Value, "Something") : "The whole centre";
    }

    internal sealed record Row(Guid Id, string Name);
}

internal sealed class ListOutagesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListOutages, Result<ListedOutages>>
{
    public async Task<Result<ListedOutages>> Handle(ListOutages request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var from = request.From ?? time.DayOf(clock.GetUtcNow());
        var until = request.Until ?? from.AddDays(91);
        if (until < from || until.DayNumber - from.DayNumber > 366) return FacilityErrors.WeekTooLong();
        var window = new TimeSlot(time.At(from, TimeOnly.MinValue), time.At(until.AddDays(1), TimeOnly.MinValue)).ToRange();
        var outages = await db.Outages.FromSql($"select * from outage where state <> 'withdrawn' and (during && {window} or state = 'proposed')").AsNoTracking().ToListAsync(cancellationToken);
        var name = await OutageNames.ForAsync(db, outages.Select(each => each.Resource), cancellationToken);
        return new ListedOutages(from, until, [.. outages.OrderBy(each => each.State != OutageState.Proposed).ThenBy(each => each.During.Start).Select(each => OutageLine.Of(each, name(each.Resource), time))]);
    }
}

internal sealed class ShowOutageHandler(CentreDbContext db, ImpactSearch search, Rescheduling rescheduling, TimeProvider clock) : IRequestHandler<ShowOutage, Result<OutageAnswer>>
{
    public async Task<Result<OutageAnswer>> Handle(ShowOutage request, CancellationToken cancellationToken)
    {
        if (await db.Outages.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Outage, cancellationToken) is not { } outage) return FacilityErrors.OutageNotFound();
        var time = await db.TimeAsync(cancellationToken);
        var name = await OutageNames.ForAsync(db, [outage.Resource], cancellationToken);
        var hits = new List<HitAnswer>();
        var practices = new List<PracticeHit>();
        RescheduleImpact? impact = null;
        string? seen = null;
        if (outage.State == OutageState.Proposed)
        {
            var found = await search.FindAsync(outage, cancellationToken);
            seen = ImpactSearch.Fingerprint(found);
            hits.AddRange(found.Hits.Select(hit => Show(hit, outage, found.Centre, time)));
            var trainees = found.Practices.Select(each => each.Trainee).ToList();
            var names = await db.Trainees.AsNoTracking().IgnoreAutoIncludes().Where(each => trainees.Contains(each.Id)).ToDictionaryAsync(each => each.Id, each => each.Name, cancellationToken);
            practices.AddRange(found.Practices.Select(each => new PracticeHit(each.Id.Value, names[each.Trainee], CivilSlot.Of(each.During, time))));
            var changes = found.Hits.Where(hit => hit.Options.Count > 0).SelectMany(hit => hit.Options[0].Changes).ToList();
            if (changes.Count > 0)
            {
                var looked = await rescheduling.LookAsync(changes, locked: false, cancellationToken, found.Calendar);
                db.ChangeTracker.Clear();
                if (looked.Succeeded) impact = looked.Value.Impact();
            }
        }
        return new OutageAnswer(
            outage.Id.Value, SnakeCase.Kebab(outage.Kind.ToString()), outage.Resource?.Value, name(outage.Resource), CivilSlot.Of(outage.During, time), outage.Reason, SnakeCase.Kebab(outage.State.ToString()), outage.Revision,
            outage.State != OutageState.Withdrawn && outage.During.End > clock.GetUtcNow(), hits, practices,
            // What is out of use does not come free by it.
            impact is null ? null : impact with { Frees = [.. impact.Frees.Where(each => each.ResourceId != outage.Resource?.Value)] }, seen);
    }

    private static HitAnswer Show(ImpactSearch.Hit hit, Outage outage, CentreFacilities centre, CentreTime time) => new(
        hit.Session.Id.Value, hit.Cohort.Id.Value, hit.Cohort.Code, hit.Session.Title, CivilSlot.Of(hit.Session.During, time), hit.Trainees,
        [.. hit.Options.Select((option, number) =>
        {
            var own = option.Changes[0];
            var to = own.During ?? hit.Session.During;
            var kind = option.Changes.Count > 1 ? "with-the-rest" : to == hit.Session.During ? "same-time" : time.DayOf(to.Start) == time.DayOf(hit.Session.During.Start) ? "same-day" : "other-day";
            return new OptionAnswer(number, kind, CivilSlot.Of(to, time), [.. own.Swaps.Select(swap => Replan.Show(swap, centre))], option.Changes.Count);
        })],
        hit.WhyNot, hit.With?.Value, outage.Resource is not null);
}

internal sealed class EndOutageHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<EndOutage, Result<EndedOutage>>
{
    public async Task<Result<EndedOutage>> Handle(EndOutage request, CancellationToken cancellationToken)
    {
        if (await db.Outages.SingleOrDefaultAsync(each => each.Id == request.Outage, cancellationToken) is not { } outage) return FacilityErrors.OutageNotFound();
        var ended = outage.End(actor.Account, clock.GetUtcNow());
        if (!ended.Succeeded) return ended.Error;
        var time = await db.TimeAsync(cancellationToken);
        var kept = await db.Reservations.SingleOrDefaultAsync(each => each.Outage == outage.Id, cancellationToken);
        var shut = await db.CentreClosures.AsNoTracking().SingleOrDefaultAsync(each => each.Id == outage.Id.Value, cancellationToken);
        if (outage.State == OutageState.Withdrawn)
        {
            if (kept is not null) db.Remove(kept);
            if (shut is not null) db.Remove(shut);
        }
        else
        {
            if (kept is not null) kept.During = outage.During;
            if (shut is not null) db.Update(ImpactSearch.ClosureOf(outage, time));
        }
        await db.SaveChangesAsync(cancellationToken);
        return new EndedOutage(
            outage.Id.Value, SnakeCase.Kebab(outage.State.ToString()), CivilSlot.Of(outage.During, time), outage is { State: OutageState.InForce, Resource: null } ? ImpactSearch.ClosureOf(outage, time).LastDay.AddDays(1) : null);
    }
}
