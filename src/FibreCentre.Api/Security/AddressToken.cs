using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FibreCentre.Api.Security;

/// <summary>What makes an address secret where the address alone opens something: a calendar's, a screen's (decision 12).</summary>
internal static class AddressToken
{
    /// <summary>256 random bits, in the 43 characters of base64url.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of it: SHA-256, in 64 hexadecimal digits.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
