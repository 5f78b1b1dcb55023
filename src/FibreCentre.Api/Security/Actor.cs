using System.Security.Claims;

namespace FibreCentre.Api.Security;

/// <summary>What of the database a transaction may see; row-level security knows these words.</summary>
internal enum TenantScope { Public, Feed, Screen, Answer, Trainee, Provider, Staff }

/// <summary>Who asks. Made from the sign-in, never from what a request says.</summary>
/// <param name="ApiKey">By which a program asks; null for a person before a page.</param>
/// <param name="SignIn">The sign-in by which a person asks; null for a program.</param>
/// <param name="Secret">What the holder of an address presented: the hash of a feed's or a screen's token, an invitation's token, or a certificate's public id.</param>
internal sealed record Actor(
    TenantScope Scope, Guid? AccountId, string Name, IReadOnlySet<string> Roles, Guid? ProviderId = null, Guid? TraineeId = null, Guid? InstructorId = null, string? Secret = null, Guid? ApiKey = null, Guid? SignIn = null)
{
    public static readonly Actor Nobody = new(TenantScope.Public, null, "", new HashSet<string>());

    /// <summary>The product itself: its jobs and its command line.</summary>
    public static readonly Actor System = new(TenantScope.Staff, null, "FibreCentre", new HashSet<string>());

    public bool Is(string role) => Roles.Contains(role);

    /// <summary>The account that signs or marks.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in, though the endpoint's policy says so.</exception>
    public Guid Account => AccountId ?? throw new InvalidOperationException("This needs somebody signed in.");

    public static Actor Of(ClaimsPrincipal principal)
    {
        if (principal.Identity?.IsAuthenticated != true) return Nobody;
        var roles = principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value).ToHashSet();
        return new(ScopeOf(roles), Id(ClaimTypes.NameIdentifier), principal.Identity.Name ?? "", roles, Id(CentreClaims.Provider), Id(CentreClaims.Trainee), Id(CentreClaims.Instructor), ApiKey: Id(CentreClaims.ApiKey), SignIn: Id(CentreClaims.SignIn));

        Guid? Id(string claim) => Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;
    }

    /// <summary>As whoever signs in to this account, without a sign-in: for the demo, which acts for its people.</summary>
    public static Actor Of(Account account)
    {
        var roles = account.Roles.ToHashSet();
        return new(ScopeOf(roles), account.Id, account.DisplayName, roles, account.ProviderId, account.TraineeId, account.InstructorId);
    }

    /// <summary>Nobody in particular, but the holder of a secret address.</summary>
    public static Actor Holding(TenantScope scope, string secret) => Nobody with { Scope = scope, Secret = secret };

    private static TenantScope ScopeOf(HashSet<string> roles) =>
        roles.Overlaps(Security.Roles.Staff) ? TenantScope.Staff
        : roles.Contains(Security.Roles.Booker) ? TenantScope.Provider
        : roles.Contains(Security.Roles.Trainee) ? TenantScope.Trainee
        : TenantScope.Public;
}
