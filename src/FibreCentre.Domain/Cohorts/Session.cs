namespace FibreCentre.Domain.Cohorts;

public readonly record struct SessionId(Guid Value)
{
    public static SessionId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>One dated part of a cohort.</summary>
public sealed class Session
{
    public required SessionId Id { get; init; }

    public required CohortId Cohort { get; init; }

    /// <summary>Counts from 1, and names the session pattern of the course version it was laid from.</summary>
    public required int Number { get; init; }

    public required string Title { get; init; }

    public required string BayKind { get; init; }

    public TimeSlot During { get; private set; }

    /// <summary>Rises with every change of time or place.</summary>
    public int Revision { get; private set; } = 1;

    public static Session Laid(CohortId cohort, LaidSession laid, DateTimeOffset now) => new()
    {
        Id = SessionId.New(now), Cohort = cohort, Number = laid.Number, Title = laid.Pattern.Title, BayKind = laid.Pattern.BayKind, During = laid.During,
    };

    internal void MoveTo(TimeSlot during)
    {
        During = during;
        Revision++;
    }
}
