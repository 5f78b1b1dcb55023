using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Screens;
using MediatR;

namespace FibreCentre.Api.Features.Screens;

/// <param name="Name">Where it hangs.</param>
/// <param name="NamesInstructors">Whether it shows who teaches.</param>
internal sealed record ScreenBody(string? Name, bool NamesInstructors = false);

internal static class ScreenEndpoints
{
    public static void MapScreens(this IEndpointRouteBuilder api)
    {
        var screens = api.MapGroup("/screens").WithTags("Screens").Requires(Access.Plan, ApiScopes.Plan);
        screens.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListScreens(), cancellationToken)).ToOk())
            .WithName("ListScreens").WithSummary("List the screens in the entrance and when each last asked").Produces<ListedScreens>();
        screens.MapPost("/", async (ScreenBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new MakeScreen(body.Name ?? "", body.NamesInstructors), cancellationToken)).ToCreated(_ => "/api/v1/screens"))
            .WithName("MakeScreen").WithSummary("Make a screen; its address is in the answer and nowhere else").Produces<MadeScreen>(StatusCodes.Status201Created).WithExample(new { name = "Entrance", namesInstructors = false });
        screens.MapPut("/{screen:guid}", async (Guid screen, ScreenBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ChangeScreen(screen, body.Name ?? "", body.NamesInstructors), cancellationToken)).ToOk())
            .WithName("ChangeScreen").WithSummary("Rename a screen, and say whether it shows who teaches").Produces<ChangedScreen>().Refuses(ScreenErrors.NotFound()).WithExample(new { name = "Canteen", namesInstructors = true });
        screens.MapPost("/{screen:guid}/renewal", async (Guid screen, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RenewScreen(screen), cancellationToken)).ToOk())
            .WithName("RenewScreen").WithSummary("Give a screen a new address; the one before stops working").Produces<MadeScreen>().Refuses(ScreenErrors.NotFound(), ScreenErrors.Revoked());
        screens.MapDelete("/{screen:guid}", async (Guid screen, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new RevokeScreen(screen), cancellationToken)).ToOk())
            .WithName("RevokeScreen").WithSummary("Turn a screen off").Produces<RevokedScreen>().Refuses(ScreenErrors.NotFound());
    }
}
