using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Places;

/// <summary>What an engineer already has of the course they are asked to be booked on. Nobody is refused for it: a provider may have its reasons, and is told before it pays.</summary>
public static class Repetition
{
    /// <summary>What is said of the certificate that counts longest; null when there is none on the last day, or it can be renewed then and the cohort is what renews it.</summary>
    public static string? OfCertificate(CourseSpec course, DateOnly lastDay, EngineerFacts engineer)
    {
        if (engineer.Certificates.Where(each => each.Course == course.Code && each.CountsOn(lastDay)).MaxBy(each => (each.ExpiresOn ?? DateOnly.MaxValue, each.Verified)) is not { } held) return null;
        var renewal = course.Validity.RenewalOn(held.ExpiresOn, lastDay);
        if (renewal.State == RenewalState.Open) return null;
        var until = held.ExpiresOn is { } last ? $" until {CohortErrors.Day(last)}" : ", without an end";
        var renewed = renewal is { State: RenewalState.NotYet, OpensOn: { } opens } ? $" Renewed from {CohortErrors.Day(opens)} on, it loses no month." : "";
        return $"Already holds {course.Code}{until}{(held.Verified ? "" : ", not yet verified by the centre")}.{renewed}";
    }

    /// <summary>What is said of a place on another cohort of the course.</summary>
    public static string OfPlace(CourseCode course, string cohort, DateOnly firstDay) => $"Is booked on {course} from {CohortErrors.Day(firstDay)} already, cohort {cohort}.";
}
