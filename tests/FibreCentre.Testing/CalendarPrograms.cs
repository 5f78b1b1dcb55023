using System.Globalization;

namespace FibreCentre.Testing;

/// <summary>An event as a calendar program shows it to its user in London.</summary>
/// <param name="Starts">On the clocks of London.</param>
/// <param name="Cancelled">The program knows that it is cancelled.</param>
public sealed record ShownEvent(DateTime Starts, DateTime Ends, string Title, string Location, bool Cancelled);

/// <summary>khal, with a calendar that it keeps from one import to the next: what comes under a UID it knows replaces what it had.</summary>
public sealed class Khal : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("khal-");

    public Khal()
    {
        Directory.CreateDirectory(Path.Combine(_home.FullName, "calendar"));
        File.WriteAllText(Config, $"""
            [calendars]
            [[training]]
            path = {_home.FullName}/calendar
            [sqlite]
            path = {_home.FullName}/khal.db
            [locale]
            local_timezone = Europe/London
            default_timezone = Europe/London
            timeformat = %H:%M
            dateformat = %Y-%m-%d
            longdateformat = %Y-%m-%d
            datetimeformat = %Y-%m-%d %H:%M
            longdatetimeformat = %Y-%m-%d %H:%M
            [default]
            default_calendar = training

            """);
    }

    private string Config => Path.Combine(_home.FullName, "config");

    /// <summary>As its user would import a file, or a calendar part out of a mail.</summary>
    public async Task ImportAsync(byte[] calendar)
    {
        var file = Path.Combine(_home.FullName, "import.ics");
        await File.WriteAllBytesAsync(file, calendar);
        await RunAsync("import", "--batch", file);
    }

    /// <summary>What it shows between two days, in order.</summary>
    public async Task<IReadOnlyList<ShownEvent>> ListAsync(DateOnly first, DateOnly last)
    {
        var said = await RunAsync("list", "--once", "--day-format", "", "--format", "{start-long}\t{end-long}\t{title}\t{location}\t{status}", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}");
        return [.. said.Split('\n').Select(line => line.Split('\t')).Where(fields => fields.Length == 5).Select(fields => new ShownEvent(At(fields[0]), At(fields[1]), fields[2], fields[3], fields[4].Trim() == "CANCELLED"))];

        static DateTime At(string text) => DateTime.ParseExact(text.Trim(), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private Task<string> RunAsync(string command, params string[] arguments) => Programs.RunAsync("khal", ["-c", Config, command, .. arguments], new() { ["XDG_DATA_HOME"] = _home.FullName, ["XDG_CACHE_HOME"] = _home.FullName });
}

/// <summary>calcurse. It knows nothing of UIDs, and so each import is into an empty calendar, as a subscription is.</summary>
public static class Calcurse
{
    private const string When = "%Y-%m-%d %H:%M";

    /// <summary>What it shows of a calendar between two days, in order. It shows no status.</summary>
    public static async Task<IReadOnlyList<ShownEvent>> ListAsync(byte[] calendar, DateOnly first, DateOnly last)
    {
        var home = Directory.CreateTempSubdirectory("calcurse-");
        try
        {
            var file = Path.Combine(home.FullName, "import.ics");
            await File.WriteAllBytesAsync(file, calendar);
            string[] data = ["-D", home.FullName, "-C", home.FullName];
            await RunAsync([.. data, "-i", file]);
            var said = await RunAsync([.. data, "-Q", "--input-datefmt", "4", "--from", $"{first:yyyy-MM-dd}", "--to", $"{last:yyyy-MM-dd}", "--filter-type", "apt", "--format-apt", $"%(start:{When})\t%(end:{When})\t%m\t%N"]);
            return [.. Entries(said)];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>A line of times and title, and then the note, in which the location is.</summary>
    private static IEnumerable<ShownEvent> Entries(string said)
    {
        string[]? entry = null;
        var location = "";
        foreach (var line in said.Split('\n').Append("end\t\t"))
        {
            const string place = "\tLocation: ";
            if (line.Split('\t', 4) is [{ Length: > 0 }, _, _, ..] fields)
            {
                if (entry is not null) yield return new(At(entry[0]), At(entry[1]), entry[2], location, entry[2].StartsWith("CANCELLED: ", StringComparison.Ordinal));
                (entry, location) = (fields, "");
            }
            if (line.IndexOf(place, StringComparison.Ordinal) is var at and >= 0) location = line[(at + place.Length)..];
        }

        static DateTime At(string text) => DateTime.ParseExact(text.Trim(), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static Task<string> RunAsync(string[] arguments) => Programs.RunAsync("calcurse", arguments, new() { ["TZ"] = "Europe/London" });
}

internal static class Programs
{
    /// <exception cref="InvalidOperationException">The program is not there, or ended with an error; says what it said.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, Dictionary<string, string?> environment)
    {
        environment["LC_ALL"] = "C.UTF-8";
        try
        {
            await using var child = ChildProcess.Start(program, arguments, environment);
            return await child.WaitForExit(TimeSpan.FromSeconds(60)) == 0 ? child.Output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {child.Output}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"There is no {program}. Run the tests by ./test, which installs it.");
        }
    }
}
