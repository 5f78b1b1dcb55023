using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>All kit by type, with the days its calibration and inspection end and what there is to do about it.</summary>
/// <param name="Retired">Also what is out of use for good.</param>
public sealed record ListKit(bool Retired = false) : IQuery<ListedKit>;

public sealed record ListedKit(DateOnly Today, IReadOnlyList<KitOfType> Types);

public sealed record KitOfType(string KitType, IReadOnlyList<KitItemLine> Items);

/// <param name="ValidUntil">The earlier of calibration and inspection; null when it needs neither.</param>
/// <param name="State"><c>valid</c>, <c>within-90-days</c> or <c>within-30-days</c> of running out, <c>expired</c>, <c>out-of-use</c> now, or <c>retired</c>.</param>
/// <param name="OutOfUse">Now and in the next 90 days.</param>
/// <param name="PlannedAfterwards">Sessions planned with it after its calibration or inspection ends.</param>
public sealed record KitItemLine(
    Guid Id, string SerialNumber, DateOnly? CalibratedUntil, DateOnly? InspectedUntil, DateOnly? ValidUntil, DateOnly? RetiredOn, string State, IReadOnlyList<OutOfUse> OutOfUse, IReadOnlyList<PlannedUse> PlannedAfterwards);

/// <summary>One item with its history.</summary>
public sealed record ShowKitItem(ResourceId Item) : IQuery<KitItemAnswer>;

/// <param name="Planned">Sessions from now on.</param>
/// <param name="Checks">Calibrations and inspections, the latest first.</param>
public sealed record KitItemAnswer(string KitType, KitItemLine Item, int Revision, IReadOnlyList<PlannedUse> Planned, IReadOnlyList<KitCheckLine> Checks);

/// <param name="Kind"><c>calibration</c> or <c>inspection</c>.</param>
/// <param name="RecordedBy">Null when nobody in particular recorded it.</param>
public sealed record KitCheckLine(Guid Id, string Kind, DateOnly DoneOn, DateOnly ValidUntil, string Reference, string? RecordedBy, DateTimeOffset RecordedAt);

/// <param name="KitType">As courses name it, such as <c>fusion-splicer</c>.</param>
/// <param name="CalibratedUntil">The last day its calibration counts; null when it needs none.</param>
public sealed record AddKitItem(string KitType, string SerialNumber, DateOnly? CalibratedUntil, DateOnly? InspectedUntil) : ICommand<SavedKitItem>;

/// <summary>Records a calibration or inspection that was passed. It is never changed; the latest counts.</summary>
/// <param name="Reference">The number of its certificate or report.</param>
/// <param name="Seen">The revision that was looked at; null records it whatever else was recorded meanwhile.</param>
public sealed record RecordKitCheck(ResourceId Item, KitCheckKind Kind, DateOnly DoneOn, DateOnly ValidUntil, string Reference, int? Seen = null) : ICommand<SavedKitItem>
{
    Guid? ICommand.Subject => Item.Value;
}

/// <summary>Takes an item out of use for good. Refused while something is planned with it from that day on.</summary>
/// <param name="From">The first day without it; null puts it back into use.</param>
/// <param name="Seen">The revision that was looked at; null changes it whatever it is by now.</param>
public sealed record RetireKitItem(ResourceId Item, DateOnly? From, int? Seen = null) : ICommand<SavedKitItem>
{
    Guid? ICommand.Subject => Item.Value;
}

public sealed record SavedKitItem(Guid Id, string KitType, string SerialNumber, DateOnly? CalibratedUntil, DateOnly? InspectedUntil, DateOnly? RetiredOn, int Revision)
{
    internal static SavedKitItem Of(KitItem item) => new(item.Id.Value, item.KitType, item.SerialNumber, item.CalibratedUntil, item.InspectedUntil, item.RetiredOn, item.Revision);
}

internal static class Expiry
{
    /// <summary>How far off the last day is.</summary>
    public static string State(DateOnly? until, DateOnly today) =>
        until is not { } last ? "valid" : last < today ? "expired" : last < today.AddDays(30) ? "within-30-days" : last < today.AddDays(90) ? "within-90-days" : "valid";
}

