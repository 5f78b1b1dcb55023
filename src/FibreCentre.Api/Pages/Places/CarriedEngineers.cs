using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FibreCentre.Api.Features.Places;
using Microsoft.AspNetCore.DataProtection;

namespace FibreCentre.Api.Pages.Places;

/// <summary>The engineers of a check, on their way to the confirmation. The form carries them, so the server keeps nothing of a file that is never booked.</summary>
/// <param name="Known">Engineers of the provider's, by id. They come first, as in <see cref="CheckEngineers"/>.</param>
/// <param name="Rows">Those of a file.</param>
/// <param name="Accepted">Which rows, counted from 1 over both, the check found bookable.</param>
internal sealed record CarriedEngineers(IReadOnlyList<Guid> Known, IReadOnlyList<SheetRow> Rows, IReadOnlyList<int> Accepted)
{
    public int Count => Known.Count + Rows.Count;

    /// <summary>Only the rows with these numbers.</summary>
    public CarriedEngineers Only(IReadOnlySet<int> numbers) =>
        new([.. Known.Where((_, index) => numbers.Contains(index + 1))], [.. Rows.Where((_, index) => numbers.Contains(Known.Count + index + 1))], []);
}

/// <summary>
/// Makes the carried engineers unreadable and unchangeable on the way: bound to the cohort and the person, and stale after a while. What comes back is
/// nevertheless validated again by the booking.
/// </summary>
internal sealed class EngineerSeal(IDataProtectionProvider protection, Guid cohort, Guid account)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("FibreCentre.Pages.Places.CarriedEngineers", cohort.ToString(), account.ToString()).ToTimeLimitedDataProtector();

    public string Close(CarriedEngineers engineers)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(packing, engineers);
        return Convert.ToBase64String(_protector.Protect(packed.ToArray(), Lasts));
    }

    /// <summary>Null when it is stale, was changed, or belongs to another cohort or person.</summary>
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
