namespace FibreCentre.Domain.Catalogue;

/// <summary>One part of a course on one of its days: when, in which kind of bay, and how many people and things it takes.</summary>
public sealed record SessionPattern
{
    /// <summary>Which working day of the cohort, from 1; days between without the centre open do not count.</summary>
    public required int Day { get; init; }

    /// <summary>Start in the centre's civil time.</summary>
    public required TimeOnly Starts { get; init; }

    /// <summary>End in the centre's civil time, the same day; not part of the session (half-open), so the next may start then.</summary>
    public required TimeOnly Ends { get; init; }

    /// <summary>What happens in it, as shown in a calendar.</summary>
    public required string Title { get; init; }

    /// <summary>Slug of the kind of bay it needs.</summary>
    public required string BayKind { get; init; }

    /// <summary>Trainees that one instructor may have at most; 1 or more.</summary>
    public required int TraineesPerInstructor { get; init; }

    /// <summary>Trainees that one bay may have at most; 1 or more. A bay's own capacity may be lower and then decides.</summary>
    public required int TraineesPerBay { get; init; }

    /// <summary>Serialised things it needs; may be empty. Tools that nobody calibrates or inspects are not listed.</summary>
    public required IReadOnlyList<KitNeed> Kit { get; init => field = FixedList<KitNeed>.Of(value); }

    /// <summary>Instructors needed at the same time for so many trainees.</summary>
    public int InstructorsFor(int trainees) => Groups(trainees, TraineesPerInstructor);

    /// <summary>Bays needed at the same time for so many trainees, where no bay is smaller than <see cref="TraineesPerBay"/>.</summary>
    public int BaysFor(int trainees) => Groups(trainees, TraineesPerBay);

    /// <summary>Items of one kit type needed for so many trainees. A group is the trainees who share a bay, so a need per group counts once a bay.</summary>
    public int ItemsFor(KitNeed need, int trainees)
    {
        ArgumentNullException.ThrowIfNull(need);
        return need.Quantity * (need.Per == KitPer.Trainee ? trainees : BaysFor(trainees));
    }

    private static int Groups(int trainees, int size) => (trainees + size - 1) / size;
}

/// <summary>Kit that a session takes.</summary>
/// <param name="KitType">Slug of the type, such as <c>fusion-splicer</c>.</param>
/// <param name="Per">Whether the quantity is for each trainee or for each group that shares a bay.</param>
/// <param name="Quantity">How many; 1 or more.</param>
public sealed record KitNeed(string KitType, KitPer Per, int Quantity);

/// <summary>What a quantity of kit is counted by.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnumConverter<KitPer>))]
public enum KitPer
{
    /// <summary>For each trainee.</summary>
    Trainee,

    /// <summary>For each group of trainees who share a bay.</summary>
    Group,
}
