using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>What is to become of one session.</summary>
/// <param name="During">Null keeps its time.</param>
/// <param name="MayBeShort">What is taken away without anything in its place may be missing afterwards: that is what was decided.</param>
internal sealed record SessionChange(SessionId Session, TimeSlot? During, IReadOnlyList<ResourceSwap> Swaps, bool MayBeShort = false);

/// <summary>A bay, instructor or kit item in place of another.</summary>
/// <param name="From">Null: it comes in addition.</param>
/// <param name="To">Null: nothing takes its place.</param>
public sealed record Swap(Guid? From, Guid? To);

/// <summary>What changing some sessions would do, or did.</summary>
/// <param name="Faults">What stands in the way, in words; empty when it can be done.</param>
/// <param name="TraineesTold">How many people get an update for their calendars.</param>
/// <param name="People">Everybody who is told.</param>
/// <param name="Frees">What comes free by it.</param>
/// <param name="Seen">Stands for all of this; sent with the change, it is refused when anything of it is no longer so.</param>
public sealed record RescheduleImpact(IReadOnlyList<SessionImpact> Sessions, IReadOnlyList<string> Faults, int TraineesTold, IReadOnlyList<PersonTold> People, IReadOnlyList<FreedSlot> Frees, string Seen);

/// <param name="Revision">Of the cohort, before.</param>
public sealed record SessionImpact(
    Guid SessionId, Guid CohortId, string CohortCode, int Revision, string Title, CivilSlot From, CivilSlot To, IReadOnlyList<SwapImpact> Swaps, int TraineesTold, IReadOnlyList<string> Faults);

public sealed record SwapImpact(Guid? From, string? FromName, Guid? To, string? ToName);

/// <param name="Kind"><c>trainee</c>, <c>instructor</c>, or <c>booker</c> for who has places without names there or waits.</param>
/// <param name="Sessions">How many of the sessions concern them; of a booker, cohorts.</param>
public sealed record PersonTold(Guid Id, string Kind, string Name, string? Provider, int Sessions);

public sealed record FreedSlot(Guid ResourceId, string Name, CivilSlot During);

/// <summary>A change of sessions with everything it touches, looked at and not made yet.</summary>
internal sealed class Replan
{
    internal sealed record One(Cohort Cohort, Session Session, CourseVersion Version, SessionChange Change, TimeSlot From, TimeSlot To, IReadOnlyList<ResourceId> Before, IReadOnlyList<ResourceId> After, IReadOnlyList<Person> Trainees)
    {
        public bool Moves => From != To;

        /// <summary>Whether a trainee's calendar entry changes by it: another time, or another bay.</summary>
        public bool TellsTrainees(CentreFacilities centre) => Moves || Change.Swaps.Any(swap => (swap.From ?? swap.To) is { } id && centre.KindOf(id) == ResourceKind.Bay);

        public List<string> Faults { get; } = [];
    }

    internal sealed record Person(TraineeId Id, string Name, string Provider);

    /// <summary>Somebody at a provider who has places without names there, or waits for some: no invitation tells them of a move.</summary>
    internal sealed record Booker(CohortId Cohort, Guid Account, string Name, ProviderId Provider, string ProviderName);

    public required IReadOnlyList<One> Sessions { get; init; }

    public required IReadOnlyDictionary<CohortId, int> Revisions { get; init; }

    /// <summary>The rows that keep resources for the cohorts' sessions, trainees' included.</summary>
    public required IReadOnlyList<Reservation> Reservations { get; init; }

    public required CentreFacilities Centre { get; init; }

    public required IReadOnlyList<Booker> Bookers { get; init; }

    /// <summary>Of the cohorts that move.</summary>
    public IEnumerable<Booker> BookersTold() => Bookers.Where(booker => Sessions.Any(each => each.Moves && each.Cohort.Id == booker.Cohort));

