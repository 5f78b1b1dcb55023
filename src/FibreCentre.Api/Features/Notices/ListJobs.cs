using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What runs by itself, on whichever instance has time for it.</summary>
public sealed record ListJobs : IQuery<ListedJobs>;

/// <param name="Instances">Instances of the product whose scheduler has checked in lately.</param>
public sealed record ListedJobs(int Instances, IReadOnlyList<JobLine> Jobs);

/// <param name="LastRun">Null while it has not run.</param>
/// <param name="NextRun">Null when it will not run again.</param>
/// <param name="State">As the scheduler calls it: <c>waiting</c>, <c>acquired</c>, <c>blocked</c> (runs now), <c>paused</c>, <c>error</c>.</param>
public sealed record JobLine(string Name, DateTimeOffset? LastRun, DateTimeOffset? NextRun, string State);

internal sealed class ListJobsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListJobs, Result<ListedJobs>>
{
    private sealed record Row(string Name, long? Last, long? Next, string State);

    public async Task<Result<ListedJobs>> Handle(ListJobs request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        // The scheduler counts in ticks of UTC; before its first run it says -1 or nothing.
        var jobs = await db.Database.SqlQuery<Row>($"""
            select trigger_name as "Name", nullif(prev_fire_time, -1) as "Last", nullif(next_fire_time, -1) as "Next", trigger_state as "State" from quartz.qrtz_triggers order by trigger_name
            """).ToListAsync(cancellationToken);
        var lately = clock.GetUtcNow().AddSeconds(-30).UtcTicks;
        var instances = await db.Database.SqlQuery<int>($"""select count(*)::int as "Value" from quartz.qrtz_scheduler_state where last_checkin_time > {lately}""").SingleAsync(cancellationToken);
        return new ListedJobs(instances, jobs.ConvertAll(each => new JobLine(each.Name, Moment(each.Last, time), Moment(each.Next, time), each.State.ToLowerInvariant())));
    }

    private static DateTimeOffset? Moment(long? ticks, CentreTime time) => ticks is { } since and > 0 ? time.Civil(new DateTimeOffset(since, TimeSpan.Zero)) : null;
}
