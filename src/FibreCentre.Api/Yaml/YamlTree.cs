using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FibreCentre.Api.Yaml;

/// <summary>
/// Something wrong in a YAML file. Line and column count from 1; the field is a path such as <c>courses[2].sessions[1].ends</c>, empty for the whole file.
/// </summary>
internal sealed record YamlFault(int Line, int Column, string Field, string Message);

internal enum YamlKind { Text, List, Map, Broken }

/// <summary>One key of a map with where it stands and what it holds.</summary>
internal sealed record YamlEntry(string Key, int Line, int Column, YamlNode Node);

/// <summary>A value with where it stands. <see cref="YamlKind.Broken"/> was reported already: readers pass over it in silence.</summary>
internal sealed record YamlNode(YamlKind Kind, int Line, int Column, string Path)
{
    public string Text { get; init; } = "";
    public bool IsQuoted { get; init; }
    public IReadOnlyList<YamlNode> Items { get; init; } = [];
    public IReadOnlyDictionary<string, YamlEntry> Entries { get; init; } = new Dictionary<string, YamlEntry>();
}

/// <summary>
/// A YAML file as a tree in which everything knows its line. Reads the plain part of YAML that people write by hand: maps, lists and scalars, all as text.
/// Anchors, aliases and tags are refused, so nothing can grow beyond what stands in the file; size and depth are bounded.
/// </summary>
internal sealed class YamlTree
{
    public const int MostBytes = 1024 * 1024;
    private const int MostDepth = 32;

    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);
    private readonly Parser _parser;

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    public List<YamlFault> Faults { get; } = [];

    /// <summary>The value of the file; broken when there is none or its syntax is wrong.</summary>
    public YamlNode Root { get; private set; } = new(YamlKind.Broken, 1, 1, "");

    public static YamlTree Parse(string text)
    {
        var tree = new YamlTree(text.TrimStart('\uFEFF'));
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MostBytes) tree.Fault(1, 1, "", $"the file has {bytes} bytes; split it into files of at most {MostBytes} each.");
        else tree.Read(text);
        return tree;
    }

    /// <summary>Where a field stands; for one that is missing, where the nearest thing around it stands.</summary>
    public (int Line, int Column) PlaceOf(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var place)) return place;
            if (path.Length == 0) return (1, 1);
            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        }
    }

    private void Read(string text)
    {
        try
        {
            while (_parser.MoveNext() && _parser.Current is not NodeEvent and not StreamEnd) { }
            if (_parser.Current is not NodeEvent)
            {
                Fault(1, 1, "", "the file is empty; begin it with its first key.");
                return;
            }
            Root = Node("", 0);
            while (_parser.MoveNext() && _parser.Current is not DocumentStart) { }
            if (_parser.Current is DocumentStart second) Fault(Line(second), Column(second), "", "a second document begins; keep one to a file and remove the \"---\".");
        }
        catch (YamlException wrong)
        {
            // The parser places a tab where its map began, which may be far above it.
            var (line, column) = wrong.Message.Contains("tab as indentation", StringComparison.Ordinal) ? FirstIndentingTab(text) : ((int)wrong.Start.Line, (int)wrong.Start.Column);
            Fault(line, column, "", $"this is not YAML: {wrong.Message.TrimEnd('.')}. Check the indentation, colons and quotes here; what follows was not read.");
            Root = Root with { Kind = YamlKind.Broken };
        }
    }

    /// <summary>Reads the value at the parser's current event and leaves it at that value's last event.</summary>
    private YamlNode Node(string path, int depth)
    {
        var begin = _parser.Current!;
        var (line, column) = (Line(begin), Column(begin));
        _places.TryAdd(path, (line, column));
        // Reading on would cost the parser time that grows with the square of the depth.
        if (depth > MostDepth) throw new YamlException(begin.Start, begin.End, $"it is nested more than {MostDepth} deep");
        var broken = begin switch
        {
            AnchorAlias => "is an alias (*); write the value out.",
            NodeEvent { Anchor.IsEmpty: false } => "has an anchor (&); write the value out wherever it is wanted.",
            NodeEvent { Tag.IsEmpty: false } => "has a tag (!); remove it.",
            _ => null,
        };
        if (broken is not null) Fault(line, column, path, broken);

        var node = begin switch
        {
            Scalar scalar => new YamlNode(YamlKind.Text, line, column, path) { Text = scalar.Value, IsQuoted = scalar.Style is not ScalarStyle.Plain },
            SequenceStart => new YamlNode(YamlKind.List, line, column, path) { Items = Items(path, depth) },
            MappingStart => new YamlNode(YamlKind.Map, line, column, path) { Entries = Entries(path, depth) },
            _ => new YamlNode(YamlKind.Broken, line, column, path),
        };
        return broken is null ? node : node with { Kind = YamlKind.Broken };
    }

    private List<YamlNode> Items(string path, int depth)
    {
        var items = new List<YamlNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
            items.Add(Node(string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), depth + 1));
        return items;
    }

    private Dictionary<string, YamlEntry> Entries(string path, int depth)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var start = _parser.Current!;
            if (start is not Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true, Value: var key })
            {
                Fault(Line(start), Column(start), path, "has a key that is not plain text; write a key as one word.");
                Skip();
                _parser.MoveNext();
                Skip();
                continue;
            }
            var (line, column) = (Line(start), Column(start));
            var field = path.Length == 0 ? key : $"{path}.{key}";
            _parser.MoveNext();
            if (entries.TryGetValue(key, out var first))
            {
                Fault(line, column, field, $"stands twice, first in line {first.Line}; remove one of the two.");
                Skip();
                continue;
            }
            entries.Add(key, new(key, line, column, Node(field, depth + 1)));
        }
        return entries;
    }

    private static (int Line, int Column) FirstIndentingTab(string text)
    {
        var line = 1;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var indent = text.AsSpan()[range];
            indent = indent[..^indent.TrimStart().Length];
            if (indent.IndexOf('\t') is >= 0 and var column) return (line, column + 1);
            line++;
        }
        return (1, 1);
    }

    /// <summary>Passes over the value at the parser's current event and stays at its last one.</summary>
    private void Skip()
    {
        for (var open = 0; ; _parser.MoveNext())
        {
            open += _parser.Current!.NestingIncrease;
            if (open <= 0) return;
        }
    }

    private void Fault(int line, int column, string field, string message) => Faults.Add(new(line, column, field, message));

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
