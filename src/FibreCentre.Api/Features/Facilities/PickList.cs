using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>What has to be laid out where on one day: kit by bay and session, to print and tick off.</summary>
/// <param name="Day">Null is the next working day from today on.</param>
public sealed record ShowPickList(DateOnly? Day = null) : IQuery<PickListAnswer>;

/// <param name="Before">The working day before, and <paramref name="After"/> the one after.</param>
/// <param name="Shut">Why the centre is shut that day; null when it is open.</param>
/// <param name="Bays">In the order of their codes; sessions without a bay come last.</param>
public sealed record PickListAnswer(DateOnly Day, DateOnly Before, DateOnly After, string? Shut, IReadOnlyList<PickBay> Bays);

/// <param name="Bay">Several names where a session has several bays: its kit is for all of them.</param>
public sealed record PickBay(string Bay, IReadOnlyList<PickSession> Sessions);

/// <param name="Trainees">Who has a place, named or not.</param>
public sealed record PickSession(Guid SessionId, Guid CohortId, string CohortCode, string Title, CivilSlot During, int Trainees, IReadOnlyList<string> Instructors, IReadOnlyList<PickType> Kit);

public sealed record PickType(string KitType, int Count, IReadOnlyList<PickItem> Items);

/// <param name="Fault">Why it must not be used that day, such as <c>out of calibration</c>; null when it may.</param>
public sealed record PickItem(Guid Id, string SerialNumber, string? Fault);

internal sealed class ShowPickListValidator : AbstractValidator<ShowPickList>
{
    public ShowPickListValidator() => RuleFor(request => request.Day).WithinCentreDays();
}

internal sealed class ShowPickListHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowPickList, Result<PickListAnswer>>
{
    public async Task<Result<PickListAnswer>> Handle(ShowPickList request, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var day = request.Day ?? calendar.FindWorkingDay(calendar.Time.DayOf(clock.GetUtcNow()), 1) ?? calendar.Time.DayOf(clock.GetUtcNow());
        var (from, until) = (calendar.Time.At(day, TimeOnly.MinValue), calendar.Time.At(day.AddDays(1), TimeOnly.MinValue));
        var sessions = await db.Database.SqlQuery<SessionRow>($"""
            select s.id as "Id", c.id as "Cohort", c.code as "Code", s.title as "Title", lower(s.during) as "Starts", upper(s.during) as "Ends",
              (select count(*)::int from place p where p.cohort_id = c.id and p.state in ('held', 'confirmed', 'completed')) as "Trainees"
            from session s join cohort c on c.id = s.cohort_id
            where s.during && tstzrange({from}, {until}) and c.state <> 'cancelled' order by lower(s.during), c.code
            """).ToListAsync(cancellationToken);
        var ids = sessions.ConvertAll(each => each.Id).ToArray();
        var serving = (await db.Database.SqlQuery<ServingRow>($"""
            select r.session_id as "Session", r.resource_id as "Resource", r.resource_kind as "Kind", coalesce(b.code, i.code, k.serial_number) as "Code", coalesce(b.name, i.name, k.kit_type) as "Name"
            from reservation r left join bay b on b.id = r.resource_id left join instructor i on i.id = r.resource_id left join kit_item k on k.id = r.resource_id
            where r.session_id = any ({ids}) and r.resource_kind <> 'trainee' order by "Code"
            """).ToListAsync(cancellationToken)).ToLookup(each => each.Session);
        var kit = serving.SelectMany(each => each).Where(each => each.Kind == "kit").Select(each => new ResourceId(each.Resource)).Distinct().ToList();
        var items = await db.KitItems.AsNoTracking().Where(item => kit.Contains(item.Id)).ToDictionaryAsync(item => item.Id.Value, cancellationToken);

        var bays = sessions.GroupBy(each => string.Join(", ", serving[each.Id].Where(row => row.Kind == "bay").Select(row => row.Name)))
            .OrderBy(bay => bay.Key.Length == 0).ThenBy(bay => serving[bay.First().Id].FirstOrDefault(row => row.Kind == "bay")?.Code, StringComparer.Ordinal)
            .Select(bay => new PickBay(bay.Key, [.. bay.Select(each => new PickSession(
                each.Id, each.Cohort, each.Code, each.Title, CivilSlot.Of(new(each.Starts, each.Ends), calendar.Time), each.Trainees, [.. serving[each.Id].Where(row => row.Kind == "instructor").Select(row => row.Name)],
                [.. serving[each.Id].Where(row => row.Kind == "kit").GroupBy(row => row.Name).OrderBy(type => type.Key, StringComparer.Ordinal)
                    .Select(type => new PickType(type.Key, type.Count(), [.. type.Select(row => new PickItem(row.Resource, row.Code, items[row.Resource].Lacks(day)))]))]))]));
        return new PickListAnswer(day, Next(calendar, day, -1), Next(calendar, day, 1), calendar.WhyShut(day), [.. bays]);
    }

    /// <summary>The nearest working day in one direction; the day beside it where a fortnight has none.</summary>
    private static DateOnly Next(WorkingCalendar calendar, DateOnly day, int step) =>
        Enumerable.Range(1, 14).Select(days => day.AddDays(step * days)).FirstOrDefault(calendar.IsWorkingDay, day.AddDays(step));

    internal sealed record SessionRow(Guid Id, Guid Cohort, string Code, string Title, DateTimeOffset Starts, DateTimeOffset Ends, int Trainees);

    internal sealed record ServingRow(Guid Session, Guid Resource, string Kind, string Code, string Name);
}
