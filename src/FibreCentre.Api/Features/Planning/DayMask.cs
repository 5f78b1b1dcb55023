using System.Numerics;

namespace FibreCentre.Api.Features.Planning;

/// <summary>The slots of a day as bits: the first slot is the lowest.</summary>
internal static class DayMask
{
    /// <summary>Slots [from, to), as far as they lie in a day.</summary>
    public static ulong Of(int from, int to)
    {
        (from, to) = (Math.Clamp(from, 0, 64), Math.Clamp(to, 0, 64));
        return to <= from ? 0 : (ulong.MaxValue >> (64 - (to - from))) << from;
    }

    public static int Count(ulong mask) => BitOperations.PopCount(mask);

    /// <summary>The runs of slots that are set, as [from, to).</summary>
    public static IEnumerable<(int From, int To)> Runs(ulong mask, int slots)
    {
        for (var from = 0; from < slots;)
        {
            if (((mask >> from) & 1) == 0)
            {
                from++;
                continue;
            }
            var to = from;
            while (to < slots && ((mask >> to) & 1) != 0) to++;
            yield return (from, to);
            from = to;
        }
    }

    /// <summary>At most so many of the open slots: those to be kept, and then the others from the longest run on.</summary>
    public static ulong Narrow(ulong open, ulong keep, int most, int slots)
    {
        if (Count(open) <= most) return open;
        var left = open & keep;
        foreach (var (from, to) in Runs(open & ~left, slots).OrderByDescending(run => run.To - run.From))
            left |= Of(from, Math.Min(to, from + Math.Max(0, most - Count(left))));
        return left;
    }
}
