using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>One bay with what it is planned for.</summary>
public sealed record ShowBay(ResourceId Bay) : IQuery<BayAnswer>;

/// <param name="RetiredOn">From this day on it is not planned with; null while it is in use.</param>
/// <param name="Planned">Sessions and practice from now on.</param>
public sealed record BayAnswer(Guid Id, string Code, string Name, string BayKind, int Capacity, string? Arriving, string? MapLink, DateOnly? RetiredOn, int Revision, IReadOnlyList<PlannedUse> Planned, IReadOnlyList<OutOfUse> OutOfUse);

/// <param name="Code">Short and unique, such as <c>SPL-4</c>.</param>
/// <param name="Capacity">Trainees at once, from 1 to 60.</param>
/// <param name="Arriving">For joining instructions: how to find it, what to wear there, where to park.</param>
/// <param name="MapLink">https, such as a map of the site.</param>
public sealed record AddBay(string Code, string Name, string BayKind, int Capacity, string? Arriving = null, string? MapLink = null) : ICommand<SavedBay>, IDescribeBay;

/// <summary>Changes what a bay is called, how many it holds and how it is found. What is planned stays as it is.</summary>
/// <param name="Seen">The revision that was looked at; null changes it whatever it is by now.</param>
public sealed record ChangeBay(ResourceId Bay, string Name, int Capacity, string? Arriving, string? MapLink, int? Seen = null) : ICommand<SavedBay>, IDescribeBay
{
    Guid? ICommand.Subject => Bay.Value;
}

/// <summary>Takes a bay out of use for good. Refused while something is planned in it from that day on.</summary>
/// <param name="From">The first day without it; null puts it back into use.</param>
/// <param name="Seen">The revision that was looked at; null changes it whatever it is by now.</param>
public sealed record RetireBay(ResourceId Bay, DateOnly? From, int? Seen = null) : ICommand<SavedBay>
{
    Guid? ICommand.Subject => Bay.Value;
}

public sealed record SavedBay(Guid Id, string Code, string Name, string BayKind, int Capacity, string? Arriving, string? MapLink, DateOnly? RetiredOn, int Revision)
{
    internal static SavedBay Of(Bay bay) => new(bay.Id.Value, bay.Code, bay.Name, bay.BayKind, bay.Capacity, bay.Arriving, bay.MapLink, bay.RetiredOn, bay.Revision);
}

/// <summary>What is said of a bay, be it new or not.</summary>
internal interface IDescribeBay
{
    string Name { get; }

    int Capacity { get; }

    string? Arriving { get; }

    string? MapLink { get; }
}

internal sealed class BayValidator : AbstractValidator<IDescribeBay>
{
    public BayValidator()
    {
        RuleFor(request => request.Name).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter what the bay is called.").MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
        RuleFor(request => request.Capacity).InclusiveBetween(1, 60).WithMessage("Enter how many can work there at once, from 1 to 60.");
        RuleFor(request => request.Arriving).MaximumLength(1000).WithMessage("Shorten it to 1,000 characters.");
        RuleFor(request => request.MapLink).HttpsLink();
    }

    /// <summary>Without what surrounds it; null for nothing.</summary>
    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

internal sealed class AddBayValidator : AbstractValidator<AddBay>
{
    public AddBayValidator()
    {
        RuleFor(request => request.Code).Matches("^[A-Z][A-Z0-9-]{0,11}$").WithMessage("Enter a code of capitals, figures and hyphens, such as SPL-4, of at most 12 characters.");
        RuleFor(request => request.BayKind).NotEmpty().WithMessage("Choose a kind of bay.");
        Include(new BayValidator());
    }
}

internal sealed class ChangeBayValidator : AbstractValidator<ChangeBay>
{
    public ChangeBayValidator() => Include(new BayValidator());
}

internal sealed class RetireBayValidator : AbstractValidator<RetireBay>
{
    public RetireBayValidator() => RuleFor(request => request.From).WithinCentreDays();
}

internal sealed class ShowBayHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowBay, Result<BayAnswer>>
{
    public async Task<Result<BayAnswer>> Handle(ShowBay request, CancellationToken cancellationToken)
    {
        if (await db.Bays.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Bay, cancellationToken) is not { } bay) return FacilityErrors.BayNotFound();
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        return new BayAnswer(
            bay.Id.Value, bay.Code, bay.Name, bay.BayKind, bay.Capacity, bay.Arriving, bay.MapLink, bay.RetiredOn, bay.Revision,
            [.. (await PlannedUses.OfAsync(db, [bay.Id], now, null, time, cancellationToken))[bay.Id]], [.. (await PlannedUses.OutagesAsync(db, [bay.Id], now, DateTimeOffset.MaxValue, time, cancellationToken))[bay.Id]]);
    }
}

internal sealed class AddBayHandler(CentreDbContext db) : IRequestHandler<AddBay, Result<SavedBay>>
{
    public async Task<Result<SavedBay>> Handle(AddBay request, CancellationToken cancellationToken)
    {
        if (!await db.BayKinds.AnyAsync(kind => kind.Slug == request.BayKind, cancellationToken)) return RequestErrors.Invalid("bayKind", "Choose a kind of bay that the centre has.");
        var bay = new Bay { Id = new(Guid.NewGuid()), Code = request.Code, Name = request.Name.Trim(), BayKind = request.BayKind, Capacity = request.Capacity, Arriving = BayValidator.Blank(request.Arriving), MapLink = BayValidator.Blank(request.MapLink) };
        db.AddRange(new Resource(bay.Id, ResourceKind.Bay), bay);
        await db.SaveChangesAsync(cancellationToken);
        return SavedBay.Of(bay);
    }
}

internal sealed class ChangeBayHandler(CentreDbContext db) : IRequestHandler<ChangeBay, Result<SavedBay>>
{
    public async Task<Result<SavedBay>> Handle(ChangeBay request, CancellationToken cancellationToken)
    {
        if (await db.Bays.SingleOrDefaultAsync(each => each.Id == request.Bay, cancellationToken) is not { } bay) return FacilityErrors.BayNotFound();
        if (request.Seen is { } seen && seen != bay.Revision) return CohortErrors.ChangedMeanwhile();
        bay.Change(request.Name.Trim(), request.Capacity, BayValidator.Blank(request.Arriving), BayValidator.Blank(request.MapLink));
        await db.SaveChangesAsync(cancellationToken);
        return SavedBay.Of(bay);
    }
}

internal sealed class RetireBayHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RetireBay, Result<SavedBay>>
{
    public async Task<Result<SavedBay>> Handle(RetireBay request, CancellationToken cancellationToken)
    {
        if (await db.Bays.SingleOrDefaultAsync(each => each.Id == request.Bay, cancellationToken) is not { } bay) return FacilityErrors.BayNotFound();
        if (request.Seen is { } seen && seen != bay.Revision) return CohortErrors.ChangedMeanwhile();
        if (await PlannedUses.RetireAsync(db, bay, request.From, clock.GetUtcNow(), "Record a closure from that day on first: it shows where each session could go instead.", cancellationToken) is { } refused) return refused;
        await db.SaveChangesAsync(cancellationToken);
        return SavedBay.Of(bay);
    }
}
