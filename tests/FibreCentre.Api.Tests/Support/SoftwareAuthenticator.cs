using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A device with one passkey, and the browser before it: what they answer, as WebAuthn Level 3 (6.1, 6.5, 7) and RFC 9052 (COSE) write it.</summary>
internal sealed class SoftwareAuthenticator(string origin, string domain) : IDisposable
{
    private const byte Present = 0x01, Verified = 0x04, WithKey = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _owner = "";
    private uint _uses;

    /// <summary>Makes the passkey that was offered.</summary>
    public string Make(string offer)
    {
        _owner = JsonDocument.Parse(offer).RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] key = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!];
        byte[] data = [.. Data(Present | Verified | WithKey), .. new byte[16], 0, (byte)_id.Length, .. _id, .. key];
        byte[] attested = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Credential(new { clientDataJSON = Written(ClientData("webauthn.create", offer)), attestationObject = Written(attested), transports = new[] { "internal" } });
    }

    /// <summary>Answers a question.</summary>
    /// <param name="knowsOwner">Whether a finger or a face was recognised.</param>
    public string Answer(string question, bool knowsOwner = true)
    {
        _uses++;
        var (client, data) = (ClientData("webauthn.get", question), Data((byte)(Present | (knowsOwner ? Verified : 0))));
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new { clientDataJSON = Written(client), authenticatorData = Written(data), signature = Written(signature), userHandle = _owner });
    }

    public void Dispose() => _key.Dispose();

    private byte[] Data(byte flags)
    {
        var uses = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(uses, _uses);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), flags, .. uses];
    }

    private byte[] ClientData(string type, string asked) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = JsonDocument.Parse(asked).RootElement.GetProperty("challenge").GetString(), origin, crossOrigin = false });

    private string Credential(object response) => JsonSerializer.Serialize(new { id = Written(_id), rawId = Written(_id), type = "public-key", authenticatorAttachment = "platform", clientExtensionResults = new { }, response });

    private static string Written(byte[] octets) => Base64Url.EncodeToString(octets);
}
