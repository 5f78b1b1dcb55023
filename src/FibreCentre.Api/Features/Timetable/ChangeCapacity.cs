using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>What a cohort with so many places would take. Nothing is changed.</summary>
public sealed record PreviewCapacity(CohortId Cohort, int Capacity) : IQuery<CapacityPreview>;

/// <param name="Revision">The cohort's, to be sent with the change.</param>
/// <param name="Sessions">Those that take more than serves them now; empty when nothing more is needed.</param>
/// <param name="Faults">What is missing, in words; empty when the change can be made.</param>
/// <param name="Seen">Stands for what would be added; null when nothing would. Sent with the change, it is added, if it is still so.</param>
public sealed record CapacityPreview(Guid CohortId, int Capacity, int NewCapacity, int Revision, IReadOnlyList<SessionNeeds> Sessions, IReadOnlyList<string> Faults, string? Seen);

/// <param name="More">Bays, instructors and kit that are free and would be added.</param>
public sealed record SessionNeeds(Guid SessionId, string Title, CivilSlot During, IReadOnlyList<SessionResource> More);

/// <summary>More or fewer places on a cohort. More needs the bays, instructors and kit for them.</summary>
/// <param name="Seen">Of the preview: adds what was shown there, and is refused when it would be anything else by now. Null adds nothing.</param>
public sealed record ChangeCapacity(CohortId Cohort, int Capacity, int? Revision = null, string? Seen = null) : ICommand<ChangedCapacity>
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record ChangedCapacity(Guid Id, int Capacity, int PlacesLeft, int Revision);

internal sealed class PreviewCapacityValidator : AbstractValidator<PreviewCapacity>
{
    public PreviewCapacityValidator() => RuleFor(request => request.Capacity).IsCapacity();
}

internal sealed class ChangeCapacityValidator : AbstractValidator<ChangeCapacity>
{
    public ChangeCapacityValidator() => RuleFor(request => request.Capacity).IsCapacity();
}

internal static class CapacityRule
{
    public static IRuleBuilderOptions<T, int> IsCapacity<T>(this IRuleBuilder<T, int> capacity) => capacity.InclusiveBetween(1, 60).WithMessage("Enter how many places, from 1 to 60.");
}

/// <summary>What the sessions of a cohort take for more trainees than now, of what is free.</summary>
internal sealed class CapacityGrowth(CentreDbContext db, PublishedCourses courses)
{
    internal sealed record Found(IReadOnlyList<(Session Session, IReadOnlyList<ResourceId> More)> Needs, IReadOnlyList<string> Faults, CentreFacilities Centre)
    {
        public IReadOnlyList<SessionChange> Changes => [.. Needs.Select(need => new SessionChange(need.Session.Id, null, [.. need.More.Select(id => new ResourceSwap(null, id))]))];

        /// <summary>Null when nothing is added.</summary>
        public string? Seen => Needs.Count == 0 ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Needs.Select(need => $"{need.Session.Id.Value:N} {string.Join(',', need.More.Select(id => $"{id.Value:N}"))}\n")))))[..24];

        /// <summary>One sentence a session.</summary>
        public IReadOnlyList<string> InWords =>
            [.. Needs.Select(need => $"{need.Session.Title}, {CohortErrors.Day(Centre.Calendar.Time.DayOf(need.Session.During.Start))}: takes {string.Join(", ", need.More.Select(Centre.NameOf))} besides. Look at what more it takes, and add it.")];
    }

    /// <param name="cohort">With its sessions, and the capacity that it is to have.</param>
    public async Task<Found> LookAsync(Cohort cohort, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var version = await courses.OfAsync(cohort.CourseVersion, db, cancellationToken);
        var sessions = cohort.Sessions.OrderBy(each => each.Number).ToList();
        var ids = sessions.ConvertAll(session => (SessionId?)session.Id);
        var reserved = (await db.Reservations.AsNoTracking().Where(each => ids.Contains(each.Session) && each.Kind != ResourceKind.Trainee).ToListAsync(cancellationToken)).ToLookup(each => each.Session!.Value);
        var days = sessions.ConvertAll(session => calendar.Time.DayOf(session.During.Start));
        var centre = await db.FacilitiesAsync(calendar, days.Min(), days.Max(), cancellationToken);
        var laid = sessions.ConvertAll(session => Rescheduling.Laid(session, version, calendar.Time));
        var serving = sessions.SelectMany(session => reserved[session.Id], (session, row) => (session.Number, row.Resource)).ToLookup(each => each.Number, each => each.Resource);
        var growths = Proposing.Growing(version.Spec, laid, serving, cohort.Capacity, centre.Replanning(cohort.Id, new HashSet<SessionId>()));
        var faults = growths.SelectMany(growth => growth.Shortfalls).ToList();
        // What serves them may have ceased to suit by itself: a qualification that ran out, a bay that was made smaller.
        if (faults.Count == 0) faults.AddRange(growths.Zip(sessions).SelectMany(each => Faults(version.Spec, each.First, [.. serving[each.Second.Number], .. each.First.More], cohort, centre.Replanning(cohort.Id, new HashSet<SessionId> { each.Second.Id }))));
        return new([.. growths.Zip(sessions).Where(each => each.First.More.Count > 0).Select(each => (each.Second, each.First.More))], faults, centre);
    }

    private static IReadOnlyList<string> Faults(CourseSpec course, SessionGrowth growth, List<ResourceId> served, Cohort cohort, CentreFacilities centre)
    {
        return Proposing.Faults(course, growth.Session, cohort.Capacity, Of(ResourceKind.Bay), Of(ResourceKind.Instructor), Of(ResourceKind.Kit), centre);

        List<ResourceId> Of(ResourceKind kind) => served.FindAll(id => centre.KindOf(id) == kind);
    }
}

