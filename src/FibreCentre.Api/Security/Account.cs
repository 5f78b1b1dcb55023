using System.Security.Claims;
using FibreCentre.Api.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Security;

/// <summary>Somebody who may sign in.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    public required List<string> Roles { get; set; }

    public Guid? ProviderId { get; set; }

    public Guid? TraineeId { get; set; }

    public Guid? InstructorId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A key for a program. The key itself is shown once; only its SHA-256 is kept.</summary>
internal sealed class ApiKey
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required string Name { get; init; }

    public required string Prefix { get; init; }

    public required byte[] Hash { get; init; }

    public required List<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The key that made it, with which it ends; null when a person did.</summary>
    public Guid? MadeWith { get; init; }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>Accounts and keys: a schema of their own, read before anybody's tenant is known.</summary>
internal sealed class AccountDbContext(DbContextOptions<AccountDbContext> options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.Conventions.Add(_ => new SnakeCase());

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("identity");
        builder.Entity<Account>().ToTable("account");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_token");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("passkey").OwnsOne(passkey => passkey.Data).ToJson("data");
        builder.Entity<ApiKey>().ToTable("api_key").HasKey(key => key.Id);
        builder.Entity<ApiKey>().Property(key => key.Id).ValueGeneratedNever();
        builder.Entity<ApiKey>().HasOne<Account>().WithMany().HasForeignKey(key => key.AccountId);
        builder.Entity<ApiKey>().HasOne<ApiKey>().WithMany().HasForeignKey(key => key.MadeWith);
    }
}

/// <summary>What a sign-in or a key says about its owner.</summary>
internal sealed class AccountClaims(UserManager<Account> accounts, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Account>(accounts, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaims(Of(user));
        identity.TryRemoveClaim(identity.FindFirst(Options.ClaimsIdentity.UserNameClaimType));
        identity.AddClaim(new(Options.ClaimsIdentity.UserNameClaimType, user.DisplayName));
        return identity;
    }

    public static IEnumerable<Claim> Of(Account account)
    {
        foreach (var role in account.Roles) yield return new(ClaimTypes.Role, role);
        if (account.ProviderId is { } provider) yield return new(CentreClaims.Provider, provider.ToString());
        if (account.TraineeId is { } trainee) yield return new(CentreClaims.Trainee, trainee.ToString());
        if (account.InstructorId is { } instructor) yield return new(CentreClaims.Instructor, instructor.ToString());
    }
}
