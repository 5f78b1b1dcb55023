namespace FibreCentre.Domain.Notices;

/// <summary>When messages about calendar entries go, so that nobody's phone buzzes twelve times for one decision.</summary>
public static class Pacing
{
    /// <summary>Sessions of one place that are told at once. More of them are headed by one mail that lists them all, and follow a few at a time.</summary>
    public const int MostAtOnce = 8;

    /// <summary>Changes of one entry within this time are told as one.</summary>
    public static readonly TimeSpan GatherFor = TimeSpan.FromMinutes(10);

    /// <summary>What changes about a session nearer than this is told at once.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(48);

    private const int EachMinute = 4;

    /// <param name="starts">Of the session; of one that moves, the earlier of before and after.</param>
    public static DateTimeOffset ChangeDue(DateTimeOffset starts, DateTimeOffset now) => starts - now < Soon ? now : now + GatherFor;

    /// <param name="index">Of the session among those of the place, from 0, in the order of time.</param>
    /// <param name="sessions">Of the place.</param>
    public static DateTimeOffset InvitationDue(int index, int sessions, DateTimeOffset now) => sessions <= MostAtOnce ? now : now.AddMinutes(1 + (index / EachMinute));
}
