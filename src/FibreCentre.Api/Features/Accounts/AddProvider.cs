using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Accounts;

/// <summary>Takes on an organisation that books places. Its bookers are given sign-ins of their own.</summary>
/// <param name="Code">2 to 8 capital letters, once and for all: it stands in exports.</param>
public sealed record AddProvider(string Code, string Name) : ICommand<AddedProvider>;

public sealed record AddedProvider(Guid Id, string Code, string Name);

internal sealed class AddProviderValidator : AbstractValidator<AddProvider>
{
    public AddProviderValidator()
    {
        RuleFor(request => request.Code).Matches(@"\A[A-Z]{2,8}\z").WithMessage("Enter a code of 2 to 8 capital letters, such as NORTHWAY.");
        RuleFor(request => request.Name).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the provider's name.").MaximumLength(120).WithMessage("Shorten the name to 120 characters.").Must(name => !name.Any(char.IsControl)).WithMessage("Remove line breaks from the name.");
    }
}

internal sealed class AddProviderHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<AddProvider, Result<AddedProvider>>
{
    public async Task<Result<AddedProvider>> Handle(AddProvider request, CancellationToken cancellationToken)
    {
        var (now, name) = (clock.GetUtcNow(), request.Name.Trim());
        // Two who add the same one at once come one after the other.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('add provider'))", cancellationToken);
        var there = await db.Providers.AsNoTracking().ToListAsync(cancellationToken);
        if (there.Find(each => each.Code == request.Code) is { } taken) return RequestErrors.Invalid("code", $"{taken.Name} has this code. Choose another.");
        if (there.Find(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase)) is { } same) return RequestErrors.Invalid("name", $"There is a provider of this name, {same.Code}.");
        var provider = new Provider { Id = new(Guid.CreateVersion7(now)), Code = request.Code, Name = name, CreatedAt = now };
        db.Add(provider);
        await db.SaveChangesAsync(cancellationToken);
        return new AddedProvider(provider.Id.Value, provider.Code, provider.Name);
    }
}
