using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Traces;

/// <summary>The OTDR traces of a unit: what each shows, of which fibre and end it is, and what they say about the criteria.</summary>
public sealed record ShowTraces(PlaceId Place, string Unit) : IQuery<ShownTraces>;

/// <param name="IsOpen">Whether traces can be added and marks made: not once the unit is signed as competent.</param>
/// <param name="IsConfirmed">Every trace is confirmed, so that the criteria are judged.</param>
/// <param name="Attempt">Of the marks shown; null while nothing is marked.</param>
public sealed record ShownTraces(
    Guid PlaceId, string TraineeName, string Unit, string UnitTitle, bool IsOpen, bool IsConfirmed, decimal? TrueLengthMetres, IReadOnlyList<ShownTrace> Traces, IReadOnlyList<JudgedCriterionAnswer> Criteria);

/// <param name="Pairing">As it was confirmed; as it is offered while it is not.</param>
/// <param name="Report">Null where the file is missing or does not read any more.</param>
/// <param name="IsKnownInstrument">Whether its serial number is in the kit register.</param>
/// <param name="MinutesOutside">Between its time and the nearest session of the cohort, 0 within one; null where its clock was not set.</param>
/// <param name="UsedFor">Other trainees for whom the same file, or the same samples, were used.</param>
public sealed record ShownTrace(
    Guid EvidenceId, string Name, string State, TracePairing Pairing, bool IsConfirmed, TraceReport? Report, bool IsKnownInstrument, decimal? MinutesOutside, IReadOnlyList<UsedElsewhere> UsedFor);

/// <param name="Direction"><c>a-to-b</c> or <c>b-to-a</c>.</param>
/// <param name="Stage"><c>before</c>, <c>after</c>, or null where it makes no difference.</param>
/// <param name="Connectors"><c>upc</c>, <c>apc</c>, or null where nobody said.</param>
public sealed record TracePairing(Guid Evidence, string Fibre, string Direction, string? Stage = null, string? Connectors = null);

/// <param name="How">How it is read, in words.</param>
/// <param name="Finding">Null until the traces are confirmed.</param>
/// <param name="Outcome">As it is marked; null while it is not.</param>
/// <param name="Override">Why it was decided otherwise than the traces say; null where it was not.</param>
public sealed record JudgedCriterionAnswer(string Code, string Text, string Limit, string Measure, string How, FindingAnswer? Finding, string? Outcome, IReadOnlyList<decimal> Readings, string? Override);

/// <param name="Outcome"><c>met</c>, <c>not-met</c> or <c>not-measured</c>: a proposal.</param>
/// <param name="Sentence">With the event it rests on.</param>
public sealed record FindingAnswer(string Outcome, IReadOnlyList<decimal> Readings, string Sentence, IReadOnlyList<FindingReading> RestsOn);

