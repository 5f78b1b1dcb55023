namespace FibreCentre.Api.Features.Notices;

/// <summary>What the words of a message are filled in with: texts, numbers, whether something is so, addresses, and lists of the same.</summary>
internal static class MessageFacts
{
    public static IReadOnlyDictionary<string, object?> Of(params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in facts) named[name] = value;
        return named;
    }
}
