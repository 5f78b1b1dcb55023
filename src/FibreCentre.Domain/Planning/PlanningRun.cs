namespace FibreCentre.Domain.Planning;

public readonly record struct PlanningRunId(Guid Value)
{
    public static PlanningRunId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Waiting to be taken up, being worked on, done; stopped with what it had; failed; and what a coordinator made of it.</summary>
public enum PlanningRunState { Waiting, Running, Done, Stopped, Failed, Accepted, Dropped }

/// <summary>One search for a plan, and the draft it found. Whoever works on it holds a lease, so that another goes on from the best so far when the one before is gone.</summary>
public sealed class PlanningRun
{
    /// <summary>How long nobody else takes up a run that is worked on.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>Whoever works on it may be gone so often; then it is not taken up again.</summary>
    public const int MostInterruptions = 3;

    /// <summary>How long a run may be asked to take, in seconds.</summary>
    public static readonly IReadOnlyList<int> SecondsToChoose = [5, 15, 30, 60];

    public required PlanningRunId Id { get; init; }

    /// <summary>The first of the drafts of one and the same plan; its own id for that one.</summary>
    public required PlanningRunId DraftOf { get; init; }

    /// <summary>What is to be planned, as JSON.</summary>
    public required string Asked { get; init; }

    /// <summary>The version of the weights it uses.</summary>
    public required int Weights { get; init; }

    public required int Seed { get; init; }

    public required int Seconds { get; init; }

    public required Guid AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public PlanningRunState State { get; private set; } = PlanningRunState.Waiting;

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public bool StopAsked { get; private set; }

    /// <summary>Who works on it; null when nobody does.</summary>
    public Guid? Holder { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>How often whoever worked on it was gone without giving it back.</summary>
    public int Interruptions { get; private set; }

    /// <summary>How much of its time is spent, 0 to 1.</summary>
    public double Share { get; private set; }

    public long? Cost { get; private set; }

    /// <summary>How many sessions the best so far leaves out.</summary>
    public int? Unplaced { get; private set; }

    /// <summary>The best so far, as JSON.</summary>
    public string? Draft { get; private set; }

    /// <summary>Of the timetable it was last read from.</summary>
    public string? Fingerprint { get; private set; }

    /// <summary>Why it failed, in a sentence.</summary>
    public string? Failure { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public bool IsFinished => State is not (PlanningRunState.Waiting or PlanningRunState.Running);

    /// <summary>Whether there is a draft to be accepted or dropped.</summary>
    public bool IsOpen => State is PlanningRunState.Done or PlanningRunState.Stopped;

    /// <summary>What of its time is left.</summary>
    public TimeSpan Left => TimeSpan.FromSeconds(Seconds * (1 - Share));

    public static PlanningRun Ask(string asked, int weights, int seed, int seconds, Guid by, DateTimeOffset now, PlanningRunId? draftOf = null)
    {
        var id = PlanningRunId.New(now);
        return new() { Id = id, DraftOf = draftOf ?? id, Asked = asked, Weights = weights, Seed = seed, Seconds = seconds, AskedBy = by, AskedAt = now };
    }

    /// <summary>Begins to work on it, or goes on where somebody who is gone left off. False when too many are gone already: then it has failed.</summary>
    public bool TakeUp(Guid holder, string fingerprint, DateTimeOffset now)
    {
        if (State == PlanningRunState.Running && ++Interruptions >= MostInterruptions)
        {
            Fail($"The product was stopped {MostInterruptions} times while it worked on this. Plan less at once, or tell whoever looks after the product.", now);
            return false;
        }
        (State, Holder, LeaseUntil, Fingerprint) = (PlanningRunState.Running, holder, now + Lease, fingerprint);
        StartedAt ??= now;
        return true;
    }

    /// <summary>Renews the lease and keeps what is better by now. False when somebody else has taken it up meanwhile: then nothing is kept.</summary>
    public bool Report(Guid holder, double share, (long Cost, int Unplaced, string Draft)? best, DateTimeOffset now)
    {
        if (!IsHeldBy(holder)) return false;
        (Share, LeaseUntil) = (Math.Clamp(share, Share, 1), now + Lease);
        if (best is { } better) (Cost, Unplaced, Draft) = (better.Cost, better.Unplaced, better.Draft);
        return true;
    }

    /// <summary>Gives it back unfinished: the next one goes on at once.</summary>
    public void GiveBack(Guid holder)
    {
        if (IsHeldBy(holder)) (State, Holder, LeaseUntil) = (PlanningRunState.Waiting, null, null);
    }

    public void Finish(Guid holder, DateTimeOffset now)
    {
        if (IsHeldBy(holder)) End(StopAsked && Share < 1 ? PlanningRunState.Stopped : PlanningRunState.Done, now);
    }

    public void Fail(Guid holder, string why, DateTimeOffset now)
    {
        if (IsHeldBy(holder)) Fail(why, now);
    }

    /// <summary>It cannot be planned at all.</summary>
    public void Fail(string why, DateTimeOffset now)
    {
        Failure = why;
        End(PlanningRunState.Failed, now);
    }

    /// <summary>Ends it with what it has; one that nobody has taken up yet is dropped.</summary>
    public Result<PlanningRun> Stop(Guid by, DateTimeOffset now)
    {
        if (IsFinished) return PlanningErrors.AlreadyFinished();
        StopAsked = true;
        if (State == PlanningRunState.Waiting && Draft is null) Decide(PlanningRunState.Dropped, by, now);
        else if (State == PlanningRunState.Waiting) End(PlanningRunState.Stopped, now);
        return this;
    }

    public Result<PlanningRun> Accept(Guid by, DateTimeOffset now) => DecideOpen(PlanningRunState.Accepted, by, now);

    public Result<PlanningRun> Drop(Guid by, DateTimeOffset now)
    {
        if (State != PlanningRunState.Failed) return DecideOpen(PlanningRunState.Dropped, by, now);
        Decide(PlanningRunState.Dropped, by, now);
        return this;
    }

    private bool IsHeldBy(Guid holder) => State == PlanningRunState.Running && Holder == holder;

    private Result<PlanningRun> DecideOpen(PlanningRunState state, Guid by, DateTimeOffset now)
    {
        if (!IsFinished) return PlanningErrors.NotFinished();
        if (!IsOpen) return PlanningErrors.AlreadyDecided(State);
        Decide(state, by, now);
        return this;
    }

    private void End(PlanningRunState state, DateTimeOffset now) => (State, FinishedAt, Holder, LeaseUntil) = (state, now, null, null);

    private void Decide(PlanningRunState state, Guid by, DateTimeOffset now) => (State, FinishedAt, DecidedBy, DecidedAt, Holder, LeaseUntil) = (state, FinishedAt ?? now, by, now, null, null);
}
