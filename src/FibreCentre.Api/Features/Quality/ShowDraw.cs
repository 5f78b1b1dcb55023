using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Quality;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>Draws, newest first.</summary>
/// <param name="Limit">1 to 200.</param>
public sealed record ListDraws(int Limit = 50) : IQuery<ListedDraws>;

public sealed record ListedDraws(IReadOnlyList<DrawLine> Draws);

/// <param name="FirstLine">Of the ledger, from which it looked; <paramref name="LastLine"/> is the last it looked at.</param>
public sealed record DrawLine(Guid Id, DateTimeOffset DrawnAt, long FirstLine, long LastLine, int Considered, int Drawn);

/// <summary>One draw with every decision it looked at, drawn once more from its recorded seed.</summary>
public sealed record ShowDraw(Guid Draw) : IQuery<ShownDraw>;

/// <param name="Seed">In hexadecimal. With it anybody can work out again what was drawn.</param>
/// <param name="IsSame">Drawn again from the seed, from the plans as they were and from the ledger as it is, it comes to the same.</param>
public sealed record ShownDraw(Guid Id, DateTimeOffset DrawnAt, long FirstLine, long LastLine, string Seed, bool IsSame, IReadOnlyList<ConsideredLine> Decisions);

/// <param name="SignedBefore">How many the assessor had signed before, and so on: what its weight was counted from.</param>
public sealed record ConsideredLine(
    Guid DecisionId, string Unit, string SignedBy, string Plan, int PlanVersion, string Stage, int SignedBefore, int VersionBefore, int Own, int OwnCompetent, int Others, int OthersCompetent,
    IReadOnlyList<string> Reasons, int Percent, bool Drawn);

internal sealed class ListDrawsValidator : AbstractValidator<ListDraws>
{
    public ListDrawsValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 200).WithMessage("Ask for 1 to 200 draws.");
}

internal sealed class ListDrawsHandler(CentreDbContext db) : IRequestHandler<ListDraws, Result<ListedDraws>>
{
    public async Task<Result<ListedDraws>> Handle(ListDraws request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var draws = await db.SamplingDraws.AsNoTracking().OrderByDescending(draw => draw.Until).Take(request.Limit).Select(draw => new
        {
            draw.Id, draw.DrawnAt, draw.After, draw.Until,
            Considered = db.ConsideredDecisions.Count(each => each.Draw == draw.Id), Drawn = db.ConsideredDecisions.Count(each => each.Draw == draw.Id && each.Drawn),
        }).ToListAsync(cancellationToken);
        return new ListedDraws(draws.ConvertAll(each => new DrawLine(each.Id, time.Civil(each.DrawnAt), (each.After ?? 0) + 1, each.Until, each.Considered, each.Drawn)));
    }
}

internal sealed class ShowDrawHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowDraw, Result<ShownDraw>>
{
    public async Task<Result<ShownDraw>> Handle(ShowDraw request, CancellationToken cancellationToken)
    {
        if (await db.SamplingDraws.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Draw, cancellationToken) is not { } draw) return QualityErrors.DrawNotFound();
        var considered = await (
            from each in db.ConsideredDecisions
            join entry in db.Ledger on each.Decision equals entry.Id
            join plan in db.SamplingPlans on new { Id = each.Plan, Number = each.PlanNumber } equals new { plan.Id, plan.Number }
            where each.Draw == draw.Id
            orderby entry.Number
            select new { each, entry.SignedBy, plan }).AsNoTracking().ToListAsync(cancellationToken);
        var signed = await SignedSince.OfAsync(db, draw.After, draw.Until, cancellationToken);
        var same = signed.Count == considered.Count && signed.Zip(considered).All(pair =>
            pair.First.Decision == pair.Second.each.Decision && pair.Second.each.IsAgain(ConsideredDecision.Of(draw, pair.First.Decision, pair.Second.plan, pair.First.Facts)));
        var people = await names.OfAsync(considered.Select(row => row.SignedBy), cancellationToken);
        return new ShownDraw(
            draw.Id, (await db.TimeAsync(cancellationToken)).Civil(draw.DrawnAt), (draw.After ?? 0) + 1, draw.Until, Convert.ToHexStringLower(draw.Seed), same,
            [.. considered.Zip(signed, (row, now) => new ConsideredLine(
                row.each.Decision, now.Unit, people[row.SignedBy], row.plan.Name, row.plan.Number, SnakeCase.Kebab(row.each.Stage.ToString()), row.each.SignedBefore, row.each.VersionBefore,
                row.each.Own, row.each.OwnCompetent, row.each.Others, row.each.OthersCompetent, row.each.Reasons, row.each.Percent, row.each.Drawn))]);
    }
}
