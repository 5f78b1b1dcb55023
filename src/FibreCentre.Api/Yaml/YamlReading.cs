namespace FibreCentre.Api.Yaml;

/// <summary>One reading of one file: its faults, and the fields that hold a harmless value in place of what could not be read.</summary>
/// <param name="tree">The file.</param>
/// <param name="decisive">Names of fields on which rules about the things around and beside them depend.</param>
internal sealed class YamlReading(YamlTree tree, params IReadOnlyCollection<string> decisive)
{
    private readonly List<YamlFault> _faults = [.. tree.Faults];
    private readonly HashSet<string> _standIns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _besideDecisive = new(StringComparer.Ordinal);
    private readonly HashSet<string> _aroundDecisive = new(StringComparer.Ordinal);

    /// <summary>Every fault so far, in the order of the file.</summary>
    public IReadOnlyList<YamlFault> Faults => [.. _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

    public T Read<T>(Func<YamlMap, T> read) => YamlMap.Read(this, tree.Root, read);

    public void Report(int line, int column, string field, string message) => _faults.Add(new(line, column, field, message));

    public void Report(string field, string message)
    {
        var (line, column) = tree.PlaceOf(field);
        Report(line, column, field, message);
    }

    /// <summary>Notes that a field could not be read; says so unless it was said before.</summary>
    public void StandIn(YamlNode node, string? message)
    {
        _standIns.Add(node.Path);
        if (decisive.Contains(node.Path[(node.Path.LastIndexOf('.') + 1)..]))
        {
            _besideDecisive.Add(Parent(node.Path));
            _aroundDecisive.UnionWith(SelfAndAround(node.Path));
        }
        if (message is not null) Report(node.Line, node.Column, node.Path, message);
    }

    /// <summary>True when a rule that the field breaks is broken by what stands in the file, not by what stands in for it.</summary>
    public bool IsAsWritten(string field) =>
        !SelfAndAround(field).Any(_standIns.Contains) && !_aroundDecisive.Contains(field) && !_besideDecisive.Contains(Parent(field));

    private static string Parent(string field) => field[..Math.Max(field.LastIndexOf('.'), 0)];

    private static IEnumerable<string> SelfAndAround(string field)
    {
        for (var path = field; path.Length > 0; path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)]) yield return path;
        yield return "";
    }
}

/// <summary>Guesses what somebody meant to write.</summary>
internal static class Spelling
{
    /// <summary>The word at the fewest typing mistakes away, ignoring case, at most about a third of its letters and three; null when none is near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> words)
    {
        if (typed.Length > 60) return null;
        return words.Select(word => (Word: word, Mistakes: Mistakes(typed.ToUpperInvariant(), word.ToUpperInvariant())))
            .Where(guess => guess.Mistakes <= Math.Clamp((guess.Word.Length + 1) / 3, 1, 3))
            .OrderBy(guess => guess.Mistakes).Select(guess => guess.Word).FirstOrDefault();
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Mistakes(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
        }
        return row[right.Length];
    }
}
