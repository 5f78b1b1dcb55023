using System.Text.Json;
using FibreCentre.Domain.Providers;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence;

/// <summary>Tells a provider's webhooks what happened, by a row in the transaction in which it happens.</summary>
internal static class Announcing
{
    /// <param name="about">Ids only, such as a booking's and its cohort's.</param>
    public static Task AnnounceAsync(this CentreDbContext db, ProviderId provider, string what, object about, DateTimeOffset now, CancellationToken cancellationToken) =>
        HotPath.Batched.SendAsync(db, [Announcement(provider, what, about, now)], cancellationToken);

    /// <summary>As Slack, Mattermost, Rocket.Chat, Google Chat and many intranets take it.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(new { text }, JsonSerializerOptions.Web);

    public static string Payload(string what, object about, DateTimeOffset now) => JsonSerializer.Serialize(new { type = what, timestamp = now, data = about }, JsonSerializerOptions.Web);

    /// <summary>The same as a statement of a batch.</summary>
    public static NpgsqlBatchCommand Announcement(ProviderId provider, string what, object about, DateTimeOffset now) => new("""
        insert into webhook_delivery (provider_id, webhook_id, message_id, event, payload, due_at, created_at)
        select w.provider_id, w.id, gen_random_uuid(), $2, $3, $4, $4 from webhook w where w.provider_id = $1 and w.removed_at is null and $2 = any (w.events)
        """)
    {
        Parameters =
        {
            new() { Value = provider.Value }, new() { Value = what }, new() { Value = Payload(what, about, now) },
            new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };
}
