using System.Text.Json;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Where each place stands in each unit, read from the attempts and the ledger.</summary>
internal sealed class UnitStanding(ILookup<(PlaceId, string), UnitStanding.Line> lines)
{
    /// <param name="Decision">Null while the attempt is open.</param>
    internal sealed record Line(Attempt Attempt, LedgerEntry? Decision, DecisionContent? Content, LedgerEntry? Countersignature)
    {
        public bool Stands => Content is { Outcome: "competent" } content && (!content.Provisional || Countersignature is not null);
    }

    public static async Task<UnitStanding> OfAsync(CentreDbContext db, IReadOnlyList<PlaceId> places, CancellationToken cancellationToken)
    {
        var attempts = await db.Attempts.AsNoTracking().IgnoreAutoIncludes().Where(attempt => places.Contains(attempt.Place)).ToListAsync(cancellationToken);
        var ids = attempts.ConvertAll(attempt => (AttemptId?)attempt.Id);
        var decisions = await db.Ledger.AsNoTracking().Where(entry => entry.Kind == LedgerKind.Decision && ids.Contains(entry.Attempt)).ToDictionaryAsync(entry => entry.Attempt!.Value, cancellationToken);
        var decisionIds = decisions.Values.Select(entry => (Guid?)entry.Id).ToList();
        var countersigned = await db.Ledger.AsNoTracking().Where(entry => entry.Kind == LedgerKind.Countersignature && decisionIds.Contains(entry.Decision)).ToDictionaryAsync(entry => entry.Decision!.Value, cancellationToken);
        return new(attempts.ToLookup(attempt => (attempt.Place, attempt.UnitCode), attempt => decisions.TryGetValue(attempt.Id, out var decision)
            ? new Line(attempt, decision, DecisionContent.Read(decision.Content), countersigned.GetValueOrDefault(decision.Id))
            : new Line(attempt, null, null, null)));
    }

    /// <summary>Earliest attempt first.</summary>
    public IReadOnlyList<Line> Attempts(PlaceId place, string unit) => [.. lines[(place, unit)].OrderBy(line => line.Attempt.Number)];

    /// <summary>In the words of <see cref="UnitState"/>.</summary>
    public string Of(PlaceId place, string unit) => Attempts(place, unit) switch
    {
        [] => "open",
        var all when all.Any(line => line.Stands) => "competent",
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
internal sealed record DecisionContent(
    string Course, int CourseVersion, string Unit, string UnitTitle, int Attempt, string Outcome, bool Provisional, IReadOnlyList<string> ProvisionalBecause, IReadOnlyList<DecidedCriterion> Criteria, string? FeedbackHash)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static DecisionContent Read(string text) => JsonSerializer.Deserialize<DecisionContent>(text, Json)!;
}

/// <summary>A criterion as it was when it was judged, so that a later change of the course changes nothing here.</summary>
internal sealed record DecidedCriterion(string Code, string Text, string Kind, bool SafetyCritical, string? Limit, string Outcome, IReadOnlyList<decimal> Readings, string Source, string Edition);
