namespace FibreCentre.Api.Security;

/// <summary>What a person is at the centre. Stored with the account; a person may be several.</summary>
internal static class Roles
{
    public const string Administrator = "administrator";
    public const string Coordinator = "coordinator";
    public const string Instructor = "instructor";
    public const string Iqa = "iqa";
    public const string Manager = "manager";
    public const string Booker = "booker";
    public const string Trainee = "trainee";

    public static readonly IReadOnlyList<string> All = [Administrator, Coordinator, Instructor, Iqa, Manager, Booker, Trainee];

    /// <summary>The centre's own people: they see every provider.</summary>
    public static readonly IReadOnlySet<string> Staff = new HashSet<string> { Administrator, Coordinator, Instructor, Iqa, Manager };
}

internal static class CentreClaims
{
    public const string Provider = "provider_id";
    public const string Trainee = "trainee_id";
    public const string Instructor = "instructor_id";
    public const string ApiScope = "scope";
    public const string ApiKey = "api_key_id";
    public const string SignIn = "sign_in_id";
}
