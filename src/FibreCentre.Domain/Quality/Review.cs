namespace FibreCentre.Domain.Quality;

/// <summary>What a quality assurer makes of a drawn decision: agrees, asks the assessor, or overturns it, which corrects it in the ledger.</summary>
public enum ReviewVerdict { Agree, Query, Overturn }

public enum ReviewKind { Agreed, Queried, Answered, Overturned }

/// <summary>Where the review of a drawn decision stands. One that was answered waits again; one that was corrected otherwise needs none any more.</summary>
public enum ReviewState { Waiting, Queried, Answered, Agreed, Overturned, Corrected }

/// <summary>One step of a review: what a quality assurer said of a drawn decision, or what the assessor answered. It never changes.</summary>
public sealed record QualityReview
{
    public required Guid Decision { get; init; }

    /// <summary>From 1 upwards without a gap.</summary>
    public required int Step { get; init; }

    public required ReviewKind Kind { get; init; }

    public required Guid By { get; init; }

    /// <summary>Who signed the decision; the database refuses them as their own reviewer.</summary>
    public required Guid Assessor { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null where nothing was said, and for an overturning, whose reason stands beside the correction.</summary>
    public string? Words { get; init; }

    /// <summary>The line of the ledger that overturns it.</summary>
    public Guid? Correction { get; init; }
}

public static class Reviewing
{
    /// <summary>How long an assessor has for an answer; then the review goes on without it.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromDays(7);

    /// <param name="last">Its last step; null before the first.</param>
    public static ReviewState StateOf(ReviewKind? last, bool corrected) => last switch
    {
        ReviewKind.Agreed => ReviewState.Agreed,
        ReviewKind.Overturned => ReviewState.Overturned,
        _ when corrected => ReviewState.Corrected,
        ReviewKind.Queried => ReviewState.Queried,
        ReviewKind.Answered => ReviewState.Answered,
        _ => ReviewState.Waiting,
    };

    /// <summary>Whether a quality assurer has something to say now.</summary>
    public static bool IsOpen(this ReviewState state) => state is ReviewState.Waiting or ReviewState.Answered;

    /// <summary>Why somebody may not review a decision; null when they may.</summary>
    /// <param name="waits">How long the last step is ago.</param>
    public static Error? WhyNot(ReviewState state, bool isAssessor, bool countersigned, bool isTrainee, TimeSpan waits) =>
        isAssessor ? QualityErrors.OwnSignature()
        : countersigned ? QualityErrors.OwnCountersignature()
        : isTrainee ? QualityErrors.OwnTraining()
        : state switch
        {
            ReviewState.Queried when waits < AnswerWithin => QualityErrors.WaitsForAnswer(),
            ReviewState.Agreed or ReviewState.Overturned => QualityErrors.AlreadyReviewed(),
            ReviewState.Corrected => QualityErrors.CorrectedSince(),
            _ => null,
        };
}
