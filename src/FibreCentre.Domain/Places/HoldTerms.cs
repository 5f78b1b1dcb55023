namespace FibreCentre.Domain.Places;

/// <summary>How long places are held without being ordered.</summary>
public static class HoldTerms
{
    /// <summary>From the moment after one hold of a provider on a cohort lapsed until it may make the next: else a hold renewed for ever would be a booking without an order.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(24);

    /// <summary>How long there is at least for names that are missing when the centre moves a cohort nearer: its own change must cost nobody a place.</summary>
    public static readonly TimeSpan NamesAfterAMove = TimeSpan.FromHours(24);

    /// <summary>The larger the group, the longer: 1 or 2 places 24 hours, 3 to 6 three days, more seven days; never past the day on which names are due.</summary>
    public static DateTimeOffset HoldUntil(int places, DateTimeOffset now, DateTimeOffset namesDueAt)
    {
        var until = now + TimeSpan.FromDays(places switch { <= 2 => 1, <= 6 => 3, _ => 7 });
        return until < namesDueAt ? until : namesDueAt;
    }

    /// <summary>An offer from the waiting list stands for 24 hours; close to the start for a quarter of the time that is left, but an hour at least, and never past the start.</summary>
    public static DateTimeOffset OfferUntil(DateTimeOffset now, DateTimeOffset bookingClosesAt)
    {
        var left = bookingClosesAt - now;
        var stands = TimeSpan.FromTicks(Math.Clamp(left.Ticks / 4, TimeSpan.FromHours(1).Ticks, TimeSpan.FromHours(24).Ticks));
        return now + (stands < left ? stands : left);
    }
}
