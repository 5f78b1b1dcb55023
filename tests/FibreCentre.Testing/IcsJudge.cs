using System.Text.Json;

namespace FibreCentre.Testing;

/// <summary>Somebody invited, as a parser read it.</summary>
/// <param name="Email">In small letters, without mailto:.</param>
/// <param name="Name">CN.</param>
/// <param name="Partstat">PARTSTAT.</param>
/// <param name="Role">ROLE.</param>
/// <param name="Rsvp">Whether an answer is asked for.</param>
public sealed record JudgedAttendee(string Email, string? Name, string? Partstat, string? Role, bool Rsvp);

/// <summary>
/// An event, as a parser read it. Start, end and recurrence id are instants in UTC (<c>2026-11-30T09:00:00.000Z</c>), a date for a whole day
/// (<c>2026-11-30</c>), or a time without Z where the parser found no zone.
/// </summary>
public sealed record JudgedEvent(
    string Uid,
    string? RecurrenceId,
    int Sequence,
    string? Method,
    string? Start,
    string? End,
    string? Summary,
    string? Location,
    string? Status,
    string? Organizer,
    IReadOnlyList<JudgedAttendee> Attendees);

/// <summary>What two independent parsers read in one calendar, each in the order of start, then uid.</summary>
/// <param name="IcalJs">By ical.js, which follows the calendar's own VTIMEZONE.</param>
/// <param name="NodeIcal">By node-ical, which follows the IANA name of the zone.</param>
public sealed record IcsVerdict(IReadOnlyList<JudgedEvent> IcalJs, IReadOnlyList<JudgedEvent> NodeIcal);

/// <summary>Reads calendars with parsers that are not ours (tests/tools/parse-ics.mjs).</summary>
public static class IcsJudge
{
    /// <summary>What both parsers read.</summary>
    /// <param name="calendar">The bytes of an .ics file or of a text/calendar part, already decoded from base64 or quoted-printable.</param>
    /// <param name="cancellationToken">Ends the parsers.</param>
    /// <exception cref="FormatException">A parser could not read it; the message is the parser's.</exception>
    public static async Task<IcsVerdict> Judge(ReadOnlyMemory<byte> calendar, CancellationToken cancellationToken = default)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, calendar, cancellationToken);
            await using var parser = ChildProcess.Start("node", [Path.Combine(Repository.Tools, "parse-ics.mjs"), file]);
            if (await parser.WaitForExit(TimeSpan.FromSeconds(60), cancellationToken) != 0) throw new FormatException(parser.Output);
            return JsonSerializer.Deserialize<IcsVerdict>(parser.Output, JsonSerializerOptions.Web) ?? throw new FormatException("The parsers said nothing.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