    /// <summary>
    /// How long each bay, instructor and kit item of a cohort is to be kept where that changes: for the sessions that change, and for those beside them in the same bay, which share
    /// the time between them. What a change does not touch stays as it was kept, whatever its kind of bay asks for by now.
    /// </summary>
    public IReadOnlyList<(Reservation Row, TimeSlot During)> SlotsOf(Cohort cohort, IEnumerable<Reservation> rows)
    {
        var own = rows.Where(row => row.Kind != ResourceKind.Trainee).ToList();
        var changed = Sessions.Where(each => each.Cohort == cohort).ToDictionary(each => each.Session.Id);
        var before = Slots(session => changed.TryGetValue(session.Id, out var one) ? (session.Id, one.From, [.. one.Before]) : (session.Id, session.During, Served(session)));
        var after = Slots(session => (session.Id, session.During, changed.TryGetValue(session.Id, out var one) ? [.. one.After] : Served(session)));
        return [.. own.Select(row => (Row: row, Key: (row.Session!.Value, row.Resource)))
            .Where(each => after.TryGetValue(each.Key, out var slot) && each.Row.During != slot && (!before.TryGetValue(each.Key, out var was) || was != slot || MeetsAChange(each.Row)))
            .Select(each => (each.Row, after[each.Key]))];

        List<ResourceId> Served(Session session) => [.. own.Where(row => row.Session == session.Id).Select(row => row.Resource)];

        IReadOnlyDictionary<(SessionId Session, ResourceId Resource), TimeSlot> Slots(Func<Session, (SessionId, TimeSlot, IReadOnlyCollection<ResourceId>)> stands) =>
            Occupation.Of(cohort.Sessions.Select(stands), (session, resource) => Centre.Around(resource, cohort.Sessions.Single(each => each.Id == session).BayKind));

        // Kept longer than is asked for by now, into what a session that moves needs.
        bool MeetsAChange(Reservation row) => !changed.ContainsKey(row.Session!.Value) && changed.Values.Any(each => each.After.Contains(row.Resource) && after[(each.Session.Id, row.Resource)].Overlaps(row.During));
    }

    /// <summary>Of no session in particular.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>What a cohort itself refused, by its own code; null when none did.</summary>
    public Error? Refused { get; set; }

    public IReadOnlyList<string> AllFaults => [.. Faults, .. Sessions.SelectMany(each => each.Faults)];

    public RescheduleImpact Impact()
    {
        var time = Centre.Calendar.Time;
        var told = Sessions.Where(each => each.TellsTrainees(Centre)).ToList();
        var people = told.SelectMany(each => each.Trainees).GroupBy(each => each.Id).Select(person => new PersonTold(person.Key.Value, "trainee", person.First().Name, person.First().Provider, person.Count()))
            .Concat(InstructorsTold().GroupBy(each => each.Instructor).Select(person => new PersonTold(person.Key.Value, "instructor", Centre.NameOf(person.Key), null, person.Count())))
            .Concat(BookersTold().GroupBy(each => each.Account).Select(person => new PersonTold(person.Key, "booker", person.First().Name, person.First().ProviderName, person.Count()))).OrderBy(each => each.Kind).ThenBy(each => each.Name).ToList();
        return new(
            [.. Sessions.Select(each => new SessionImpact(
                each.Session.Id.Value, each.Cohort.Id.Value, each.Cohort.Code, Revisions[each.Cohort.Id], each.Session.Title, CivilSlot.Of(each.From, time), CivilSlot.Of(each.To, time),
                [.. each.Change.Swaps.Select(swap => Show(swap, Centre))],
                each.TellsTrainees(Centre) ? each.Trainees.Count : 0, each.Faults))],
            AllFaults, people.Count(each => each.Kind == "trainee"), people,
            [.. Sessions.SelectMany(each => each.Before.Where(id => Centre.KindOf(id) != ResourceKind.Kit && (each.Moves || !each.After.Contains(id))).Select(id => new FreedSlot(id.Value, Centre.NameOf(id), CivilSlot.Of(each.From, time))))],
            Fingerprint());
    }

    public static SwapImpact Show(ResourceSwap swap, CentreFacilities centre) =>
        new(swap.From?.Value, swap.From is { } from ? centre.NameOf(from) : null, swap.To?.Value, swap.To is { } to ? centre.NameOf(to) : null);

