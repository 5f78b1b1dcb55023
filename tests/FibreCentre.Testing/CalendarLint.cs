using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FibreCentre.Testing;

/// <summary>What a calendar is for, which decides what may stand in it.</summary>
public enum CalendarUse
{
    /// <summary>Fetched again and again: many events, nobody invited.</summary>
    Feed,

    /// <summary>A mail that invites or changes.</summary>
    Request,

    /// <summary>A mail that takes back.</summary>
    Cancel,
}

/// <summary>
/// The rules that make a calendar land in Outlook, Google, Apple and Thunderbird alike, checked on the octets. Written from the RFCs and without a line of the product's own
/// writer or reader, so that the two can disagree.
/// </summary>
public static partial class CalendarLint
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // RFC 9073 and others that older readers refuse.
    private static readonly string[] TooNew = ["STRUCTURED-DATA", "STRUCTURED-LOCATION", "STYLED-DESCRIPTION", "LOCATION-TYPE", "PARTICIPANT-TYPE", "RESOURCE-TYPE", "CALENDAR-ADDRESS"];
    private static readonly string[] Components = ["VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT", "VALARM"];
    private static readonly string[] Texts = ["SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME"];
    private static readonly string[] OnceAnEvent = ["UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "CLASS", "CREATED", "LAST-MODIFIED", "LOCATION", "DESCRIPTION", "ORGANIZER"];

    /// <summary>Everything that is wrong, each with the line it is on; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> calendar, CalendarUse use)
    {
        var faults = new List<string>();
        var lines = Unfolded(calendar.ToArray(), faults);
        if (Tree(lines, faults) is not { Name: "VCALENDAR" } root) return faults.Count > 0 ? faults : ["There is no VCALENDAR."];
        Calendar(root, use, faults);
        Zones(root, faults);
        var events = root.Parts.FindAll(part => part.Name == "VEVENT");
        foreach (var item in events) Event(root, item, use, faults);
        foreach (var twice in events.GroupBy(item => item.Value("UID")).Where(group => group.Count() > 1)) faults.Add($"{twice.Skip(1).First().At}: the UID stands twice.");
        if (use != CalendarUse.Feed && events.Count != 1) faults.Add($"{root.At}: a message holds {events.Count} events instead of one.");
        return faults;
    }

    /// <summary>What is wrong with a message that comes after another about the same event; empty when nothing is.</summary>
    public static IReadOnlyList<string> OfUpdate(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var (old, next) = (Only(before), Only(after));
        var faults = new List<string>();
        if (old.Value("UID") != next.Value("UID")) faults.Add("The UID is another.");
        if (Number(next) <= Number(old)) faults.Add($"The SEQUENCE goes from {Number(old)} to {Number(next)}.");
        if (string.CompareOrdinal(next.Value("DTSTAMP"), old.Value("DTSTAMP")) < 0) faults.Add("The DTSTAMP goes back.");
        if (old.Value("ORGANIZER") != next.Value("ORGANIZER")) faults.Add("The ORGANIZER is another.");
        if (old.Value("ATTENDEE") != next.Value("ATTENDEE")) faults.Add("The ATTENDEE is another.");
        return faults;

        static Part Only(ReadOnlySpan<byte> calendar) => Tree(Unfolded(calendar.ToArray(), []), [])!.Parts.Single(part => part.Name == "VEVENT");
        static int Number(Part item) => int.Parse(item.Value("SEQUENCE") ?? "0", CultureInfo.InvariantCulture);
    }

    private static void Calendar(Part root, CalendarUse use, List<string> faults)
    {
        if (root.Value("VERSION") != "2.0" || root.Lines[0].Name != "VERSION") faults.Add($"{root.At}: VERSION:2.0 does not come first.");
        if (string.IsNullOrWhiteSpace(root.Value("PRODID"))) faults.Add($"{root.At}: there is no PRODID.");
        if (root.Value("CALSCALE") is { } scale && scale != "GREGORIAN") faults.Add($"{root.At}: CALSCALE is {scale}.");
        var method = use switch { CalendarUse.Request => "REQUEST", CalendarUse.Cancel => "CANCEL", _ => null };
        if (root.Value("METHOD") != method) faults.Add($"{root.At}: METHOD is {root.Value("METHOD") ?? "missing"} instead of {method ?? "missing"}.");
        if (root.Parts.Count == 0) faults.Add($"{root.At}: it holds no component.");
        if (use != CalendarUse.Feed) return;
        foreach (var (name, parameters, value) in new[] { ("REFRESH-INTERVAL", ";VALUE=DURATION", "PT1H"), ("X-PUBLISHED-TTL", "", "PT1H") })
            if (root.Line(name) is not { } line || line.Parameters != parameters || line.Value != value) faults.Add($"{root.At}: {name}{parameters}:{value} is missing.");
        if (root.Value("NAME") is not { Length: > 0 } known || root.Value("X-WR-CALNAME") != known) faults.Add($"{root.At}: NAME and X-WR-CALNAME do not say the same.");
    }

    private static void Zones(Part root, List<string> faults)
    {
        var zones = root.Parts.FindAll(part => part.Name == "VTIMEZONE");
        if (zones.Count > 0 && root.Parts.FindIndex(part => part.Name == "VEVENT") is var first && first >= 0 && root.Parts.FindLastIndex(part => part.Name == "VTIMEZONE") > first) faults.Add($"{zones[^1].At}: the VTIMEZONE comes after an event.");
        foreach (var zone in zones)
        {
            if (string.IsNullOrEmpty(zone.Value("TZID"))) faults.Add($"{zone.At}: the VTIMEZONE has no TZID.");
            var (standard, daylight) = (zone.Parts.FindAll(part => part.Name == "STANDARD"), zone.Parts.FindAll(part => part.Name == "DAYLIGHT"));
            if (standard.Count != 1 || daylight.Count > 1 || zone.Parts.Count != standard.Count + daylight.Count) faults.Add($"{zone.At}: the VTIMEZONE has {standard.Count} STANDARD and {daylight.Count} DAYLIGHT.");
            foreach (var half in zone.Parts)
            {
                if (half.All("RDATE").Any()) faults.Add($"{half.At}: {half.Name} has an RDATE.");
                var rules = half.All("RRULE").ToList();
                if (daylight.Count == 0 ? rules.Count != 0 : rules is not [var rule] || !YearlyRule().IsMatch(rule.Value)) faults.Add($"{half.At}: {half.Name} has not one yearly rule of a weekday in a month.");
                foreach (var name in new[] { "DTSTART", "TZOFFSETFROM", "TZOFFSETTO" }) if (half.All(name).Count() != 1) faults.Add($"{half.At}: {half.Name} has not one {name}.");
            }
            if (standard.Count == 1 && daylight.Count == 1 && Offset(daylight[0]) <= Offset(standard[0])) faults.Add($"{zone.At}: DAYLIGHT is not the larger offset.");
        }

        static int Offset(Part half) => int.Parse(half.Value("TZOFFSETTO") ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static void Event(Part root, Part item, CalendarUse use, List<string> faults)
    {
        void Wrong(string what) => faults.Add($"{item.At}: {what}");
        foreach (var name in OnceAnEvent.Where(name => item.All(name).Count() > 1)) Wrong($"{name} stands more than once.");
        foreach (var name in new[] { "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP" }.Where(name => item.Value(name) is not { Length: > 0 })) Wrong($"{name} is missing.");
        if (item.Value("UID") is { } uid && (Strict.GetByteCount(uid) > 255 || uid.Any(char.IsWhiteSpace))) Wrong("the UID is no UID.");
        foreach (var name in new[] { "DTSTAMP", "CREATED", "LAST-MODIFIED" }) if (item.Line(name) is { } stamp && (stamp.Parameters.Length > 0 || !UtcTime().IsMatch(stamp.Value))) Wrong($"{name} is not in UTC.");
        if (item.Value("SEQUENCE") is { } sequence && !Digits().IsMatch(sequence)) Wrong("the SEQUENCE is no number.");
        foreach (var name in new[] { "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID" }.Where(name => item.All(name).Any())) Wrong($"it has {name}.");
        foreach (var name in new[] { "DTSTART", "DTEND" })
            if (item.Line(name) is { } time && !(time.Parameters.Length == 0 ? UtcTime() : LocalTime()).IsMatch(time.Value)) Wrong($"{name} is neither in UTC nor of a zone.");
            else if (item.Line(name) is { Parameters: { Length: > 0 } zone } && !root.Parts.Exists(part => part.Name == "VTIMEZONE" && zone == $";TZID={part.Value("TZID")}")) Wrong($"{name} is of a zone that the calendar does not tell.");
        if (item.Line("DTSTART") is { } from && item.Line("DTEND") is { } to && from.Parameters == to.Parameters && string.CompareOrdinal(from.Value, to.Value) >= 0) Wrong("it ends before it begins.");
        var cancelled = item.Value("STATUS") == "CANCELLED";
        if (use == CalendarUse.Feed)
        {
            foreach (var name in new[] { "ORGANIZER", "ATTENDEE" }.Where(name => item.All(name).Any())) Wrong($"a feed has {name}.");
            if (item.Parts.Count > 0) Wrong("a feed has an alarm.");
            if (item.Value("CLASS") != "PRIVATE") Wrong("it is not CLASS:PRIVATE.");
            if (cancelled != (item.Value("SUMMARY")?.StartsWith("CANCELLED: ", StringComparison.Ordinal) == true) || cancelled != (item.Value("TRANSP") == "TRANSPARENT")) Wrong("what is cancelled does not say so in STATUS, SUMMARY and TRANSP alike.");
            return;
        }
        if (!(item.Line("ORGANIZER") is { } organizer && Mailto().IsMatch(organizer.Value))) Wrong("there is no ORGANIZER with an address.");
        if (item.All("ATTENDEE").ToList() is not [var attendee] || !Mailto().IsMatch(attendee.Value)) Wrong($"there are {item.All("ATTENDEE").Count()} ATTENDEEs instead of one with an address.");
        else foreach (var parameter in new[] { ";ROLE=REQ-PARTICIPANT", ";PARTSTAT=NEEDS-ACTION", ";RSVP=TRUE" }) if (!attendee.Parameters.Contains(parameter, StringComparison.Ordinal)) Wrong($"the ATTENDEE has no {parameter[1..]}.");
        if (cancelled != (use == CalendarUse.Cancel)) Wrong($"STATUS is {item.Value("STATUS")} in a {use}.");
        if (item.Parts.Count > (use == CalendarUse.Cancel ? 0 : 1)) Wrong($"it has {item.Parts.Count} alarms.");
        foreach (var alarm in item.Parts)
            if (alarm.Value("ACTION") != "DISPLAY" || alarm.Value("TRIGGER") is not { Length: > 0 } || alarm.Value("DESCRIPTION") is null) faults.Add($"{alarm.At}: the alarm does not just show a text.");
    }

    private static Part? Tree(List<Line> lines, List<string> faults)
    {
        Part? root = null;
        var open = new Stack<Part>();
        foreach (var line in lines)
        {
            if (line.Name == "BEGIN")
            {
                if (!Components.Contains(line.Value)) faults.Add($"Line {line.Number}: {line.Value} is a component that not every program takes.");
                var part = new Part(line.Value, $"Line {line.Number}", [], []);
                if (open.TryPeek(out var above)) above.Parts.Add(part);
                else if (root is not null) faults.Add($"Line {line.Number}: a second calendar begins.");
                root ??= part;
                open.Push(part);
            }
            else if (line.Name == "END")
            {
                if (!open.TryPop(out var part) || part.Name != line.Value) faults.Add($"Line {line.Number}: END:{line.Value} ends nothing.");
            }
            else if (!open.TryPeek(out var here)) faults.Add($"Line {line.Number}: it stands in no component.");
            else
            {
                if (here.Parts.Count > 0 && here.Name != "VCALENDAR" || here is { Name: "VCALENDAR", Parts.Count: > 0 }) faults.Add($"Line {line.Number}: {line.Name} comes after a component.");
                if (TooNew.Contains(line.Name)) faults.Add($"Line {line.Number}: {line.Name} is refused by older programs.");
                if (Texts.Contains(line.Name) && Unescaped().IsMatch(line.Value)) faults.Add($"Line {line.Number}: {line.Name} is not escaped.");
                here.Lines.Add(line);
            }
        }
        if (open.Count > 0) faults.Add("The calendar does not end.");
        return root;
    }

    /// <summary>CRLF, at most 75 octets, every octet line valid UTF-8 by itself, no control but TAB.</summary>
    private static List<Line> Unfolded(byte[] calendar, List<string> faults)
    {
        var logical = new List<(int Number, string Text)>();
        var (start, number) = (0, 0);
        while (start < calendar.Length)
        {
            number++;
            var end = calendar.AsSpan(start).IndexOf((byte)'\n');
            var octets = end < 0 ? calendar.AsSpan(start) : calendar.AsSpan(start, end);
            start += end < 0 ? octets.Length : end + 1;
            if (end < 0 || octets is not [.., (byte)'\r']) faults.Add($"Line {number}: it does not end in CRLF.");
            if (octets is [.., (byte)'\r']) octets = octets[..^1];
            if (octets.Length > 75) faults.Add($"Line {number}: it has {octets.Length} octets.");
            if (octets.IsEmpty) faults.Add($"Line {number}: it is empty.");
            string text;
            try
            {
                text = Strict.GetString(octets);
            }
            catch (DecoderFallbackException)
            {
                faults.Add($"Line {number}: it is not UTF-8, or folded within a character.");
                text = Encoding.Latin1.GetString(octets);
            }
            if (text.Any(c => c != '\t' && char.IsControl(c))) faults.Add($"Line {number}: there is a control character in it.");
            if (text is [' ' or '\t', ..] && logical.Count > 0) logical[^1] = (logical[^1].Number, logical[^1].Text + text[1..]);
            else logical.Add((number, text));
        }
        var lines = new List<Line>();
        foreach (var (at, text) in logical)
        {
            if (ContentLine().Match(text) is { Success: true } match) lines.Add(new(at, match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));
            else if (text.Length > 0) faults.Add($"Line {at}: it is not name, parameters and value.");
        }
        return lines;
    }

    private sealed record Line(int Number, string Name, string Parameters, string Value);

    private sealed record Part(string Name, string At, List<Line> Lines, List<Part> Parts)
    {
        public IEnumerable<Line> All(string name) => Lines.Where(line => line.Name == name);

        public Line? Line(string name) => Lines.Find(line => line.Name == name);

        public string? Value(string name) => Line(name)?.Value;
    }

    [GeneratedRegex(@"^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:""[^""]*""|[^"";:,]*)(?:,(?:""[^""]*""|[^"";:,]*))*)*):(.*)$", RegexOptions.Singleline, 1000)]
    private static partial Regex ContentLine();

    [GeneratedRegex(@"(?<!\\)(?:\\\\)*[;,]|(?<!\\)(?:\\\\)*\\(?![\\;,nN])", RegexOptions.None, 1000)]
    private static partial Regex Unescaped();

    [GeneratedRegex(@"^FREQ=YEARLY;BYDAY=-?[1-5](?:MO|TU|WE|TH|FR|SA|SU);BYMONTH=(?:[1-9]|1[0-2])$")]
    private static partial Regex YearlyRule();

    [GeneratedRegex(@"^\d{8}T\d{6}Z$")]
    private static partial Regex UtcTime();

    [GeneratedRegex(@"^\d{8}T\d{6}$")]
    private static partial Regex LocalTime();

    [GeneratedRegex(@"^\d{1,9}$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^mailto:[^\s@]+@[^\s@]+$")]
    private static partial Regex Mailto();
}
