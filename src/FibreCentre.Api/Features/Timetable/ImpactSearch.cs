using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>What an outage hits, and where each session could go: at its time elsewhere, else the same day, else the nearest day that fits everybody, else with the rest of its cohort some days later.</summary>
internal sealed class ImpactSearch(CentreDbContext db, PublishedCourses courses, TimeProvider clock)
{
    private const int OptionsShown = 3, LaterAtMost = 15;

    /// <summary>One way to settle a hit: its own session's change first, then those of the sessions that come along.</summary>
    internal sealed record Option(IReadOnlyList<SessionChange> Changes);

    /// <param name="Options">Best first; the first of each hit go together.</param>
    /// <param name="WhyNot">Why it cannot stay at its time: of the first attempt; and why nothing else was found.</param>
    /// <param name="With">The hit whose first option takes this session along; null when it needs an option of its own.</param>
    internal sealed record Hit(Cohort Cohort, Session Session, IReadOnlyList<ResourceId> Serving, int Trainees, IReadOnlyList<Option> Options, IReadOnlyList<string> WhyNot, SessionId? With);

    internal sealed record Found(IReadOnlyList<Hit> Hits, IReadOnlyList<Practice> Practices, CentreFacilities Centre, WorkingCalendar Calendar);

    public async Task<Found> FindAsync(Outage outage, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var calendar = await db.CalendarAsync(cancellationToken);
        if (outage.Kind == OutageKind.CentreClosure) calendar = calendar.With(ClosureOf(outage, calendar.Time));
        var practices = await PracticesHitAsync(outage, now, cancellationToken);
        var hitIds = (await SessionsHitAsync(outage, now, cancellationToken)).ToHashSet();
        var cohorts = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).Where(each => each.Sessions.Any(session => hitIds.Contains(session.Id))).ToListAsync(cancellationToken);
        // A cohort that has to go later as a whole goes up to three weeks beyond its last session.
        var lastSession = cohorts.SelectMany(cohort => cohort.Sessions).Select(session => session.During.End).Append(outage.During.End).Max();
        var (first, last) = (calendar.Time.DayOf(outage.During.Start).AddDays(-Refitting.DaysEitherSide), calendar.Time.DayOf(lastSession).AddDays(Refitting.DaysEitherSide * 2));
        var facilities = await db.FacilitiesAsync(calendar, first, last, cancellationToken);
        if (hitIds.Count == 0) return new([], practices, facilities, calendar);

