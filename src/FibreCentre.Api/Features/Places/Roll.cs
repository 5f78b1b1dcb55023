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
/// <param name="Brings">The certificates that are recorded with it: those it describes and nobody has recorded before. What is decided on is these and what is recorded.</param>
/// <param name="Faults">Why the row cannot stand whatever the cohort asks: unknown id, named twice, an address that is somebody else's.</param>
internal sealed record RollEntry(EngineerToBook Asked, string Name, string Email, Trainee? New, EngineerDetails? Details, IReadOnlyList<CertificateDetails> Brings, IReadOnlyList<string> Faults)
{
    public bool IsKnown => New is null && Faults.Count == 0;

    /// <summary>What is to be known of the certificates it describes: that one was rejected, or is recorded otherwise.</summary>
    public IEnumerable<string> Remarks => Details is null ? [] : Roll.Described(Details).SelectMany(each => Asked.Facts.Certificates.Where(held => Roll.AreSame(each, held))).Select(held => held.Remark).OfType<string>();
}

internal static class Roll
{
    private const string NamedTwice = "Named twice.";

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
                ? Known(row, known, null, named.Add(known.Email), facts, now)
                : new(new(row, new(id), EngineerFacts.None, false, null), "Unknown", "", null, null, [], ["No such engineer of yours. Check the reference."]));
        }
        foreach (var details in engineers)
        {
            var row = roll.Count + 1;
            var isFirst = named.Add(details.Email);
            roll.Add(byEmail[details.Email].FirstOrDefault() is { } known
                ? Known(row, known, details, isFirst, facts, now)
                : Unknown(row, details, provider, isFirst, facts, now));
        }
        return roll;
    }

    private static RollEntry Known(int row, BookingFacts.Engineer known, EngineerDetails? details, bool isFirst, BookingFacts.Read read, DateTimeOffset now)
    {
        if (details is null) return new(new(row, known.Id, known.Facts, known.HasPlace, known.BusyWith), known.Name, known.Email, null, null, [], isFirst ? [] : [NamedTwice]);
        var described = Described(details).ToList();
        var brings = described.Where(each => !known.Facts.Certificates.Any(held => AreSame(each, held))).ToList();
        var facts = known.Facts with
        {
            Declarations = known.Facts.Declarations.Concat(Declared(details, read.TimeZone, now)).GroupBy(each => each.Key).ToDictionary(each => each.Key, each => each.Last().Value),
            Certificates = [.. known.Facts.Certificates.Select(held => held with { IsDescribedOtherwise = described.Exists(each => AreSame(each, held) && !HaveSameDates(Held(each), held)) }), .. brings.Select(Held)],
        };
        return new(new(row, known.Id, facts, known.HasPlace, known.BusyWith), known.Name, known.Email, null, details, brings,
            [.. isFirst ? [] : new[] { NamedTwice }, .. IsAnother(known, details) ? new[] { $"{Resemblance.AnothersAddress(known.Name)} Give this engineer's own address, or choose {known.Name} from your engineers." } : [], .. EngineerFaults.Of(details, read.Catalogue, CentreTime.In(read.TimeZone).DayOf(now))]);
    }

    /// <summary>As the import has it: an address that was passed on does not make its new owner the old one.</summary>
    private static bool IsAnother(BookingFacts.Engineer known, EngineerDetails details) =>
        details.BornOn is { } born && Resemblance.IsAnother(new(known.Name, "", known.Facts.DateOfBirth, null), new(details.GivenName, details.FamilyName, born, null));

    private static RollEntry Unknown(int row, EngineerDetails details, Guid provider, bool isFirst, BookingFacts.Read read, DateTimeOffset now)
    {
        var name = $"{details.GivenName} {details.FamilyName}".Trim();
        if (details.BornOn is not { } born) return new(new(row, default, EngineerFacts.None, false, null), name, details.Email, null, details, [], ["Enter the date of birth as day/month/year, like 27/3/1994."]);
        var trainee = new Trainee
        {
            Id = TraineeId.New(now), Provider = new(provider), GivenName = details.GivenName, FamilyName = details.FamilyName, Email = details.Email, DateOfBirth = born,
            EmployeeReference = details.EmployeeReference, CreatedAt = now,
        };
        var brings = Described(details).ToList();
        var facts = new EngineerFacts(born, Declared(details, read.TimeZone, now).ToDictionary(), brings.ConvertAll(Held));
        return new(new(row, trainee.Id, facts, false, null), name, details.Email, trainee, details, brings, [.. isFirst ? [] : new[] { NamedTwice }, .. EngineerFaults.Of(details, read.Catalogue, CentreTime.In(read.TimeZone).DayOf(now))]);
    }

    private static IEnumerable<KeyValuePair<string, DateOnly?>> Declared(EngineerDetails details, string zone, DateTimeOffset now) =>
        (details.Declarations ?? []).Distinct().Select(kind => KeyValuePair.Create(kind, Declaration.Made(kind, CentreTime.In(zone).DayOf(now)).ValidUntil));

    /// <summary>Each once, and those alone that can be read: what is wrong with the others is the validator's to say.</summary>
    internal static IEnumerable<CertificateDetails> Described(EngineerDetails details) => (details.Certificates ?? [])
        .Where(each => each is { Number.Length: > 0 } && CourseCode.TryParse(each.Course, out _) && Dates.Read(each.AchievedOn) is not null).DistinctBy(each => OutsideCertificate.Key(new(each.Course), each.Number));

    internal static bool AreSame(CertificateDetails described, HeldCertificate held) => OutsideCertificate.Key(new(described.Course), described.Number) == OutsideCertificate.Key(held.Course, held.Number);

    private static bool HaveSameDates(HeldCertificate one, HeldCertificate other) => (one.AchievedOn, one.ExpiresOn) == (other.AchievedOn, other.ExpiresOn);

    /// <summary>Nobody of the centre has looked at it.</summary>
    private static HeldCertificate Held(CertificateDetails described) =>
        new(new(described.Course), described.Number, Dates.Read(described.AchievedOn)!.Value, Dates.Read(described.ExpiresOn)) { Verified = false };

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
            foreach (var certificate in entry.Brings)
                trainee.Bring(new(Guid.CreateVersion7(now), new(certificate.Course), certificate.Number, certificate.Issuer, Dates.Read(certificate.AchievedOn)!.Value, Dates.Read(certificate.ExpiresOn)));
        }
        await db.SaveChangesAsync(cancellationToken);
    }
}
