using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using MediatR;

namespace FibreCentre.Api.Features.Facilities;

internal static class FacilityEndpoints
{
    public static void MapFacilities(this IEndpointRouteBuilder api) =>
        api.MapGet("/facilities", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListFacilities(), cancellationToken)).ToOk())
            .WithTags("Facilities").Requires(Access.Staff, ApiScopes.Read).WithName("ListFacilities").WithSummary("List bays, instructors, kit and the days the centre is shut").Produces<ListedFacilities>();
}
