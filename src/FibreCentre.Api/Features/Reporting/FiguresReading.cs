using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Reporting;

/// <summary>Counts in the database: each question once, for all months, all courses and everything at the same time. A row without a month is of a course, one without either of all.</summary>
internal static class FiguresReading
{
    private const int MonthsShown = 12, MostMonths = 36;

    private sealed record Achieved(DateOnly? Month, string? Course, int Qualified, int Certificates, int Renewals);

    private sealed record Run(DateOnly? Month, string? Course, int Cohorts, int Places, int Taken);

    private sealed record Decided(DateOnly? Month, string? Course, int Assessed, int Passed, int FirstAttempts, int FirstPassed);

    private sealed record Waited(DateOnly? Month, string? Course, int Waiting);

    private sealed record Used(DateOnly Month, string Kind, long Minutes);

    public static async Task<Result<CentreFigures>> ReadAsync(CentreDbContext db, TimeProvider clock, DateOnly? fromDay, DateOnly? untilDay, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var (time, zone) = (calendar.Time, calendar.Time.ZoneId);
        var from = FirstOf(fromDay ?? FirstOf(untilDay ?? time.DayOf(clock.GetUtcNow())).AddMonths(1 - MonthsShown));
        var until = FirstOf(untilDay ?? from.AddMonths(MonthsShown - 1)).AddMonths(1).AddDays(-1);
        if (until < from) return RequestErrors.Invalid("until", "Enter a last month that is not before the first.");
        if (until >= from.AddMonths(MostMonths)) return RequestErrors.Invalid("until", $"Enter a last month within {MostMonths} months of the first.");
        var (since, before) = (time.At(from, TimeOnly.MinValue), time.At(until.AddDays(1), TimeOnly.MinValue));

        var achieved = await db.Database.SqlQuery<Achieved>($"""
            select date_trunc('month', c.achieved_on)::date as "Month", c.course_code as "Course", count(distinct c.trainee_id)::int as "Qualified", count(*)::int as "Certificates",
              (count(*) filter (where exists (select from certificate e where e.trainee_id = c.trainee_id and e.course_code = c.course_code and e.revoked_at is null and e.achieved_on < c.achieved_on)))::int as "Renewals"
            from certificate c
            where c.revoked_at is null and c.achieved_on between {from} and {until}
            group by grouping sets ((1), (2), ())
            """).ToListAsync(cancellationToken);
        var run = await db.Database.SqlQuery<Run>($"""
            select date_trunc('month', c.first_day)::date as "Month", c.course_code as "Course", count(*)::int as "Cohorts", coalesce(sum(c.capacity), 0)::int as "Places", coalesce(sum(c.places_taken), 0)::int as "Taken"
            from cohort c
            where c.state not in ('draft', 'cancelled') and c.first_day between {from} and {until}
            group by grouping sets ((1), (2), ())
            """).ToListAsync(cancellationToken);
        var decided = await db.Database.SqlQuery<Decided>($"""
            select date_trunc('month', x.signed)::date as "Month", x.course_code as "Course", count(*)::int as "Assessed", (count(*) filter (where x.passed))::int as "Passed",
              (count(*) filter (where x.first))::int as "FirstAttempts", (count(*) filter (where x.first and x.passed))::int as "FirstPassed"
            from (
              select (d.signed_at at time zone {zone}) as signed, c.course_code, said.passed,
                a.number = 1 or not exists (
                  select from attempt earlier join ledger_entry e on e.attempt_id = earlier.id and e.kind = 'decision'
                  where earlier.place_id = a.place_id and earlier.unit_code = a.unit_code and earlier.number < a.number
                    and not exists (select from ledger_entry k where k.decision_id = e.id and k.kind = 'correction')) as first
              from ledger_entry d join attempt a on a.id = d.attempt_id join cohort c on c.id = a.cohort_id
                cross join lateral (select said ->> 'outcome' = 'competent' as passed, (said ->> 'provisional')::boolean as provisional from (select d.content::jsonb as said) parsed) said
              where d.kind = 'decision' and d.signed_at >= {since} and d.signed_at < {before}
                and not exists (select from ledger_entry k where k.decision_id = d.id and k.kind = 'correction')
                and (not said.passed or not said.provisional or exists (select from ledger_entry s where s.decision_id = d.id and s.kind = 'countersignature'))) x
            group by grouping sets ((1), (2), ())
            """).ToListAsync(cancellationToken);
        var waited = await db.Database.SqlQuery<Waited>($"""
            select date_trunc('month', c.first_day)::date as "Month", c.course_code as "Course", coalesce(sum(w.places - case w.state when 'waiting' then w.offered else 0 end), 0)::int as "Waiting"
            from waiting_entry w join cohort c on c.id = w.cohort_id
            where w.state in ('waiting', 'closed') and c.state not in ('draft', 'cancelled') and c.first_day between {from} and {until}
            group by grouping sets ((1), (2), ())
            """).ToListAsync(cancellationToken);
        var used = await db.Database.SqlQuery<Used>($"""
            select date_trunc('month', r.starts at time zone {zone})::date as "Month", b.bay_kind as "Kind", sum(extract(epoch from r.ends - r.starts) / 60)::bigint as "Minutes"
            from reservation r join bay b on b.id = r.resource_id left join session s on s.id = r.session_id left join cohort c on c.id = s.cohort_id
            where r.resource_kind = 'bay' and r.purpose in ('session', 'practice') and r.starts >= {since} and r.starts < {before} and c.state is distinct from 'draft'
            group by 1, 2
            """).ToListAsync(cancellationToken);
        var bays = await db.Bays.AsNoTracking().ToListAsync(cancellationToken);
        var titles = await db.CurrentVersions().ToDictionaryAsync(version => version.Course.Value, version => version.Title, cancellationToken);
        var kinds = await db.BayKinds.AsNoTracking().ToDictionaryAsync(kind => kind.Slug, kind => kind.Title, cancellationToken);

        var months = Enumerable.Range(0, MostMonths).Select(from.AddMonths).TakeWhile(month => month <= until).ToList();
        var working = months.ConvertAll(month => Enumerable.Range(0, DateTime.DaysInMonth(month.Year, month.Month)).Select(month.AddDays).Where(calendar.IsWorkingDay).ToList());
        var minutes = (long)(calendar.Closes - calendar.Opens).TotalMinutes;
        var open = bays.ToLookup(bay => bay.BayKind, bay => working.ConvertAll(days => days.Count(bay.IsThereOn) * minutes));
        return new CentreFigures(
            from, until, Of(null, null), new(used.Sum(each => each.Minutes), open.Sum(kind => kind.Sum(bay => bay.Sum()))),
            [.. months.Select((month, index) => new MonthFigures(month, Of(month, null), new(used.Where(each => each.Month == month).Sum(each => each.Minutes), open.Sum(kind => kind.Sum(bay => bay[index])))))],
            [.. achieved.Select(each => each.Course).Concat(run.Select(each => each.Course)).Concat(decided.Select(each => each.Course)).Concat(waited.Select(each => each.Course)).OfType<string>().Distinct().Order(StringComparer.Ordinal)
                .Select(course => new CourseFigures(course, titles.GetValueOrDefault(course, ""), Of(null, course)))],
            [.. open.Select(kind => new BayKindFigures(kind.Key, kinds.GetValueOrDefault(kind.Key, kind.Key), new(used.Where(each => each.Kind == kind.Key).Sum(each => each.Minutes), kind.Sum(bay => bay.Sum())))).OrderBy(each => each.Title, StringComparer.CurrentCulture)]);

        Yield Of(DateOnly? month, string? course)
        {
            var (ended, begun, signed, wanted) = (
                achieved.Find(each => (each.Month, each.Course) == (month, course)), run.Find(each => (each.Month, each.Course) == (month, course)), decided.Find(each => (each.Month, each.Course) == (month, course)),
                waited.Find(each => (each.Month, each.Course) == (month, course)));
            return new(
                ended?.Qualified ?? 0, ended?.Certificates ?? 0, ended?.Renewals ?? 0, begun?.Cohorts ?? 0, begun?.Places ?? 0, begun?.Taken ?? 0,
                signed?.Assessed ?? 0, signed?.Passed ?? 0, signed?.FirstAttempts ?? 0, signed?.FirstPassed ?? 0, wanted?.Waiting ?? 0);
        }
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
