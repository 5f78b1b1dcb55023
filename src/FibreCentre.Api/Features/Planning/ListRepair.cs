using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Planning;

/// <summary>What a repair can be about: outages that wait to be settled, and announced sessions of the weeks that it looks at.</summary>
public sealed record ListRepair : IQuery<ListedRepair>;

/// <param name="More">Whether there are later sessions than those listed.</param>
public sealed record ListedRepair(IReadOnlyList<OutageLine> Outages, IReadOnlyList<RepairSession> Sessions, bool More);

public sealed record RepairSession(Guid Id, string Cohort, string Title, CivilSlot During);

internal sealed class ListRepairHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListRepair, Result<ListedRepair>>
{
    private const int MostSessions = 400;

    public async Task<Result<ListedRepair>> Handle(ListRepair request, CancellationToken cancellationToken)
    {
        var (now, time) = (clock.GetUtcNow(), await db.TimeAsync(cancellationToken));
        var outages = await db.Outages.AsNoTracking().Where(each => each.State == OutageState.Proposed).OrderBy(each => each.MadeAt).ToListAsync(cancellationToken);
        var name = await OutageNames.ForAsync(db, outages.Select(each => each.Resource), cancellationToken);
        var last = outages.Select(each => each.During.End).Append(now).Max().AddDays(TimetableReading.WeeksForRepairs * 7);
        var window = new TimeSlot(now, last).ToRange();
        var sessions = await (
            from session in db.Sessions.FromSql($"select * from session where during && {window} and lower(during) > {now}").AsNoTracking()
            join cohort in db.Cohorts on session.Cohort equals cohort.Id
            where cohort.State != CohortState.Cancelled && cohort.State != CohortState.Completed
            select new { session.Id, cohort.Code, session.Title, session.During }).ToListAsync(cancellationToken);
        return new ListedRepair(
            [.. outages.Select(each => OutageLine.Of(each, name(each.Resource), time))],
            [.. sessions.OrderBy(each => each.During.Start).ThenBy(each => each.Code, StringComparer.Ordinal).Take(MostSessions).Select(each => new RepairSession(each.Id.Value, each.Code, each.Title, CivilSlot.Of(each.During, time)))], sessions.Count > MostSessions);
    }
}
