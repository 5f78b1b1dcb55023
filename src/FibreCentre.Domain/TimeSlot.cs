namespace FibreCentre.Domain;

/// <summary>A span of time that holds its start and not its end: [<see cref="Start"/>, <see cref="End"/>). Both are instants in UTC.</summary>
public readonly record struct TimeSlot
{
    /// <exception cref="ArgumentException">The end is not after the start.</exception>
    public TimeSlot(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start) throw new ArgumentException("A time slot ends after it starts.", nameof(end));
        Start = start.ToUniversalTime();
        End = end.ToUniversalTime();
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    public TimeSpan Length => End - Start;

    /// <summary>Whether the two share any instant. Slots that only touch do not.</summary>
    public bool Overlaps(TimeSlot other) => Start < other.End && other.Start < End;

    /// <summary>What of this slot lies outside the other: nothing, one piece or the two on both sides of it.</summary>
    public IEnumerable<TimeSlot> Beyond(TimeSlot other)
    {
        if (!Overlaps(other))
        {
            yield return this;
            yield break;
        }
        if (Start < other.Start) yield return new(Start, other.Start);
        if (End > other.End) yield return new(other.End, End);
    }
}
