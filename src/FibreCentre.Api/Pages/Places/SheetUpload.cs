using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A provider's spreadsheet out of a form's file field. A page with one takes <see cref="EngineerUpload.MostTaken"/> off the wire, so that the sender of a file that is far too large gets an answer.</summary>
internal static class SheetUpload
{
    public static async Task<Result<byte[]>> OctetsAsync(IFormFile? sheet, CancellationToken cancellationToken)
    {
        if (sheet is null) return PlaceErrors.SheetUnreadable("Choose the file with your engineers.");
        if (sheet.Length > EngineerSheet.MostBytes || await EngineerUpload.ReadAsync(sheet.OpenReadStream(), cancellationToken) is not { } octets) return PlaceErrors.SheetUnreadable(EngineerSheet.TooLarge);
        return octets;
    }

    /// <summary>Its lines as engineers to check, none of them known by id.</summary>
    public static async Task<Result<CarriedEngineers>> ReadAsync(IFormFile? sheet, CancellationToken cancellationToken)
    {
        var octets = await OctetsAsync(sheet, cancellationToken);
        if (!octets.Succeeded) return octets.Error;
        var file = EngineerSheet.ReadFile(octets.Value);
        return file.Succeeded ? new CarriedEngineers([], file.Value, []) : file.Error;
    }
}
