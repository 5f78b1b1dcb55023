using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Features.Evidence;

internal sealed record WithdrawEvidenceBody(string Reason);

internal static class EvidenceEndpoints
{
    public static void MapEvidence(this IEndpointRouteBuilder api)
    {
        var unit = api.MapGroup("/places/{place:guid}/units/{unit}/evidence").WithTags("Evidence");
        unit.MapGet("/", async (Guid place, string unit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListEvidence(new(place), unit), stop)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListEvidence").WithSummary("List what there is to show how somebody did in a unit: photos, files, traces, certificates from elsewhere and what witnesses say").Produces<ListedEvidence>()
            .Refuses(AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound());
        unit.MapPost("/", AddAsync).WithMetadata(new RequestSizeLimitAttribute(EvidenceUpload.MostTaken)).DisableAntiforgery().Accepts<string>("multipart/form-data", "*/*")
            .Requires(Access.Assess, ApiScopes.Assess).WithName("AddEvidence")
            .WithSummary("Add evidence as a form: id (a UUID of your own; sent again it is the same evidence), kind (photo, file, certificate, trace or statement), caption, criterion, and file; or witness, role and words")
            .Produces<AddedEvidence>(StatusCodes.Status201Created).Produces<AddedEvidence>()
            .Refuses(EvidenceErrors.Missing(), EvidenceErrors.TooLarge(15), EvidenceErrors.NotTaken("a photo as JPEG, PNG or WebP"), EvidenceErrors.HeicPicture(), EvidenceErrors.PictureTooLarge(50), EvidenceErrors.PictureBroken(), EvidenceErrors.TraceBroken("The map ends too early. (Block Map, octet 12.)"),
                EvidenceErrors.IdUsed(), EvidenceErrors.NoFolder(), EvidenceErrors.Lost(), AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound(), AssessmentErrors.AlreadyCompetent(), AssessmentErrors.RetrainingNeeded(), AssessmentErrors.CriterionNotFound("FTC-210-U2-C9"));

        var evidence = api.MapGroup("/evidence").WithTags("Evidence");
        evidence.MapGet("/repeated", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListRepeatedEvidence(), stop)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListRepeatedEvidence").WithSummary("List evidence of which the same file, or a trace with the same samples, was used for somebody else").Produces<ListedRepeatedEvidence>();
        evidence.MapGet("/{evidence:guid}", async (Guid evidence, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowEvidence(new(evidence)), stop)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowEvidence").WithSummary("Show one piece of evidence").Produces<EvidenceAnswer>().Refuses(EvidenceErrors.NotFound());
        evidence.MapGet("/{evidence:guid}/file", ReadAsync)
            .Requires(Access.Staff, ApiScopes.Read).WithName("ReadEvidence").WithSummary("Download the file of a piece of evidence, or the small picture of a photo").Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").Refuses(EvidenceErrors.NotFound(), EvidenceErrors.Gone());
        evidence.MapPost("/{evidence:guid}/withdrawal", async (Guid evidence, WithdrawEvidenceBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new WithdrawEvidence(new(evidence), body.Reason), stop)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("WithdrawEvidence").WithSummary("Take evidence back before a decision rests on it").Produces<WithdrawnEvidence>()
            .Refuses(EvidenceErrors.NotFound(), EvidenceErrors.DecisionRestsOnIt(), EvidenceErrors.AlreadyWithdrawn()).WithExample(new { reason = "The photo shows another trainee's bench." });

        api.MapGet("/decisions/{decision:guid}/evidence", async (Guid decision, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListSignedEvidence(decision), stop)).ToOk()).WithTags("Evidence")
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListSignedEvidence").WithSummary("List what a decision was signed on, by the hashes in the ledger, and say whether each file still is what it was").Produces<ListedSignedEvidence>().Refuses(AssessmentErrors.DecisionNotFound());
    }

    private static async Task<IResult> ReadAsync(Guid evidence, bool? small, HttpResponse response, IMediator mediator, CancellationToken stop)
    {
        var file = await mediator.Send(new ReadEvidence(new(evidence), small ?? false), stop);
        return file.Succeeded ? file.Value.Served(response) : file.Error.ToProblem();
    }

    private static async Task<IResult> AddAsync(Guid place, string unit, HttpRequest request, IMediator mediator, EvidenceIntake intake, CancellationToken stop)
    {
        var form = await EvidenceUpload.ReadAsync(request, stop);
        if (!form.Succeeded) return form.Error.ToProblem();
        var added = await form.Value.SendAsync(new(place), unit, intake, request => mediator.Send(request, stop), stop);
        return added.Succeeded && added.Value.WasThere ? added.ToOk() : added.ToCreated(each => $"/api/v1/evidence/{each.Id}");
    }
}
