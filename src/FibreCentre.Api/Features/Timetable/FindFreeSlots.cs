using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>When a bay of a kind, instructors with qualifications and kit are free together for a group and a duration, best first, and why the other days do not work.</summary>
/// <param name="BayKind">Slug, such as <c>splice-bench</c>.</param>
/// <param name="Minutes">15 to 720.</param>
/// <param name="Trainees">1 to 60.</param>
/// <param name="Instructors">0 to 6; 0 looks for none.</param>
/// <param name="Qualifications">All of which each instructor must hold on the day.</param>
/// <param name="Kit">Types and how many in all.</param>
/// <param name="From">Null is today.</param>
/// <param name="Until">At most 92 days after the first; null is 27 days after it.</param>
public sealed record FindFreeSlots(
    string BayKind, int Minutes, int Trainees, int Instructors = 1, IReadOnlyList<string>? Qualifications = null, IReadOnlyDictionary<string, int>? Kit = null, DateOnly? From = null, DateOnly? Until = null) : IQuery<FoundFreeSlots>;

public sealed record FoundFreeSlots(DateOnly From, DateOnly Until, IReadOnlyList<FreeSlotLine> Slots, IReadOnlyList<DayWithoutLine> Without);

/// <param name="Rank">From 1, the best.</param>
/// <param name="Seats">What the bays hold.</param>
public sealed record FreeSlotLine(int Rank, CivilSlot During, IReadOnlyList<NamedResource> Bays, IReadOnlyList<NamedResource> Instructors, IReadOnlyList<NamedResource> Kit, int Seats);

/// <param name="Kind">Of kit: the slug of its type, such as <c>fusion-splicer</c>; else null.</param>
/// <param name="Serial">Of kit; else null.</param>
public sealed record NamedResource(Guid Id, string Name, string? Kind = null, string? Serial = null);

public sealed record DayWithoutLine(DateOnly Day, IReadOnlyList<string> Reasons);

internal sealed class FindFreeSlotsValidator : AbstractValidator<FindFreeSlots>
{
    public FindFreeSlotsValidator()
    {
        RuleFor(request => request.BayKind).NotEmpty().WithMessage("Choose a kind of bay.");
        RuleFor(request => request.Minutes).InclusiveBetween(15, 720).WithMessage("Enter from 15 minutes to 12 hours.");
        RuleFor(request => request.Trainees).InclusiveBetween(1, 60).WithMessage("Enter a group of 1 to 60.");
        RuleFor(request => request.Instructors).InclusiveBetween(0, 6).WithMessage("Enter from 0 to 6 instructors.");
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
        RuleFor(request => request.Kit).Must(kit => kit is null || kit.Values.All(count => count is >= 1 and <= 200)).WithMessage("Enter from 1 to 200 of each type of kit.");
    }
}

internal sealed class FindFreeSlotsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<FindFreeSlots, Result<FoundFreeSlots>>
{
    public async Task<Result<FoundFreeSlots>> Handle(FindFreeSlots request, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var from = request.From ?? calendar.Time.DayOf(now);
        var until = request.Until ?? from.AddDays(27);
        if (until < from) return RequestErrors.Invalid("until", "Enter a last day on or after the first.");
        if (until.DayNumber - from.DayNumber > 92) return FacilityErrors.WeekTooLong();
        var (qualifications, kit) = (request.Qualifications ?? [], request.Kit ?? new Dictionary<string, int>());
        var centre = await db.FacilitiesAsync(calendar, from, until, cancellationToken, new(request.BayKind, qualifications, [.. kit.Keys]));
        if (!centre.HasKind(request.BayKind)) return RequestErrors.Invalid("bayKind", "Choose one of the kinds of bay of this centre.");
        var found = FreeSlots.Find(new(request.BayKind, qualifications, kit, request.Trainees, request.Instructors, TimeSpan.FromMinutes(request.Minutes), from, until), centre, now);
        return new FoundFreeSlots(
            from, until, [.. found.Slots.Select((slot, index) => new FreeSlotLine(index + 1, CivilSlot.Of(slot.During, calendar.Time), Named(slot.Bays), Named(slot.Instructors), Items(slot.Kit), slot.Seats))],
            [.. found.Without.Select(day => new DayWithoutLine(day.Day, day.Reasons))]);

        List<NamedResource> Items(IReadOnlyList<ResourceId> ids) => [.. ids.Select(id => centre.Kit.First(item => item.Id == id)).Select(item => new NamedResource(item.Id.Value, centre.NameOf(item.Id), item.KitType, item.SerialNumber))];

        List<NamedResource> Named(IReadOnlyList<ResourceId> ids) => [.. ids.Select(id => new NamedResource(id.Value, centre.NameOf(id)))];
    }
}
