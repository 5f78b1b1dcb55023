namespace FibreCentre.Domain;

/// <summary>Translates between instants and the civil time on the centre's clocks.</summary>
/// <param name="zone">The centre's time zone, by its IANA name.</param>
public sealed class CentreTime(TimeZoneInfo zone)
{
    /// <summary>The IANA name, such as <c>Europe/London</c>.</summary>
    public string ZoneId => zone.Id;

    /// <exception cref="TimeZoneNotFoundException">No such zone is known to this machine.</exception>
    public static CentreTime In(string zoneId) => new(TimeZoneInfo.FindSystemTimeZoneById(zoneId));

    /// <summary>
    /// The instant at which the centre's clocks show this day and time. A time the clocks jump over in spring becomes the
    /// first one after the jump; a time they show twice in autumn means the first.
    /// </summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var civil = day.ToDateTime(time, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(civil)) civil = civil.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(civil) ? zone.GetAmbiguousTimeOffsets(civil).Max() : zone.GetUtcOffset(civil);
        return new DateTimeOffset(civil, offset).ToUniversalTime();
    }

    /// <summary>The slot from one civil time to another on one day.</summary>
    public TimeSlot On(DateOnly day, TimeOnly starts, TimeOnly ends) => new(At(day, starts), At(day, ends));

    public DateTimeOffset Civil(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Civil(instant).DateTime);

    public TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(Civil(instant).DateTime);

    /// <summary>A slot with what the centre's clocks show at its ends, read once for everything that is asked about it.</summary>
    public ClockedSlot Read(TimeSlot slot)
    {
        var (starts, ends) = (Civil(slot.Start).DateTime, Civil(slot.End).DateTime);
        return new(slot, DateOnly.FromDateTime(starts), TimeOnly.FromDateTime(starts), DateOnly.FromDateTime(ends), TimeOnly.FromDateTime(ends));
    }
}

/// <summary>A slot as the centre's clocks show it.</summary>
public readonly record struct ClockedSlot(TimeSlot Slot, DateOnly Day, TimeOnly Starts, DateOnly LastDay, TimeOnly Ends);
