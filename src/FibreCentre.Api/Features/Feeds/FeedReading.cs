using System.Security.Cryptography;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Feeds;
using FibreCentre.ICalendar;
using Npgsql;

namespace FibreCentre.Api.Features.Feeds;

/// <summary>The connections that calendars are read over: a pool of their own, so that neither a rush of bookings nor one of calendar programs makes the other wait.</summary>
internal sealed class FeedDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

internal static class FeedRegistration
{
    public static IServiceCollection AddFeeds(this IServiceCollection services, IConfiguration configuration) => services
        // Nothing that is set over these connections outlives its statement, so that nothing need be reset between two.
        .AddSingleton(provider => new FeedDatabase(
            Database.DataSource($"{Database.ConnectionString(configuration)};No Reset On Close=true", Database.AppRole, PoolSize.Feeds, provider.GetRequiredService<ILoggerFactory>())))
        .AddSingleton<FeedReading>();
}

/// <summary>What was sent in full.</summary>
/// <param name="Etag">A strong validator: the hash of the octets, in quotation marks.</param>
/// <param name="Length">How many octets.</param>
/// <param name="At">When they first were so.</param>
internal sealed record SentFeed(string Etag, int Length, DateTimeOffset At);

/// <summary>A live address, looked at.</summary>
/// <param name="Version">Stands for the rows the calendar is made of: the same version, the same octets.</param>
/// <param name="Last">What was last sent; null when nothing was yet.</param>
/// <param name="LastVersion">What that was made from.</param>
internal sealed record SeenFeed(FeedId Id, FeedKind Kind, Guid Subject, string Version, CentreTime Time, DateOnly Day, SentFeed? Last, string? LastVersion, DateTimeOffset? LastFetchedAt)
{
    /// <summary>What is sent today, if that is known without building it.</summary>
    public SentFeed? Known => LastVersion == Version ? Last : null;
}

