using System.Buffers;

namespace FibreCentre.ICalendar;

/// <summary>
/// A component, such as VCALENDAR or VEVENT: what stands between BEGIN and END (RFC 5545 section 3.4), known or not. Immutable.
/// </summary>
public sealed class CalendarComponent
{
    /// <summary>Makes a component.</summary>
    /// <param name="name">Letters, digits and <c>-</c>; kept in upper case.</param>
    /// <param name="properties">In order; written before the subcomponents.</param>
    /// <param name="components">In order.</param>
    /// <exception cref="ArgumentException">The name is not a name.</exception>
    public CalendarComponent(string name, IEnumerable<CalendarProperty>? properties = null, IEnumerable<CalendarComponent>? components = null)
    {
        Name = CalendarName.Checked(name, nameof(name));
        Properties = [.. properties ?? []];
        Components = [.. components ?? []];
    }

    /// <summary>The name in upper case.</summary>
    public string Name { get; }

    /// <summary>Every property in order, unknown ones included.</summary>
    public IReadOnlyList<CalendarProperty> Properties { get; }

    /// <summary>Every subcomponent in order, unknown ones included.</summary>
    public IReadOnlyList<CalendarComponent> Components { get; }

    /// <summary>The first property of that name (in any case), or null.</summary>
    public CalendarProperty? Property(string name) => PropertiesNamed(name).FirstOrDefault();

    /// <summary>The properties of that name (in any case), in order.</summary>
    public IEnumerable<CalendarProperty> PropertiesNamed(string name) =>
        Properties.Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The subcomponents of that name (in any case), in order.</summary>
    public IEnumerable<CalendarComponent> ComponentsNamed(string name) =>
        Components.Where(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes the component as folded UTF-8 content lines with CRLF ends.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = new CalendarWriter(output);
        writer.Write(this);
    }

    /// <summary>The component as octets; see <see cref="WriteTo"/>.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Reads the first component of a stream and stops behind its END: mail gateways append footers, so what follows is not looked at.
    /// </summary>
    /// <param name="input">The octets; not disposed of. Read synchronously, at most <see cref="CalendarLimits.MaxBytes"/> of it and one buffer more.</param>
    /// <param name="limits">What is refused; <see cref="CalendarLimits.Default"/> when null.</param>
    /// <exception cref="CalendarFormatException">The octets are no component or exceed a limit; says where.</exception>
    public static CalendarComponent Read(Stream input, CalendarLimits? limits = null) =>
        new CalendarReader(input, limits).ReadComponent() ?? throw new CalendarFormatException(CalendarFault.Empty, 1, "There is no component.");
}
