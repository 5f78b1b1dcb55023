using System.Text.Json.Serialization;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>Whether this sign-in has a PIN that signs.</summary>
public sealed record ShowSigningPin : IQuery<SigningPinAnswer>;

/// <param name="Until">Null when there is none that counts.</param>
public sealed record SigningPinAnswer(DateTimeOffset? Until);

/// <summary>Gives this sign-in a PIN that signs instead of the password, or another one.</summary>
/// <param name="Pin">Six to ten digits. Never serialised, as the password.</param>
public sealed record SetSigningPin([property: JsonIgnore] string Pin, [property: JsonIgnore] string Password) : ICommand<SigningPinAnswer>;

internal sealed class SetSigningPinValidator : AbstractValidator<SetSigningPin>
{
    public SetSigningPinValidator()
    {
        RuleFor(request => request.Pin).Must(SigningPins.IsPin).WithMessage($"Choose {SigningPins.Shortest} to {SigningPins.Longest} digits.")
            .Must(pin => !IsPlain(pin)).WithMessage("Choose one that is harder to guess: not one digit again and again, and no digits in a row.").When(request => SigningPins.IsPin(request.Pin), ApplyConditionTo.CurrentValidator);
        RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password.");
    }

    private static bool IsPlain(string pin)
    {
        var steps = pin.Zip(pin.Skip(1), (one, next) => next - one).Distinct().ToList();
        return steps is [0] or [1] or [-1];
    }
}

internal sealed class ShowSigningPinHandler(SigningPins pins, Actor actor) : IRequestHandler<ShowSigningPin, Result<SigningPinAnswer>>
{
    public async Task<Result<SigningPinAnswer>> Handle(ShowSigningPin request, CancellationToken cancellationToken) =>
        new SigningPinAnswer(actor.SignIn is { } signIn ? await pins.UntilAsync(signIn, cancellationToken) : null);
}

internal sealed class SetSigningPinHandler(SigningPins pins, Credentials credentials, Actor actor) : IRequestHandler<SetSigningPin, Result<SigningPinAnswer>>
{
    public async Task<Result<SigningPinAnswer>> Handle(SetSigningPin request, CancellationToken cancellationToken)
    {
        if (actor.SignIn is not { } signIn) return AccountErrors.NoSignIn();
        // The PIN before does not make the next one: it takes the password.
        if (!await credentials.AreRightAsync(actor with { SignIn = null }, request.Password)) return AssessmentErrors.CredentialRefused();
        return new SigningPinAnswer(await pins.SetAsync(signIn, actor.Account, request.Pin, cancellationToken));
    }
}
