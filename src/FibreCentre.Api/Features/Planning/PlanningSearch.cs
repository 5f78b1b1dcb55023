using FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>The engine at work on a thread of its own.</summary>
internal sealed class PlanningSearch : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PlanningProgress? _latest;

    public PlanningSearch(PlanningProblem problem, Plan start, int seed, TimeSpan time) =>
        new Thread(() => Work(problem, new() { Seed = seed, Time = time, Start = start })) { IsBackground = true, Name = "planning" }.Start();

    /// <summary>How far it is, with the best so far; null before there is anything.</summary>
    public PlanningProgress? Latest => _latest;

    /// <summary>Done when it has ended, whether by itself or because it was stopped; fails when the engine did.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends it with what it has.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Cancel();
        _ended.Task.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private void Work(PlanningProblem problem, PlanningOptions options)
    {
        try
        {
            Planner.Solve(problem, options, new Watch(this), _stop.Token);
            _ended.SetResult();
        }
        catch (Exception failed)
        {
            _ended.SetException(failed);
        }
    }

    /// <summary>Told on the engine's own thread: it must not wait.</summary>
    private sealed class Watch(PlanningSearch search) : IProgress<PlanningProgress>
    {
        public void Report(PlanningProgress value) => search._latest = value;
    }
}