internal sealed class AddKitItemValidator : AbstractValidator<AddKitItem>
{
    public AddKitItemValidator()
    {
        RuleFor(request => request.KitType).Matches("^[a-z][a-z0-9-]{1,38}$").WithMessage("Enter the type in lower case with hyphens, such as fusion-splicer.");
        RuleFor(request => request.SerialNumber).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the serial number.").MaximumLength(60).WithMessage("Shorten the serial number to 60 characters.");
        RuleFor(request => request.CalibratedUntil).WithinCentreDays();
        RuleFor(request => request.InspectedUntil).WithinCentreDays();
    }
}

internal sealed class RecordKitCheckValidator : AbstractValidator<RecordKitCheck>
{
    public RecordKitCheckValidator()
    {
        RuleFor(request => request.Kind).IsInEnum().WithMessage("Choose calibration or inspection.");
        RuleFor(request => request.DoneOn).WithinCentreDays();
        RuleFor(request => request.ValidUntil).WithinCentreDays().Must((request, until) => until >= request.DoneOn).WithMessage("Enter a last day on or after the day it was done.");
        RuleFor(request => request.Reference).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the number of its certificate or report.").MaximumLength(80).WithMessage("Shorten the number to 80 characters.");
    }
}

internal sealed class RetireKitItemValidator : AbstractValidator<RetireKitItem>
{
    public RetireKitItemValidator() => RuleFor(request => request.From).WithinCentreDays();
}

internal sealed class ListKitHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListKit, Result<ListedKit>>
{
    public async Task<Result<ListedKit>> Handle(ListKit request, CancellationToken cancellationToken)
    {
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        var today = time.DayOf(now);
        var items = await db.KitItems.AsNoTracking().Where(item => request.Retired || item.RetiredOn == null || item.RetiredOn > today).OrderBy(item => item.KitType).ThenBy(item => item.SerialNumber).ToListAsync(cancellationToken);
        var lines = await KitLines.OfAsync(db, items, time, now, cancellationToken);
        return new ListedKit(today, [.. items.GroupBy(item => item.KitType).Select(type => new KitOfType(type.Key, [.. type.Select(item => lines[item.Id])]))]);
    }
}

internal static class KitLines
{
    private const int DaysLookedAhead = 90;

    public static async Task<Dictionary<ResourceId, KitItemLine>> OfAsync(CentreDbContext db, IReadOnlyList<KitItem> items, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = time.DayOf(now);
        var outages = await PlannedUses.OutagesAsync(db, items.Select(item => item.Id), now, now.AddDays(DaysLookedAhead), time, cancellationToken);
        var planned = await PlannedUses.OfAsync(db, items.Where(item => item.ValidUntil is not null).Select(item => item.Id), now, null, time, cancellationToken);
        return items.ToDictionary(item => item.Id, item => new KitItemLine(
            item.Id.Value, item.SerialNumber, item.CalibratedUntil, item.InspectedUntil, item.ValidUntil, item.RetiredOn, State(item, outages[item.Id]), [.. outages[item.Id]],
            [.. planned[item.Id].Where(each => DateOnly.FromDateTime(each.During.Starts.DateTime) > item.ValidUntil)]));

        string State(KitItem item, IEnumerable<OutOfUse> outOfUse) =>
            item.RetiredOn <= today ? "retired" : outOfUse.Any(each => each.State == "in-force" && each.During.Starts <= now) ? "out-of-use" : Expiry.State(item.ValidUntil, today);
    }
}

internal sealed class ShowKitItemHandler(CentreDbContext db, AccountNames names, TimeProvider clock) : IRequestHandler<ShowKitItem, Result<KitItemAnswer>>
{
    public async Task<Result<KitItemAnswer>> Handle(ShowKitItem request, CancellationToken cancellationToken)
    {
        if (await db.KitItems.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Item, cancellationToken) is not { } item) return FacilityErrors.KitNotFound();
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        var checks = await db.KitChecks.AsNoTracking().Where(each => each.Item == item.Id).OrderByDescending(each => each.DoneOn).ThenByDescending(each => each.RecordedAt).ToListAsync(cancellationToken);
        var people = await names.OfAsync([.. checks.Select(each => each.RecordedBy).OfType<Guid>()], cancellationToken);
        return new KitItemAnswer(
            item.KitType, (await KitLines.OfAsync(db, [item], time, now, cancellationToken))[item.Id], item.Revision, [.. (await PlannedUses.OfAsync(db, [item.Id], now, null, time, cancellationToken))[item.Id]],
            [.. checks.Select(each => new KitCheckLine(each.Id, SnakeCase.Kebab(each.Kind.ToString()), each.DoneOn, each.ValidUntil, each.Reference, each.RecordedBy is { } by ? people.GetValueOrDefault(by) : null, time.Civil(each.RecordedAt)))]);
    }
}

