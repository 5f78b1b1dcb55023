using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>One engineer of a request, matched with what the provider already has of them.</summary>
/// <param name="New">What to record when the engineer is not known yet; null for a known one.</param>
/// <param name="Details">What the request said beyond a bare id; null when it gave only the id.</param>
/// <param name="Faults">Why the row cannot stand whatever the cohort asks: unknown id, named twice, an address that is somebody else's.</param>
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
        var byId = facts.Engineers.ToDictionary(each => each.Id.Value);
        var byEmail = facts.Engineers.ToLookup(each => each.Email, StringComparer.OrdinalIgnoreCase);
        foreach (var id in trainees)
        {
            var row = roll.Count + 1;
            roll.Add(byId.GetValueOrDefault(id) is { } known
                ? Known(row, known, null, named.Add(known.Email), facts.TimeZone, now)
                : new(new(row, new(id), EngineerFacts.None, false, null), "Unknown", "", null, null, ["No such engineer of yours. Check the reference."]));
        }
        foreach (var details in engineers)
        {
            var row = roll.Count + 1;
            var isFirst = named.Add(details.Email);
            roll.Add(byEmail[details.Email].FirstOrDefault() is { } known
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
        return new(new(row, known.Id, facts, known.HasPlace, known.BusyWith), known.Name, known.Email, null, details, [.. isFirst ? [] : new[] { "Named twice." }, .. IsAnother(known, details) ? new[] { $"{Resemblance.AnothersAddress(known.Name)} Give this engineer's own address, or choose {known.Name} from your engineers." } : []]);
    }

    /// <summary>As the import has it: an address that was passed on does not make its new owner the old one.</summary>
    private static bool IsAnother(BookingFacts.Engineer known, EngineerDetails? details) =>
        details?.BornOn is { } born && Resemblance.IsAnother(new(known.Name, "", known.Facts.DateOfBirth, null), new(details.GivenName, details.FamilyName, born, null));

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

    /// <summary>Refuses rows that cannot stand whatever the cohort asks; null when there are none.</summary>
    public static Error? Faulty(this List<RollEntry> roll) =>
        roll.Where(each => each.Faults.Count > 0).Select(each => new EngineerRefused(each.Asked.Row, each.Faults)).ToList() is { Count: > 0 } faulty ? PlaceErrors.EngineersRefused([.. faulty]) : null;

    /// <summary>Refuses everybody if one of them cannot take the cohort, with the reasons of each; null when all can.</summary>
    public static Error? Refusal(this List<RollEntry> roll, CohortToBook cohort) =>
        roll.Faulty() ?? (BookingRequest.Judge(cohort, roll.Select(each => each.Asked)) is { Count: > 0 } refused ? PlaceErrors.EngineersRefused([.. refused]) : null);

    /// <summary>Writes engineers not known yet, and what the request adds to those who are. Nothing to write when all were named by id.</summary>
    public static async Task RecordAsync(this List<RollEntry> roll, CentreDbContext db, DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (roll.TrueForAll(each => each.Details is null)) return;
        var ids = roll.Where(each => each.New is null).Select(each => each.Asked.Trainee).ToList();
        var known = await db.Trainees.Where(trainee => ids.Contains(trainee.Id)).ToDictionaryAsync(trainee => trainee.Id, cancellationToken);
        foreach (var entry in roll.Where(each => each.Details is not null))
        {
            if (entry.New is { } trainee) db.AddRange(new Resource(trainee.Id.AsResource, ResourceKind.Trainee), trainee);
            else trainee = known[entry.Asked.Trainee];
            foreach (var declaration in entry.Details!.Declarations ?? []) trainee.Declare(Declaration.Made(declaration, today));
            foreach (var certificate in entry.Details.Certificates ?? [])
                trainee.Bring(new(Guid.CreateVersion7(now), new(certificate.Course), certificate.Number, certificate.Issuer, Dates.Read(certificate.AchievedOn)!.Value, Dates.Read(certificate.ExpiresOn)));
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}
