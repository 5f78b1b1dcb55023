namespace FibreCentre.Api.Security;

/// <summary>Requests that a page sends by itself, because it heard of a change and not because somebody is there. They never prolong a sign-in.</summary>
internal static class Live
{
    /// <summary>In the query of such a request.</summary>
    public const string Key = "live";

    public static bool IsOneOf(HttpRequest request) => request.Query.ContainsKey(Key);
}
