using System.Globalization;
using System.Threading.RateLimiting;
using FibreCentre.Api.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace FibreCentre.Api.Security;

/// <summary>The connections that accounts and keys are read over.</summary>
internal sealed class AccountDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    /// <summary>SQL with its values, $1 and on.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

internal static class SignIn
{
    public const string RateLimit = "sign-in";

    /// <summary>For addresses that anyone may try: guessing them is made slow as well as hopeless.</summary>
    public const string PublicCheck = "public-check";

    /// <summary>For what every check of a credential reads besides: who signs, the keys, and what was revoked. Nothing in it can be guessed.</summary>
    public const string PublicLists = "public-lists";

    /// <summary>How long a link works by which to choose a password.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromDays(3);

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        // A pool of its own: whoever signs holds a connection of the centre's pool and then asks for the password, and must not wait for itself.
        services.AddSingleton(provider => new AccountDatabase(
            Database.DataSource(Database.ConnectionString(configuration), Database.AppRole, PoolSize.Accounts, provider.GetRequiredService<ILoggerFactory>())));
        services.AddScoped<SignInOfRecord>().AddSingleton<Throttle>().AddSingleton<DeviceCookie>().AddSingleton<SigningPins>();
        services.AddDbContext<AccountDbContext>((provider, options) => Database.Configure(options, provider.GetRequiredService<AccountDatabase>().Source));
        services.AddIdentityCore<Account>(options =>
            {
                options.Password.RequiredLength = 15;   // OWASP ASVS 5.0, 6.2.1: length, and no rules of composition
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.User.RequireUniqueEmail = true;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;   // the first with passkeys
            })
            .AddEntityFrameworkStores<AccountDbContext>()
            .AddSignInManager()
            .AddTokenProvider<DataProtectorTokenProvider<Account>>(TokenOptions.DefaultProvider)
            .AddClaimsPrincipalFactory<AccountClaims>();

        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = LinkLife);

        var secure = IsSecure(configuration);
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            // Never given, but taken back with the other one where a sign-in has ended: without it that would be an error.
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme, options => options.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest)
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
                options.Events.OnValidatePrincipal = async validated =>
                {
                    await SecurityStampValidator.ValidatePrincipalAsync(validated);
                    // Found to be still right, the cookie would be given anew and for longer.
                    validated.ShouldRenew &= !Live.IsOneOf(validated.HttpContext.Request);
                };
                options.Events.OnCheckSlidingExpiration = sliding =>
                {
                    sliding.ShouldRenew &= !Live.IsOneOf(sliding.HttpContext.Request);
                    return Task.CompletedTask;
                };
            });
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(5);
            // What was found to be still right is made anew from the account, which knows nothing of the sign-in.
            options.OnRefreshingPrincipal = refreshing =>
            {
                if (refreshing.CurrentPrincipal?.FindFirst(CentreClaims.SignIn) is { } signIn) refreshing.NewPrincipal!.Identities.First().AddClaim(signIn.Clone());
                return Task.CompletedTask;
            };
        });

        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = secure ? "__Host-form" : "form";
            options.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });

        var keys = services.AddDataProtection().SetApplicationName("FibreCentre");
        if (configuration["DataProtection:Keys"] is { Length: > 0 } folder) keys.PersistKeysToFileSystem(Directory.CreateDirectory(folder));

        services.AddSingleton<SigningKeys>();
        services.AddHttpContextAccessor();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // It stands for a signature, so the device has to know its owner; and it is bound to the centre's own address, whatever a request says.
            options.UserVerificationRequirement = "required";
            if (!Uri.TryCreate(configuration["Centre:BaseUrl"], UriKind.Absolute, out var centre)) return;
            options.ServerDomain = centre.Host;
            options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == centre.GetLeftPart(UriPartial.Authority));
        });

        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = (refused, _) =>
            {
                // The limiter does not say when the next one will pass; after a whole window it does.
                refused.HttpContext.Response.Headers.RetryAfter = Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limits.AddPolicy(RateLimit, http => HttpMethods.IsPost(http.Request.Method) ? ByAddress(http, configuration.GetValue("SignIn:AttemptsAMinute", 20)) : RateLimitPartition.GetNoLimiter(""));
            limits.AddPolicy(PublicCheck, http => ByAddress(http, configuration.GetValue("Certificates:ChecksAMinute", 60)));
            limits.AddPolicy(PublicLists, http => ByAddress(http, configuration.GetValue("Certificates:ListsAMinute", 600)));
        });
        return services;
    }

    /// <summary>Whether people reach the centre over TLS, so that cookies may insist on it.</summary>
    public static bool IsSecure(IConfiguration configuration) => configuration["Centre:BaseUrl"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? true;

    private static RateLimitPartition<string> ByAddress(HttpContext http, int aMinute) => RateLimitPartition.GetSlidingWindowLimiter(Client.Address(http), _ =>
        new() { PermitLimit = aMinute, Window = Window, SegmentsPerWindow = 6 });
}
