using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Places;

/// <summary>A certificate somebody holds, earned here or brought along.</summary>
/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
public sealed record HeldCertificate(CourseCode Course, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn)
{
    /// <summary>False for one from elsewhere that the centre has not looked at yet. It counts all the same, and is marked.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>Why the centre rejected it: it never counts then. Null for any other.</summary>
    public string? RejectedBecause { get; init; }

    /// <summary>Whether somebody describes it with other dates than are recorded. Those recorded count.</summary>
    public bool IsDescribedOtherwise { get; init; }

    /// <summary>What whoever brings it has to know, in words; null when nothing.</summary>
    public string? Remark =>
        RejectedBecause is { } why ? $"The certificate of {Course}, {Number}, was rejected by the centre and does not count: {why.TrimEnd('.')}."
        : IsDescribedOtherwise ? $"The certificate of {Course}, {Number}, is recorded {Dates}. Those dates count, not the ones given now: {(Verified ? "ask the centre to put it right" : "take it back on the engineer's page and record it anew if they are wrong")}." : null;

    /// <summary>From when until when, in words.</summary>
    internal string Dates => $"from {CohortErrors.Day(AchievedOn)}{(ExpiresOn is { } last ? $" until {CohortErrors.Day(last)}" : ", does not run out")}";

    public bool CountsOn(DateOnly day) => RejectedBecause is null && AchievedOn <= day && (ExpiresOn is not { } last || day <= last);
}

/// <summary>What is known of an engineer when a place is asked for.</summary>
/// <param name="Declarations">By kind: the last day each counts, null when it stands until withdrawn.</param>
public sealed record EngineerFacts(DateOnly DateOfBirth, IReadOnlyDictionary<string, DateOnly?> Declarations, IReadOnlyList<HeldCertificate> Certificates)
{
    public static readonly EngineerFacts None = new(DateOnly.MinValue, new Dictionary<string, DateOnly?>(), []);

    /// <summary>The same without the certificates that were rejected, which never count.</summary>
    public EngineerFacts WithoutRejected() => this with { Certificates = [.. Certificates.Where(certificate => certificate.RejectedBecause is null)] };

    public int AgeOn(DateOnly day) => day.Year - DateOfBirth.Year - (day < DateOfBirth.AddYears(day.Year - DateOfBirth.Year) ? 1 : 0);
}

/// <summary>One prerequisite, and how an engineer stands to it on the days of a cohort.</summary>
/// <param name="Course">The course whose certificate it asks for; null for anything else.</param>
/// <param name="Requires">What is asked for, in words.</param>
/// <param name="Holds">What the engineer has of it, in words; null when nothing.</param>
/// <param name="Until">The last day of what is held; null when nothing is, or it does not run out.</param>
/// <param name="NotYetVerified">Met, but only by a certificate from elsewhere that the centre has not looked at.</param>
/// <param name="Unmet">The sentence booking refuses with; null when it is met.</param>
/// <param name="Remedy">What would satisfy it; null when it is met.</param>
public sealed record PrerequisiteStanding(CourseCode? Course, string Requires, string? Holds, DateOnly? Until, bool NotYetVerified, string? Unmet, string? Remedy)
{
    public bool IsMet => Unmet is null;
}

/// <summary>Whether an engineer may take a cohort, judged for the days of its sessions and not for the day of booking.</summary>
public static class Eligibility
{
    /// <summary>One sentence for each prerequisite not met: what is missing, what is held, what would satisfy it. Empty when all are met.</summary>
    public static IReadOnlyList<string> Unmet(CourseSpec course, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer) =>
        [.. course.Prerequisites.Select(prerequisite => Unmet(prerequisite, firstDay, lastDay, engineer)).OfType<string>()];

    /// <summary>Every prerequisite, met or not: what is asked for, what is held and until when, what would satisfy it. Those not met say so in the words of <see cref="Unmet"/>.</summary>
    public static IReadOnlyList<PrerequisiteStanding> Explain(CourseSpec course, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer) =>
        [.. course.Prerequisites.Select(prerequisite => Explain(prerequisite, firstDay, lastDay, engineer))];

    private static PrerequisiteStanding Explain(Prerequisite prerequisite, DateOnly firstDay, DateOnly lastDay, EngineerFacts engineer)
    {
        var unmet = Unmet(prerequisite, firstDay, lastDay, engineer);
        switch (prerequisite)
        {
            case HoldsCertificate { Course: var course }:
                var held = engineer.Certificates.Where(certificate => certificate.Course == course && certificate.RejectedBecause is null).ToList();
                var counting = held.Where(certificate => certificate.CountsOn(firstDay) && certificate.CountsOn(lastDay)).ToList();
                var shown = (counting.Count > 0 ? counting : held).OrderByDescending(certificate => certificate.Verified).ThenByDescending(certificate => certificate.ExpiresOn ?? DateOnly.MaxValue).FirstOrDefault();
                return new(
                    course, $"A certificate of {course} that counts from {CohortErrors.Day(firstDay)} to {CohortErrors.Day(lastDay)}", shown is null ? null : Said(shown), shown?.ExpiresOn,
                    counting.Count > 0 && counting.TrueForAll(certificate => !certificate.Verified), unmet, unmet is null ? null : $"Record a certificate of {course} that counts on those days, or book {course} first.");
            case Declares { Declaration: var declaration }:
                var words = declaration.Replace('-', ' ');
                var isDeclared = engineer.Declarations.TryGetValue(declaration, out var until);
                return new(
                    null, $"A declaration of {words}", !isDeclared ? null : until is { } last ? $"Declared, counts until {CohortErrors.Day(last)}" : "Declared", until, false, unmet,
                    unmet is null ? null : $"Declare {words} with the engineer's details.");
            case MinimumAge { Years: var years }:
                return new(
                    null, $"{years} or older on {CohortErrors.Day(firstDay)}", $"{engineer.AgeOn(firstDay)} years old then", null, false, unmet,
                    unmet is null ? null : $"Choose a cohort that begins on {CohortErrors.Day(engineer.DateOfBirth.AddYears(years))} or later.");
            default: throw new InvalidOperationException($"{prerequisite.GetType().Name} has no explanation.");
        }
    }

    private static string Said(HeldCertificate held) =>
        $"{held.Number}, {held.Dates}{(held.Verified ? "" : ", not yet verified by the centre")}";

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
        var all = engineer.Certificates.Where(certificate => certificate.Course == course).ToList();
        if (all.Exists(certificate => certificate.CountsOn(firstDay) && certificate.CountsOn(lastDay))) return null;
        var lacks = all.Where(certificate => certificate.RejectedBecause is null).MaxBy(certificate => certificate.ExpiresOn) is { } latest
            ? latest.AchievedOn > firstDay ? $"Holds {course} only from {CohortErrors.Day(latest.AchievedOn)}." : $"Holds {course} until {CohortErrors.Day(latest.ExpiresOn!.Value)}; it must count until {CohortErrors.Day(lastDay)}."
            : $"Needs {course}: record a certificate, or book {course} first.";
        return string.Join(' ', [lacks, .. all.Select(certificate => certificate.Remark).OfType<string>()]);
    }
}
