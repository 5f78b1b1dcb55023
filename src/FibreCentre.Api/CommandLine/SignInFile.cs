using System.Text.Json;
using FibreCentre.Api.Features.Demo;

namespace FibreCentre.Api.CommandLine;

internal static class SignInFile
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Readable by its owner only from the first byte on.</summary>
    public static async Task WriteAsync(string path, string baseUrl, IReadOnlyList<MadeSignIn> signIns, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, new { baseUrl, signIns }, Readable, cancellationToken);
    }
}