    /// <summary>Who teaches or taught what changes for those who come. A draft is nobody's news.</summary>
    public IEnumerable<(ResourceId Instructor, SessionId Session)> InstructorsTold() =>
        Sessions.Where(each => each.Cohort.State != CohortState.Draft).SelectMany(each => each.Before.Union(each.After).Where(id => Centre.KindOf(id) == ResourceKind.Instructor && (each.TellsTrainees(Centre) || each.Before.Contains(id) != each.After.Contains(id))).Select(id => (id, each.Session.Id)));

    private string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var each in Sessions.OrderBy(each => each.Session.Id.Value))
            text.Append(CultureInfo.InvariantCulture, $"{each.Session.Id.Value:N} {Revisions[each.Cohort.Id]} {each.To.Start.UtcTicks} {each.To.End.UtcTicks} {string.Join(',', each.Change.Swaps.Select(swap => $"{swap.From?.Value:N}>{swap.To?.Value:N}").Order(StringComparer.Ordinal))} {each.Trainees.Count}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..24];
    }
}

/// <summary>The one way in which sessions change their time or what serves them: looks at everything that hangs on them, then changes all of it or nothing.</summary>
internal sealed class Rescheduling(CentreDbContext db, PublishedCourses courses, RosterNotices notices, TimeProvider clock)
{
    /// <summary>Reads and checks; changes only tracked objects, which are saved by <see cref="ApplyAsync"/> or forgotten.</summary>
    /// <param name="locked">Locks the cohorts first. Without it what is read may be out of date at once, which is enough for a preview.</param>
    /// <param name="calendar">The centre's opening as it is to be; null as it is.</param>
    public async Task<Result<Replan>> LookAsync(IReadOnlyList<SessionChange> changes, bool locked, CancellationToken cancellationToken, WorkingCalendar? calendar = null)
    {
        var ids = changes.Select(change => change.Session).ToList();
        var cohortIds = await db.Sessions.AsNoTracking().Where(session => ids.Contains(session.Id)).Select(session => session.Cohort).Distinct().ToListAsync(cancellationToken);
        // In the order of their ids, so that two who change the same cohorts wait for one another.
        if (locked) foreach (var id in cohortIds.OrderBy(each => each.Value)) await db.LockAsync(id, cancellationToken);
        var cohorts = await db.Cohorts.Include(each => each.Sessions).Where(each => cohortIds.Contains(each.Id)).ToListAsync(cancellationToken);
        if (cohorts.Sum(cohort => cohort.Sessions.Count(session => ids.Contains(session.Id))) != ids.Distinct().Count()) return CohortErrors.SessionNotFound();
        var sessionIds = cohorts.SelectMany(cohort => cohort.Sessions.Select(session => session.Id)).ToList();
        var reservations = await db.Reservations.Where(each => each.Session != null && sessionIds.Contains(each.Session.Value)).ToListAsync(cancellationToken);
        calendar ??= await db.CalendarAsync(cancellationToken);

        var days = cohorts.SelectMany(cohort => cohort.Sessions.Where(session => ids.Contains(session.Id)).Select(session => session.During)).Concat(changes.Select(change => change.During).OfType<TimeSlot>()).Select(slot => calendar.Time.DayOf(slot.Start)).ToList();
        var facilities = await db.FacilitiesAsync(calendar, days.Min(), days.Max(), cancellationToken);
        var names = await TraineesAsync(reservations.Where(each => each.Kind == ResourceKind.Trainee && ids.Contains(each.Session!.Value)).Select(each => new TraineeId(each.Resource.Value)).Distinct().ToList(), cancellationToken);
        var revisions = cohorts.ToDictionary(cohort => cohort.Id, cohort => cohort.Revision);
        var datesBefore = cohorts.ToDictionary(cohort => cohort.Id, cohort => (cohort.FirstDay, cohort.LastDay));

        var sessions = new List<Replan.One>();
        var refused = new List<Error>();
        foreach (var cohort in cohorts)
        {
            var version = await courses.OfAsync(cohort.CourseVersion, db, cancellationToken);
            var own = changes.Where(change => cohort.Sessions.Any(session => session.Id == change.Session)).ToList();
            foreach (var change in own)
            {
                var session = cohort.Sessions.Single(each => each.Id == change.Session);
                var serving = reservations.Where(each => each.Session == session.Id && each.Kind != ResourceKind.Trainee).Select(each => each.Resource).ToList();
                if (Wrong(change, serving, facilities) is { } wrong) return wrong;
                var after = new Refit(session.During, change.Swaps).Applied(serving);
                sessions.Add(new(
                    cohort, session, version, change, session.During, change.During ?? session.During, serving, after,
                    [.. reservations.Where(each => each.Session == session.Id && each.Kind == ResourceKind.Trainee).Select(each => names[new(each.Resource.Value)]).OrderBy(each => each.Name)]));
            }
            var moved = cohort.Reschedule(own.ToDictionary(change => change.Session, change => change.During ?? cohort.Sessions.Single(session => session.Id == change.Session).During), version.Spec.BookingTerms, calendar, clock.GetUtcNow(), own.Any(change => change.Swaps.Count > 0));
            if (!moved.Succeeded) refused.Add(moved.Error with { Detail = changes.Count == 1 ? moved.Error.Detail : $"{cohort.Code}: {moved.Error.Detail}" });
        }

        var replan = new Replan { Sessions = [.. sessions.OrderBy(each => each.To.Start).ThenBy(each => each.Cohort.Code)], Revisions = revisions, Reservations = reservations, Centre = facilities, Bookers = await BookersAsync(cohortIds, cancellationToken) };
        replan.Faults.AddRange(refused.Select(each => each.Detail));
        replan.Refused = refused.FirstOrDefault();
        if (refused.Count > 0) return replan;
        CheckResources(replan);
        await CheckTraineesAsync(replan, cancellationToken);
        foreach (var cohort in cohorts.Where(cohort => datesBefore[cohort.Id] != (cohort.FirstDay, cohort.LastDay))) await CheckEligibilityAsync(replan, cohort, cancellationToken);
        return replan;
    }

