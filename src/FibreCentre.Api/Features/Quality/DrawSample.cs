using System.Security.Cryptography;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Quality;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Quality;

/// <summary>Looks at every decision that was signed since the last draw and draws from them. The seed is made now, when all of them are signed: nobody could have known it.</summary>
internal sealed record DrawSample : ICommand<DrawnSample>, IHousekeeping;

/// <param name="Draw">Null when nothing was signed.</param>
internal sealed record DrawnSample(Guid? Draw, int Considered, int Drawn);

internal sealed class DrawSampleHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<DrawSample, Result<DrawnSample>>
{
    public async Task<Result<DrawnSample>> Handle(DrawSample request, CancellationToken cancellationToken)
    {
        // Two instances at once come one after the other; should they ever not, the database keeps the second from drawing the same lines.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('sampling draw'))", cancellationToken);
        var after = await db.SamplingDraws.MaxAsync(draw => (long?)draw.Until, cancellationToken);
        // Lines are written one after the other: up to the head all of them are there.
        var until = await db.Database.SqlQuery<long>($"select number as \"Value\" from ledger_head").SingleAsync(cancellationToken);
        var decisions = await SignedSince.OfAsync(db, after, until, cancellationToken);
        if (decisions.Count == 0) return new DrawnSample(null, 0, 0);
        var now = clock.GetUtcNow();
        var draw = new SamplingDraw { Id = Guid.CreateVersion7(now), After = after, Until = until, Seed = RandomNumberGenerator.GetBytes(Sampling.SeedLength), DrawnAt = now };
        var plans = await SamplingPlans.InForceAsync(db, cancellationToken);
        var considered = decisions.ConvertAll(each => ConsideredDecision.Of(draw, each.Decision, SamplingPlan.For(plans, each.Course, each.Unit), each.Facts));
        db.Add(draw);
        db.AddRange(considered);
        await db.SaveChangesAsync(cancellationToken);
        return new DrawnSample(draw.Id, considered.Count, considered.Count(each => each.Drawn));
    }
}

/// <summary>A decision with what the ledger says of it and of those before it.</summary>
internal sealed record SignedSince(Guid Decision, string Course, string Unit, DecisionFacts Facts)
{
    private sealed record Row(
        Guid Decision, string Course, string Unit, bool Summative, bool SafetyCritical, int SignedBefore, int VersionBefore, int Own, int OwnCompetent, int Others, int OthersCompetent);

    /// <summary>Those of the lines after one and up to another. Only lines before each are counted, so that it is the same whenever it is asked.</summary>
    public static async Task<List<SignedSince>> OfAsync(CentreDbContext db, long? after, long until, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<Row>($"""
            select d.id as "Decision", v.course_code as "Course", a.unit_code as "Unit",
              not exists (
                select from jsonb_array_elements(v.spec -> 'units') u
                where u ->> 'code' <> a.unit_code and not exists (
                  select from attempt t join ledger_entry e on e.attempt_id = t.id
                  where t.place_id = a.place_id and t.unit_code = u ->> 'code' and e.number < d.number and e.content::jsonb ->> 'outcome' = 'competent'
                    and not exists (select from ledger_entry x where x.decision_id = e.id and x.kind = 'correction' and x.number < d.number))) as "Summative",
              exists (select from jsonb_array_elements(d.content::jsonb -> 'criteria') c where (c ->> 'safetyCritical')::boolean) as "SafetyCritical",
              (select count(*)::int from ledger_entry e where e.kind = 'decision' and e.signed_by = d.signed_by and e.number < d.number) as "SignedBefore",
              (select count(*)::int from attempt t join ledger_entry e on e.attempt_id = t.id where t.course_version_id = a.course_version_id and e.number < d.number) as "VersionBefore",
              o.own as "Own", o.own_competent as "OwnCompetent", o.others as "Others", o.others_competent as "OthersCompetent"
            from ledger_entry d
              join attempt a on a.id = d.attempt_id
              join course_version v on v.id = a.course_version_id
              cross join lateral (
                select count(*) filter (where s.is_own)::int, count(*) filter (where s.is_own and s.is_competent)::int, count(*) filter (where not s.is_own)::int, count(*) filter (where not s.is_own and s.is_competent)::int
                from attempt t join ledger_entry e on e.attempt_id = t.id
                  cross join lateral (select e.signed_by = d.signed_by, e.content::jsonb ->> 'outcome' = 'competent') s (is_own, is_competent)
                where t.unit_code = a.unit_code and e.number < d.number) o (own, own_competent, others, others_competent)
            where d.kind = 'decision' and d.number > {after ?? 0} and d.number <= {until}
            order by d.number
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new SignedSince(row.Decision, row.Course, row.Unit, new()
        {
            Stage = row.Summative ? SamplingStage.Summative : SamplingStage.Interim, SafetyCritical = row.SafetyCritical, SignedBefore = row.SignedBefore, VersionBefore = row.VersionBefore,
            Own = row.Own, OwnCompetent = row.OwnCompetent, Others = row.Others, OthersCompetent = row.OthersCompetent,
        }));
    }
}
