namespace FibreCentre.Api.Tests.Support;

internal static class LockWaits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Until so many transactions wait for a lock, in a statement like this one.</summary>
    public static async Task UntilWaiting(this TestCentre centre, int transactions = 1, string statement = "%")
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (await centre.Value<int>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike $1", statement) < transactions)
        {
            if (waited.Elapsed > Patience) throw new TimeoutException($"{transactions} transactions were expected to wait for a lock in a statement like {statement}.");
            await Task.Delay(20);
        }
    }
}