internal sealed class ShowTracesHandler(CentreDbContext db, EvidenceFolder folder) : IRequestHandler<ShowTraces, Result<ShownTraces>>
{
    public async Task<Result<ShownTraces>> Handle(ShowTraces request, CancellationToken cancellationToken)
    {
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, cohort, _, unit) = found.Value;
        var trainee = await db.Trainees.AsNoTracking().SingleAsync(each => each.Id == place.Trainee, cancellationToken);
        var shelf = await TraceShelf.OfAsync(db, folder, place.Id, unit.Code, cancellationToken);
        var guesses = TraceShelf.Guess(shelf);
        var around = await TraceBook.SurroundingsAsync(db, cohort, cancellationToken);
        var repeated = await RepeatedUse.OfAsync(db, [.. shelf.Select(each => each.Evidence)], cancellationToken);
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        return new ShownTraces(
            place.Id.Value, trainee.Name, unit.Code, unit.Title, standing.Of(place.Id, unit.Code) is not ("competent" or "provisional"), shelf.Count > 0 && shelf.TrueForAll(each => each.Pairing is not null),
            shelf.Select(each => each.Pairing?.TrueLengthMetres).OfType<decimal>().Select(each => (decimal?)each).FirstOrDefault(),
            [.. shelf.Zip(guesses, (each, guess) => new ShownTrace(
                each.Evidence.Id.Value, each.Name, each.Evidence.Decision is null ? "open" : "signed",
                each.Pairing is { } said ? new(each.Evidence.Id.Value, said.Fibre, SnakeCase.Kebab(said.Direction.ToString()), Kebab(said.Stage), Kebab(said.Connectors)) : new(each.Evidence.Id.Value, guess.Fibre, SnakeCase.Kebab(guess.Direction.ToString())),
                each.Pairing is not null, each.Read?.Report() is { } report ? report with { AcquiredAt = report.AcquiredAt is { } at ? time.Civil(at) : null } : null,
                each.Read is { } read && around.Knows(read.Trace), each.Read is { } timed ? around.MinutesOutside(timed.Trace) is { } minutes ? Math.Round(minutes, 0) : null : null, [.. repeated[each.Evidence.Id.Value]]))],
            await CriteriaAsync(place.Id, unit, standing, cancellationToken));
    }

    private async Task<IReadOnlyList<JudgedCriterionAnswer>> CriteriaAsync(PlaceId place, CourseUnit unit, UnitStanding standing, CancellationToken cancellationToken)
    {
        var findings = await db.TraceFindings.AsNoTracking().Where(each => each.Place == place && each.UnitCode == unit.Code).ToDictionaryAsync(each => each.Criterion, cancellationToken);
        var attempt = standing.Attempts(place, unit.Code).LastOrDefault(line => line.Correction is null)?.Attempt;
        var overrides = attempt is null ? [] : await db.TraceOverrides.AsNoTracking().Where(each => each.Attempt == attempt.Id).OrderBy(each => each.Id).ToListAsync(cancellationToken);
        return [.. unit.Criteria.Where(each => each.Trace is not null).Select(each => new JudgedCriterionAnswer(
            each.Code, each.Text, each.Limit!.Describe(), each.Limit.Unit, TraceBook.How(each), findings.TryGetValue(each.Code, out var finding) ? Show(finding) : null,
            attempt?.MarkOf(each) is { } mark ? SnakeCase.Kebab(mark.Outcome.ToString()) : null, attempt?.MarkOf(each)?.Readings ?? [],
            attempt?.MarkOf(each) is { } decided ? overrides.FindLast(said => said.Criterion == each.Code && said.Decided == decided.Outcome)?.Reason : null))];
    }

    internal static FindingAnswer Show(Domain.Evidence.TraceFinding finding) => new(SnakeCase.Kebab(finding.Outcome.ToString()), finding.Readings, finding.Sentence, JsonSerializer.Deserialize<List<FindingReading>>(finding.RestsOn, JsonSerializerOptions.Web)!);

    private static string? Kebab<T>(T? value) where T : struct, Enum => value is { } known ? SnakeCase.Kebab(known.ToString()) : null;
}

internal static class TraceBook
{
    public static async Task<TraceSurroundings> SurroundingsAsync(CentreDbContext db, Cohort cohort, CancellationToken cancellationToken) =>
        new([.. cohort.Sessions.Select(each => each.During)], (await db.KitItems.AsNoTracking().Select(each => each.SerialNumber).ToListAsync(cancellationToken)).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>How a criterion is read out of traces, in words.</summary>
    public static string How(Criterion criterion)
    {
        var source = criterion.Trace!;
        var what = source.Measure switch
        {
            TraceMeasure.SpliceLoss => "Loss of each splice",
            TraceMeasure.ConnectionLoss => "Loss of each connection",
            TraceMeasure.Reflectance => "Reflectance of each connection",
            TraceMeasure.Reflections => "Reflections within the link",
            TraceMeasure.Attenuation => "Attenuation of the fibre",
            TraceMeasure.LinkLoss => "Loss of the link",
            TraceMeasure.LinkLength => "Length of the link",
            TraceMeasure.LengthDeviation => "Length against the true one",
            TraceMeasure.Macrobend => "Loss at the longer wavelength less that at the shorter, at each event",
            TraceMeasure.LaunchLead => "Length of the launch lead",
            TraceMeasure.AttenuationRise => "Attenuation after, less that before",
            TraceMeasure.OutsideSession => "Minutes outside the sessions",
            _ => "Traces of instruments that are not in the kit register",
        };
        return what + (source.Wavelength is { } nanometres ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {nanometres} nm") : "")
            + (source.Direction switch { TraceDirections.TwoWayAverage => ", averaged over both directions", TraceDirections.AToB => ", A to B", TraceDirections.BToA => ", B to A", _ => "" })
            + (source.Connectors is { } polish ? $", {polish.ToString().ToUpperInvariant()} connectors" : "") + (criterion.Limit!.Aggregation == Aggregation.Worst ? ", the worst" : "");
    }
}
