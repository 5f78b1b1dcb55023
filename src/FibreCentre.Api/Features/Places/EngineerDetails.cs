using System.Globalization;
using System.Net.Mail;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Providers;
using FluentValidation;

namespace FibreCentre.Api.Features.Places;

/// <summary>An engineer as a provider describes one, in a spreadsheet or over the API.</summary>
/// <param name="DateOfBirth">ISO 8601, or day/month/year.</param>
/// <param name="Declarations">Such as <c>photo-id</c> and <c>fitness</c>.</param>
public sealed record EngineerDetails(
    string GivenName, string FamilyName, string Email, string DateOfBirth, string? EmployeeReference = null, IReadOnlyList<string>? Declarations = null, IReadOnlyList<CertificateDetails>? Certificates = null)
{
    /// <summary>Null until the text is a date.</summary>
    internal DateOnly? BornOn => Dates.Read(DateOfBirth);

    internal Likeness Likeness => new(GivenName, FamilyName, BornOn ?? default, EmployeeReference);
}

/// <summary>A certificate the engineer brings along.</summary>
/// <param name="AchievedOn">ISO 8601, or day/month/year.</param>
/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
public sealed record CertificateDetails(string Course, string Number, string Issuer, string AchievedOn, string? ExpiresOn = null);

/// <summary>The one validator of an engineer's details: the preview of a file, the import and the API all use it.</summary>
internal sealed class EngineerDetailsValidator : AbstractValidator<EngineerDetails>
{
    public EngineerDetailsValidator()
    {
        RuleFor(each => each.GivenName).NotEmpty().WithMessage("Enter the first name.").MaximumLength(80).WithMessage("Shorten the first name to 80 characters.").Must(BeOneLine).WithMessage("Remove line breaks from the first name.");
        RuleFor(each => each.FamilyName).NotEmpty().WithMessage("Enter the last name.").MaximumLength(80).WithMessage("Shorten the last name to 80 characters.").Must(BeOneLine).WithMessage("Remove line breaks from the last name.");
        RuleFor(each => each.Email).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the e-mail address.").Must(EmailAddress.IsPlain).WithMessage("Enter an e-mail address like name@example.org.");
        RuleFor(each => each.DateOfBirth).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the date of birth.")
            .Must(text => Dates.Read(text) is { } born && CentreDays.HoldsPast(born)).WithMessage("Enter the date of birth as day/month/year, like 27/3/1994.");
        RuleFor(each => each.EmployeeReference).MaximumLength(40).WithMessage("Shorten the employee number to 40 characters.");
        RuleForEach(each => each.Declarations).Must(Declarations.All.Contains).WithMessage((_, slug) => $"There is no declaration \"{slug}\". Use {string.Join(", ", Declarations.All.Order())}.");
        RuleForEach(each => each.Certificates).NotNull().WithMessage("Describe the certificate.").ChildRules(certificate =>
        {
            certificate.RuleFor(each => each.Course).Must(code => CourseCode.TryParse(code, out _)).WithMessage("Enter a course code like FTC-101.");
            certificate.RuleFor(each => each.Number).NotEmpty().WithMessage("Enter the certificate's number.").MaximumLength(40).WithMessage("Shorten the certificate's number to 40 characters.");
            certificate.RuleFor(each => each.Issuer).NotEmpty().WithMessage("Enter who issued the certificate.").MaximumLength(120).WithMessage("Shorten the issuer to 120 characters.");
            certificate.RuleFor(each => each.AchievedOn).Must(text => Dates.Read(text) is { } day && CentreDays.HoldsPast(day)).WithMessage("Enter the day it was achieved as day/month/year.");
            certificate.RuleFor(each => each.ExpiresOn).Must(text => string.IsNullOrEmpty(text) || (Dates.Read(text) is { } day && CentreDays.Holds(day))).WithMessage("Enter the last day it counts as day/month/year, up to 2100, or leave it out.");
            certificate.RuleFor(each => each.ExpiresOn).Must((each, text) => Dates.Read(text) is not { } last || Dates.Read(each.AchievedOn) is not { } first || last >= first).WithMessage("The last day it counts cannot come before the day it was achieved.");
        });
    }

    private static bool BeOneLine(string? text) => text is null || !text.Any(char.IsControl);
}

internal static class EmailAddress
{
    /// <summary>Whether the text is one address and nothing else: what was parsed must equal what was given, so that no display name, list or route slips in.</summary>
    public static bool IsPlain(string? text) =>
        text is { Length: > 0 and <= 254 } && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text && text.All(letter => letter is > ' ' and < (char)127) && !text.Contains('"', StringComparison.Ordinal);
}

internal static class Dates
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d MMM yyyy", "d MMMM yyyy"];

    /// <summary>A date as people write it in Britain, or in ISO 8601; null when it is neither.</summary>
    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), Forms, CultureInfo.GetCultureInfo("en-GB"), DateTimeStyles.None, out var day) ? day : null;
}