/// <summary>
/// Reads calendars for whoever holds an address, past the pipeline: one round trip says whether anything has changed, and one more brings the rows. The database's policies let
/// the scope <c>feed</c> see that one calendar and nothing else (decision 27).
/// </summary>
internal sealed class FeedReading(FeedDatabase database, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>A cancelled session stays so long after its start, so that calendars that only add still learn of it.</summary>
    private const int DaysBack = 30;

    private const int MonthsAhead = 12;

    /// <summary>Another build may write the same rows in another way.</summary>
    private static readonly string Build = $"{typeof(FeedReading).Module.ModuleVersionId:N}{typeof(CalendarObject).Module.ModuleVersionId:N}"[..40];

    private static readonly string[] StaffRoles = [.. Roles.Staff];

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), NotedAnew = TimeSpan.FromHours(1);

    private CentreTime? _time;

    /// <summary>Null when no live address has this hash.</summary>
    public async Task<SeenFeed?> LookAsync(string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = database.Source.CreateCommand("select * from seen_calendar($1, $2, $3)");
        // By the day: what goes out of sight does so once a day.
        foreach (var value in (object[])[hash, now.UtcDateTime.Date, StaffRoles]) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var time = TimeIn(reader.GetString(8));
        var day = time.DayOf(now);
        return new(
            new(reader.GetGuid(0)), Enum.Parse<FeedKind>(reader.GetString(1), ignoreCase: true), reader.GetGuid(2),
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day:yyyyMMdd}.{reader.GetInt64(9)}.{reader.GetInt64(10)}.{reader.GetInt64(11)}.{reader.GetInt64(12)}.{reader.GetInt32(13)}.{Build}"), time, day,
            reader.IsDBNull(3) ? null : new(reader.GetString(3), reader.GetInt32(4), reader.GetFieldValue<DateTimeOffset>(5)), reader.IsDBNull(6) ? null : reader.GetString(6),
            reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7));
    }

    /// <summary>The calendar in full; null when its address was turned off just now. Its rows are read after the version was: what changed in between is told by the next version.</summary>
    public async Task<(SentFeed Sent, byte[] Octets)?> BuildAsync(string hash, SeenFeed feed, CancellationToken cancellationToken)
    {
        await using var batch = Batch(hash);
        batch.BatchCommands.Add(new("select id, name, true from bay union all select id, name, false from instructor where $1") { Parameters = { new() { Value = feed.Kind is not (FeedKind.Trainee or FeedKind.Cohort) } } });
        batch.BatchCommands.Add(new("""
            select name, address, coalesce((select code from cohort where id = $1), (select name from bay where id = $1), (select name from instructor where id = $1)) from centre where exists (select from calendar_feed)
            """) { Parameters = { new() { Value = feed.Subject } } });
        batch.BatchCommands.Add(new("""
            select e.uid, e.sequence, e.withdrawn, e.created_at, greatest(e.changed_at, ed.changed_at), coalesce(e.starts_at, lower(s.during)), upper(coalesce(e.during, s.during)),
              c.course_code, s.title, c.code, c.state = 'draft', case when e.withdrawn and e.starts_at is not null then '{}' else s.served_by end, e.bay_id
            from calendar_edition ed cross join (
                select uid, sequence, withdrawn, created_at, changed_at, starts_at, during, session_id, bay_id from timetable_entry where subject_id = $1 and starts_at >= $2 and starts_at < $3
                union all
                select uid, sequence, withdrawn, created_at, changed_at, null, null, session_id, null from invitation where trainee_id = $1) e
              left join session s on s.id = e.session_id left join cohort c on c.id = s.cohort_id
            where e.starts_at is not null or (lower(s.during) >= $2 and lower(s.during) < $3)
            order by 6, 1
            """) { Parameters = { new() { Value = feed.Subject }, At(feed.Day.AddDays(-DaysBack)), At(feed.Day.AddMonths(MonthsAhead).AddDays(1)) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var names = new FeedNames();
        while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetGuid(0), reader.GetString(1), isBay: reader.GetBoolean(2));
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var (centre, address, subject) = (reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));
        await reader.NextResultAsync(cancellationToken);
        var events = new List<CalendarEvent>();
        while (await reader.ReadAsync(cancellationToken)) events.Add(Event(reader, names, $"{centre}, {address}"));
        var octets = new CalendarObject
        {
            ProductId = CalendarEntries.ProductId, TimeZoneId = feed.Time.ZoneId, Name = $"{centre} - {(feed.Kind == FeedKind.Trainee ? "my training" : subject ?? "all sessions")}", RefreshInterval = TimeSpan.FromHours(1), Events = events,
        }.ToBytes();
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(octets))}\"";
        return (new(etag, octets.Length, feed.Last is { } last && last.Etag == etag ? last.At : clock.GetUtcNow()), octets);

        NpgsqlParameter At(DateOnly day) => new() { Value = feed.Time.At(day, TimeOnly.MinValue).UtcDateTime };
    }

    /// <summary>Notes that a calendar program came by, to the hour, and what it was sent, when that is new: a poll costs no write.</summary>
    public async ValueTask NoteAsync(SeenFeed feed, SentFeed sent, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (feed.Known == sent && feed.LastFetchedAt > now - NotedAnew) return;
        await scopes.AskAsSystemAsync(new NoteFeedSent(feed.Id, feed.Version, sent), cancellationToken);
    }

    /// <summary>For those who go by the date. What has been so for less than a second may change within it once more: then it counts as older, and is sent again.</summary>
    public DateTimeOffset LastModified(SentFeed sent) => clock.GetUtcNow() - sent.At < Second ? sent.At - Second : sent.At;

    /// <summary>Finding a zone costs more than all the rest of a 304, and it is always the same one.</summary>
    private CentreTime TimeIn(string zone) => _time is { } known && known.ZoneId == zone ? known : _time = CentreTime.In(zone);

    private static CalendarEvent Event(NpgsqlDataReader row, FeedNames names, string where)
    {
        // Nothing from the clock: the same rows are the same octets, and so the same ETag. Whom a session has that has left this calendar is not followed any more, and not told.
        var (withdrawn, changed, isPractice) = (row.GetBoolean(2), row.GetFieldValue<DateTimeOffset>(4), row.IsDBNull(7));
        var (bays, instructors) = isPractice ? names.Of([row.GetGuid(12)]) : names.Of(row.GetFieldValue<Guid[]>(11));
        var summary = isPractice ? "Practice" : $"{row.GetString(7)} {row.GetString(8)}";
        return new()
        {
            Uid = row.GetString(0), Sequence = row.GetInt32(1), Stamp = changed, Created = row.GetFieldValue<DateTimeOffset>(3), LastModified = changed, Start = row.GetFieldValue<DateTimeOffset>(5), End = row.GetFieldValue<DateTimeOffset>(6),
            Summary = withdrawn ? $"CANCELLED: {summary}" : summary, Location = bays.Length == 0 ? where : $"{bays}, {where}", Description = instructors.Length == 0 ? null : $"Cohort {row.GetString(9)}\nTaught by {instructors}",
            Status = withdrawn ? EventStatus.Cancelled : !isPractice && row.GetBoolean(10) ? EventStatus.Tentative : EventStatus.Confirmed, Transparent = withdrawn, Private = true,
        };
    }

    /// <summary>One implicit transaction, which is whoever holds the address.</summary>
    private NpgsqlBatch Batch(string hash)
    {
        var batch = database.Source.CreateBatch();
        batch.BatchCommands.Add(new("select set_config('app.scope', 'feed', true), set_config('app.secret', $1, true)") { Parameters = { new() { Value = hash } } });
        return batch;
    }
}

/// <summary>The bays and instructors of sessions, by name.</summary>
internal sealed class FeedNames
{
    private readonly Dictionary<Guid, (string Name, bool IsBay)> _names = [];
    private Guid[] _of = [];
    private (string Bays, string Instructors) _said = ("", "");

    public void Add(Guid id, string name, bool isBay) => _names[id] = (name, isBay);

    /// <summary>Each kind in the order of its names, with commas between; of one cohort it is mostly the same again.</summary>
    public (string Bays, string Instructors) Of(Guid[] ids)
    {
        if (!ids.AsSpan().SequenceEqual(_of)) (_of, _said) = (ids, (Joined(ids, isBay: true), Joined(ids, isBay: false)));
        return _said;
    }

    private string Joined(Guid[] ids, bool isBay) =>
        string.Join(", ", ids.Select(id => _names.GetValueOrDefault(id)).Where(each => each.Name is not null && each.IsBay == isBay).Select(each => each.Name).Order(StringComparer.Ordinal));
}
