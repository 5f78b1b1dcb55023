using System.Buffers;

namespace FibreCentre.ICalendar;

/// <summary>One parameter of a property, such as <c>PARTSTAT=ACCEPTED</c> (RFC 5545 section 3.2).</summary>
public sealed class CalendarParameter
{
    /// <summary>Makes a parameter. Control characters and <c>"</c> are dropped from the values: no parameter can carry them.</summary>
    /// <param name="name">Letters, digits and <c>-</c>; kept in upper case.</param>
    /// <param name="values">The values without their quotes; normally one.</param>
    /// <exception cref="ArgumentException">The name is not a name, or there is no value.</exception>
    public CalendarParameter(string name, params IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Name = CalendarName.Checked(name, nameof(name));
        Values = [.. values.Select(CalendarText.ForParameter)];
        if (Values.Count == 0)
            throw new ArgumentException("A parameter has at least one value.", nameof(values));
    }

    /// <summary>The name in upper case.</summary>
    public string Name { get; }

    /// <summary>The values, unquoted, in order; never empty.</summary>
    public IReadOnlyList<string> Values { get; }
}

/// <summary>
/// One content line: a name, parameters and a value (RFC 5545 section 3.1). Nothing is known about the name, so that what a
/// reader does not understand is kept. Immutable.
/// </summary>
public sealed class CalendarProperty
{
    /// <summary>Makes a property from a raw value. Control characters other than TAB are dropped, so that a value can never end its line.</summary>
    /// <param name="name">Letters, digits and <c>-</c>; kept in upper case.</param>
    /// <param name="rawValue">The value as it stands after the colon, already escaped if it is text.</param>
    /// <param name="parameters">The parameters in order.</param>
    /// <exception cref="ArgumentException">The name is not a name, or is <c>BEGIN</c> or <c>END</c>.</exception>
    public CalendarProperty(string name, string rawValue, params IEnumerable<CalendarParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(rawValue);
        ArgumentNullException.ThrowIfNull(parameters);
        Name = CalendarName.Checked(name, nameof(name));
        if (Name is "BEGIN" or "END")
            throw new ArgumentException($"{Name} opens or closes a component; it is not a property.", nameof(name));
        RawValue = CalendarText.WithoutControls(rawValue);
        Parameters = [.. parameters];
    }

    /// <summary>The name in upper case.</summary>
    public string Name { get; }

    /// <summary>The value as written after the colon, without control characters.</summary>
    public string RawValue { get; }

    /// <summary>The parameters in order, unknown ones included.</summary>
    public IReadOnlyList<CalendarParameter> Parameters { get; }

    /// <summary>The value read as text: <see cref="CalendarText.Unescape"/> of <see cref="RawValue"/>.</summary>
    public string Text => CalendarText.Unescape(RawValue);

    /// <summary>A property whose value is free text, escaped here.</summary>
    /// <exception cref="ArgumentException">The name is not a name.</exception>
    public static CalendarProperty OfText(string name, string text, params IEnumerable<CalendarParameter> parameters) =>
        new(name, CalendarText.Escape(text), parameters);

    /// <summary>The first value of the first parameter of that name (in any case), or null.</summary>
    public string? Parameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return parameter.Values[0];
        }
        return null;
    }
}

internal static class CalendarName
{
    // RFC 5545 allows letters, digits and '-'. '_' and the vCard group's '.' come from real senders and must survive a round trip.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool IsValid(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(Allowed);

    public static string Checked(string name, string parameter) => name is not null && IsValid(name)
        ? name.ToUpperInvariant()
        : throw new ArgumentException("A name consists of letters, digits and '-'.", parameter);
}
