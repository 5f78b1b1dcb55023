using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Planning;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Reads what is to be planned from the live timetable, by the same readings that planning a cohort and moving a session go by.</summary>
internal sealed class TimetableReading(CentreDbContext db, PublishedCourses courses, TimeProvider clock)
{
    /// <summary>How far ahead of the latest wish, and of the end of the last outage, a place is looked for.</summary>
    public const int WeeksForCohorts = 13, WeeksForRepairs = 6;

    private static readonly CohortState[] Alive = [CohortState.Draft, CohortState.Open, CohortState.Confirmed, CohortState.Running];

    public async Task<Result<PlanningTable>> ReadAsync(PlanAsked asked, WeightFigures weights, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var calendar = await db.CalendarAsync(cancellationToken);
        var outages = await OutagesAsync(asked, cancellationToken);
        var wanted = new List<WantedCohorts>();
        foreach (var each in asked.Cohorts)
        {
            if (!CourseCode.TryParse(each.Course, out var code) || await db.CurrentVersionAsync(code, cancellationToken) is not { } version) return CatalogueErrors.CourseNotFound();
            wanted.Add(new(version, each));
        }
        var last = LastDay(asked, outages, calendar.Time);
        var centre = await db.FacilitiesAsync(calendar, asked.From, last, cancellationToken);
        var announced = asked.MayMove ? await AnnouncedAsync(asked.From, last, calendar, now, cancellationToken) : [];
        var table = new TableBuilder(asked, weights, calendar, centre, outages, wanted, announced, last, now).Build();
        return table.Sessions.Count == 0 ? PlanningErrors.NothingToPlan()
            : table.Sessions.Count > PlanningTable.MostSessions ? PlanningErrors.TooMuchAtOnce(PlanningTable.MostSessions)
            : FibreCentre.Planning.ProblemCheck.Of(table.Problem) is [var fault, ..] ? PlanningErrors.CannotBePlanned(fault.Message.TrimEnd('.')) : table;
    }

    /// <summary>Of the timetable as it is now, as far as a plan looks; that of <see cref="PlanningTable"/> when nothing has changed.</summary>
    public async Task<string> FingerprintAsync(PlanAsked asked, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var last = LastDay(asked, await OutagesAsync(asked, cancellationToken), calendar.Time);
        return TimetablePrint.Of(calendar, SlotGrid.WorkingDays(calendar, asked.From, last), await db.FacilitiesAsync(calendar, asked.From, last, cancellationToken));
    }

    /// <summary>Those of the outages that still wait to be settled and are not over.</summary>
    public async Task<IReadOnlyList<Outage>> OutagesAsync(PlanAsked asked, CancellationToken cancellationToken)
    {
        var ids = asked.Outages.Select(id => new OutageId(id)).ToList();
        var found = ids.Count == 0 ? [] : await db.Outages.Where(each => ids.Contains(each.Id) && each.State == OutageState.Proposed).OrderBy(each => each.Id).ToListAsync(cancellationToken);
        return found.FindAll(each => each.During.End > clock.GetUtcNow());
    }

    private static DateOnly LastDay(PlanAsked asked, IReadOnlyList<Outage> outages, CentreTime time) =>
        asked.Cohorts.SelectMany(each => new[] { each.NotBefore.AddDays(WeeksForCohorts * 7), each.DueBy ?? each.NotBefore })
            .Concat(outages.Select(each => time.DayOf(each.During.End).AddDays(WeeksForRepairs * 7))).Append(asked.From.AddDays(WeeksForRepairs * 7)).Max();

    private async Task<IReadOnlyList<AnnouncedCohort>> AnnouncedAsync(DateOnly first, DateOnly last, WorkingCalendar calendar, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cohorts = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).Where(each => Alive.Contains(each.State) && each.FirstDay <= last && each.LastDay >= first).OrderBy(each => each.Code).ToListAsync(cancellationToken);
        var ids = cohorts.SelectMany(cohort => cohort.Sessions.Select(session => session.Id)).ToList();
        var rows = await db.Reservations.AsNoTracking().Where(each => each.Session != null && ids.Contains(each.Session.Value)).ToListAsync(cancellationToken);
        var bySession = rows.ToLookup(row => row.Session!.Value);
        var trainees = rows.Where(row => row.Kind == ResourceKind.Trainee).Select(row => row.Resource).Distinct().ToList();
        var window = new TimeSlot(calendar.Time.At(first, TimeOnly.MinValue), calendar.Time.At(last.AddDays(1), TimeOnly.MinValue)).ToRange();
        var busy = (await db.Reservations.FromSql($"select * from reservation where during && {window} and resource_kind = 'trainee'").AsNoTracking().Where(each => trainees.Contains(each.Resource)).ToListAsync(cancellationToken)).ToLookup(row => row.Resource);
        var found = new List<AnnouncedCohort>();
        foreach (var cohort in cohorts)
        {
            var own = cohort.Sessions.SelectMany(session => bySession[session.Id].Where(row => row.Kind == ResourceKind.Trainee)).Select(row => row.Resource).Distinct().ToList();
            found.Add(new(
                cohort, await courses.OfAsync(cohort.CourseVersion, db, cancellationToken),
                [.. cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new AnnouncedSession(
                    session, [.. bySession[session.Id].Where(row => row.Kind != ResourceKind.Trainee).Select(row => row.Resource)], [.. bySession[session.Id].Where(row => row.Kind == ResourceKind.Trainee).Select(row => row.Resource)]))],
                [.. own.SelectMany(trainee => busy[trainee])],
                await UnfitDaysAsync(cohort, own, first, last, calendar, cancellationToken)));
        }
        return found;
    }

    /// <summary>Days, besides its own, on which somebody who has a place could not take it: what they hold will have run out.</summary>
    private async Task<IReadOnlySet<DateOnly>> UnfitDaysAsync(Cohort cohort, List<ResourceId> trainees, DateOnly first, DateOnly last, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        if (trainees.Count == 0) return new HashSet<DateOnly>();
        var facts = (await new BookingFacts(db, courses).ReadAsync(cohort.Id, null, [.. trainees.Select(each => each.Value)], [], lockCohort: false, cancellationToken))!;
        var engineers = facts.Engineers.Select((each, index) => new EngineerToBook(index, each.Id, each.Facts, HasPlace: false, BusyWith: null)).ToList();
        var own = cohort.Sessions.Select(session => calendar.Time.DayOf(session.During.Start)).ToHashSet();
        return Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays)
            .Where(day => !own.Contains(day) && calendar.IsWorkingDay(day) && BookingRequest.Judge(facts.Cohort with { FirstDay = day, LastDay = day }, engineers).Count > 0).ToHashSet();
    }
}

/// <summary>Cohorts to be made, of the version of their course that is published now.</summary>
internal sealed record WantedCohorts(CourseVersion Version, CohortsWanted Wanted);

/// <param name="Sessions">In the order of time.</param>
/// <param name="Busy">All time that its trainees have reserved, here and elsewhere.</param>
/// <param name="Unfit">Days on which it cannot be, for what its trainees hold.</param>
internal sealed record AnnouncedCohort(Cohort Cohort, CourseVersion Version, IReadOnlyList<AnnouncedSession> Sessions, IReadOnlyList<Reservation> Busy, IReadOnlySet<DateOnly> Unfit);

internal sealed record AnnouncedSession(Session Session, IReadOnlyList<ResourceId> Serving, IReadOnlyList<ResourceId> Trainees);
