using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Places;

/// <summary>One engineer of a request, matched with what the provider already has of them.</summary>
/// <param name="New">What to record when the engineer is not known yet; null for a known one.</param>
/// <param name="Details">What the request said beyond a bare id; null when it gave only the id.</param>
/// <param name="Faults">Why the row cannot stand whatever the cohort asks: unknown id, named twice.</param>
internal sealed record RollEntry(EngineerToBook Asked, string Name, string Email, Trainee? New, EngineerDetails? Details, IReadOnlyList<string> Faults)
{
    public bool IsKnown => New is null && Faults.Count == 0;
}

internal static class Roll
{
    public static List<RollEntry> Of(BookingFacts.Read facts, IReadOnlyList<Guid> trainees, IReadOnlyList<EngineerDetails> engineers, Guid provider, DateTimeOffset now)
    {
        var roll = new List<RollEntry>();
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var id in trainees)
        {
            var row = roll.Count + 1;
            roll.Add(facts.Engineers.FirstOrDefault(each => each.Id.Value == id) is { } known
                ? Known(row, known, null, named.Add(known.Email), facts.TimeZone, now)
                : new(new(row, new(id), EngineerFacts.None, false, null), "Unknown", "", null, null, ["No such engineer of yours. Check the reference."]));
        }
        foreach (var details in engineers)
        {
            var row = roll.Count + 1;
            var isFirst = named.Add(details.Email);
            roll.Add(facts.Engineers.FirstOrDefault(each => string.Equals(each.Email, details.Email, StringComparison.OrdinalIgnoreCase)) is { } known
                ? Known(row, known, details, isFirst, facts.TimeZone, now)
                : Unknown(row, details, provider, isFirst, facts.TimeZone, now));
        }
        return roll;
    }

    private static RollEntry Known(int row, BookingFacts.Engineer known, EngineerDetails? details, bool isFirst, string zone, DateTimeOffset now)
    {
        var facts = details is null ? known.Facts : known.Facts with
        {
            Declarations = known.Facts.Declarations.Concat(Declared(details, zone, now)).GroupBy(each => each.Key).ToDictionary(each => each.Key, each => each.Last().Value),
            Certificates = [.. known.Facts.Certificates, .. Brought(details)],
        };
        return new(new(row, known.Id, facts, known.HasPlace, known.BusyWith), known.Name, known.Email, null, details, isFirst ? [] : ["Named twice."]);
    }

    private static RollEntry Unknown(int row, EngineerDetails details, Guid provider, bool isFirst, string zone, DateTimeOffset now)
    {
        var name = $"{details.GivenName} {details.FamilyName}".Trim();
        if (details.BornOn is not { } born) return new(new(row, default, EngineerFacts.None, false, null), name, details.Email, null, details, ["Enter the date of birth as day/month/year, like 27/3/1994."]);
        var trainee = new Trainee
        {
            Id = TraineeId.New(now), Provider = new(provider), GivenName = details.GivenName, FamilyName = details.FamilyName, Email = details.Email, DateOfBirth = born,
            EmployeeReference = details.EmployeeReference, CreatedAt = now,
        };
        var facts = new EngineerFacts(born, Declared(details, zone, now).ToDictionary(), [.. Brought(details)]);
        return new(new(row, trainee.Id, facts, false, null), name, details.Email, trainee, details, isFirst ? [] : ["Named twice."]);
    }

    private static IEnumerable<KeyValuePair<string, DateOnly?>> Declared(EngineerDetails details, string zone, DateTimeOffset now) =>
        (details.Declarations ?? []).Distinct().Select(kind => KeyValuePair.Create(kind, Declaration.Made(kind, CentreTime.In(zone).DayOf(now)).ValidUntil));

    private static IEnumerable<HeldCertificate> Brought(EngineerDetails details) =>
        from certificate in details.Certificates ?? []
        where CourseCode.TryParse(certificate.Course, out _) && Dates.Read(certificate.AchievedOn) is not null
        select new HeldCertificate(new(certificate.Course), certificate.Number, Dates.Read(certificate.AchievedOn)!.Value, Dates.Read(certificate.ExpiresOn));
}
