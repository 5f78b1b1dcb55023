using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Prices agreed with providers, newest first. A provider sees its own.</summary>
public sealed record ListAgreements : IQuery<ListedAgreements>;

public sealed record ListedAgreements(IReadOnlyList<AgreementLine> Agreements, IReadOnlyList<ProviderLine> Providers);

public sealed record AgreementLine(Guid Id, Guid ProviderId, string Provider, string Course, decimal Price, DateOnly ValidFrom, DateOnly ValidUntil);

public sealed record ProviderLine(Guid Id, string Name);

/// <summary>Agrees a price a place with a provider, for cohorts of a course that begin within its days. Places booked before keep their price.</summary>
public sealed record AgreePrice(ProviderId Provider, CourseCode Course, decimal Price, DateOnly ValidFrom, DateOnly ValidUntil) : ICommand<AgreementLine>;

/// <summary>Takes an agreement back. Places booked under it keep their price.</summary>
public sealed record EndAgreement(Guid Agreement) : ICommand<EndedAgreement>
{
    Guid? ICommand.Subject => Agreement;
}

public sealed record EndedAgreement(Guid Id);

internal sealed class AgreePriceValidator : AbstractValidator<AgreePrice>
{
    public AgreePriceValidator()
    {
        RuleFor(request => request.Price).InclusiveBetween(0, 100_000).WithMessage("Enter pounds, from 0 to 100,000.").Must(price => decimal.Round(price, 2) == price).WithMessage("Enter pounds and pence, such as 295.50.");
        RuleFor(request => request.ValidFrom).WithinCentreDays();
        RuleFor(request => request.ValidUntil).WithinCentreDays();
        RuleFor(request => request.ValidUntil).GreaterThanOrEqualTo(request => request.ValidFrom).WithMessage("Choose a last day that is not before the first.");
    }
}

internal sealed class ListAgreementsHandler(CentreDbContext db) : IRequestHandler<ListAgreements, Result<ListedAgreements>>
{
    public async Task<Result<ListedAgreements>> Handle(ListAgreements request, CancellationToken cancellationToken)
    {
        var rows = await (
            from agreement in db.PriceAgreements
            join provider in db.Providers on agreement.Provider equals provider.Id
            where agreement.EndedAt == null
            orderby provider.Name, agreement.Course, agreement.ValidFrom descending
            select new { agreement, provider.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var providers = await db.Providers.AsNoTracking().OrderBy(each => each.Name).ToListAsync(cancellationToken);
        return new ListedAgreements([.. rows.Select(each => Line(each.agreement, each.Name))], [.. providers.Select(each => new ProviderLine(each.Id.Value, each.Name))]);
    }

    internal static AgreementLine Line(PriceAgreement agreement, string provider) =>
        new(agreement.Id, agreement.Provider.Value, provider, agreement.Course.Value, agreement.Price, agreement.ValidFrom, agreement.ValidUntil);
}

internal sealed class AgreePriceHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<AgreePrice, Result<AgreementLine>>
{
    public async Task<Result<AgreementLine>> Handle(AgreePrice request, CancellationToken cancellationToken)
    {
        if (await db.Providers.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Provider, cancellationToken) is not { } provider) return PlaceErrors.ProviderNotFound();
        if (!await db.Courses.AnyAsync(each => each.Code == request.Course, cancellationToken)) return CatalogueErrors.CourseNotFound();
        var now = clock.GetUtcNow();
        var agreement = new PriceAgreement
        {
            Id = Guid.CreateVersion7(now), Provider = request.Provider, Course = request.Course, Price = request.Price, ValidFrom = request.ValidFrom, ValidUntil = request.ValidUntil, MadeBy = actor.Account, MadeAt = now,
        };
        db.Add(agreement);
        await db.SaveChangesAsync(cancellationToken);
        return ListAgreementsHandler.Line(agreement, provider.Name);
    }
}

internal sealed class EndAgreementHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<EndAgreement, Result<EndedAgreement>>
{
    public async Task<Result<EndedAgreement>> Handle(EndAgreement request, CancellationToken cancellationToken)
    {
        if (await db.PriceAgreements.SingleOrDefaultAsync(each => each.Id == request.Agreement, cancellationToken) is not { } agreement) return PlaceErrors.AgreementNotFound();
        var ended = agreement.End(clock.GetUtcNow());
        if (!ended.Succeeded) return ended.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new EndedAgreement(request.Agreement);
    }
}
