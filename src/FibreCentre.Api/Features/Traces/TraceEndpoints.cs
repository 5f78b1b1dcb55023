using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr.Drawing;
using FibreCentre.Otdr.Sor;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Features.Traces;

internal sealed record ConfirmTracesBody(IReadOnlyList<TracePairing> Pairings, decimal? TrueLengthMetres = null);

internal sealed record DecideOnTracesBody(IReadOnlyList<TraceDecision> Decisions);

internal static class TraceEndpoints
{
    public static void MapTraces(this IEndpointRouteBuilder api)
    {
        api.MapPost("/otdr/analyse", AnalyseAsync).WithMetadata(new RequestSizeLimitAttribute(EvidenceUpload.MostTaken)).DisableAntiforgery().Accepts<byte[]>("application/octet-stream", "multipart/form-data", "*/*").WithTags("Traces")
            .Requires(Access.Staff, ApiScopes.Read).WithName("AnalyseTrace").WithSummary("Read an OTDR trace (SR-4731, .sor), sent as the body or as a form's file, and say what is in it; nothing is kept").Produces<TraceReport>()
            .Refuses(EvidenceErrors.Missing(), EvidenceErrors.TooLarge(16), EvidenceErrors.TraceBroken("The map ends too early. (Block Map, octet 12.)"));

        var traces = api.MapGroup("/places/{place:guid}/units/{unit}/traces").WithTags("Traces");
        traces.MapGet("/", async (Guid place, string unit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowTraces(new(place), unit), stop)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowTraces").WithSummary("Show the traces of a unit, of which fibre and end each is, and what they say about its criteria").Produces<ShownTraces>().Refuses(AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound());
        traces.MapGet("/chart.svg", DrawAsync)
            .Requires(Access.Staff, ApiScopes.Read).WithName("DrawTraces").WithSummary("Draw the traces of one fibre over one another, all of it or a part").Produces<string>(StatusCodes.Status200OK, "image/svg+xml").Refuses(EvidenceErrors.NoTraces(), AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound());
        traces.MapPut("/pairing", async (Guid place, string unit, ConfirmTracesBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ConfirmTraces(new(place), unit, body.Pairings, body.TrueLengthMetres), stop)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("ConfirmTraces").WithSummary("Say of which fibre and from which end each trace is; the criteria are judged by them, and nothing is marked").Produces<ConfirmedTraces>()
            .Refuses(EvidenceErrors.TracesChanged(), EvidenceErrors.Gone(), AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound())
            .WithExample(new { pairings = new[] { new { evidence = "0198c2f0-6a50-7c3e-9f7e-2f1c5d3b7a10", fibre = "12", direction = "a-to-b" } }, trueLengthMetres = 4120.5m });
        traces.MapPost("/marks", async (Guid place, string unit, DecideOnTracesBody body, IMediator mediator, CancellationToken stop) => (await mediator.Send(new DecideOnTraces(new(place), unit, body.Decisions), stop)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("DecideOnTraces").WithSummary("Mark criteria as the traces say, or otherwise with a reason, which goes to quality assurance").Produces<DecidedOnTraces>()
            .Refuses(EvidenceErrors.NoFinding("FTC-210-U2-C3"), EvidenceErrors.ReasonMissing("FTC-210-U2-C3"), AssessmentErrors.NotPresent(), AssessmentErrors.AlreadyCompetent(), AssessmentErrors.RetrainingNeeded())
            .WithExample(new { decisions = new object[] { new { criterion = "FTC-210-U2-C3", take = true }, new { criterion = "FTC-210-U2-C4", take = false, readings = new[] { 0.28m }, reason = "The instrument put the marker on the slope." } } });

        api.MapGet("/evidence/overrides", async (IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListTraceOverrides(), stop)).ToOk()).WithTags("Traces")
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListTraceOverrides").WithSummary("List where assessors decided otherwise than the traces say, and why").Produces<ListedTraceOverrides>();
    }

    private static async Task<IResult> DrawAsync(Guid place, string unit, string? fibre, double? from, double? to, string? zero, IMediator mediator, CancellationToken stop)
    {
        var drawn = await mediator.Send(new DrawTraces(new(place), unit, fibre, from, to, DistanceUnit.Automatic, zero ?? "link"), stop);
        return drawn.Succeeded ? TypedResults.Text(drawn.Value.Svg, "image/svg+xml") : drawn.Error.ToProblem();
    }

    private static async Task<IResult> AnalyseAsync(HttpRequest request, IMediator mediator, CancellationToken stop)
    {
        var content = request.Body;
        if (request.HasFormContentType)
        {
            if ((await request.ReadFormAsync(stop)).Files is not [var file, ..]) return EvidenceErrors.Missing().ToProblem();
            content = file.OpenReadStream();
        }
        using var octets = new MemoryStream();
        var buffer = new byte[81_920];
        while (await content.ReadAsync(buffer, stop) is var count and > 0)
        {
            if (octets.Length + count > SorLimits.Default.MaxBytes) return EvidenceErrors.TooLarge(16).ToProblem();
            octets.Write(buffer, 0, count);
        }
        return octets.Length == 0 ? EvidenceErrors.Missing().ToProblem() : (await mediator.Send(new AnalyseTrace(octets.ToArray()), stop)).ToOk();
    }
}
