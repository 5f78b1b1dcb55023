using System.Text;

namespace FibreCentre.ICalendar;

/// <summary>What a <see cref="CalendarReader"/> stands on.</summary>
public enum CalendarToken
{
    /// <summary>Nothing has been read, or nothing is left.</summary>
    None,

    /// <summary>BEGIN of <see cref="CalendarReader.ComponentName"/>.</summary>
    Begin,

    /// <summary>A property; see <see cref="CalendarReader.Property"/>.</summary>
    Property,

    /// <summary>END of <see cref="CalendarReader.ComponentName"/>.</summary>
    End,
}

/// <summary>
/// Reads a stream of components one line at a time, within <see cref="CalendarLimits"/> (RFC 5545 section 3.4: there may be several).
/// <para>
/// Forgiving where real senders are careless: LF line ends, a byte order mark, blank lines, names in lower case, quirks in
/// parameters, control characters (dropped) and octets that are not UTF-8 (U+FFFD). RFC 6868 carets are left as they stand, so that
/// they survive a round trip. Strict where a guess would change the meaning: lines without a colon, nesting, a missing END.
/// </para>
/// Synchronous and not thread-safe; the stream is not disposed of. Nothing but <see cref="CalendarFormatException"/>, and what the
/// stream itself throws, comes out of it.
/// </summary>
public sealed class CalendarReader
{
    private readonly CalendarLimits _limits;
    private readonly LineScanner _lines;
    private readonly Stack<string> _open = new();
    private CalendarProperty? _property;
    private int _components;
    private int _properties;
    private int _parameters;

    /// <summary>Starts reading; nothing is taken from the stream yet.</summary>
    /// <param name="input">The octets.</param>
    /// <param name="limits">What is refused; <see cref="CalendarLimits.Default"/> when null.</param>
    public CalendarReader(Stream input, CalendarLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        _limits = limits ?? CalendarLimits.Default;
        _lines = new LineScanner(input, _limits);
    }

    /// <summary>What the last <see cref="Read"/> found.</summary>
    public CalendarToken Token { get; private set; }

    /// <summary>The name, in upper case, of the component begun or ended, or that the property belongs to; empty before the first.</summary>
    public string ComponentName { get; private set; } = "";

    /// <summary>The property the reader stands on.</summary>
    /// <exception cref="InvalidOperationException">It does not stand on one.</exception>
    public CalendarProperty Property => _property ?? throw new InvalidOperationException("The reader does not stand on a property.");

    /// <summary>Open components: 1 right after the first BEGIN.</summary>
    public int Depth => _open.Count;

    /// <summary>The physical line, counted from 1, on which the current line begins.</summary>
    public int LineNumber => _lines.LineNumber;

    /// <summary>Goes to the next BEGIN, property or END.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="CalendarFormatException">The line cannot be read or exceeds a limit. The reader is of no further use.</exception>
    public bool Read()
    {
        _property = null;
        Token = CalendarToken.None;
        while (_lines.Next())
        {
            if (_lines.Line.ContainsAnyExcept(" \t\r"u8))
            {
                Take(Encoding.UTF8.GetString(_lines.Line));
                return true;
            }
        }
        return _open.Count == 0 ? false : throw Refuse(CalendarFault.Truncated, $"The stream ends within {Known(_open.Peek())}.");
    }

    /// <summary>Reads one whole component, from the BEGIN that comes next to its END.</summary>
    /// <returns>Null when the stream has ended.</returns>
    /// <exception cref="CalendarFormatException">It cannot be read or exceeds a limit.</exception>
    /// <exception cref="InvalidOperationException">The reader stands within a component.</exception>
    public CalendarComponent? ReadComponent()
    {
        if (Depth > 0)
            throw new InvalidOperationException("The reader stands within a component.");

        var building = new Stack<(string Name, List<CalendarProperty> Properties, List<CalendarComponent> Components)>();
        while (Read())
        {
            switch (Token)
            {
                case CalendarToken.Begin:
                    building.Push((ComponentName, [], []));
                    break;
                case CalendarToken.Property:
                    building.Peek().Properties.Add(Property);
                    break;
                default:
                    var (name, properties, components) = building.Pop();
                    var done = new CalendarComponent(name, properties, components);
                    if (building.Count == 0)
                        return done;
                    building.Peek().Components.Add(done);
                    break;
            }
        }
        return null;
    }

    private void Take(string line)
    {
        if (ContentLine.Split(line, _limits.MaxParameters, ref _parameters) is not var (name, parameters, value))
        {
            throw _parameters > _limits.MaxParameters
                ? Refuse(CalendarFault.TooManyParameters, $"There are more than {_limits.MaxParameters} parameter values.")
                : Refuse(CalendarFault.Syntax, "The line is not 'name;parameters:value'.");
        }

        if (name == "BEGIN")
            Begin(value.Trim());
        else if (name == "END")
            End(value.Trim());
        else if (_open.Count == 0)
            throw Refuse(CalendarFault.Unbalanced, "A property stands outside any component.");
        else if (++_properties > _limits.MaxProperties)
            throw Refuse(CalendarFault.TooManyProperties, $"There are more than {_limits.MaxProperties} properties.");
        else
        {
            _property = new CalendarProperty(name, value, parameters ?? []);
            ComponentName = _open.Peek();
            Token = CalendarToken.Property;
        }
    }

    private void Begin(string name)
    {
        if (!CalendarName.IsValid(name))
            throw Refuse(CalendarFault.Syntax, "BEGIN is not followed by a name.");
        if (_open.Count == _limits.MaxDepth)
            throw Refuse(CalendarFault.TooDeep, $"More than {_limits.MaxDepth} components are open.");
        if (++_components > _limits.MaxComponents)
            throw Refuse(CalendarFault.TooManyComponents, $"There are more than {_limits.MaxComponents} components.");
        ComponentName = name.ToUpperInvariant();
        _open.Push(ComponentName);
        Token = CalendarToken.Begin;
    }

    private void End(string name)
    {
        if (_open.Count == 0 || !name.Equals(_open.Peek(), StringComparison.OrdinalIgnoreCase))
            throw Refuse(CalendarFault.Unbalanced, "END does not close the component that is open.");
        ComponentName = _open.Pop();
        Token = CalendarToken.End;
    }

    private CalendarFormatException Refuse(CalendarFault fault, string message) => new(fault, LineNumber, message);

    // The message may be logged, so it names no component of the sender's invention.
    private static string Known(string component) => component is "VCALENDAR" or "VEVENT" or "VTIMEZONE" or "VALARM" or "VFREEBUSY" ? component : "a component";
}
