namespace FibreCentre.ICalendar;

/// <summary>Why octets were refused. The names do not change.</summary>
public enum CalendarFault
{
    /// <summary>There is nothing to read.</summary>
    Empty,

    /// <summary>A line is not <c>name;parameters:value</c>.</summary>
    Syntax,

    /// <summary>A property outside a component, or an END that does not close the open one.</summary>
    Unbalanced,

    /// <summary>The stream ends within a component.</summary>
    Truncated,

    /// <summary>The component is not a VCALENDAR.</summary>
    NotACalendar,

    /// <summary>More than <see cref="CalendarLimits.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>More than <see cref="CalendarLimits.MaxLineBytes"/>.</summary>
    LineTooLong,

    /// <summary>More than <see cref="CalendarLimits.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>More than <see cref="CalendarLimits.MaxComponents"/>.</summary>
    TooManyComponents,

    /// <summary>More than <see cref="CalendarLimits.MaxProperties"/>.</summary>
    TooManyProperties,

    /// <summary>More than <see cref="CalendarLimits.MaxParameters"/>.</summary>
    TooManyParameters,
}

/// <summary>Why and where octets were refused, as a value. The message never quotes the input, so it may be logged.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="LineNumber">The physical line, counted from 1, on which the offending line begins.</param>
/// <param name="Message">One English sentence.</param>
public sealed record CalendarFormatError(CalendarFault Fault, int LineNumber, string Message);

/// <summary>Thrown for octets that are not iCalendar or exceed a limit; nothing else is thrown for them.</summary>
public sealed class CalendarFormatException : FormatException
{
    internal CalendarFormatException(CalendarFault fault, int lineNumber, string message)
        : base($"Line {lineNumber}: {message}") => Error = new CalendarFormatError(fault, lineNumber, message);

    /// <summary>Kind, line and message.</summary>
    public CalendarFormatError Error { get; }

    /// <summary>The kind.</summary>
    public CalendarFault Fault => Error.Fault;

    /// <summary>The physical line, counted from 1, on which the offending line begins.</summary>
    public int LineNumber => Error.LineNumber;
}
