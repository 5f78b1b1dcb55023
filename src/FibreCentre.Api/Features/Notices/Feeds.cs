using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FibreCentre.ICalendar;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Makes the trainee's calendar address anew. The one before stops working.</summary>
public sealed record RenewFeed : ICommand<RenewedFeed>;

/// <param name="Token">Shown this once; only its hash is kept.</param>
/// <param name="Path">The address below the centre's own, such as <c>/cal/....ics</c>.</param>
public sealed record RenewedFeed(string Token, string Path);

/// <summary>Turns the trainee's calendar address off.</summary>
public sealed record RevokeFeed : ICommand<RevokedFeed>;

public sealed record RevokedFeed(DateTimeOffset At);

/// <summary>The calendar behind an address. The actor is whoever holds the token.</summary>
internal sealed record ReadFeed(string TokenHash) : IQuery<FeedContent>;

/// <param name="ETag">A strong validator: the hash of the octets.</param>
internal sealed record FeedContent(byte[] Octets, string ETag, DateTimeOffset LastModified, Guid FeedId, DateTimeOffset? LastFetchedAt);

/// <summary>Notes that a calendar program came by; to the hour, so that a poll costs no write.</summary>
internal sealed record NoteFeedFetched(Guid Feed) : ICommand<DateTimeOffset>, IHousekeeping;

internal static class FeedErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "feed-not-found", "No such calendar", "The address is wrong or was turned off. Sign in to get a new one.");
}

internal sealed class RenewFeedHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RenewFeed, Result<RenewedFeed>>
{
    public async Task<Result<RenewedFeed>> Handle(RenewFeed request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var trainee = new TraineeId(actor.TraineeId!.Value);
        // Orders two renewals at once by the trainee's own row: one address lives at a time.
        await db.Database.ExecuteSqlAsync($"select 1 from trainee where id = {trainee.Value} for update", cancellationToken);
        foreach (var live in await db.CalendarFeeds.Where(feed => feed.Trainee == trainee && feed.RevokedAt == null).ToListAsync(cancellationToken)) live.Revoke(now);
        await db.SaveChangesAsync(cancellationToken);
        var token = AddressToken.Make();
        db.Add(new CalendarFeed { Id = Guid.CreateVersion7(now), Provider = new(actor.ProviderId!.Value), Trainee = trainee, TokenHash = AddressToken.HashOf(token), CreatedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        return new RenewedFeed(token, $"/cal/{token}.ics");
    }
}

internal sealed class RevokeFeedHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RevokeFeed, Result<RevokedFeed>>
{
    public async Task<Result<RevokedFeed>> Handle(RevokeFeed request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var trainee = new TraineeId(actor.TraineeId!.Value);
        foreach (var live in await db.CalendarFeeds.Where(feed => feed.Trainee == trainee && feed.RevokedAt == null).ToListAsync(cancellationToken)) live.Revoke(now);
        await db.SaveChangesAsync(cancellationToken);
        return new RevokedFeed(now);
    }
}

internal sealed class ReadFeedHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ReadFeed, Result<FeedContent>>
{
    /// <summary>A cancelled session stays this long after its start, so that calendars that only add still learn of it.</summary>
    private const int DaysBack = 30;

    private const int MonthsAhead = 12;

    public async Task<Result<FeedContent>> Handle(ReadFeed request, CancellationToken cancellationToken)
    {
        if (await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(each => each.TokenHash == request.TokenHash, cancellationToken) is not { } feed) return FeedErrors.NotFound();
        // From here on the transaction is the trainee's own: it sees what that trainee may see and no more.
        await db.Database.ExecuteSqlAsync(
            $"select set_config('app.scope', 'trainee', true), set_config('app.trainee_id', {feed.Trainee.Value.ToString()}, true), set_config('app.provider_id', {feed.Provider.Value.ToString()}, true)", cancellationToken);

        var now = clock.GetUtcNow();
        var centre = await db.CentreAsync(cancellationToken);
        var (from, to) = (now.AddDays(-DaysBack).UtcDateTime, now.AddMonths(MonthsAhead).UtcDateTime);
        var rows = await db.Database.SqlQuery<Row>($"""
            select i.uid as "Uid", i.sequence as "Sequence", i.withdrawn as "Withdrawn", i.created_at as "CreatedAt", i.changed_at as "ChangedAt",
              lower(s.during) as "Starts", upper(s.during) as "Ends", c.course_code || ' ' || s.title as "Summary",
              coalesce((select string_agg(b.name, ', ' order by b.name) from reservation r join bay b on b.id = r.resource_id where r.session_id = s.id), '') as "Bays"
            from invitation i join session s on s.id = i.session_id join cohort c on c.id = s.cohort_id
            where i.trainee_id = {feed.Trainee.Value} and lower(s.during) >= {from} and lower(s.during) < {to}
            order by lower(s.during), i.uid
            """).ToListAsync(cancellationToken);
        var where = $"{centre.Name}, {centre.Address}";
        var octets = new CalendarObject
        {
            ProductId = CalendarEntries.ProductId, TimeZoneId = centre.TimeZone, Name = $"{centre.Name} - my training", RefreshInterval = TimeSpan.FromHours(1),
            Events = rows.ConvertAll(row => new CalendarEvent
            {
                // Nothing from the clock: the same state is the same octets, and so the same ETag.
                Uid = row.Uid, Sequence = row.Sequence, Stamp = Utc(row.ChangedAt), Created = Utc(row.CreatedAt), LastModified = Utc(row.ChangedAt), Start = Utc(row.Starts), End = Utc(row.Ends),
                Summary = row.Withdrawn ? $"CANCELLED: {row.Summary}" : row.Summary, Location = row.Bays.Length == 0 ? where : $"{row.Bays}, {where}",
                Status = row.Withdrawn ? EventStatus.Cancelled : EventStatus.Confirmed, Transparent = row.Withdrawn, Private = true,
            }),
        }.ToBytes();
        return new FeedContent(
            octets, $"\"{Convert.ToHexStringLower(SHA256.HashData(octets))}\"", rows.Count == 0 ? feed.CreatedAt : rows.Max(row => Utc(row.ChangedAt)), feed.Id, feed.LastFetchedAt);
    }

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    internal sealed record Row(string Uid, int Sequence, bool Withdrawn, DateTime CreatedAt, DateTime ChangedAt, DateTime Starts, DateTime Ends, string Summary, string Bays);
}

internal sealed class NoteFeedFetchedHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<NoteFeedFetched, Result<DateTimeOffset>>
{
    public async Task<Result<DateTimeOffset>> Handle(NoteFeedFetched request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.CalendarFeeds.Where(feed => feed.Id == request.Feed).ExecuteUpdateAsync(set => set.SetProperty(feed => feed.LastFetchedAt, now), cancellationToken);
        return now;
    }
}
