using NodaTime;
using NodaTime.TimeZones;

namespace FibreCentre.ICalendar;

/// <summary>Finds the yearly rules behind a zone's transitions, and believes only what reproduces all of them.</summary>
internal static class VTimeZoneBuilder
{
    // One year alone cannot tell "the fourth Sunday" from "the last one", so rules that hold for years to come go first.
    private const int YearsToCome = 10;

    public static VTimeZone? Build(DateTimeZone zone, int firstYear, int lastYear)
    {
        // The onsets are those of the year before, so that whatever is in force on the first day has begun.
        var (from, until) = (firstYear - 1, lastYear + 1);
        if (from < 2 || until > 9900)
            return null;

        var changes = Changes(zone, from, until + YearsToCome);
        if (changes.TrueForAll(c => c.Year > until))
            return Fixed(zone, from);

        var inFirstYear = changes.FindAll(c => c.Year == from);
        if (inFirstYear is not [var one, var other] || one.IsDaylight == other.IsDaylight)
            return null;

        var candidates = (from a in Observances(one) from b in Observances(other) select new VTimeZone(zone.Id, a.IsDaylight ? [b, a] : [a, b])).ToList();
        return candidates.Find(c => Reproduces(c, until + YearsToCome)) ?? candidates.Find(c => Reproduces(c, until));

        bool Reproduces(VTimeZone block, int last) =>
            block.Changes(from, last).SequenceEqual(changes.TakeWhile(c => c.Year <= last).Select(c => (c.At, c.To)));
    }

    private static VTimeZone Fixed(DateTimeZone zone, int year)
    {
        var interval = zone.GetZoneInterval(Instant.FromUtc(year, 1, 2, 0, 0));
        var onset = new LocalDateTime(year, 1, 1, 0, 0);
        return new VTimeZone(zone.Id, [new ZoneObservance(onset, interval.WallOffset, interval.WallOffset, null, interval.Name, false)]);
    }

    private static IEnumerable<ZoneObservance> Observances(Change change) =>
        YearlyRule.Giving(change.Onset.Date).Select(rule => new ZoneObservance(change.Onset, change.From, change.To, rule, change.Name, change.IsDaylight));

    /// <summary>Changes of the wall offset; a transition that only renames the time, or moves it from standard to savings, is none.</summary>
    private static List<Change> Changes(DateTimeZone zone, int firstYear, int lastYear)
    {
        var changes = new List<Change>();
        ZoneInterval? before = null;
        foreach (var interval in zone.GetZoneIntervals(Instant.FromUtc(firstYear - 1, 12, 31, 0, 0), Instant.FromUtc(lastYear + 1, 1, 2, 0, 0)))
        {
            if (before is not null && before.WallOffset != interval.WallOffset
                && interval.Start.WithOffset(before.WallOffset).LocalDateTime is var onset && onset.Year >= firstYear && onset.Year <= lastYear)
                changes.Add(new Change(interval.Start, onset, before.WallOffset, interval.WallOffset, interval.Name));
            before = interval;
        }
        return changes;
    }

    private sealed record Change(Instant At, LocalDateTime Onset, Offset From, Offset To, string Name)
    {
        public int Year => Onset.Year;

        public bool IsDaylight => To > From;
    }
}