    /// <summary>Makes the change: sessions, what serves them, their trainees' time, calendars, reminders, and those who teach.</summary>
    /// <param name="subject">What those who teach are told it was about: a cohort or an outage.</param>
    public async Task ApplyAsync(Replan replan, Guid subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // A whole cohort may move into the time it has itself: only where everything ends up counts.
        await db.Database.ExecuteSqlAsync($"set constraints nothing_in_two_places deferred", cancellationToken);
        foreach (var cohort in replan.Sessions.GroupBy(each => each.Cohort))
        {
            Reserve(cohort.Key, [.. cohort], replan);
            await db.FollowDatesAsync(cohort.Key, now, cancellationToken);
        }
        await notices.TellAsync(replan, subject, now, cancellationToken);
    }

    /// <summary>How a session is looked at when another place or time is sought for it.</summary>
    public static LaidSession Laid(Session session, CourseVersion version, CentreTime time) =>
        new(session.Number, version.Spec.Sessions.OrderBy(each => each.Day).ThenBy(each => each.Starts).ElementAt(session.Number - 1), session.During, time.DayOf(session.During.Start));

    private static Error? Wrong(SessionChange change, IReadOnlyList<ResourceId> serving, CentreFacilities centre)
    {
        foreach (var swap in change.Swaps)
        {
            if (swap.From is { } gone && (!serving.Contains(gone) || change.Swaps.Count(each => each.From == gone) > 1)) return FacilityErrors.NotOfTheSession();
            if (swap.To is not { } to)
            {
                if (swap.From is null) return FacilityErrors.NotOfTheSession();
                continue;
            }
            if (serving.Contains(to) || change.Swaps.Count(each => each.To == to) > 1) return FacilityErrors.AlreadyServes();
            if (!centre.Exists(to)) return FacilityErrors.ResourceNotFound();
            if (swap.From is { } from && centre.KindOf(to) != centre.KindOf(from)) return FacilityErrors.OtherKind(centre.NameOf(from));
        }
        return null;
    }

