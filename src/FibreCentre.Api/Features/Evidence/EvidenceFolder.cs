using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Where files of evidence lie, and how large they may be.</summary>
internal sealed class EvidenceOptions
{
    /// <summary>A folder that lasts, outside what is served; null: no file is taken.</summary>
    public string? Folder { get; set; }

    public int PhotoMegabytes { get; set; } = 15;

    public int FileMegabytes { get; set; } = 10;

    /// <summary>Of a picture, before it is decoded.</summary>
    public int PhotoMegapixels { get; set; } = 50;
}

/// <summary>Files by their SHA-256 and nothing else: no name that anybody sent is ever a path. A file is there whole or not at all.</summary>
internal sealed class EvidenceFolder(IOptions<EvidenceOptions> options, TimeProvider clock)
{
    public bool IsSet => options.Value.Folder is { Length: > 0 };

    private string Root => options.Value.Folder is { Length: > 0 } folder ? folder : throw new InvalidOperationException("Evidence__Folder is not set.");

    private string Arriving => Path.Combine(Root, "arriving");

    /// <summary>Takes a stream as a file of its own, hashing as it comes; null as soon as it is longer than it may be.</summary>
    public async Task<ArrivingFile?> TakeAsync(Stream content, long mostBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var path = NewPath();
        var length = 0L;
        try
        {
            await using var file = New(path);
            var buffer = new byte[81_920];
            while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if ((length += count) > mostBytes) break;
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            file.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        if (length <= mostBytes) return new(path, Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        File.Delete(path);
        return null;
    }

    /// <summary>The same of what is in memory.</summary>
    public ArrivingFile Take(ReadOnlySpan<byte> content)
    {
        var path = NewPath();
        using (var file = New(path))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        return new(path, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    /// <summary>Gives the file its lasting name. One that is there already is the same: it counts as new again, so that it is not swept from under whoever refers to it next.</summary>
    public void Keep(ArrivingFile file)
    {
        var path = PathOf(file.Hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file.Path, path, overwrite: true);
        File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
    }

    public bool Has(string hash) => IsSet && File.Exists(PathOf(hash));

    /// <summary>Null when it is not there.</summary>
    public Stream? Open(string hash)
    {
        try
        {
            return IsSet ? new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 81_920, useAsync: true) : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary><c>intact</c>, <c>altered</c> or <c>missing</c>: reads all of it.</summary>
    public async Task<string> CheckAsync(string hash, CancellationToken cancellationToken)
    {
        await using var file = Open(hash);
        return file is null ? "missing" : Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == hash ? "intact" : "altered";
    }

    /// <summary>What has lain here since before a moment: files by their hash, and those that never arrived by their path.</summary>
    public (IReadOnlyList<string> Hashes, IReadOnlyList<string> NeverArrived) LyingSinceBefore(DateTimeOffset moment)
    {
        if (!IsSet || !Directory.Exists(Root)) return ([], []);
        var files = Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(path => File.GetLastWriteTimeUtc(path) < moment.UtcDateTime).ToList();
        return ([.. files.Select(path => Path.GetFileName(path)).Where(name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower))], files.FindAll(path => Path.GetDirectoryName(path) == Path.GetFullPath(Arriving)));
    }

    public void Forget(string hash) => File.Delete(PathOf(hash));

    private string PathOf(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? Path.GetFullPath(Path.Combine(Root, hash[..2], hash)) : throw new ArgumentException("That is no SHA-256.", nameof(hash));

    private string NewPath()
    {
        Directory.CreateDirectory(Arriving);
        return Path.GetFullPath(Path.Combine(Arriving, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)));
    }

    private static FileStream New(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, how);
    }
}

/// <summary>A file that has come in whole and has no lasting name yet; without <see cref="EvidenceFolder.Keep"/> it goes again.</summary>
internal sealed record ArrivingFile(string Path, string Hash, long Bytes) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
