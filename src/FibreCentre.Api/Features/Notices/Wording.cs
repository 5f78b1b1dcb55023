using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Notices;
using Fluid;
using Fluid.Ast;
using Fluid.Values;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FibreCentre.Api.Features.Notices;

/// <summary>The words of one kind of message: Liquid for what differs from one to the next, Markdown for how it looks.</summary>
/// <param name="Subject">One line of Liquid.</param>
/// <param name="Body">Markdown with Liquid in it. HTML in it is shown as it stands.</param>
public sealed record Wording(string Subject, string Body)
{
    /// <summary>At most so many characters, each.</summary>
    public const int LongestSubject = 200, LongestBody = 8000;

    private static readonly ConcurrentDictionary<MessageKind, Wording> Defaults = new();

    /// <summary>The product's own words, until the centre has others.</summary>
    public static Wording DefaultOf(MessageKind kind) => Defaults.GetOrAdd(kind, static kind =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"wording/{SnakeCase.Kebab(kind.ToString())}") ?? throw new InvalidOperationException($"There are no words for {kind}.");
        using var reader = new StreamReader(stream);
        var subject = reader.ReadLine()!["Subject: ".Length..];
        return new(subject, reader.ReadToEnd().Trim());
    });
}

/// <summary>What a message says, in the two forms that it travels in.</summary>
internal sealed record Phrased(string Subject, string Plain, string Html);

/// <summary>Puts facts into words.</summary>
internal static class Phrasing
{
    private static readonly FluidParser Parser = new();
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Parsed = new(StringComparer.Ordinal);

    private static readonly TemplateOptions Options = new() { MaxSteps = 20_000, MaxRecursion = 20, CultureInfo = CultureInfo.GetCultureInfo("en-GB"), StrictFilters = true };

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().UseSoftlineBreakAsHardlineBreak().UseAutoLinks().Build();

    /// <exception cref="ParseException">It is no Liquid; the message says where.</exception>
    public static Phrased Of(Wording wording, IReadOnlyDictionary<string, object?> facts) => new(
        OneLine(Render(wording.Subject, facts, isMarkdown: false)),
        Tidy(Render(wording.Body, facts, isMarkdown: false)),
        Markdig.Markdown.ToHtml(Tidy(Render(wording.Body, facts, isMarkdown: true)), Markdown));

    /// <summary>What is wrong with words that somebody has written, each with what to do; empty when nothing is.</summary>
    /// <param name="known">The names that may stand between the braces.</param>
    public static IReadOnlyList<string> FaultsOf(string text, IReadOnlyDictionary<string, object?> known, bool isBody)
    {
        if (!Parser.TryParse(text, out var template, out var fault)) return [$"A brace does not fit: {fault}"];
        var names = new NamesUsed();
        names.VisitTemplate(template);
        var unknown = names.Used.Except(names.Made).Where(name => !known.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) return [.. unknown.Select(name => $"There is no {{{{ {name} }}}} in this message. Use one of {string.Join(", ", known.Keys)}.")];
        try
        {
            var rendered = Render(text, known, isMarkdown: isBody);
            if (!isBody) return OneLine(rendered).Length == 0 ? ["The subject comes out empty."] : [];
            return [.. Markdig.Markdown.Parse(rendered, Markdown).Descendants<LinkInline>().Where(link => !IsSafe(link.Url)).Select(link => $"The link to {link.Url} does not work in a mail. Use an address that begins with https://, http:// or mailto:.")];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever a text of somebody's makes the library throw is a fault of the text.
            return [$"It cannot be filled in: {failure.Message}"];
        }
    }

    private static bool IsSafe(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto";

    private static string Render(string text, IReadOnlyDictionary<string, object?> facts, bool isMarkdown)
    {
        var template = Parsed.GetOrAdd(text, static text => Parser.Parse(text));
        // Words can be changed at any time; what is kept of those that were is bounded.
        if (Parsed.Count > 500) Parsed.Clear();
        var context = new TemplateContext(Options);
        foreach (var (name, value) in facts) context.SetValue(name, ValueOf(value, isMarkdown));
        return template.Render(context, NullEncoder.Default);
    }

    /// <param name="isMarkdown">Keeps a text from being read as Markdown. An address stands as it is: escaped it would be another one.</param>
    private static FluidValue ValueOf(object? value, bool isMarkdown) => value switch
    {
        Uri address => new StringValue(address.ToString()),
        string text => new StringValue(isMarkdown ? Escaped(text) : text),
        IReadOnlyList<IReadOnlyDictionary<string, object?>> rows =>
            new ArrayValue([.. rows.Select(row => (FluidValue)new DictionaryValue(new FluidValueDictionaryFluidIndexable(row.ToDictionary(each => each.Key, each => ValueOf(each.Value, isMarkdown)))))]),
        _ => FluidValue.Create(value, Options),
    };

    /// <summary>CommonMark takes any ASCII punctuation after a backslash as itself.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var each in text)
        {
            if (char.IsAscii(each) && (char.IsPunctuation(each) || char.IsSymbol(each))) escaped.Append('\\');
            escaped.Append(each);
        }
        return escaped.ToString();
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What a condition left out leaves no hole behind.</summary>
    private static string Tidy(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).ToList();
        return string.Join('\n', lines.Where((line, index) => line.Length > 0 || (index > 0 && lines[index - 1].Length > 0))).Trim() + "\n";
    }

    /// <summary>Names that a template reads, and those that it makes itself.</summary>
    private sealed class NamesUsed : AstVisitor
    {
        public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Made { get; } = new(StringComparer.Ordinal) { "forloop" };

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            if (memberExpression.Segments is [IdentifierSegment first, ..]) Used.Add(first.Identifier);
            return base.VisitMemberExpression(memberExpression);
        }

        protected override Statement VisitForStatement(ForStatement forStatement)
        {
            Made.Add(forStatement.Identifier);
            return base.VisitForStatement(forStatement);
        }

        protected override Statement VisitAssignStatement(AssignStatement assignStatement)
        {
            Made.Add(assignStatement.Identifier);
            return base.VisitAssignStatement(assignStatement);
        }
    }
}
