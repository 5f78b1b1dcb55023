using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using FibreCentre.Otdr;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Traces;

/// <summary>A trace as it lies in the folder of evidence.</summary>
/// <param name="Read">Null where the file is missing or does not read.</param>
/// <param name="Pairing">Null until somebody confirmed it.</param>
internal sealed record ShelvedTrace(EvidenceItem Evidence, ReadTrace? Read, PairedTrace? Pairing)
{
    public string Name => Evidence.Caption.Length > 0 ? Evidence.Caption : $"Trace {Evidence.Hash[..8]}";
}

/// <summary>The traces of a unit.</summary>
internal static partial class TraceShelf
{
    /// <summary>Those that a decision to come will rest on; where there are none, those that the last one rests on.</summary>
    public static async Task<List<ShelvedTrace>> OfAsync(CentreDbContext db, EvidenceFolder folder, PlaceId place, string unit, CancellationToken cancellationToken)
    {
        var rows = await (
            from evidence in db.Evidence
            join pairing in db.Traces on evidence.Id equals pairing.Evidence into confirmed
            from pairing in confirmed.DefaultIfEmpty()
            where evidence.Place == place && evidence.UnitCode == unit && evidence.Kind == EvidenceKind.Trace && evidence.WithdrawnAt == null
            orderby evidence.AddedAt, evidence.Caption, evidence.Id
            select new { evidence, pairing }).AsNoTracking().ToListAsync(cancellationToken);
        var newest = rows.Exists(row => row.evidence.Decision is null) ? null : rows.LastOrDefault()?.evidence.Decision;
        var shelf = new List<ShelvedTrace>();
        foreach (var row in rows.Where(row => row.evidence.Decision == newest))
            shelf.Add(new(row.evidence, await ReadAsync(folder, row.evidence.Hash, cancellationToken), row.pairing));
        return shelf;
    }

    /// <summary>What a person is offered to confirm: the fibre as the file names it, the end by the names of the two places, else by the file's name, else by which of two comes first.</summary>
    public static IReadOnlyList<(string Fibre, TraceEnd Direction)> Guess(IReadOnlyList<ShelvedTrace> traces)
    {
        var a = NearEnd(traces);
        var seen = new HashSet<(string, int?, TraceEnd)>();
        var guesses = new List<(string, TraceEnd)>();
        foreach (var each in traces)
        {
            var (fibre, wavelength) = (each.Read?.Trace.FibreId is { Length: <= 60 } named ? named : "1", each.Read?.Trace.NominalWavelengthNanometres);
            var end = each.Read?.Trace switch
            {
                { } trace when a is not null && trace.LocationA == a && trace.LocationB != a => TraceEnd.AToB,
                { } trace when a is not null && trace.LocationB == a && trace.LocationA != a => TraceEnd.BToA,
                _ when FromB().IsMatch(each.Name) => TraceEnd.BToA,
                _ => seen.Contains((fibre, wavelength, TraceEnd.AToB)) ? TraceEnd.BToA : TraceEnd.AToB,
            };
            seen.Add((fibre, wavelength, end));
            guesses.Add((fibre, end));
        }
        return guesses;
    }

    /// <summary>Which of the two places is A: by a file that is named for its ends, else that of the first.</summary>
    private static string? NearEnd(IReadOnlyList<ShelvedTrace> traces)
    {
        var placed = traces.Where(each => each.Read?.Trace is { LocationA: not null } trace && trace.LocationA != trace.LocationB).ToList();
        return placed.Find(each => FromA().IsMatch(each.Name))?.Read!.Trace.LocationA ?? placed.Find(each => FromB().IsMatch(each.Name))?.Read!.Trace.LocationB ?? placed.FirstOrDefault()?.Read!.Trace.LocationA;
    }

    private static async Task<ReadTrace?> ReadAsync(EvidenceFolder folder, string hash, CancellationToken cancellationToken)
    {
        await using var file = folder.Open(hash);
        if (file is null) return null;
        using var octets = new MemoryStream();
        await file.CopyToAsync(octets, cancellationToken);
        return ReadTrace.Of(octets.ToArray()) is { Succeeded: true, Value: var read } ? read : null;
    }

    [GeneratedRegex(@"(?<![a-z0-9])a\W?(to)?\W?b(?![a-z0-9])", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 200)]
    private static partial Regex FromA();

    [GeneratedRegex(@"(?<![a-z0-9])b\W?(to)?\W?a(?![a-z0-9])", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 200)]
    private static partial Regex FromB();
}
