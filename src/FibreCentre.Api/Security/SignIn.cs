using System.Threading.RateLimiting;
using FibreCentre.Api.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Security;

/// <summary>The connections that accounts and keys are read over.</summary>
internal sealed class AccountDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

internal static class SignIn
{
    public const string RateLimit = "sign-in";

    /// <summary>For addresses that anyone may try: guessing them is made slow as well as hopeless.</summary>
    public const string PublicCheck = "public-check";

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        // A pool of its own: whoever signs holds a connection of the centre's pool and then asks for the password, and must not wait for itself.
        services.AddSingleton(provider => new AccountDatabase(Database.DataSource(Database.ConnectionString(configuration), Database.AppRole, provider.GetRequiredService<ILoggerFactory>())));
        services.AddDbContext<AccountDbContext>((provider, options) => Database.Configure(options, provider.GetRequiredService<AccountDatabase>().Source));
        services.AddIdentityCore<Account>(options =>
            {
                options.Password.RequiredLength = 15;   // OWASP ASVS 5.0, 6.2.1: length, and no rules of composition
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.User.RequireUniqueEmail = true;
                // Guessing is slowed down; the rate limit below does the rest, so that nobody can lock another out for long.
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(2);
            })
            .AddEntityFrameworkStores<AccountDbContext>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<AccountClaims>();

        var secure = configuration["Centre:BaseUrl"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? true;
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                options.Cookie.Name = secure ? "__Host-centre" : "centre";
                options.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.HttpOnly = true;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/not-allowed";
                options.ReturnUrlParameter = "returnUrl";
                options.ExpireTimeSpan = TimeSpan.FromHours(2);
                options.SlidingExpiration = true;
                options.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
            });
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(5));

        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = secure ? "__Host-form" : "form";
            options.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });

        var keys = services.AddDataProtection().SetApplicationName("FibreCentre");
        if (configuration["DataProtection:Keys"] is { Length: > 0 } folder) keys.PersistKeysToFileSystem(Directory.CreateDirectory(folder));

        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(RateLimit, http => HttpMethods.IsPost(http.Request.Method)
                ? RateLimitPartition.GetSlidingWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ =>
                    new() { PermitLimit = configuration.GetValue("SignIn:AttemptsAMinute", 20), Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 })
                : RateLimitPartition.GetNoLimiter(""));
            limits.AddPolicy(PublicCheck, http => RateLimitPartition.GetSlidingWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ =>
                new() { PermitLimit = configuration.GetValue("Certificates:ChecksAMinute", 60), Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
        });
        return services;
    }
}