    /// <summary>One session after the other, so that what one of them takes the next one does not.</summary>
    private static void CheckResources(Replan replan)
    {
        var moving = replan.Sessions.Select(each => each.Session.Id).ToHashSet();
        var asSeenBy = replan.Sessions.Select(each => each.Cohort.Id).Distinct().ToDictionary(id => id, id => replan.Centre.Replanning(id, moving));
        var placed = new List<Taken>();
        foreach (var each in replan.Sessions)
        {
            var centre = asSeenBy[each.Cohort.Id].With(placed.Select(taken => taken with { IsOwn = taken.Cohort == each.Cohort.Id }));
            var laid = Laid(each.Session, each.Version, centre.Calendar.Time) with { During = each.To, Day = centre.Calendar.Time.DayOf(each.To.Start) };
            each.Faults.AddRange(Proposing.Faults(each.Version.Spec, laid, each.Cohort.Capacity, Of(ResourceKind.Bay), Of(ResourceKind.Instructor), Of(ResourceKind.Kit), centre, Had(each), each.Moves ? null : each.Before.ToHashSet()));
            placed.AddRange(each.After.Select(id => new Taken(
                id, centre.Around(id, each.Session.BayKind).Around(each.To), each.Cohort.Code, each.Session.Id, each.Cohort.Id, centre.KindOf(id) == ResourceKind.Instructor ? each.To : null)));

            List<ResourceId> Of(ResourceKind kind) => [.. each.After.Where(id => centre.KindOf(id) == kind)];
        }
        foreach (var cohort in replan.Sessions.Select(each => each.Cohort).Distinct())
        {
            var centre = asSeenBy[cohort.Id].With(placed.Where(taken => taken.Cohort != cohort.Id));
            foreach (var (row, during) in replan.SlotsOf(cohort, replan.Reservations.Where(row => cohort.Sessions.Any(session => session.Id == row.Session))).Where(each => !moving.Contains(each.Row.Session!.Value)))
                // Where it stood before, in what is only proposed, it may stand on; only what it takes anew is asked about.
                if (during.Beyond(row.During).Select(more => centre.Clash(row.Resource, more)).OfType<Taken>().FirstOrDefault() is { } clash) replan.Faults.Add($"{centre.NameOf(row.Resource)} would have to be cleared away or set up while it is taken by {clash.Why}.");
        }

        static IReadOnlyCollection<ResourceId> Had(Replan.One each) =>
            each.Change.MayBeShort ? [.. each.Before.Where(id => !each.Change.Swaps.Any(swap => swap.From == id && swap.To is null))] : each.Before;
    }

    private async Task CheckTraineesAsync(Replan replan, CancellationToken cancellationToken)
    {
        var moving = replan.Sessions.Where(each => each.Moves).ToList();
        var trainees = moving.SelectMany(each => each.Trainees.Select(person => person.Id.AsResource)).Distinct().ToList();
        if (trainees.Count == 0) return;
        var window = new TimeSlot(moving.Min(each => each.To.Start), moving.Max(each => each.To.End)).ToRange();
        var changing = replan.Sessions.Select(each => each.Session.Id).ToList();
        var elsewhere = (await db.Reservations.FromSql($"select * from reservation where during && {window} and resource_kind = 'trainee'").AsNoTracking().Where(each => trainees.Contains(each.Resource)).ToListAsync(cancellationToken))
            .Where(each => each.Session is not { } session || !changing.Contains(session)).ToList();
        foreach (var each in moving)
        {
            var here = each.Trainees.Select(person => person.Id).ToHashSet();
            var busy = elsewhere.Where(other => other.During.Overlaps(each.To) && here.Contains(new(other.Resource.Value))).Select(other => other.Resource.Value)
                .Concat(replan.Sessions.Where(other => other != each && other.To.Overlaps(each.To)).SelectMany(other => other.Trainees.Where(person => here.Contains(person.Id)).Select(person => person.Id.Value))).Distinct().Count();
            if (busy > 0) each.Faults.Add(CohortErrors.Busy(busy));
        }
    }

