namespace FibreCentre.Domain.Providers;

/// <summary>
/// People somebody may be taken for, found by employee number, by name and by date of birth: the one rule for importing, booking and naming. What a search costs
/// does not grow with how many there are. Exactly the same name or number is always found; a nearly same name is looked for among those born on the day who
/// share a word of it, and then among the others, but with no more than <see cref="MostCompared"/> of them.
/// </summary>
public sealed class Likenesses<T>
{
    /// <summary>Names compared letter by letter in one search. Nobody has so many engineers of one birthday unless the date stands for "not known".</summary>
    public const int MostCompared = 100;

    private const int MostOfAWord = 25;

    private readonly Dictionary<string, Entry> _numbered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(DateOnly BornOn, string Name), Entry> _called = [];
    private readonly Dictionary<(DateOnly BornOn, string Word), List<Entry>> _near = [];

    private sealed record Entry(Likeness Likeness, T Who);

    /// <summary>How many names were compared letter by letter until now.</summary>
    public long Compared { get; private set; }

    /// <summary>Of several that are alike the one added first is found.</summary>
    public void Add(Likeness likeness, T who)
    {
        ArgumentNullException.ThrowIfNull(likeness);
        var entry = new Entry(likeness, who);
        if (Number(likeness) is { } number) _numbered.TryAdd(number, entry);
        _called.TryAdd((likeness.DateOfBirth, likeness.InOrder), entry);
        _called.TryAdd((likeness.DateOfBirth, likeness.Sorted), entry);
        foreach (var word in likeness.Words.Distinct().Take(MostCompared)) Keep(word, MostOfAWord);
        Keep("", MostCompared);

        void Keep(string word, int most)
        {
            if (!_near.TryGetValue((likeness.DateOfBirth, word), out var near)) _near[(likeness.DateOfBirth, word)] = near = [];
            if (near.Count < most) near.Add(entry);
        }
    }

    /// <summary>Whom it may be, and in words why; null for nobody.</summary>
    public (T Who, string Alike)? Find(Likeness likeness)
    {
        ArgumentNullException.ThrowIfNull(likeness);
        if (Number(likeness) is { } number && _numbered.TryGetValue(number, out var same)) return (same.Who, Resemblance.Between(likeness, same.Likeness)!);
        foreach (var name in new[] { likeness.InOrder, likeness.Sorted })
            if (_called.TryGetValue((likeness.DateOfBirth, name), out var called) && Resemblance.Between(likeness, called.Likeness) is { } alike) return (called.Who, alike);
        foreach (var (entry, alike) in likeness.Words.Distinct().Append("").SelectMany(Near).Take(MostCompared).Select(entry => (entry, Compare(entry))))
            if (alike is not null) return (entry.Who, alike);
        return null;

        IEnumerable<Entry> Near(string word) => _near.GetValueOrDefault((likeness.DateOfBirth, word)) ?? [];

        string? Compare(Entry entry)
        {
            Compared++;
            return Resemblance.Between(likeness, entry.Likeness);
        }
    }

    private static string? Number(Likeness likeness) => string.IsNullOrWhiteSpace(likeness.EmployeeReference) ? null : likeness.EmployeeReference.Trim();
}
