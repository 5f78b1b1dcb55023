using System.Security.Cryptography;

namespace FibreCentre.Api.Features.Places;

internal static class BookingReference
{
    /// <summary>Letters and digits that are not taken for one another on the telephone; 30 bits and a unique constraint.</summary>
    public static string New() => "B-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 7);
}
