namespace FibreCentre.Api.Jobs;

/// <summary>Keeps a job from running twice in this process while it may run in others: Quartz's own attribute would keep the others idle too.</summary>
internal sealed class OneAtATime<TJob>
{
    private int _running;

    /// <summary>Does nothing while it is at it already.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1) return;
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Exchange(ref _running, 0);
        }
    }
}