internal sealed class PreviewCapacityHandler(CentreDbContext db, CapacityGrowth growth) : IRequestHandler<PreviewCapacity, Result<CapacityPreview>>
{
    public async Task<Result<CapacityPreview>> Handle(PreviewCapacity request, CancellationToken cancellationToken)
    {
        if (await db.Cohorts.AsNoTracking().Include(each => each.Sessions).SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        var (before, revision) = (cohort.Capacity, cohort.Revision);
        var changed = cohort.ChangeCapacity(request.Capacity);
        if (!changed.Succeeded) return changed.Error;
        if (request.Capacity <= before) return new CapacityPreview(cohort.Id.Value, before, request.Capacity, revision, [], [], null);
        var found = await growth.LookAsync(cohort, cancellationToken);
        return new CapacityPreview(cohort.Id.Value, before, request.Capacity, revision, [.. found.Needs.Select(need => Show(need.Session, need.More, found.Centre))], found.Faults, found.Seen);
    }

    private static SessionNeeds Show(Session session, IReadOnlyList<ResourceId> more, CentreFacilities centre)
    {
        var kit = centre.Kit.ToDictionary(item => item.Id, item => item.KitType);
        return new(session.Id.Value, session.Title, CivilSlot.Of(session.During, centre.Calendar.Time),
            [.. more.Select(id => new SessionResource(id.Value, SnakeCase.Kebab(centre.KindOf(id).ToString()), centre.NameOf(id), kit.GetValueOrDefault(id)))]);
    }
}

internal sealed class ChangeCapacityHandler(CentreDbContext db, CapacityGrowth growth, Rescheduling rescheduling, FreedPlaces freed) : IRequestHandler<ChangeCapacity, Result<ChangedCapacity>>
{
    public async Task<Result<ChangedCapacity>> Handle(ChangeCapacity request, CancellationToken cancellationToken)
    {
        await db.LockAsync(request.Cohort, cancellationToken);
        if (await db.Cohorts.Include(each => each.Sessions).SingleOrDefaultAsync(each => each.Id == request.Cohort, cancellationToken) is not { } cohort) return CohortErrors.NotFound();
        if (request.Revision is { } seen && seen != cohort.Revision) return CohortErrors.ChangedMeanwhile();
        var grows = request.Capacity > cohort.Capacity;
        var changed = cohort.ChangeCapacity(request.Capacity);
        if (!changed.Succeeded) return changed.Error;
        if (grows && await AddAsync(cohort, request.Seen, cancellationToken) is { } refused) return refused;
        await db.SaveChangesAsync(cancellationToken);
        // What was added could be refused at the end. Whoever waits and is busy elsewhere has to be refused at once, to be passed over.
        if (grows) await db.Database.ExecuteSqlAsync($"set constraints nothing_in_two_places immediate", cancellationToken);
        if (grows) await freed.GiveAsync(cohort.Id, cancellationToken);
        var now = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == cohort.Id, cancellationToken);
        return new ChangedCapacity(now.Id.Value, now.Capacity, now.PlacesLeft, now.Revision);
    }

    /// <summary>Reserves what more the sessions take, as it was seen; whoever teaches and whoever comes is told as of any change of a session.</summary>
    private async Task<Error?> AddAsync(Cohort cohort, string? seen, CancellationToken cancellationToken)
    {
        var found = await growth.LookAsync(cohort, cancellationToken);
        if (found.Faults.Count > 0) return CohortErrors.ResourcesTaken(found.Faults, null);
        if (seen is not null && seen != found.Seen) return CohortErrors.ChangedMeanwhile();
        if (found.Seen is null) return null;
        if (seen is null) return CohortErrors.ResourcesTaken(found.InWords, null);
        var looked = await rescheduling.LookAsync(found.Changes, locked: true, cancellationToken);
        if (!looked.Succeeded) return looked.Error;
        if (looked.Value.Refused is { } refused) return refused;
        if (looked.Value.AllFaults is { Count: > 0 } faults) return CohortErrors.ResourcesTaken(faults, null);
        await rescheduling.ApplyAsync(looked.Value, cohort.Id.Value, cancellationToken);
        return null;
    }
}
