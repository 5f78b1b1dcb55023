using System.Text.Json;
using FibreCentre.Api.Security;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Where heads of the ledger are kept besides the database, and who is sent them.</summary>
internal sealed class LedgerOptions
{
    /// <summary>A folder that gets one file a day, never written over; null: none is written. Best on another machine, and append-only there.</summary>
    public string? Heads { get; set; }

    /// <summary>E-mail addresses, separated by commas.</summary>
    public string MailTo { get; set; } = "";

    public IEnumerable<string> Readers => MailTo.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The last line of the ledger on a day, as it is signed.</summary>
internal sealed record SignedHead(string Issuer, DateOnly Day, long Line, string Hash, long IssuedAt)
{
    public const string Type = "ledger-head+jwt";

    public object Payload() => new { iss = Issuer, iat = IssuedAt, day = Day, line = Line, hash = Hash };

    /// <summary>Null when what was signed is no such head.</summary>
    public static SignedHead? Of(JsonElement payload)
    {
        try
        {
            return new(payload.GetProperty("iss").GetString()!, DateOnly.Parse(payload.GetProperty("day").GetString()!, System.Globalization.CultureInfo.InvariantCulture), payload.GetProperty("line").GetInt64(), payload.GetProperty("hash").GetString()!, payload.GetProperty("iat").GetInt64());
        }
        catch (Exception fault) when (fault is KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }
}

/// <summary>Heads that were saved as files.</summary>
internal sealed class HeadFolder(SigningKeys keys)
{
    /// <summary>Each file with the head in it; null in place of a head that none of the centre's keys signed.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public async Task<IReadOnlyList<(string File, SignedHead? Head)>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var found = new List<(string, SignedHead?)>();
        foreach (var file in Directory.GetFiles(folder, "*.jwt").Order(StringComparer.Ordinal))
        {
            var payload = await keys.ReadAsync((await File.ReadAllTextAsync(file, cancellationToken)).Trim(), SignedHead.Type);
            found.Add((Path.GetFileName(file), payload is { } signed ? SignedHead.Of(signed) : null));
        }
        return found;
    }

    /// <summary>Whole or not at all. A file that is there already stays as it is.</summary>
    public static async Task KeepAsync(string folder, SignedHead head, string signed, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"ledger-head-{head.Day:yyyy-MM-dd}-line-{head.Line}.jwt");
        if (File.Exists(path)) return;
        var unfinished = Path.Combine(folder, $".{Guid.NewGuid():N}");
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(signed + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: false);
    }
}
