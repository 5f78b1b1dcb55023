namespace FibreCentre.Otdr.Analysis;

/// <summary>Pairs places on two lists.</summary>
internal static class Nearest
{
    /// <summary>Each pair is each other's nearest, and within the tolerance; both lists in rising order.</summary>
    public static List<(int First, int Second)> Pairs(double[] first, double[] second, double tolerance)
    {
        var pairs = new List<(int, int)>();
        for (var i = 0; i < first.Length; i++)
        {
            var j = IndexOf(second, first[i]);
            if (j >= 0 && Math.Abs(second[j] - first[i]) <= tolerance && IndexOf(first, second[j]) == i)
                pairs.Add((i, j));
        }
        return pairs;
    }

    private static int IndexOf(double[] places, double place)
    {
        if (places.Length == 0)
            return -1;
        var above = Array.BinarySearch(places, place);
        if (above < 0)
            above = ~above;
        return above == places.Length || (above > 0 && place - places[above - 1] <= places[above] - place) ? above - 1 : above;
    }
}