        var sessionIds = cohorts.SelectMany(cohort => cohort.Sessions.Select(session => session.Id)).ToList();
        var rows = await db.Reservations.AsNoTracking().Where(each => each.Session != null && sessionIds.Contains(each.Session.Value)).ToListAsync(cancellationToken);
        var busy = await BusyAsync([.. rows.Where(row => row.Kind == ResourceKind.Trainee).Select(row => row.Resource).Distinct()], calendar.Time, first, last, cancellationToken);
        var search = new Search(facilities, calendar, hitIds, rows, busy, now);
        var hits = new List<Hit>();
        foreach (var (cohort, session) in cohorts.SelectMany(cohort => cohort.Sessions.Where(session => hitIds.Contains(session.Id)).Select(session => (cohort, session))).OrderBy(each => each.session.During.Start).ThenBy(each => each.cohort.Code))
            hits.Add(search.Settle(cohort, session, await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)));
        return new(hits, practices, facilities, calendar);
    }

    /// <summary>The cohorts of what is hit, so that they can be locked before anything is sought.</summary>
    public async Task<IReadOnlyList<CohortId>> CohortsHitAsync(Outage outage, CancellationToken cancellationToken)
    {
        var hit = await SessionsHitAsync(outage, clock.GetUtcNow(), cancellationToken);
        return await db.Sessions.AsNoTracking().Where(session => hit.Contains(session.Id)).Select(session => session.Cohort).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>Sessions in the way of some outages besides those that are settled elsewhere, a sentence each.</summary>
    public async Task<IReadOnlyList<string>> InTheWayAsync(IReadOnlyList<Outage> outages, IReadOnlySet<SessionId> settled, DateTimeOffset now, CentreTime time, CancellationToken cancellationToken)
    {
        var left = new HashSet<SessionId>();
        foreach (var outage in outages) left.UnionWith(await SessionsHitAsync(outage, now, cancellationToken));
        left.ExceptWith(settled);
        var sessions = await (
            from session in db.Sessions.AsNoTracking()
            join cohort in db.Cohorts on session.Cohort equals cohort.Id
            where left.Contains(session.Id)
            select new { session.Title, session.During, cohort.Code }).ToListAsync(cancellationToken);
        return [.. sessions.OrderBy(each => each.During.Start).Select(each => $"{each.Code}, {each.Title}, {CohortErrors.Day(time.DayOf(each.During.Start))}, is in the way of what is out of use.")];
    }

    /// <summary>Stands for everything that is hit and proposed: another one is another picture.</summary>
    public static string Fingerprint(Found found)
    {
        var text = new StringBuilder();
        foreach (var hit in found.Hits)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hit.Session.Id.Value:N} {hit.Cohort.Revision} {hit.Trainees} {hit.With?.Value:N}\n");
            foreach (var change in hit.Options.SelectMany(option => option.Changes.Append(null)))
                text.Append(CultureInfo.InvariantCulture, $" {change?.Session.Value:N} {change?.During?.Start.UtcTicks} {string.Join(',', change?.Swaps.Select(swap => $"{swap.From?.Value:N}>{swap.To?.Value:N}") ?? [])}\n");
        }
        foreach (var practice in found.Practices) text.Append(CultureInfo.InvariantCulture, $"{practice.Id.Value:N}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..24];
    }

    public static CentreClosure ClosureOf(Outage outage, CentreTime time) => new(outage.Id.Value, time.DayOf(outage.During.Start), time.DayOf(outage.During.End.AddTicks(-1)), outage.Reason);

    /// <summary>Sessions to come in the way of an outage.</summary>
    public async Task<List<SessionId>> SessionsHitAsync(Outage outage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var during = outage.During.ToRange();
        var upcoming = db.Sessions.FromSql($"select * from session where upper(during) > {now}");
        return outage.Resource is { } resource
            ? await db.Reservations.FromSql($"select * from reservation where during && {during} and resource_id = {resource.Value}").Where(each => each.Session != null && upcoming.Any(session => session.Id == each.Session)).Select(each => each.Session!.Value).ToListAsync(cancellationToken)
            : await db.Sessions.FromSql($"select s.* from session s join cohort c on c.id = s.cohort_id where s.during && {during} and lower(s.during) > {now} and c.state not in ('cancelled', 'completed')").Select(session => session.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Practice in the way of an outage.</summary>
    public async Task<List<Practice>> PracticesHitAsync(Outage outage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var during = outage.During.ToRange();
        // What has begun runs out; where the centre shuts, so it does.
        var hit = db.Practices.FromSql($"select * from practice where during && {during} and lower(during) > {now} and state = 'booked'");
        return await (outage.Resource is { } resource ? ReservedForIt(resource) : hit).ToListAsync(cancellationToken);

        // With the time around it, in which a bay is not to be had either.
        IQueryable<Practice> ReservedForIt(ResourceId resource) => db.Practices.FromSql(
            $"select p.* from practice p join reservation r on r.practice_id = p.id where r.resource_id = {resource.Value} and r.during && {during} and upper(p.during) > {now} and p.state = 'booked'");
    }

    private async Task<ILookup<ResourceId, (SessionId? Session, TimeSlot During)>> BusyAsync(List<ResourceId> trainees, CentreTime time, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var window = new TimeSlot(time.At(first, TimeOnly.MinValue), time.At(last, TimeOnly.MinValue)).ToRange();
        var rows = await db.Reservations.FromSql($"select * from reservation where during && {window} and resource_kind = 'trainee'").AsNoTracking().Where(each => trainees.Contains(each.Resource)).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.Resource, row => (row.Session, row.During));
    }

    /// <summary>Settles hits one after the other, so that what one of them is given the next one is not.</summary>
    private sealed class Search(
        CentreFacilities facilities, WorkingCalendar calendar, IReadOnlySet<SessionId> hit, IReadOnlyList<Reservation> rows, ILookup<ResourceId, (SessionId? Session, TimeSlot During)> busy, DateTimeOffset now)
    {
        private readonly Dictionary<SessionId, (TimeSlot To, SessionId Because)> _placed = [];
        private readonly List<Taken> _taken = [];

        public Hit Settle(Cohort cohort, Session session, CourseVersion version)
        {
            var serving = Serving(session);
            var trainees = Trainees(session).Count;
            if (_placed.TryGetValue(session.Id, out var already)) return new(cohort, session, serving, trainees, [], [], already.Because);
            var asked = Asked(cohort, session, version, alone: true);
            var centre = SeenBy(cohort, session);
            var fixedTime = session.During.Start <= now;
            var (stays, whyNot) = Refitting.At(asked, session.During, centre);
            var fits = fixedTime ? (stays is null ? [] : [stays]) : Refitting.Options(asked, centre, OptionsShown);
            var options = fits.Select(fit => new Option([new(session.Id, fit.During, fit.Swaps)])).ToList();
            if (options.Count == 0 && !fixedTime && Later(cohort, session, version) is { } later) options.Add(later);
            if (options.Count > 0) Place(cohort, options[0], session.Id);
            return new(cohort, session, serving, trainees, options, stays is null ? whyNot : [], null);
        }

        /// <summary>The session and those after it, all by the same number of working days.</summary>
        private Option? Later(Cohort cohort, Session session, CourseVersion version)
        {
            var rest = cohort.Sessions.Where(each => each.During.Start >= session.During.Start && !_placed.ContainsKey(each.Id)).OrderBy(each => each.During.Start).ToList();
            for (var days = 1; days <= LaterAtMost; days++)
            {
                var changes = new List<SessionChange>();
                foreach (var each in rest)
                {
                    var day = calendar.Time.DayOf(each.During.Start);
                    if (calendar.FindWorkingDay(day.AddDays(1), days) is not { } later) return null;
                    var starts = calendar.Time.At(later, calendar.Time.TimeOf(each.During.Start));
                    var to = new TimeSlot(starts, starts + each.During.Length);
                    var (fit, _) = Refitting.At(Asked(cohort, each, version, alone: false), to, SeenBy(cohort, each));
                    if (fit is null) break;
                    changes.Add(new(each.Id, fit.During, fit.Swaps));
                }
                if (changes.Count == rest.Count) return new(changes);
            }
            return null;
        }

        private SessionToRefit Asked(Cohort cohort, Session session, CourseVersion version, bool alone)
        {
            var others = cohort.Sessions.Where(each => each.Id != session.Id).Select(each => (each.Id, During: _placed.TryGetValue(each.Id, out var placed) ? placed.To : each.During, Open: hit.Contains(each.Id) && !_placed.ContainsKey(each.Id))).ToList();
            // Sessions that are hit as well and not settled yet will move themselves: they bind nobody.
            var before = others.Where(each => !each.Open && each.During.Start < session.During.Start).Select(each => (DateTimeOffset?)each.During.End).Max();
            var after = others.Where(each => !each.Open && each.During.Start > session.During.Start).Select(each => (DateTimeOffset?)each.During.Start).Min();
            var own = cohort.Sessions.Select(each => each.Id).ToHashSet();
            var elsewhere = Trainees(session).SelectMany(trainee => busy[trainee])
                .Where(each => each.Session is not { } other || (!hit.Contains(other) && !_placed.ContainsKey(other) && (alone ? other != session.Id : !own.Contains(other)))).Select(each => each.During)
                .Concat(_placed.Where(each => !own.Contains(each.Key) && rows.Any(row => row.Session == each.Key && Trainees(session).Contains(row.Resource))).Select(each => each.Value.To)).ToList();
            var fixedTime = session.During.Start <= now;
            return new(
                version.Spec, Rescheduling.Laid(session, version, calendar.Time), cohort.Capacity, Serving(session), elsewhere,
                fixedTime || !alone ? DateTimeOffset.MinValue : before > now ? before.Value : now, fixedTime || !alone ? null : after,
                cohort.Sessions.Where(each => each.Id != session.Id).SelectMany(each => _placed.ContainsKey(each.Id) ? _taken.Where(taken => taken.Session == each.Id).Select(taken => taken.Resource) : Serving(each)).ToHashSet());
        }

        private CentreFacilities SeenBy(Cohort cohort, Session session) =>
            facilities.Replanning(cohort.Id, new HashSet<SessionId>([session.Id, .. _placed.Keys])).With(_taken.Select(taken => taken with { IsOwn = taken.Cohort == cohort.Id }));

        private void Place(Cohort cohort, Option option, SessionId because)
        {
            foreach (var change in option.Changes)
            {
                var session = cohort.Sessions.Single(each => each.Id == change.Session);
                var to = change.During ?? session.During;
                _placed[session.Id] = (to, because);
                _taken.AddRange(new Refit(to, change.Swaps).Applied(Serving(session)).Select(id => new Taken(
                    id, facilities.Around(id, session.BayKind).Around(to), cohort.Code, session.Id, cohort.Id, facilities.KindOf(id) == ResourceKind.Instructor ? to : null)));
            }
        }

        private List<ResourceId> Serving(Session session) => [.. rows.Where(row => row.Session == session.Id && row.Kind != ResourceKind.Trainee).Select(row => row.Resource)];

        private List<ResourceId> Trainees(Session session) => [.. rows.Where(row => row.Session == session.Id && row.Kind == ResourceKind.Trainee).Select(row => row.Resource)];
    }
}
