using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;

namespace FibreCentre.Api.Pages.Shared;

internal static class Signatures
{
    /// <summary>A wrong password is said at its field, everything else at the top of the page.</summary>
    public static Error AtPassword(this Error error) => error.Code == AssessmentErrors.CredentialRefused().Code ? error.At("Password") : error;
}
