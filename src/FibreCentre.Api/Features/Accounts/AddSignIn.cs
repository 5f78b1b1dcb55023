using System.Security.Cryptography;
using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>Gives somebody a sign-in without a password, and sends them a link to choose one. What they are called and their address are the record's where they are an instructor or an engineer.</summary>
/// <param name="Role"><c>administrator</c>, <c>coordinator</c>, <c>instructor</c>, <c>iqa</c>, <c>manager</c>, <c>booker</c> or <c>trainee</c>.</param>
/// <param name="Provider">Of a booker.</param>
/// <param name="Instructor">Of an instructor.</param>
/// <param name="Trainee">Of a trainee.</param>
public sealed record AddSignIn(string Role, string? Name, string? Email, Guid? Provider = null, Guid? Instructor = null, Guid? Trainee = null) : ICommand<AddedSignIn>
{
    /// <summary>Of the account that comes of it, so that the audit names it.</summary>
    [JsonIgnore]
    public Guid Account { get; } = Guid.CreateVersion7();

    Guid? ICommand.Subject => Account;
}

public sealed record AddedSignIn(Guid Id, string Name, string Email);

internal sealed class AddSignInValidator : AbstractValidator<AddSignIn>
{
    public AddSignInValidator()
    {
        RuleFor(request => request.Role).Must(Roles.All.Contains).WithMessage($"Choose {string.Join(", ", Roles.All.SkipLast(1))} or {Roles.All[^1]}.");
        RuleFor(request => request.Provider).NotNull().When(request => request.Role == Roles.Booker).WithMessage("Choose the provider.");
        RuleFor(request => request.Instructor).NotNull().When(request => request.Role == Roles.Instructor).WithMessage("Choose the instructor.");
        RuleFor(request => request.Trainee).NotNull().When(request => request.Role == Roles.Trainee).WithMessage("Choose the engineer.");
        When(request => request.Role is not (Roles.Instructor or Roles.Trainee), () =>
        {
            RuleFor(request => request.Name).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter their name.").MaximumLength(120).WithMessage("Shorten the name to 120 characters.").Must(name => !name!.Any(char.IsControl)).WithMessage("Remove line breaks from the name.");
            RuleFor(request => request.Email).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter their e-mail address.").Must(email => EmailAddress.IsPlain(email!.Trim())).WithMessage("Enter an e-mail address like name@example.org.");
        });
    }
}

/// <summary>On the pipeline's own connection, so that the account, its letter and the audit entry stand or fall together.</summary>
internal sealed class AddSignInHandler(CentreDbContext db, Actor actor, ILookupNormalizer normalizer, TimeProvider clock) : IRequestHandler<AddSignIn, Result<AddedSignIn>>
{
    public async Task<Result<AddedSignIn>> Handle(AddSignIn request, CancellationToken cancellationToken)
    {
        if (await db.IsShutOutAsync(actor, clock.GetUtcNow(), cancellationToken)) return AccountErrors.Disabled();
        var found = await WhoAsync(request, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (name, email, provider) = found.Value;
        var (now, id) = (clock.GetUtcNow(), request.Account);
        var (instructor, trainee) = (request.Role == Roles.Instructor ? request.Instructor : null, request.Role == Roles.Trainee ? request.Trainee : null);
        var there = await db.Database.SqlQuery<bool>($"""select exists (select from identity.account where trainee_id = {trainee} or instructor_id = {instructor}) as "Value" """).SingleAsync(cancellationToken);
        if (there) return AccountErrors.SignsInAlready(name);
        var added = await db.Database.ExecuteSqlAsync($"""
            insert into identity.account (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
              display_name, roles, provider_id, trainee_id, instructor_id, created_at)
            values ({id}, {email}, {normalizer.NormalizeName(email)}, {email}, {normalizer.NormalizeEmail(email)}, true, {Convert.ToHexString(RandomNumberGenerator.GetBytes(20))}, {Guid.NewGuid().ToString()}, false, false, true, 0,
              {name}, {new[] { request.Role }}, {provider}, {trainee}, {instructor}, {now})
            on conflict (normalized_user_name) do nothing
            """, cancellationToken);
        if (added == 0) return AccountErrors.AddressSignsIn(email);
        db.Add(PasswordLinks.For(id, provider, now));
        await db.SaveChangesAsync(cancellationToken);
        return new AddedSignIn(id, name, email);
    }

    private async Task<Result<(string Name, string Email, Guid? Provider)>> WhoAsync(AddSignIn request, CancellationToken cancellationToken)
    {
        switch (request.Role)
        {
            case Roles.Instructor:
                return await db.Instructors.AsNoTracking().SingleOrDefaultAsync(each => each.Id == new ResourceId(request.Instructor!.Value) && each.LeftOn == null, cancellationToken) is { } instructor ? (instructor.Name, instructor.Email, null) : AccountErrors.NobodyThere("instructor");
            case Roles.Trainee:
                return await db.Trainees.AsNoTracking().SingleOrDefaultAsync(each => each.Id == new TraineeId(request.Trainee!.Value) && each.ErasedAt == null, cancellationToken) is { } trainee ? (trainee.Name, trainee.Email, trainee.Provider.Value) : AccountErrors.NobodyThere("trainee");
            case Roles.Booker when !await db.Providers.AnyAsync(each => each.Id == new ProviderId(request.Provider!.Value), cancellationToken):
                return AccountErrors.NobodyThere("provider");
            default:
                return (request.Name!.Trim(), request.Email!.Trim(), request.Role == Roles.Booker ? request.Provider : null);
        }
    }
}

/// <summary>Letters with a link by which to choose a password. The link is made when the letter is sent, and stands nowhere else.</summary>
internal static class PasswordLinks
{
    public static Message For(Guid account, Guid? provider, DateTimeOffset now) =>
        Message.To(account, provider is { } id ? new(id) : null, MessageKind.PasswordLink, account, now, now, $"{now.UtcDateTime:yyyyMMddHHmmss}");
}
