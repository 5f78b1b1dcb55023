using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Security;

/// <summary>A fresh key: <c>fc_</c>, eight characters that may be shown, an underscore, and 32 random bytes.</summary>
internal sealed record NewApiKey(string Key, string Prefix, byte[] Hash)
{
    public static NewApiKey Make()
    {
        var prefix = "fc_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var key = $"{prefix}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return new(key, prefix, HashOf(key));
    }

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary><c>Authorization: Bearer fc_...</c>. No cookie is ever looked at on the API, so nothing there can be forged from a page.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccountDbContext accounts, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var hash = NewApiKey.HashOf(header["Bearer ".Length..].Trim());
        var now = clock.GetUtcNow();
        var found = await (from key in accounts.ApiKeys.AsNoTracking()
                           join account in accounts.Users.AsNoTracking() on key.AccountId equals account.Id
                           where key.Hash == hash
                           select new { key, account }).SingleOrDefaultAsync(Context.RequestAborted);
        // A locked account is a disabled one: wrong passwords lock nobody.
        if (found is null || !found.key.IsLive(now) || found.account.LockoutEnd > now)
            return AuthenticateResult.Fail("The API key is unknown, expired or revoked.");
        await NoteUseAsync(found.key, now);

        var identity = new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, found.account.Id.ToString()), new(ClaimTypes.Name, found.account.DisplayName),
            new(CentreClaims.ApiKey, found.key.Id.ToString()), .. AccountClaims.Of(found.account), .. found.key.Scopes.Select(scope => new Claim(CentreClaims.ApiScope, scope)),
        ], SchemeName);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problem(StatusCodes.Status401Unauthorized, "sign-in-needed", "An API key is needed", "Send Authorization: Bearer with a live key. Keys are made under \"API keys\" after signing in.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem(StatusCodes.Status403Forbidden, "not-allowed", "This key may not do that", "The role of its owner or the scopes of the key do not allow it.");

    private Task Problem(int status, string code, string title, string detail) =>
        TypedResults.Problem(type: $"/problems/{code}", title: title, detail: detail, statusCode: status).ExecuteAsync(Context);

    /// <summary>To the hour: enough to see which keys are dead, without a write for every call.</summary>
    private async Task NoteUseAsync(ApiKey key, DateTimeOffset now)
    {
        if (key.LastUsedAt > now.AddHours(-1)) return;
        await accounts.ApiKeys.Where(each => each.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(each => each.LastUsedAt, now), Context.RequestAborted);
    }
}

/// <summary>What a key may be used for; never more than its owner may do.</summary>
internal static class ApiScopes
{
    public const string Read = "read";
    public const string Plan = "plan";
    public const string Book = "book";
    public const string Assess = "assess";

    /// <summary>To make other keys; on its own it opens nothing else.</summary>
    public const string Keys = "keys";

    public static readonly IReadOnlyList<string> All = [Read, Plan, Book, Assess, Keys];

    /// <summary>By what these names of <see cref="Access"/> let in, whom each is of use to; the others are of use to everybody.</summary>
    private static readonly Dictionary<string, string[]> Behind = new()
    {
        [Plan] = [Access.Plan], [Book] = [Access.Book, Access.ChangePlaces, Access.EditPeople, Access.Practise, Access.ReleasePractice, Access.Contest], [Assess] = [Access.Assess, Access.Countersign, Access.Review],
    };

    /// <summary>Those with which somebody of these roles can do anything at all.</summary>
    public static IReadOnlyList<string> Of(IReadOnlySet<string> roles) => [.. All.Where(scope => !Behind.TryGetValue(scope, out var doors) || doors.Any(door => Access.RolesOf[door].Any(roles.Contains)))];
}