    /// <summary>Whoever could not take the cohort on its new days: a ticket that will have run out, a declaration that no longer counts.</summary>
    private async Task CheckEligibilityAsync(Replan replan, Cohort cohort, CancellationToken cancellationToken)
    {
        var trainees = replan.Reservations.Where(each => each.Kind == ResourceKind.Trainee && cohort.Sessions.Any(session => session.Id == each.Session)).Select(each => each.Resource.Value).Distinct().ToList();
        if (trainees.Count == 0) return;
        var facts = (await new BookingFacts(db, courses).ReadAsync(cohort.Id, null, trainees, [], lockCohort: false, cancellationToken))!;
        var engineers = facts.Engineers.Select((each, index) => new EngineerToBook(index, each.Id, each.Facts, HasPlace: false, BusyWith: null));
        replan.Faults.AddRange(BookingRequest.Judge(facts.Cohort with { FirstDay = cohort.FirstDay, LastDay = cohort.LastDay }, engineers)
            .Select(refused => $"{facts.Engineers[refused.Row].Name} could not take it then. {string.Join(" ", refused.Reasons)}"));
    }

    private void Reserve(Cohort cohort, IReadOnlyList<Replan.One> changed, Replan replan)
    {
        var rows = replan.Reservations.Where(each => cohort.Sessions.Any(session => session.Id == each.Session)).ToList();
        foreach (var each in changed)
        {
            foreach (var gone in rows.Where(row => row.Session == each.Session.Id && row.Kind != ResourceKind.Trainee && !each.After.Contains(row.Resource)).ToList())
            {
                db.Remove(gone);
                rows.Remove(gone);
            }
            foreach (var come in each.After.Except(each.Before))
            {
                var row = Reservation.ForSession(each.Session.Id, come, replan.Centre.KindOf(come), each.To);
                db.Add(row);
                rows.Add(row);
            }
        }
        foreach (var row in rows.Where(row => row.Kind == ResourceKind.Trainee))
        {
            var during = cohort.Sessions.Single(session => session.Id == row.Session).During;
            if (row.During != during) row.During = during;
        }
        foreach (var (row, during) in replan.SlotsOf(cohort, rows)) row.During = during;
    }

    private async Task<List<Replan.Booker>> BookersAsync(List<CohortId> cohorts, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. cohorts.Select(each => each.Value)];
        var rows = await db.Database.SqlQuery<BookerRow>($"""
            select told.cohort_id as "Cohort", a.id as "Account", a.display_name as "Name", told.provider_id as "Provider", p.name as "ProviderName"
            from (select b.cohort_id, b.booked_by as account_id, b.provider_id from booking b
                  where b.cohort_id = any ({ids}) and b.lapsed_at is null and exists (select from place x where x.booking_id = b.id and x.trainee_id is null and x.state in ('held', 'confirmed'))
                  union
                  select w.cohort_id, w.joined_by, w.provider_id from waiting_entry w where w.cohort_id = any ({ids}) and w.ended_at is null) told
              join identity.account a on a.id = told.account_id join provider p on p.id = told.provider_id
            order by a.display_name
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new Replan.Booker(new(row.Cohort), row.Account, row.Name, new(row.Provider), row.ProviderName));
    }

    private sealed record BookerRow(Guid Cohort, Guid Account, string Name, Guid Provider, string ProviderName);

    private async Task<Dictionary<TraineeId, Replan.Person>> TraineesAsync(List<TraineeId> trainees, CancellationToken cancellationToken) => await (
        from trainee in db.Trainees
        join provider in db.Providers on trainee.Provider equals provider.Id
        where trainees.Contains(trainee.Id)
        select new { trainee.Id, trainee.GivenName, trainee.FamilyName, Provider = provider.Name }).AsNoTracking().ToDictionaryAsync(each => each.Id, each => new Replan.Person(each.Id, $"{each.GivenName} {each.FamilyName}", each.Provider), cancellationToken);
}
