using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using MediatR;

namespace FibreCentre.Api.Features.Certificates;

internal sealed record RevokeCertificateBody(string Reason);

internal static class CertificateEndpoints
{
    public static void MapCertificates(this IEndpointRouteBuilder api)
    {
        var certificates = api.MapGroup("/certificates").WithTags("Certificates");
        certificates.MapGet("/", async (DateTimeOffset? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListCertificates(before, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ListCertificates").WithSummary("List certificates, newest first: your own, your people's, or for staff all").Produces<ListedCertificates>();
        certificates.MapGet("/{certificate:guid}", async (Guid certificate, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowCertificate(new(certificate)), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ShowCertificate").WithSummary("Show a certificate").Produces<CertificateAnswer>().Refuses(AssessmentErrors.CertificateNotFound());
        certificates.MapGet("/{certificate:guid}/credential", async (Guid certificate, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowCredential(new(certificate)), cancellationToken)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ShowCredential").WithSummary("Show a certificate as an Open Badge 3.0, signed as a JWT").Produces<Credential>().Refuses(AssessmentErrors.CertificateNotFound(), AssessmentErrors.NoSigningKey());
        certificates.MapPost("/{certificate:guid}/revocation", async (Guid certificate, RevokeCertificateBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new RevokeCertificate(new(certificate), body.Reason), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("RevokeCertificate").WithSummary("Withdraw a certificate; its public page says so from then on").Produces<RevokedCertificate>()
            .Refuses(AssessmentErrors.CertificateNotFound(), AssessmentErrors.AlreadyRevoked()).WithExample(new { reason = "Issued to the wrong person." });
    }
}
