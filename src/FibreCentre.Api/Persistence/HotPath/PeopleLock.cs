using FibreCentre.Domain.Providers;
using Npgsql;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>
/// Orders those who may record the same engineers of a provider in one moment, by their addresses: each waits for the others in one order, so that nobody locks anybody out,
/// and finds what they have written if it reads after this.
/// </summary>
internal static class PeopleLock
{
    public static NpgsqlBatchCommand Of(ProviderId provider, IEnumerable<string> emails) => new("""
        select pg_advisory_xact_lock(key) from (select distinct hashtextextended($1 || lower(email), 0) as key from unnest($2::text[]) as asked (email) order by key) people
        """) { Parameters = { new() { Value = $"{provider.Value}" }, ArrayParameter.Of(emails) } };

    public static Task LockPeopleAsync(this CentreDbContext db, ProviderId provider, IEnumerable<string> emails, CancellationToken cancellationToken) => db.SendAsync([Of(provider, emails)], cancellationToken);
}
