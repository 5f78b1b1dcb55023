using System.Text.Json;

namespace FibreCentre.Testing;

/// <summary>Checks signed credentials with a library that is not ours (tests/tools/verify-credentials.mjs).</summary>
public static class CredentialJudge
{
    /// <summary>What the library makes of each: <c>valid</c>, and the payload and header of a valid one.</summary>
    /// <param name="jwks">The keys it may be signed by.</param>
    /// <param name="type">What its header has to say it is.</param>
    /// <param name="now">When it is checked.</param>
    /// <param name="tokens">In their compact form.</param>
    /// <exception cref="FormatException">The library could not be asked; the message is its own.</exception>
    public static async Task<IReadOnlyList<JsonElement>> Judge(string jwks, string type, DateTimeOffset now, IReadOnlyList<string> tokens)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { jwks = JsonDocument.Parse(jwks).RootElement, type, now, tokens }));
            await using var library = ChildProcess.Start("node", [Path.Combine(Repository.Tools, "verify-credentials.mjs"), file]);
            if (await library.WaitForExit(TimeSpan.FromSeconds(120)) != 0) throw new FormatException(library.Output);
            return [.. JsonDocument.Parse(library.Output).RootElement.EnumerateArray()];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
