using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Screens;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Screens;

/// <summary>The screens in the entrance, live ones first.</summary>
public sealed record ListScreens : IQuery<ListedScreens>;

public sealed record ListedScreens(IReadOnlyList<ScreenLine> Screens);

/// <param name="RenewedAt">Since when its address counts. Times are on the centre's clocks.</param>
/// <param name="LastSeenAt">When a screen last asked, to five minutes; null when none has.</param>
public sealed record ScreenLine(Guid Id, string Name, bool NamesInstructors, DateTimeOffset MadeAt, DateTimeOffset RenewedAt, DateTimeOffset? LastSeenAt, bool IsLive);

/// <summary>Makes a screen.</summary>
/// <param name="Name">Where it hangs, from 1 to 60 characters.</param>
/// <param name="NamesInstructors">Whether it shows who teaches.</param>
public sealed record MakeScreen(string Name, bool NamesInstructors = false) : ICommand<MadeScreen>;

/// <param name="Token">Shown this once; only its hash is kept.</param>
/// <param name="Path">The address below the centre's own, such as <c>/screen/...</c>.</param>
public sealed record MadeScreen(Guid Id, string Token, string Path);

/// <summary>Gives a screen another name, and says whether it shows who teaches.</summary>
public sealed record ChangeScreen(Guid Screen, string Name, bool NamesInstructors) : ICommand<ChangedScreen>
{
    Guid? ICommand.Subject => Screen;
}

public sealed record ChangedScreen(Guid Id, string Name, bool NamesInstructors);

/// <summary>Gives a screen a new address. The one before stops working.</summary>
public sealed record RenewScreen(Guid Screen) : ICommand<MadeScreen>
{
    Guid? ICommand.Subject => Screen;
}

/// <summary>Turns a screen off for good. Again changes nothing.</summary>
public sealed record RevokeScreen(Guid Screen) : ICommand<RevokedScreen>
{
    Guid? ICommand.Subject => Screen;
}

public sealed record RevokedScreen(Guid Id, DateTimeOffset RevokedAt);

/// <summary>Notes that a screen asked; no more than every five minutes, so that asking costs no write.</summary>
internal sealed record NoteScreenSeen(Guid Screen) : ICommand<DateTimeOffset>, IHousekeeping;

internal sealed class MakeScreenValidator : AbstractValidator<MakeScreen>
{
    public MakeScreenValidator() => RuleFor(request => request.Name).MustNameAScreen();
}

internal sealed class ChangeScreenValidator : AbstractValidator<ChangeScreen>
{
    public ChangeScreenValidator() => RuleFor(request => request.Name).MustNameAScreen();
}

internal static class ScreenRules
{
    public static void MustNameAScreen<T>(this IRuleBuilder<T, string> name) =>
        name.NotEmpty().WithMessage("Say where the screen hangs, such as: entrance.").MaximumLength(60).WithMessage("Shorten the name to 60 characters.");

    public static async Task<Result<WallScreen>> ScreenAsync(this CentreDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.WallScreens.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is { } screen ? screen : ScreenErrors.NotFound();

    public static string Path(string token) => $"/screen/{token}";
}

internal sealed class ListScreensHandler(CentreDbContext db) : IRequestHandler<ListScreens, Result<ListedScreens>>
{
    public async Task<Result<ListedScreens>> Handle(ListScreens request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var screens = await db.WallScreens.AsNoTracking().OrderBy(each => each.RevokedAt != null).ThenBy(each => each.Name).ThenBy(each => each.MadeAt).ToListAsync(cancellationToken);
        return new ListedScreens([.. screens.Select(each => new ScreenLine(
            each.Id, each.Name, each.NamesInstructors, time.Civil(each.MadeAt), time.Civil(each.RenewedAt), each.LastSeenAt is { } seen ? time.Civil(seen) : null, each.RevokedAt is null))]);
    }
}

internal sealed class MakeScreenHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MakeScreen, Result<MadeScreen>>
{
    public async Task<Result<MadeScreen>> Handle(MakeScreen request, CancellationToken cancellationToken)
    {
        var (now, token) = (clock.GetUtcNow(), AddressToken.Make());
        var screen = new WallScreen
        {
            Id = Guid.CreateVersion7(now), Name = request.Name.Trim(), NamesInstructors = request.NamesInstructors, TokenHash = AddressToken.HashOf(token), MadeBy = actor.Account, MadeAt = now, RenewedAt = now,
        };
        db.Add(screen);
        await db.SaveChangesAsync(cancellationToken);
        return new MadeScreen(screen.Id, token, ScreenRules.Path(token));
    }
}

internal sealed class ChangeScreenHandler(CentreDbContext db) : IRequestHandler<ChangeScreen, Result<ChangedScreen>>
{
    public async Task<Result<ChangedScreen>> Handle(ChangeScreen request, CancellationToken cancellationToken)
    {
        var found = await db.ScreenAsync(request.Screen, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var screen = found.Value;
        (screen.Name, screen.NamesInstructors) = (request.Name.Trim(), request.NamesInstructors);
        await db.SaveChangesAsync(cancellationToken);
        return new ChangedScreen(screen.Id, screen.Name, screen.NamesInstructors);
    }
}

internal sealed class RenewScreenHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RenewScreen, Result<MadeScreen>>
{
    public async Task<Result<MadeScreen>> Handle(RenewScreen request, CancellationToken cancellationToken)
    {
        var found = await db.ScreenAsync(request.Screen, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var token = AddressToken.Make();
        var renewed = found.Value.Renew(AddressToken.HashOf(token), clock.GetUtcNow());
        if (!renewed.Succeeded) return renewed.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new MadeScreen(request.Screen, token, ScreenRules.Path(token));
    }
}

internal sealed class RevokeScreenHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RevokeScreen, Result<RevokedScreen>>
{
    public async Task<Result<RevokedScreen>> Handle(RevokeScreen request, CancellationToken cancellationToken)
    {
        var found = await db.ScreenAsync(request.Screen, cancellationToken);
        if (!found.Succeeded) return found.Error;
        found.Value.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new RevokedScreen(request.Screen, found.Value.RevokedAt!.Value);
    }
}

internal sealed class NoteScreenSeenHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<NoteScreenSeen, Result<DateTimeOffset>>
{
    public async Task<Result<DateTimeOffset>> Handle(NoteScreenSeen request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.WallScreens.Where(screen => screen.Id == request.Screen).ExecuteUpdateAsync(set => set.SetProperty(screen => screen.LastSeenAt, now), cancellationToken);
        return now;
    }
}
