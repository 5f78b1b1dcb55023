using System.IO.Compression;
using System.Text.Json;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>Certificates as Open Badges, judged by somebody else's library (tests/tools/verify-credentials.mjs, jose).</summary>
public sealed class CredentialTests(HeadCentre centre) : IClassFixture<HeadCentre>
{
    private const string Type = "vc+jwt";

    [Fact]
    public async Task A_credential_says_what_the_certificate_says_and_anyone_can_check_who_signed_it()
    {
        var certificate = await FirstAsync();
        var answer = await centre.ClientOf(null).Get(certificate.CheckPath + "/credential.jwt");
        Assert.Equal((200, "application/vc+jwt"), (answer.Status, answer.Response.Content.Headers.ContentType?.MediaType));

        var verdict = (await JudgeAsync([answer.Text]))[0];

        Assert.True(verdict.GetProperty("valid").GetBoolean(), verdict.ToString());
        var (payload, header) = (verdict.GetProperty("payload"), verdict.GetProperty("header"));
        Assert.Equal((Type, "ES256"), (header.GetProperty("typ").GetString(), header.GetProperty("alg").GetString()));
        Assert.Equal(["VerifiableCredential", "OpenBadgeCredential"], payload.GetProperty("type").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal("https://www.w3.org/ns/credentials/v2", payload.GetProperty("@context")[0].GetString());
        var subject = payload.GetProperty("credentialSubject");
        Assert.Equal((certificate.HolderName, certificate.CourseTitle), (subject.GetProperty("identifier")[0].GetProperty("identityHash").GetString(), subject.GetProperty("achievement").GetProperty("name").GetString()));
        Assert.Equal($"https://localhost{certificate.CheckPath}", payload.GetProperty("id").GetString());
        Assert.Equal(TestCentre.Time.At(certificate.ExpiresOn!.Value.AddDays(1), TimeOnly.MinValue).AddSeconds(-1), payload.GetProperty("validUntil").GetDateTimeOffset());
        var issuer = (await centre.ClientOf(null).Get("/.well-known/issuer.json")).Json;
        Assert.Equal((payload.GetProperty("iss").GetString(), "Millbridge Fibre Centre"), (issuer.GetProperty("id").GetString(), issuer.GetProperty("name").GetString()));
        Assert.DoesNotContain("Northway", payload.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"d\"", (await centre.ClientOf(null).Get("/.well-known/jwks.json")).Text, StringComparison.Ordinal);   // no private half
    }

    [Fact]
    public async Task Every_character_changed_in_turn_is_refused_and_so_is_another_key()
    {
        var token = (await centre.App.AskAsync(new ShowCredential(new((await FirstAsync()).Id)), centre.Cast.NorthBooker.Actor)).Jwt;
        // The last character of the signature has bits that mean nothing: the one changed there is changed in those that do.
        var altered = Enumerable.Range(0, token.Length).Select(at => token[..at] + Another(token[at]) + token[(at + 1)..]).ToList();

        var verdicts = await JudgeAsync([token, .. altered]);

        Assert.True(verdicts[0].GetProperty("valid").GetBoolean());
        Assert.Equal(token.Length + 1, verdicts.Count);
        Assert.All(verdicts.Skip(1), verdict => Assert.False(verdict.GetProperty("valid").GetBoolean()));
        var stranger = new SigningKeys(new Microsoft.Extensions.Configuration.ConfigurationManager { ["Signing:Keys"] = Path.Combine(centre.Folder, "stranger") });
        Assert.False((await JudgeAsync([stranger.Sign(new { id = "x" }, Type).Token]))[0].GetProperty("valid").GetBoolean());

        static char Another(char one) => one == 'A' ? 'g' : 'A';
    }

    [Fact]
    public async Task Revoked_the_status_list_says_so()
    {
        await centre.GivenWholeJourneysFor(centre.Cast.SouthTrainee);
        var certificate = (await centre.App.AskAsync(new ListCertificates(), centre.Cast.SouthBooker.Actor)).Certificates[0];
        var token = (await centre.ClientOf(null).Get(certificate.CheckPath + "/credential.jwt")).Text;
        var status = (await JudgeAsync([token]))[0].GetProperty("payload").GetProperty("credentialStatus");
        var index = int.Parse(status.GetProperty("statusListIndex").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(await IsSetAsync(status, index));

        await centre.App.AskAsync(new RevokeCertificate(new(certificate.Id), "Issued to the wrong person.", centre.Cast.Coordinator.Password), centre.Cast.Coordinator.Actor);

        Assert.True(await IsSetAsync(status, index));
        Assert.False(await IsSetAsync(status, index + 1));
    }

    [Fact]
    public async Task Whose_certificate_it_is_says_who_gets_it()
    {
        var certificate = await FirstAsync();
        Assert.Equal("certificate-not-found", (await centre.Ask(new ShowCredential(new(certificate.Id)), centre.Cast.SouthBooker)).Error?.Code);
        Assert.True((await centre.Ask(new ShowCredential(new(certificate.Id)), centre.Cast.NorthTrainee)).Succeeded);
        Assert.Equal(404, (await centre.ClientOf(null).Get("/c/abcdefghjk/credential.jwt")).Status);
        await using var keyless = new CentreApp(centre.ConnectionString, centre.Clock, ("Signing:Keys", ""));
        Assert.Equal("no-signing-key", (await keyless.SendAsync(new ShowCredential(new(certificate.Id)), centre.Cast.NorthBooker.Actor)).Error?.Code);
    }

    private async Task<CertificateAnswer> FirstAsync() => (await centre.App.AskAsync(new ListCertificates(), centre.Cast.NorthBooker.Actor)).Certificates[^1];

    private async Task<bool> IsSetAsync(JsonElement status, int index)
    {
        var list = (await centre.ClientOf(null).Get(new Uri(status.GetProperty("statusListCredential").GetString()!).AbsolutePath)).Text;
        var payload = (await JudgeAsync([list]))[0].GetProperty("payload");
        Assert.Contains("BitstringStatusListCredential", payload.GetProperty("type").ToString(), StringComparison.Ordinal);
        using var gzip = new GZipStream(new MemoryStream(Base64UrlEncoder.DecodeBytes(payload.GetProperty("credentialSubject").GetProperty("encodedList").GetString()![1..])), CompressionMode.Decompress);
        using var bits = new MemoryStream();
        await gzip.CopyToAsync(bits);
        Assert.True(bits.Length * 8 >= 131_072);
        return (bits.ToArray()[index / 8] & (0x80 >> (index % 8))) != 0;
    }

    private async Task<IReadOnlyList<JsonElement>> JudgeAsync(IReadOnlyList<string> tokens) =>
        await CredentialJudge.Judge((await centre.ClientOf(null).Get("/.well-known/jwks.json")).Text, Type, centre.Clock.GetUtcNow(), tokens);
}
