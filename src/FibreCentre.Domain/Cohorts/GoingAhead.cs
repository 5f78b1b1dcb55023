namespace FibreCentre.Domain.Cohorts;

/// <summary>How sure it is that a cohort takes place. Open ones are likely once enough places are taken.</summary>
public enum Prospect { NeedsMore, Likely, Confirmed, Cancelled }

public static class GoingAhead
{
    public static Prospect Of(CohortState state, int placesTaken, int minimumSize) => state switch
    {
        CohortState.Cancelled => Prospect.Cancelled,
        CohortState.Open or CohortState.Draft => placesTaken >= minimumSize ? Prospect.Likely : Prospect.NeedsMore,
        _ => Prospect.Confirmed,
    };

    /// <summary>As bookers read it, such as <c>needs 2 more</c>.</summary>
    public static string Say(CohortState state, int placesTaken, int minimumSize) => Of(state, placesTaken, minimumSize) switch
    {
        Prospect.Confirmed => "confirmed to run",
        Prospect.Likely => "likely to run",
        Prospect.Cancelled => "cancelled",
        _ => $"needs {minimumSize - placesTaken} more to run",
    };
}
