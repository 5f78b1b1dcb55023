using System.Buffers.Text;
using System.Text.Json.Serialization;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>The passkeys of whoever asks, oldest first.</summary>
public sealed record ListPasskeys : IQuery<ListedPasskeys>;

public sealed record ListedPasskeys(IReadOnlyList<PasskeyLine> Passkeys);

/// <param name="Id">Base64url (RFC 4648, 5), as the browser knows it.</param>
/// <param name="Synced">Whether the person's account with the maker of the device carries it to other devices.</param>
public sealed record PasskeyLine(string Id, string Name, DateTimeOffset AddedAt, bool Synced);

/// <summary>Asks the browser to prove itself with one of the person's passkeys: the answer signs once, instead of the password, within five minutes.</summary>
internal sealed record AskForPasskey : ICommand<PasskeyQuestion>;

/// <summary>Asks the browser to make a passkey; <see cref="AddPasskey"/> takes the answer. What signs within one sign-in makes nothing that outlasts it: this takes the password, before the device makes anything.</summary>
internal sealed record OfferPasskey([property: JsonIgnore] string Password) : ICommand<PasskeyQuestion>;

/// <param name="Json">As <c>PublicKeyCredential.parseRequestOptionsFromJSON</c> and <c>parseCreationOptionsFromJSON</c> read it.</param>
internal sealed record PasskeyQuestion(string Json);

/// <summary>Keeps the passkey that the browser made, so that it signs from then on.</summary>
/// <param name="Name">So that its owner knows it again: "Phone", "Tablet of bay 3".</param>
/// <param name="Answer">What the browser made of the offer. Never serialised.</param>
internal sealed record AddPasskey(string Name, [property: JsonIgnore] string Answer) : ICommand<ListedPasskeys>;

/// <summary>The passkey signs no more. Whoever lost the device does it at once, so no password is asked for.</summary>
internal sealed record RemovePasskey(string Id) : ICommand<ListedPasskeys>;

internal sealed class AddPasskeyValidator : AbstractValidator<AddPasskey>
{
    public AddPasskeyValidator() => RuleFor(request => request.Name).NotEmpty().WithMessage("Say which device it is, so that you know it again.").MaximumLength(60).WithMessage("Shorten the name to 60 characters.");
}

internal sealed class PasskeyRequests(CentreDbContext db, Passkeys passkeys, Credentials credentials, UserManager<Account> accounts, Actor actor) :
    IRequestHandler<ListPasskeys, Result<ListedPasskeys>>, IRequestHandler<AskForPasskey, Result<PasskeyQuestion>>, IRequestHandler<OfferPasskey, Result<PasskeyQuestion>>,
    IRequestHandler<AddPasskey, Result<ListedPasskeys>>, IRequestHandler<RemovePasskey, Result<ListedPasskeys>>
{
    public async Task<Result<ListedPasskeys>> Handle(ListPasskeys request, CancellationToken cancellationToken) => await ListAsync();

    public async Task<Result<PasskeyQuestion>> Handle(AskForPasskey request, CancellationToken cancellationToken)
    {
        if (actor.SignIn is not { } signIn) return AccountErrors.NoSignIn();
        return (await passkeys.OfAsync(actor.Account)).Count == 0 ? AccountErrors.NoPasskey() : new PasskeyQuestion(await passkeys.AskAsync(signIn, await OwnerAsync()));
    }

    public async Task<Result<PasskeyQuestion>> Handle(OfferPasskey request, CancellationToken cancellationToken)
    {
        if (actor.SignIn is not { } signIn) return AccountErrors.NoSignIn();
        if (!await credentials.AreRightAsync(actor with { SignIn = null }, request.Password)) return AssessmentErrors.CredentialRefused();
        if ((await passkeys.OfAsync(actor.Account)).Count >= Passkeys.Most) return AccountErrors.TooManyPasskeys(Passkeys.Most);
        return new PasskeyQuestion(await passkeys.OfferAsync(signIn, await OwnerAsync()));
    }

    public async Task<Result<ListedPasskeys>> Handle(AddPasskey request, CancellationToken cancellationToken)
    {
        if (actor.SignIn is not { } signIn) return AccountErrors.NoSignIn();
        return await passkeys.AddAsync(signIn, await OwnerAsync(), request.Name.Trim(), request.Answer, cancellationToken) ? await ListAsync() : AccountErrors.PasskeyRefused();
    }

    public async Task<Result<ListedPasskeys>> Handle(RemovePasskey request, CancellationToken cancellationToken)
    {
        if ((await passkeys.OfAsync(actor.Account)).SingleOrDefault(each => IdOf(each) == request.Id) is not { } one) return AccountErrors.PasskeyNotFound();
        await passkeys.RemoveAsync(await OwnerAsync(), one.CredentialId);
        return await ListAsync();
    }

    private async Task<ListedPasskeys> ListAsync()
    {
        if (await passkeys.OfAsync(actor.Account) is not { Count: > 0 } some) return new([]);
        var time = await db.TimeAsync(CancellationToken.None);
        return new([.. some.OrderBy(each => each.CreatedAt).Select(each => new PasskeyLine(IdOf(each), each.Name ?? "", time.Civil(each.CreatedAt), each.IsBackedUp))]);
    }

    private async Task<Account> OwnerAsync() => await accounts.FindByIdAsync($"{actor.Account}") ?? throw new InvalidOperationException("The account is gone.");

    private static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);
}
