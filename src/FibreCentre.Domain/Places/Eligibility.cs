using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Places;

/// <summary>A certificate somebody holds, earned here or brought along.</summary>
/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
public sealed record HeldCertificate(CourseCode Course, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn)
{
    public bool CountsOn(DateOnly day) => AchievedOn <= day && (ExpiresOn is not { } last || day <= last);
}

/// <summary>What is known of an engineer when a place is asked for.</summary>
/// <param name="Declarations">By kind: the last day each counts, null when it stands until withdrawn.</param>
public sealed record EngineerFacts(DateOnly DateOfBirth, IReadOnlyDictionary<string, DateOnly?> Declarations, IReadOnlyList<HeldCertificate> Certificates)
{
    public static readonly EngineerFacts None = new(DateOnly.MinValue, new Dictionary<string, DateOnly?>(), []);

    public int AgeOn(DateOnly day) => day.Year - DateOfBirth.Year - (day < DateOfBirth.AddYears(day.Year - DateOfBirth.Year) ? 1 : 0);
}

/// <summary>Whether an engineer may take a cohort, judged for the days of its sessions and not for the day of booking.</summary>
public static class Eligibility
{
    /// <summary>One sentence for each prerequisite not met: what is missing, what is held, what would satisfy it. Empty when all are met.</summary>
    public static IReadOnlyList<string> Unmet(CourseSpec course, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer) =>
        [.. course.Prerequisites.Select(prerequisite => Unmet(prerequisite, firstDay, lastDay, engineer)).OfType<string>()];

    private static string? Unmet(Prerequisite prerequisite, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer) => prerequisite switch
    {
        HoldsCertificate { Course: var course } => Unmet(course, firstDay, lastDay, engineer),
        Declares { Declaration: var declaration } => Undeclared(declaration, lastDay, engineer),
        MinimumAge { Years: var years } when engineer.AgeOn(firstDay) < years =>
            $"Must be {years} on {CohortErrors.Day(firstDay)}; will be {engineer.AgeOn(firstDay)}.",
        _ => null,
    };

    private static string? Undeclared(string declaration, DateOnly lastDay, EngineerFacts engineer)
    {
        var words = declaration.Replace('-', ' ');
        if (!engineer.Declarations.TryGetValue(declaration, out var validUntil)) return $"Needs a declaration of {words}: give it with the engineer's details.";
        return validUntil < lastDay ? $"The declaration of {words} counts until {CohortErrors.Day(validUntil.Value)}; it must count until {CohortErrors.Day(lastDay)}. Give a new one." : null;
    }

    private static string? Unmet(CourseCode course, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer)
    {
        var held = engineer.Certificates.Where(certificate => certificate.Course == course).ToList();
        if (held.Exists(certificate => certificate.CountsOn(firstDay) && certificate.CountsOn(lastDay))) return null;
        return held.MaxBy(certificate => certificate.ExpiresOn) is { } latest
            ? latest.AchievedOn > firstDay ? $"Holds {course} only from {CohortErrors.Day(latest.AchievedOn)}." : $"Holds {course} until {CohortErrors.Day(latest.ExpiresOn!.Value)}; it must count until {CohortErrors.Day(lastDay)}."
            : $"Needs {course}: record a certificate, or book {course} first.";
    }
}
