using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Traces;

/// <summary>Says of which fibre and from which end each trace of a unit is, and has the criteria judged by them. What comes of it is a proposal: nothing is marked.</summary>
/// <param name="Pairings">One for each trace of the unit that is open, and for no other.</param>
/// <param name="TrueLengthMetres">Of the link; null where it is not known.</param>
public sealed record ConfirmTraces(PlaceId Place, string Unit, IReadOnlyList<TracePairing> Pairings, decimal? TrueLengthMetres = null) : ICommand<ConfirmedTraces>
{
    Guid? ICommand.Subject => Place.Value;
}

public sealed record ConfirmedTraces(int Traces, IReadOnlyList<FoundCriterion> Criteria);

public sealed record FoundCriterion(string Criterion, FindingAnswer Finding);

internal sealed class ConfirmTracesValidator : AbstractValidator<ConfirmTraces>
{
    public ConfirmTracesValidator()
    {
        RuleFor(request => request.Pairings).NotEmpty().WithMessage("Say of each trace which fibre it is of.");
        RuleForEach(request => request.Pairings).NotNull().ChildRules(pairing =>
        {
            pairing.RuleFor(each => each.Fibre).NotEmpty().WithMessage("Enter which fibre it is.").MaximumLength(60).WithMessage("Shorten the name of the fibre to 60 characters.");
            pairing.RuleFor(each => each.Direction).Must(given => given is "a-to-b" or "b-to-a").WithMessage("Choose A to B or B to A.");
            pairing.RuleFor(each => each.Stage).Must(given => given is null or "before" or "after").WithMessage("Choose before or after, or leave it open.");
            pairing.RuleFor(each => each.Connectors).Must(given => given is null or "upc" or "apc").WithMessage("Choose UPC or APC, or leave it open.");
        });
        RuleFor(request => request.TrueLengthMetres).Must(given => given is null or > 0 and <= 1_000_000).WithMessage("Enter the true length in metres, or leave it empty.");
    }
}

internal sealed class ConfirmTracesHandler(CentreDbContext db, Actor actor, EvidenceFolder folder, TimeProvider clock) : IRequestHandler<ConfirmTraces, Result<ConfirmedTraces>>
{
    public async Task<Result<ConfirmedTraces>> Handle(ConfirmTraces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, cohort, _, unit) = found.Value;
        if (actor.TraineeId == place.Named.Value) return AssessmentErrors.OwnAssessment();
        // After whoever adds, marks or signs on this place.
        await db.LockAsync(place.Id, cancellationToken);
        var shelf = (await TraceShelf.OfAsync(db, folder, place.Id, unit.Code, cancellationToken)).FindAll(each => each.Evidence.IsOpen);
        if (shelf.Count != request.Pairings.Count || shelf.Exists(each => request.Pairings.Count(pairing => pairing.Evidence == each.Evidence.Id.Value) != 1)) return EvidenceErrors.TracesChanged();

        var ids = shelf.ConvertAll(each => each.Evidence.Id.Value).ToArray();
        await db.Database.ExecuteSqlAsync($"delete from trace where evidence_id = any ({ids})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from trace_finding where place_id = {place.Id.Value} and unit_code = {unit.Code}", cancellationToken);
        var judged = new List<JudgedTrace>();
        foreach (var each in shelf)
        {
            var said = request.Pairings.Single(pairing => pairing.Evidence == each.Evidence.Id.Value);
            var pairing = new PairedTrace
            {
                Evidence = each.Evidence.Id, Fibre = said.Fibre.Trim(), Direction = said.Direction == "a-to-b" ? TraceEnd.AToB : TraceEnd.BToA, Stage = Enum.TryParse<TraceStage>(said.Stage, ignoreCase: true, out var stage) ? stage : null,
                Connectors = Enum.TryParse<ConnectorPolish>(said.Connectors, ignoreCase: true, out var polish) ? polish : null, TrueLengthMetres = request.TrueLengthMetres, ConfirmedBy = actor.Account, ConfirmedAt = now,
            };
            db.Add(pairing);
            if (each.Read is null) return EvidenceErrors.Gone();
            judged.Add(new(each.Evidence.Id, each.Read, pairing));
        }
        var around = await TraceBook.SurroundingsAsync(db, cohort, cancellationToken);
        var findings = unit.Criteria.Where(criterion => criterion.Trace is not null).Select(criterion => Find(criterion, judged, around, place.Id, unit.Code, now)).ToList();
        db.AddRange(findings);
        await db.SaveChangesAsync(cancellationToken);
        return new ConfirmedTraces(judged.Count, [.. findings.Select(each => new FoundCriterion(each.Criterion, ShowTracesHandler.Show(each)))]);
    }

    private static TraceFinding Find(Criterion criterion, IReadOnlyList<JudgedTrace> traces, TraceSurroundings around, PlaceId place, string unit, DateTimeOffset now)
    {
        var (outcome, readings, sentence, restsOn) = TraceJudging.Judge(criterion, traces, around);
        return new() { Place = place, UnitCode = unit, Criterion = criterion.Code, Outcome = outcome, Readings = readings, Sentence = sentence, RestsOn = JsonSerializer.Serialize(restsOn, JsonSerializerOptions.Web), FoundAt = now };
    }
}
