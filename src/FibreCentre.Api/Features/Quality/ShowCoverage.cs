using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>How much was sampled of whom and of what, and what came of it, for decisions signed on days from one to another, both included.</summary>
/// <param name="From">Null for the beginning.</param>
/// <param name="Until">Null for today.</param>
public sealed record ShowCoverage(DateOnly? From = null, DateOnly? Until = null) : IQuery<QualityCoverage>;

public sealed record QualityCoverage(CoverageLine All, IReadOnlyList<CoverageLine> Assessors, IReadOnlyList<CoverageLine> Units);

/// <param name="Of">The assessor's name, or the unit's code and title.</param>
/// <param name="Considered">Those that a draw has looked at.</param>
/// <param name="Planned">How many of them would be drawn on average by the plans they fell under.</param>
/// <param name="LookedAt">Of the drawn, those that are settled: agreed, overturned, or corrected otherwise.</param>
/// <param name="Queried">Those about which the assessor was asked, settled or not.</param>
/// <param name="OldestWaiting">When the longest waiting of the drawn was signed; null when none waits.</param>
public sealed record CoverageLine(string Of, int Decisions, int Considered, decimal Planned, int Drawn, int LookedAt, int Agreed, int Queried, int Overturned, DateTimeOffset? OldestWaiting)
{
    /// <summary>Of those a draw has looked at; null for none.</summary>
    public decimal? DrawnPercent => Considered == 0 ? null : Math.Round(100m * Drawn / Considered, 1);

    /// <summary>What the plans say; null where no draw has looked.</summary>
    public decimal? PlannedPercent => Considered == 0 ? null : Math.Round(100m * Planned / Considered, 1);
}

/// <summary>The same as a CSV file.</summary>
public sealed record WriteCoverage(DateOnly? From = null, DateOnly? Until = null) : IQuery<WrittenCoverage>;

/// <param name="Octets">UTF-8 with a byte-order mark.</param>
public sealed record WrittenCoverage(byte[] Octets, string FileName);

internal sealed class ShowCoverageValidator : AbstractValidator<ShowCoverage>
{
    public ShowCoverageValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal sealed class WriteCoverageValidator : AbstractValidator<WriteCoverage>
{
    public WriteCoverageValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal static class CoverageReading
{
    private sealed record Row(Guid SignedBy, string Unit, int Decisions, int Considered, decimal Planned, int Drawn, int LookedAt, int Agreed, int Queried, int Overturned, DateTime? OldestWaiting);

    public static async Task<QualityCoverage> ReadAsync(CentreDbContext db, AccountNames names, DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var (first, last) = (time.At(from ?? CentreDays.First, TimeOnly.MinValue), time.At((until ?? CentreDays.Last).AddDays(1), TimeOnly.MinValue));
        var rows = await db.Database.SqlQuery<Row>($"""
            select d.signed_by as "SignedBy", a.unit_code as "Unit", count(*)::int as "Decisions", count(c.decision_id)::int as "Considered", coalesce(sum(c.percent), 0) / 100.0 as "Planned",
              (count(*) filter (where c.drawn))::int as "Drawn", (count(*) filter (where c.drawn and s.settled))::int as "LookedAt", (count(*) filter (where s.last = 'agreed'))::int as "Agreed",
              (count(*) filter (where s.queried))::int as "Queried", (count(*) filter (where s.last = 'overturned'))::int as "Overturned", min(d.signed_at) filter (where c.drawn and not s.settled) as "OldestWaiting"
            from ledger_entry d
              join attempt a on a.id = d.attempt_id
              left join considered_decision c on c.decision_id = d.id
              cross join lateral (
                select r.last, coalesce(r.last in ('agreed', 'overturned'), false) or exists (select from ledger_entry x where x.decision_id = d.id and x.kind = 'correction') as settled, coalesce(r.queried, false) as queried
                from (select (array_agg(q.kind order by q.step desc))[1] as last, bool_or(q.kind = 'queried') as queried from quality_review q where q.decision_id = d.id) r) s
            where d.kind = 'decision' and d.signed_at >= {first} and d.signed_at < {last}
            group by d.signed_by, a.unit_code
            """).ToListAsync(cancellationToken);
        var people = await names.OfAsync(rows.Select(row => row.SignedBy), cancellationToken);
        var titles = (await db.CurrentVersions().ToListAsync(cancellationToken)).SelectMany(version => version.Spec.Units).ToDictionary(unit => unit.Code, unit => unit.Title);
        return new(
            Sum("All", rows), [.. rows.GroupBy(row => row.SignedBy).Select(each => Sum(people[each.Key], each)).OrderBy(line => line.Of, StringComparer.CurrentCulture)],
            [.. rows.GroupBy(row => row.Unit).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => Sum(titles.TryGetValue(each.Key, out var title) ? $"{each.Key} {title}" : each.Key, each))]);

        CoverageLine Sum(string of, IEnumerable<Row> each)
        {
            var all = each.ToList();
            return new(of, all.Sum(row => row.Decisions), all.Sum(row => row.Considered), all.Sum(row => row.Planned), all.Sum(row => row.Drawn), all.Sum(row => row.LookedAt), all.Sum(row => row.Agreed), all.Sum(row => row.Queried),
                all.Sum(row => row.Overturned), all.Min(row => row.OldestWaiting) is { } oldest ? time.Civil(oldest) : null);
        }
    }
}

internal sealed class ShowCoverageHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowCoverage, Result<QualityCoverage>>
{
    public async Task<Result<QualityCoverage>> Handle(ShowCoverage request, CancellationToken cancellationToken) => await CoverageReading.ReadAsync(db, names, request.From, request.Until, cancellationToken);
}

internal sealed class WriteCoverageHandler(CentreDbContext db, AccountNames names, TimeProvider clock) : IRequestHandler<WriteCoverage, Result<WrittenCoverage>>
{
    private static readonly string[] Headers = ["By", "Assessor or unit", "Decisions", "Considered", "Drawn", "Drawn %", "Plan %", "Looked at", "Agreed", "Queried", "Overturned", "Oldest waiting"];

    public async Task<Result<WrittenCoverage>> Handle(WriteCoverage request, CancellationToken cancellationToken)
    {
        var coverage = await CoverageReading.ReadAsync(db, names, request.From, request.Until, cancellationToken);
        var rows = coverage.Assessors.Select(line => Row("assessor", line)).Concat(coverage.Units.Select(line => Row("unit", line)));
        var today = (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        return new WrittenCoverage(CsvFile.Write(Headers, rows), string.Create(CultureInfo.InvariantCulture, $"quality-coverage-{today:yyyy-MM-dd}.csv"));
    }

    private static string[] Row(string by, CoverageLine line) =>
    [
        by, SheetCell.Harmless(line.Of), Figure(line.Decisions), Figure(line.Considered), Figure(line.Drawn), Figure(line.DrawnPercent), Figure(line.PlannedPercent), Figure(line.LookedAt), Figure(line.Agreed), Figure(line.Queried), Figure(line.Overturned),
        line.OldestWaiting is { } oldest ? oldest.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "",
    ];

    private static string Figure(decimal? figure) => figure?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";
}
