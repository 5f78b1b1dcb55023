using System.Security.Claims;
using FibreCentre.Api.Security;

namespace FibreCentre.Api.Pages.Shared;

internal static class Person
{
    /// <summary>Whether the page should offer what this name of <see cref="Access"/> lets in. The page it leads to asks again.</summary>
    public static bool May(this ClaimsPrincipal person, string access) => Access.RolesOf[access].Any(person.IsInRole);
}
