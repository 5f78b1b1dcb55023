using System.Text.Json;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Where each place stands in each unit, read from the attempts and the ledger.</summary>
internal sealed class UnitStanding(ILookup<(PlaceId, string), UnitStanding.Line> lines)
{
    /// <param name="Decision">Null while the attempt is open.</param>
    internal sealed record Line(Attempt Attempt, LedgerEntry? Decision, DecisionContent? Content, LedgerEntry? Countersignature, LedgerEntry? Correction)
    {
        public bool Stands => Correction is null && Content is { Outcome: "competent" } content && (!content.Provisional || Countersignature is not null);
    }

    public static async Task<UnitStanding> OfAsync(CentreDbContext db, IReadOnlyList<PlaceId> places, CancellationToken cancellationToken)
    {
        var attempts = await db.Attempts.AsNoTracking().IgnoreAutoIncludes().Where(attempt => places.Contains(attempt.Place)).ToListAsync(cancellationToken);
        var ids = attempts.ConvertAll(attempt => (AttemptId?)attempt.Id);
        var decisions = await db.Ledger.AsNoTracking().Where(entry => entry.Kind == LedgerKind.Decision && ids.Contains(entry.Attempt)).ToDictionaryAsync(entry => entry.Attempt!.Value, cancellationToken);
        var decisionIds = decisions.Values.Select(entry => (Guid?)entry.Id).ToList();
        var spoken = (await db.Ledger.AsNoTracking().Where(entry => decisionIds.Contains(entry.Decision) && (entry.Kind == LedgerKind.Countersignature || entry.Kind == LedgerKind.Correction)).ToListAsync(cancellationToken)).ToDictionary(entry => (entry.Decision!.Value, entry.Kind));
        return new(attempts.ToLookup(attempt => (attempt.Place, attempt.UnitCode), attempt => decisions.TryGetValue(attempt.Id, out var decision)
            ? new Line(attempt, decision, DecisionContent.Read(decision.Content), spoken.GetValueOrDefault((decision.Id, LedgerKind.Countersignature)), spoken.GetValueOrDefault((decision.Id, LedgerKind.Correction)))
            : new Line(attempt, null, null, null, null)));
    }

    /// <summary>Earliest attempt first.</summary>
    public IReadOnlyList<Line> Attempts(PlaceId place, string unit) => [.. lines[(place, unit)].OrderBy(line => line.Attempt.Number)];

    /// <summary>Of every unit.</summary>
    public IEnumerable<Line> Of(PlaceId place) => lines.Where(unit => unit.Key.Item1 == place).SelectMany(unit => unit);

    /// <summary>The attempt to come, where there is one.</summary>
    public Result<Attempt> Next(Place place, CourseVersion version, CourseUnit unit, Guid assessor, DateTimeOffset now)
    {
        var all = Attempts(place.Id, unit.Code);
        var counting = all.Where(line => line.Correction is null).Select(line => line.Attempt).ToList();
        return Attempt.Start(place, version.Id, unit, counting, assessor, now, all.Count - counting.Count);
    }

    /// <summary>The open attempt; before anything is marked again, the one to come, with what earlier ones met as it will be carried over; null when none is left.</summary>
    public Attempt? Current(Place place, CourseVersion version, CourseUnit unit) =>
        Attempts(place.Id, unit.Code).LastOrDefault(line => line.Decision is null)?.Attempt ?? (Next(place, version, unit, Guid.Empty, place.BookedAt) is { Succeeded: true, Value: var next } ? next : null);

    /// <summary>In the words of <see cref="UnitState"/>. A decision that was corrected is as if it had never been.</summary>
    public string Of(PlaceId place, string unit) => Attempts(place, unit).Where(line => line.Correction is null).ToList() switch
    {
        [] => "open",
        var all when all.Exists(line => line.Stands) => "competent",
        [.., { Decision: null }] => "started",
        [.., { Content.Outcome: "competent" }] => "provisional",
        [.., var last] => last.Content!.Outcome,
    };

    public bool Stands(PlaceId place, string unit) => lines[(place, unit)].Any(line => line.Stands);
}

/// <summary>What a signed decision says, as it stands in the ledger. Nothing in it names a person.</summary>
/// <param name="Outcome"><c>competent</c>, <c>referred</c> or <c>stopped</c>.</param>
/// <param name="Provisional">Takes a second person before it counts.</param>
/// <param name="FeedbackHash">SHA-256 of a salt and the feedback, in hexadecimal; null without feedback.</param>
/// <param name="Evidence">What it rests on; null in lines signed before evidence was kept.</param>
internal sealed record DecisionContent(
    string Course, int CourseVersion, string Unit, string UnitTitle, int Attempt, string Outcome, bool Provisional, IReadOnlyList<string> ProvisionalBecause, IReadOnlyList<DecidedCriterion> Criteria, string? FeedbackHash,
    IReadOnlyList<DecidedEvidence>? Evidence = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static DecisionContent Read(string text) => JsonSerializer.Deserialize<DecisionContent>(text, Json)!;
}

/// <summary>A file, or a statement, by its SHA-256.</summary>
internal sealed record DecidedEvidence(string Kind, string Hash, string? Criterion);

/// <summary>A criterion as it was when it was judged, so that a later change of the course changes nothing here.</summary>
/// <param name="Proposed">What its traces said; null where they said nothing.</param>
internal sealed record DecidedCriterion(string Code, string Text, string Kind, bool SafetyCritical, string? Limit, string Outcome, IReadOnlyList<decimal> Readings, string Source, string Edition, string? Proposed = null)
{
    public DecidedCriterionAnswer Answer() => new(Code, Text, SafetyCritical, Limit, Outcome, Readings, Proposed);
}
