using System.Text;

namespace FibreCentre.Planning.Explaining;

internal static class Words
{
    /// <summary>Days in order as "day 3", or "days 3 to 5, 8 and 10".</summary>
    public static string Days(IReadOnlyList<int> days)
    {
        var parts = new List<string>();
        for (var i = 0; i < days.Count;)
        {
            var last = i;
            while (last + 1 < days.Count && days[last + 1] == days[last] + 1) last++;
            parts.Add(last == i ? $"{days[i]}" : $"{days[i]} to {days[last]}");
            i = last + 1;
        }
        var text = new StringBuilder(days.Count == 1 ? "day " : "days ");
        for (var i = 0; i < parts.Count; i++) text.Append(i == 0 ? "" : i == parts.Count - 1 ? " and " : ", ").Append(parts[i]);
        return text.ToString();
    }
}
