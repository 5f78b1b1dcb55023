using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using MediatR;

namespace FibreCentre.Api.Features.Certificates;

internal sealed record RevokeCertificateBody(string Reason, string Password);

internal static class CertificateEndpoints
{
    public static void MapCertificates(this IEndpointRouteBuilder api)
    {
        var certificates = api.MapGroup("/certificates").WithTags("Certificates");
        certificates.MapGet("/", async (string? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListCertificates(before, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ListCertificates").WithSummary("List certificates, newest first: your own, your people's, or for staff all").Produces<ListedCertificates>();
        certificates.MapGet("/{certificate:guid}", async (Guid certificate, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowCertificate(new(certificate)), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ShowCertificate").WithSummary("Show a certificate").Produces<CertificateAnswer>().Refuses(AssessmentErrors.CertificateNotFound());
        certificates.MapGet("/{certificate:guid}/pdf", async (Guid certificate, HttpContext http, IConfiguration configuration, IMediator mediator, CancellationToken cancellationToken) =>
            {
                var shown = await mediator.Send(new ShowCertificate(new(certificate)), cancellationToken);
                return shown.Succeeded
                    ? TypedResults.File(CertificateDocument.Of(shown.Value, http.CentreAddress(configuration) + shown.Value.CheckPath), CertificateDocument.MediaType, $"{shown.Value.Number}.pdf")
                    : (IResult)shown.Error.ToProblem();
            })
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ShowCertificatePdf").WithSummary("A certificate as a tagged PDF of one A4 page").Produces<Stream>(200, CertificateDocument.MediaType).Refuses(AssessmentErrors.CertificateNotFound());
        certificates.MapGet("/{certificate:guid}/credential", async (Guid certificate, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowCredential(new(certificate)), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ShowCredential").WithSummary("Show a certificate as an Open Badge 3.0, signed as a JWT").Produces<Credential>().Refuses(AssessmentErrors.CertificateNotFound(), AssessmentErrors.NoSigningKey());
        certificates.MapPost("/{certificate:guid}/revocation", async (Guid certificate, RevokeCertificateBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new RevokeCertificate(new(certificate), body.Reason, body.Password), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("RevokeCertificate").WithSummary("Withdraw a certificate; its public page says so from then on").Produces<RevokedCertificate>()
            .Refuses(AssessmentErrors.CertificateNotFound(), AssessmentErrors.AlreadyRevoked(), AssessmentErrors.CredentialRefused()).WithExample(new { reason = "Issued to the wrong person.", password = "your own password" });
    }
}
