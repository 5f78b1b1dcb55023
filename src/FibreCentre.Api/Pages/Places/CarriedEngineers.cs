using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Places;
using Microsoft.AspNetCore.DataProtection;

namespace FibreCentre.Api.Pages.Places;

/// <summary>The engineers of a check, on their way to the confirmation. The form carries them, so the server keeps nothing of a file that is never booked.</summary>
/// <param name="Known">Engineers of the provider's, by id. They come first, as in <see cref="CheckEngineers"/>.</param>
/// <param name="File">Null when there is none.</param>
/// <param name="Accepted">Which rows, counted from 1 over known ones and then those of the file, the check found bookable.</param>
internal sealed record CarriedEngineers(IReadOnlyList<Guid> Known, SheetFile? File, IReadOnlyList<int> Accepted)
{
    [JsonIgnore]
    public IReadOnlyList<SheetLine> Lines => File?.Lines ?? [];

    [JsonIgnore]
    public IReadOnlyList<EngineerDetails> Engineers => [.. Lines.Select(line => line.Row.Engineer)];

    /// <summary>Those the check accepted.</summary>
    /// <param name="ticked">Of them only these; null takes all.</param>
    public CarriedEngineers Taken(IEnumerable<int>? ticked)
    {
        var numbers = (ticked is null ? Accepted : Accepted.Intersect(ticked)).ToHashSet();
        return new([.. Known.Where((_, index) => numbers.Contains(index + 1))], File is null ? null : File with { Lines = [.. Lines.Where((_, index) => numbers.Contains(Known.Count + index + 1))] }, []);
    }
}

/// <summary>
/// Makes the carried engineers unreadable and unchangeable on the way: bound to what they are for and to the person, and stale after a while. What comes back is
/// nevertheless validated again by what books or names them.
/// </summary>
internal sealed class EngineerSeal(IDataProtectionProvider protection, Guid purpose, Guid account)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("FibreCentre.Pages.Places.CarriedEngineers", purpose.ToString(), account.ToString()).ToTimeLimitedDataProtector();

    public string Close(CarriedEngineers engineers)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(packing, engineers);
        return Convert.ToBase64String(_protector.Protect(packed.ToArray(), Lasts));
    }

    /// <summary>Null when it is stale, was changed, or belongs to another cohort, booking or person.</summary>
    public CarriedEngineers? Open(string? text)
    {
        try
        {
            using var unpacking = new BrotliStream(new MemoryStream(_protector.Unprotect(Convert.FromBase64String(text ?? ""))), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<CarriedEngineers>(unpacking);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
