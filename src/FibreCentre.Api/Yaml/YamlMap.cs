using System.Globalization;
using System.Text.Json;

namespace FibreCentre.Api.Yaml;

/// <summary>
/// Reads a map key by key. Whatever is missing or of the wrong type is reported and stands in as a harmless value, so that one reading finds every fault;
/// at the end every key that nobody asked for is reported with the one that was probably meant.
/// </summary>
internal sealed class YamlMap
{
    private const int MostItems = 1000, MostText = 4000, MostGuesses = 100;

    private readonly YamlReading _reading;
    private readonly YamlNode _node;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);
    private bool _silent;

    private YamlMap(YamlReading reading, YamlNode node)
    {
        (_reading, _node) = (reading, node);
        _silent = node.Kind != YamlKind.Map;
        if (node.Kind is YamlKind.Text or YamlKind.List) reading.StandIn(node, "is not a map; write its fields as \"key: value\", indented below it.");
    }

    public static T Read<T>(YamlReading reading, YamlNode node, Func<YamlMap, T> read)
    {
        var map = new YamlMap(reading, node);
        var value = read(map);
        map.ReportKeys();
        return value;
    }

    public bool Has(string key) => _node.Entries.ContainsKey(key);

    public string Text(string key) => Scalar(key, "text", (string text, out string value) => (value = text.Trim()).Length <= MostText) ?? "";

    public string? OptionalText(string key) => Asks(key) ? Text(key) : null;

    public int Integer(string key) => Scalar(key, "a whole number such as 6", (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public int OptionalInteger(string key, int otherwise) => Asks(key) ? Integer(key) : otherwise;

    /// <summary>A whole number, or the word that stands for none of them (null).</summary>
    public int? IntegerOr(string none, string key)
    {
        if (_node.Entries.TryGetValue(key, out var entry) && entry.Node is { Kind: YamlKind.Text } node && node.Text == none)
        {
            _asked.Add(key);
            return null;
        }
        return Scalar(key, $"a whole number such as 3, or {none}", (string text, out int? value) =>
        {
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
            return value is not null;
        });
    }

    public decimal Number(string key) => Scalar(key, "a number with a decimal point such as 0.05", (string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value));

    public decimal? OptionalNumber(string key) => Asks(key) ? Number(key) : null;

    public bool OptionalFlag(string key) => Asks(key) && Scalar(key, "true or false", (string text, out bool value) => (value = text == "true") || text == "false");

    public TimeOnly Time(string key) => Scalar(key, "a time of 24 hours such as 08:30", (string text, out TimeOnly value) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    public DateOnly Date(string key) => Scalar(key, "a date such as 2027-03-31", (string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    public DateOnly? OptionalDate(string key) => Asks(key) ? Date(key) : null;

    /// <summary>A value of a type that knows how to read itself from text.</summary>
    public T Parsed<T>(string key, string such) where T : struct, IParsable<T> =>
        Scalar(key, such, (string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value));

    /// <summary>One of the names of an enum in camelCase; null when there is none of them, which is reported.</summary>
    public T? Choice<T>(string key) where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        return Choice(key, [.. names.Keys]) is { } name ? names[name] : null;
    }

    /// <summary>As <see cref="Choice{T}(string)"/>, where the key may be left out.</summary>
    public T OptionalChoice<T>(string key, T otherwise) where T : struct, Enum => Asks(key) ? Choice<T>(key) ?? otherwise : otherwise;

    /// <summary>One of the names given; null when there is none of them, which is reported.</summary>
    public string? Choice(string key, IReadOnlyCollection<string> names)
    {
        if (Find(key, "one of " + string.Join(", ", names)) is not { } entry) return null;
        if (entry.Node.Kind == YamlKind.Text && names.Contains(entry.Node.Text)) return entry.Node.Text;
        var guess = Spelling.Nearest(entry.Node.Text, names);
        _reading.StandIn(entry.Node, $"{Shown(entry.Node)}, not one of {string.Join(", ", names)}{(guess is null ? "" : $"; did you mean {guess}?")}");
        return null;
    }

    public T? OptionalMap<T>(string key, Func<YamlMap, T> read) where T : class => Asks(key) ? Map(key, read) : null;

    public T Map<T>(string key, Func<YamlMap, T> read) =>
        Read(_reading, Find(key, "its fields")?.Node ?? Absent(key), read);

    public IReadOnlyList<T> Maps<T>(string key, Func<YamlMap, T> read) => [.. Items(key, "a list").Select(item => Read(_reading, item, read))];

    public IReadOnlyList<T> OptionalMaps<T>(string key, Func<YamlMap, T> read) => Asks(key) ? Maps(key, read) : [];

    public IReadOnlyList<string> Texts(string key) => [.. Items(key, "a list of words").Select(item =>
    {
        if (item.Kind == YamlKind.Text && !IsNothing(item)) return item.Text.Trim();
        if (item.Kind != YamlKind.Broken) _reading.StandIn(item, "is not plain text; write one word.");
        return "";
    })];

    /// <summary>Leaves the keys of this map unreported: what they may be depends on one that is wrong.</summary>
    public void Forgive() => _silent = true;

    private delegate bool Reads<T>(string text, out T value);

    private T? Scalar<T>(string key, string wanted, Reads<T> reads)
    {
        if (Find(key, wanted) is not { } entry) return default;
        if (entry.Node.Kind == YamlKind.Text && reads(entry.Node.Text, out var value)) return value;
        _reading.StandIn(entry.Node, $"{Shown(entry.Node)}, not {wanted}{(typeof(T) == typeof(string) ? $" of at most {MostText} characters" : "")}; write {wanted}.");
        return default;
    }

    private IEnumerable<YamlNode> Items(string key, string wanted)
    {
        if (Find(key, wanted) is not { } entry) return [];
        if (entry.Node.Kind != YamlKind.List)
        {
            _reading.StandIn(entry.Node, "is not a list; begin each of its lines with \"- \", or write [] for none.");
            return [];
        }
        if (entry.Node.Items.Count > MostItems) _reading.StandIn(entry.Node, $"has {entry.Node.Items.Count} entries; at most {MostItems} are read. Split the file.");
        return entry.Node.Items.Take(MostItems);
    }

    private bool Asks(string key)
    {
        _asked.Add(key);
        return Has(key);
    }

    private YamlEntry? Find(string key, string wanted)
    {
        _asked.Add(key);
        if (_silent) return null;
        if (_node.Entries.TryGetValue(key, out var entry) && !IsNothing(entry.Node)) return entry.Node.Kind == YamlKind.Broken ? Silently(entry.Node) : entry;
        var message = $"is missing; add \"{key}:\" with {wanted}.";
        if (entry is null) _missing[key] = message;
        _reading.StandIn(entry?.Node ?? Absent(key), entry is null ? null : message);
        return null;
    }

    private YamlEntry? Silently(YamlNode broken)
    {
        _reading.StandIn(broken, null);
        return null;
    }

    /// <summary>Reports keys that nobody knows and keys that are missing; where one is a misspelling of the other, once.</summary>
    private void ReportKeys()
    {
        if (_silent) return;
        var guesses = 0;
        foreach (var entry in _node.Entries.Values.Where(entry => !_asked.Contains(entry.Key)))
        {
            var guess = ++guesses > MostGuesses ? null : Spelling.Nearest(entry.Key, _asked.Where(key => !Has(key)));
            if (guess is not null) _missing.Remove(guess);
            var fix = guess is null ? $"remove it, or use one of {string.Join(", ", _asked)}." : $"did you mean {guess}?";
            _reading.Report(entry.Line, entry.Column, PathOf(entry.Key), $"is no field of this file; {fix}");
        }
        foreach (var (key, message) in _missing) _reading.StandIn(Absent(key), message);
    }

    private YamlNode Absent(string key) => new(YamlKind.Broken, _node.Line, _node.Column, PathOf(key));

    private string PathOf(string key) => _node.Path.Length == 0 ? key : $"{_node.Path}.{key}";

    private static bool IsNothing(YamlNode node) =>
        node.Kind == YamlKind.Text && (string.IsNullOrWhiteSpace(node.Text) || (!node.IsQuoted && node.Text is "~" or "null"));

    private static string Shown(YamlNode node) => node.Kind switch
    {
        YamlKind.Text => $"is \"{(node.Text.Length > 60 ? node.Text[..60] + "..." : node.Text)}\"",
        YamlKind.List => "is a list",
        _ => "is a map",
    };
}