internal sealed class AddKitItemHandler(CentreDbContext db) : IRequestHandler<AddKitItem, Result<SavedKitItem>>
{
    public async Task<Result<SavedKitItem>> Handle(AddKitItem request, CancellationToken cancellationToken)
    {
        // Kit without a last day is never out of calibration: that nobody forgets it, others of its type say whether it has one.
        var others = await db.KitItems.AsNoTracking().Where(each => each.KitType == request.KitType && each.RetiredOn == null).Select(each => new { each.CalibratedUntil, each.InspectedUntil }).ToListAsync(cancellationToken);
        if (request.CalibratedUntil is null && others.Exists(each => each.CalibratedUntil is not null)) return RequestErrors.Invalid("calibratedUntil", "Enter the last day of its calibration: others of this type are calibrated.");
        if (request.InspectedUntil is null && others.Exists(each => each.InspectedUntil is not null)) return RequestErrors.Invalid("inspectedUntil", "Enter the last day of its inspection: others of this type are inspected.");
        var item = new KitItem { Id = new(Guid.NewGuid()), KitType = request.KitType, SerialNumber = request.SerialNumber.Trim(), CalibratedUntil = request.CalibratedUntil, InspectedUntil = request.InspectedUntil };
        db.AddRange(new Resource(item.Id, ResourceKind.Kit), item);
        await db.SaveChangesAsync(cancellationToken);
        return SavedKitItem.Of(item);
    }
}

internal sealed class RecordKitCheckHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RecordKitCheck, Result<SavedKitItem>>
{
    public async Task<Result<SavedKitItem>> Handle(RecordKitCheck request, CancellationToken cancellationToken)
    {
        // Two who record at once: the second sees what the first has recorded.
        await db.Database.ExecuteSqlAsync($"select from kit_item where id = {request.Item.Value} for update", cancellationToken);
        if (await db.KitItems.SingleOrDefaultAsync(each => each.Id == request.Item, cancellationToken) is not { } item) return FacilityErrors.KitNotFound();
        if (request.Seen is { } seen && seen != item.Revision) return CohortErrors.ChangedMeanwhile();
        var now = clock.GetUtcNow();
        if (request.DoneOn > (await db.TimeAsync(cancellationToken)).DayOf(now)) return FacilityErrors.CheckAhead();
        var latest = await db.KitChecks.Where(each => each.Item == item.Id && each.Kind == request.Kind).MaxAsync(each => (DateOnly?)each.DoneOn, cancellationToken);
        if (latest > request.DoneOn) return FacilityErrors.LaterCheckThere(latest.Value);
        db.Add(item.Check(request.Kind, request.DoneOn, request.ValidUntil, request.Reference.Trim(), actor.AccountId, now));
        await db.SaveChangesAsync(cancellationToken);
        return SavedKitItem.Of(item);
    }
}

internal sealed class RetireKitItemHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<RetireKitItem, Result<SavedKitItem>>
{
    public async Task<Result<SavedKitItem>> Handle(RetireKitItem request, CancellationToken cancellationToken)
    {
        if (await db.KitItems.SingleOrDefaultAsync(each => each.Id == request.Item, cancellationToken) is not { } item) return FacilityErrors.KitNotFound();
        if (request.Seen is { } seen && seen != item.Revision) return CohortErrors.ChangedMeanwhile();
        if (await PlannedUses.RetireAsync(db, item, request.From, clock.GetUtcNow(), "Take it out of use from that day on first: that shows what could take its place.", cancellationToken) is { } refused) return refused;
        await db.SaveChangesAsync(cancellationToken);
        return SavedKitItem.Of(item);
    }
}
