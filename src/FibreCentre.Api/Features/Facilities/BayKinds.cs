using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>Every kind of bay with the time around a session and whether people may practise there.</summary>
public sealed record ListBayKinds : IQuery<ListedBayKinds>;

public sealed record ListedBayKinds(IReadOnlyList<BayKindLine> Kinds);

/// <param name="Practice"><c>none</c>, <c>alone</c> or <c>supervised</c>.</param>
/// <param name="Bays">How many there are in use.</param>
/// <param name="Revision">To be sent with a change as If-Match.</param>
public sealed record BayKindLine(string Slug, string Title, int SetUpMinutes, int ClearAwayMinutes, int TravelMinutes, string Practice, int Bays, int Revision);

/// <summary>Adds a kind of bay, which bays can be of from now on.</summary>
/// <param name="Slug">As courses ask for it, such as <c>splice-bench</c>; it never changes.</param>
public sealed record AddBayKind(string Slug, string Title, int SetUpMinutes, int ClearAwayMinutes, int TravelMinutes, PracticeUse Practice) : ICommand<BayKindLine>, IDescribeBayKind;

/// <summary>Changes the time around a session and the use for practice. It holds for what is planned from now on; what is reserved stays as it is.</summary>
/// <param name="Seen">The revision that was looked at; null changes it whatever it is by now.</param>
public sealed record ChangeBayKind(string Slug, string Title, int SetUpMinutes, int ClearAwayMinutes, int TravelMinutes, PracticeUse Practice, int? Seen = null) : ICommand<BayKindLine>, IDescribeBayKind;

/// <summary>What is said of a kind of bay, new or not.</summary>
internal interface IDescribeBayKind
{
    string Title { get; }

    int SetUpMinutes { get; }

    int ClearAwayMinutes { get; }

    int TravelMinutes { get; }

    PracticeUse Practice { get; }
}

internal sealed class AddBayKindValidator : AbstractValidator<AddBayKind>
{
    public AddBayKindValidator()
    {
        // "new" is the address of the form that adds one.
        RuleFor(request => request.Slug).Matches("^[a-z][a-z0-9-]{1,38}$").NotEqual("new").WithMessage("Enter the name that courses ask for it by in lower case with hyphens, such as splice-bench.");
        Include(new BayKindValidator());
    }
}

internal sealed class ChangeBayKindValidator : AbstractValidator<ChangeBayKind>
{
    public ChangeBayKindValidator() => Include(new BayKindValidator());
}

internal sealed class BayKindValidator : AbstractValidator<IDescribeBayKind>
{
    public BayKindValidator()
    {
        RuleFor(request => request.Title).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter what the kind is called.").MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
        RuleFor(request => request.SetUpMinutes).InclusiveBetween(0, 240).WithMessage("Enter minutes to set up, from 0 to 240.");
        RuleFor(request => request.ClearAwayMinutes).InclusiveBetween(0, 240).WithMessage("Enter minutes to clear away, from 0 to 240.");
        RuleFor(request => request.TravelMinutes).InclusiveBetween(0, 240).WithMessage("Enter minutes to get there, from 0 to 240.");
        RuleFor(request => request.Practice).IsInEnum().WithMessage("Choose whether people may practise there.");
    }
}

internal sealed class ListBayKindsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListBayKinds, Result<ListedBayKinds>>
{
    public async Task<Result<ListedBayKinds>> Handle(ListBayKinds request, CancellationToken cancellationToken)
    {
        var bays = await BayKindLines.CountAsync(db, clock, cancellationToken);
        return new ListedBayKinds([.. (await db.BayKinds.AsNoTracking().OrderBy(kind => kind.Title).ToListAsync(cancellationToken)).Select(kind => BayKindLines.Of(kind, bays.GetValueOrDefault(kind.Slug)))]);
    }
}

internal sealed class AddBayKindHandler(CentreDbContext db) : IRequestHandler<AddBayKind, Result<BayKindLine>>
{
    public async Task<Result<BayKindLine>> Handle(AddBayKind request, CancellationToken cancellationToken)
    {
        var kind = new BayKind { Slug = request.Slug, Title = request.Title.Trim(), SetUpMinutes = request.SetUpMinutes, ClearAwayMinutes = request.ClearAwayMinutes, TravelMinutes = request.TravelMinutes, Practice = request.Practice };
        db.Add(kind);
        await db.SaveChangesAsync(cancellationToken);
        return BayKindLines.Of(kind, 0);
    }
}

internal sealed class ChangeBayKindHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ChangeBayKind, Result<BayKindLine>>
{
    public async Task<Result<BayKindLine>> Handle(ChangeBayKind request, CancellationToken cancellationToken)
    {
        if (await db.BayKinds.SingleOrDefaultAsync(each => each.Slug == request.Slug, cancellationToken) is not { } kind) return FacilityErrors.BayKindNotFound();
        if (request.Seen is { } seen && seen != kind.Revision) return CohortErrors.ChangedMeanwhile();
        kind.Change(request.Title.Trim(), request.SetUpMinutes, request.ClearAwayMinutes, request.TravelMinutes, request.Practice);
        await db.SaveChangesAsync(cancellationToken);
        return BayKindLines.Of(kind, (await BayKindLines.CountAsync(db, clock, cancellationToken)).GetValueOrDefault(kind.Slug));
    }
}

internal static class BayKindLines
{
    public static BayKindLine Of(BayKind kind, int bays) => new(kind.Slug, kind.Title, kind.SetUpMinutes, kind.ClearAwayMinutes, kind.TravelMinutes, SnakeCase.Kebab(kind.Practice.ToString()), bays, kind.Revision);

    public static async Task<Dictionary<string, int>> CountAsync(CentreDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        return await db.Bays.Where(bay => bay.RetiredOn == null || bay.RetiredOn > today).GroupBy(bay => bay.BayKind).ToDictionaryAsync(each => each.Key, each => each.Count(), cancellationToken);
    }
}
