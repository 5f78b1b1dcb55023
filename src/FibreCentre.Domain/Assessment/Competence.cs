namespace FibreCentre.Domain.Assessment;

/// <summary>How somebody stands to a course on a day.</summary>
public enum CompetenceState
{
    /// <summary>Never held.</summary>
    None,

    Valid,

    /// <summary>It counts today and runs out within <see cref="Competence.SoonDays"/> days.</summary>
    Ending,

    /// <summary>It was held and counts no more.</summary>
    Lapsed,
}

/// <summary>What somebody holds of one course.</summary>
/// <param name="Until">The last day; null when it does not expire, and where nothing was held.</param>
/// <param name="IsUnverified">It rests on a certificate from elsewhere that the centre has not looked at.</param>
/// <param name="BookedOn">The first day of a cohort of the course with a place for them; null for none.</param>
public sealed record Competence(CompetenceState State, DateOnly? Until, bool IsUnverified, DateOnly? BookedOn)
{
    /// <summary>About as long as it takes to find a renewal course.</summary>
    public const int SoonDays = 90;

    public static readonly Competence Nothing = new(CompetenceState.None, null, false, null);

    /// <param name="held">Last days of what was earned and not revoked or rejected, null where it does not expire, and whether somebody at the centre still has to look at it.</param>
    /// <param name="booked">First days of cohorts that lie ahead.</param>
    public static Competence Of(IEnumerable<(DateOnly? Until, bool IsUnverified)> held, IEnumerable<DateOnly> booked, DateOnly today)
    {
        DateOnly? next = booked.Order().Cast<DateOnly?>().FirstOrDefault();
        // The longest counts; of two that last as long, the one nobody has to look at.
        if (held.OrderByDescending(each => each.Until ?? DateOnly.MaxValue).ThenBy(each => each.IsUnverified).Cast<(DateOnly? Until, bool IsUnverified)?>().FirstOrDefault() is not { } best) return Nothing with { BookedOn = next };
        var state = best.Until is not { } last || last > today.AddDays(SoonDays) ? CompetenceState.Valid : last >= today ? CompetenceState.Ending : CompetenceState.Lapsed;
        return new(state, best.Until, best.IsUnverified, next);
    }
}
