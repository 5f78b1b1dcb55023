using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FibreCentre.Api.Security;

/// <summary>
/// The centre's own signature, ES256 (RFC 7518): on heads of the ledger and on certificates as credentials. The keys are PEM files in the folder <c>Signing:Keys</c>; the last by name that has its
/// private half signs, the others only prove what they signed. In an empty folder the first one is made.
/// </summary>
internal sealed class SigningKeys(IConfiguration configuration)
{
    private sealed record KeyRing(string Stamp, IReadOnlyList<ECDsaSecurityKey> All, ECDsaSecurityKey? Current);

    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly Lock _making = new();
    private volatile KeyRing? _ring;

    /// <summary>False where the centre has been given no folder: then nothing is signed.</summary>
    public bool CanSign => Ring()?.Current is not null;

    /// <summary>A JWS in its compact form, whose header names the key.</summary>
    /// <param name="type">Of what, such as <c>ledger-head+jwt</c>: a signature on one thing is never taken for one on another.</param>
    /// <exception cref="InvalidOperationException">There is no key; ask <see cref="CanSign"/> first.</exception>
    public (string Token, string KeyId) Sign(object payload, string type)
    {
        var key = Ring()?.Current ?? throw new InvalidOperationException("Signing__Keys is not set.");
        var token = Tokens.CreateToken(JsonSerializer.Serialize(payload, JsonSerializerOptions.Web), new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256), new Dictionary<string, object> { ["typ"] = type });
        return (token, key.KeyId);
    }

    /// <summary>What was signed; null unless one of these keys did and it is of that type.</summary>
    public async Task<JsonElement?> ReadAsync(string token, string type)
    {
        if (Ring() is not { All.Count: > 0 } ring) return null;
        var checkedToken = await Tokens.ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = ring.All, ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256], ValidTypes = [type], TryAllIssuerSigningKeys = false,
            ValidateIssuer = false, ValidateAudience = false, ValidateLifetime = false, RequireExpirationTime = false,
        });
        return checkedToken is { IsValid: true, SecurityToken: JsonWebToken read } ? JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload)).RootElement : null;
    }

    /// <summary>The public halves as a JSON Web Key Set (RFC 7517).</summary>
    public object PublicKeys() => new
    {
        keys = (Ring()?.All ?? []).Select(key => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key)).Select(key => new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, use = "sig", alg = SecurityAlgorithms.EcdsaSha256, kid = key.Kid }),
    };

    /// <summary>Makes a new key, by which everything is signed from then on; those before go on proving what they signed.</summary>
    /// <returns>Its id; null where the centre has been given no folder.</returns>
    public string? Rotate()
    {
        if (Folder is not { } folder) return null;
        _ = Ring();
        var last = Path.GetFileNameWithoutExtension(Files(folder)[^1]);
        Make(folder, int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number + 1 : throw new InvalidOperationException($"Keys are named by number, such as 0002.pem; {last}.pem is not."));
        return Ring()?.Current?.KeyId;
    }

    private string? Folder => configuration["Signing:Keys"] is { Length: > 0 } folder ? folder : null;

    private KeyRing? Ring()
    {
        if (Folder is not { } folder) return null;
        lock (_making)
        {
            Directory.CreateDirectory(folder);
            var files = Files(folder);
            if (files.Length == 0)
            {
                Make(folder, 1);
                files = Files(folder);
            }
            var stamp = string.Join('\n', files.Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}"));
            return _ring is { } known && known.Stamp == stamp ? known : _ring = Read(files, stamp);
        }
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal)];

    private static KeyRing Read(string[] files, string stamp)
    {
        var keys = new List<(ECDsaSecurityKey Key, bool HasPrivate)>();
        foreach (var file in files)
        {
            var (pem, curve) = (File.ReadAllText(file), ECDsa.Create());
            curve.ImportFromPem(pem);
            var key = new ECDsaSecurityKey(curve);
            key.KeyId = Base64UrlEncoder.Encode(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key).ComputeJwkThumbprint());
            keys.Add((key, pem.Contains("PRIVATE KEY", StringComparison.Ordinal)));
        }
        return new(stamp, keys.ConvertAll(each => each.Key), keys.LastOrDefault(each => each.HasPrivate).Key);
    }

    /// <summary>Whole or not at all, and never over one that is there: two instances that start at once end up with the same key.</summary>
    private static void Make(string folder, int number)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var unfinished = Path.Combine(folder, $".{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(curve.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(unfinished, Path.Combine(folder, $"{number:0000}.pem"), overwrite: false);
        }
        catch (IOException)
        {
            File.Delete(unfinished);   // somebody else was first
        }
    }
}
