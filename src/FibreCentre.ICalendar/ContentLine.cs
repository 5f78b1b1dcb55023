namespace FibreCentre.ICalendar;

/// <summary>
/// Takes one unfolded, decoded line apart (RFC 5545 section 3.1), forgiving what real senders get wrong: spaces around names,
/// parameters without a value (vCard 2.1), quotes in the middle of a value, a quote that is never closed.
/// </summary>
internal static class ContentLine
{
    /// <summary>Null when the line is not <c>name;parameters:value</c>. Adds the parameter values it holds to <paramref name="values"/>.</summary>
    public static (string Name, List<CalendarParameter>? Parameters, string Value)? Split(string line, int maxValues, ref int values)
    {
        var at = line.AsSpan().IndexOfAny(';', ':');
        if (at < 0 || !CalendarName.IsValid(line.AsSpan(0, at).Trim()))
            return null;

        var name = line.AsSpan(0, at).Trim().ToString().ToUpperInvariant();
        List<CalendarParameter>? parameters = null;
        while (at < line.Length && line[at] == ';')
        {
            var start = at + 1;
            var length = line.AsSpan(start).IndexOfAny('=', ';', ':');
            if (length < 0)
                return null;
            var parameter = line.AsSpan(start, length).Trim();
            at = start + length;
            if (parameter.IsEmpty && line[at] != '=')
                continue; // ";;" and ";:" say nothing
            if (!CalendarName.IsValid(parameter))
                return null;

            var given = new List<string>(1);
            if (line[at] != '=')
                given.Add("");
            while (at < line.Length && line[at] is '=' or ',')
            {
                if (values + given.Count >= maxValues)
                {
                    values = maxValues + 1;
                    return null;
                }
                given.Add(Value(line, ref at));
            }
            values += given.Count;
            (parameters ??= []).Add(new CalendarParameter(parameter.ToString(), given));
        }
        return at < line.Length ? (name, parameters, line[(at + 1)..]) : null;
    }

    /// <summary>From the '=' or ',' at <paramref name="at"/> to the ';', ':' or ',' behind the value, or the end of the line.</summary>
    private static string Value(string line, ref int at)
    {
        var start = ++at;
        if (at < line.Length && line[at] == '"')
        {
            var closing = line.IndexOf('"', at + 1);
            if (closing > 0)
                at = closing + 1;
        }
        var length = line.AsSpan(at).IndexOfAny(';', ':', ',');
        at = length < 0 ? line.Length : at + length;
        return line[start..at]; // the quotes go when the parameter is made
    }
}
