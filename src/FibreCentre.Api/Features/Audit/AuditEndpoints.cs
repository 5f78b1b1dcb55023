using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using MediatR;

namespace FibreCentre.Api.Features.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new CheckInvariants(), cancellationToken)).ToOk())
            .WithTags("Audit").Requires(Access.Audit, ApiScopes.Read).WithName("CheckInvariants").WithSummary("Check everything that must always be true and name the rows that break it").Produces<CheckedInvariants>();
}
