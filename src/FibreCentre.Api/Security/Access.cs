using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Security;

/// <summary>Who may come in where. One name for a page and for the operation that does the same.</summary>
internal static class Access
{
    public const string Anyone = "anyone-signed-in";
    public const string Staff = "staff";
    public const string Plan = "plan";
    public const string Assess = "assess";
    public const string Countersign = "countersign";
    public const string Correct = "correct";
    public const string Review = "review";
    public const string Contest = "contest";
    public const string SeeAppeals = "see-appeals";
    public const string Book = "book";
    public const string ChangePlaces = "change-places";
    public const string Practise = "practise";
    public const string ReleasePractice = "release-practice";
    public const string SeeCohorts = "see-cohorts";
    public const string SeePeople = "see-people";
    public const string SeeFigures = "see-figures";
    public const string EditPeople = "edit-people";
    public const string Trainee = "trainee";
    public const string Audit = "audit";
    public const string Administer = "administer";

    /// <summary>Which roles each name lets in. The route matrix test reads this table too.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> RolesOf = new Dictionary<string, IReadOnlyList<string>>
    {
        [Anyone] = Roles.All,
        [Staff] = [.. Roles.Staff],
        [Plan] = [Roles.Coordinator, Roles.Administrator],
        [Assess] = [Roles.Instructor],
        [Countersign] = [Roles.Iqa, Roles.Instructor],
        [Correct] = [Roles.Iqa],
        [Review] = [Roles.Iqa],
        [Contest] = [Roles.Booker, Roles.Trainee],
        [SeeAppeals] = [Roles.Booker, Roles.Trainee, Roles.Instructor, Roles.Iqa, Roles.Administrator],
        [Book] = [Roles.Booker],
        [ChangePlaces] = [Roles.Booker, Roles.Coordinator, Roles.Administrator],
        [Practise] = [Roles.Booker, Roles.Trainee],
        [ReleasePractice] = [Roles.Booker, Roles.Trainee, Roles.Coordinator, Roles.Administrator],
        [SeeCohorts] = [.. Roles.Staff, Roles.Booker],
        [SeePeople] = [Roles.Coordinator, Roles.Administrator, Roles.Instructor, Roles.Iqa, Roles.Manager, Roles.Booker],
        [SeeFigures] = [Roles.Manager, Roles.Coordinator, Roles.Administrator],
        [EditPeople] = [Roles.Coordinator, Roles.Administrator, Roles.Booker],
        [Trainee] = [Roles.Trainee],
        [Audit] = [Roles.Administrator, Roles.Iqa],
        [Administer] = [Roles.Administrator],
    };

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        var policies = services.AddAuthorizationBuilder();
        foreach (var (name, roles) in RolesOf)
        {
            policies.AddPolicy(name, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser().RequireRole(roles));
            // The same people by API key. Apart from the cookie's policy, so that a program is never answered with a redirect to a page.
            foreach (var scope in ApiScopes.All)
                policies.AddPolicy(ApiPolicy(name, scope), policy => policy.AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName)
                    .RequireAuthenticatedUser().RequireRole(roles).RequireClaim(CentreClaims.ApiScope, scope));
        }
        policies.SetFallbackPolicy(new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser().RequireRole(Roles.Administrator).Build());
        return services;
    }

    public static string ApiPolicy(string access, string scope) => $"api:{access}:{scope}";

    /// <summary>Lets in, by API key, the people of one name of this table whose key carries the scope.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, string access, string scope) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(ApiPolicy(access, scope));
}
