using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Traces;

/// <summary>Where assessors decided otherwise than the traces say, and why: for quality assurance. Newest first, a hundred at most.</summary>
public sealed record ListTraceOverrides : IQuery<ListedTraceOverrides>;

public sealed record ListedTraceOverrides(IReadOnlyList<TraceOverrideAnswer> Overrides);

/// <param name="Proposed">What the traces say: <c>met</c>, <c>not-met</c> or <c>not-measured</c>.</param>
/// <param name="Sentence">The traces' own, with the event it rests on.</param>
public sealed record TraceOverrideAnswer(long Id, Guid PlaceId, string TraineeName, string Unit, string Criterion, string Proposed, string Decided, string Sentence, string Reason, string By, DateTimeOffset At);

internal sealed class ListTraceOverridesHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListTraceOverrides, Result<ListedTraceOverrides>>
{
    public async Task<Result<ListedTraceOverrides>> Handle(ListTraceOverrides request, CancellationToken cancellationToken)
    {
        var rows = await (
            from said in db.TraceOverrides
            join attempt in db.Attempts on said.Attempt equals attempt.Id
            join trainee in db.Trainees on attempt.Trainee equals trainee.Id
            orderby said.Id descending
            select new { said, trainee.GivenName, trainee.FamilyName }).AsNoTracking().Take(100).ToListAsync(cancellationToken);
        var people = await names.OfAsync(rows.Select(row => row.said.By), cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        return new ListedTraceOverrides(rows.ConvertAll(row => new TraceOverrideAnswer(
            row.said.Id, row.said.Place.Value, $"{row.GivenName} {row.FamilyName}", row.said.UnitCode, row.said.Criterion, SnakeCase.Kebab(row.said.Proposed.ToString()), SnakeCase.Kebab(row.said.Decided.ToString()), row.said.Sentence, row.said.Reason,
            people[row.said.By], time.Civil(row.said.At))));
    }
}
