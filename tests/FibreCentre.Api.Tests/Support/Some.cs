using FibreCentre.Api.Features.Places;

namespace FibreCentre.Api.Tests.Support;

/// <summary>Values that are good enough, each different from the one before.</summary>
internal static class Some
{
    private static int _count;

    /// <summary>An adult who may take FTC-101.</summary>
    public static EngineerDetails Engineer(string? email = null)
    {
        var number = Interlocked.Increment(ref _count);
        return new($"Given{number}", $"Family{number}", email ?? $"engineer{number}@example.org", "1990-05-04", $"E-{number}", ["photo-id"]);
    }

    public static EngineerDetails Holding(this EngineerDetails engineer, string course, string until) =>
        engineer with { Certificates = [new(course, $"X-{Interlocked.Increment(ref _count)}", "Elsewhere", "2024-01-01", until)] };

    public static string Key() => Guid.NewGuid().ToString();
}
