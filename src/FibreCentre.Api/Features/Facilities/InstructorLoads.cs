using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>Who is over- and under-used: what each instructor teaches in a week and the four after it, of the hours they could.</summary>
/// <param name="Week">Any day of the week; null is this week.</param>
public sealed record ListInstructors(DateOnly? Week = null) : IQuery<ListedInstructors>;

/// <param name="Weeks">The Mondays of the week and of the four after it.</param>
/// <param name="Instructors">Who teaches most of their hours first.</param>
public sealed record ListedInstructors(IReadOnlyList<DateOnly> Weeks, IReadOnlyList<InstructorLoad> Instructors);

/// <param name="Use"><c>over</c> their hours, <c>full</c> from nine tenths, <c>away</c> all week, <c>under</c> half the median share of those who are not, else <c>fair</c>; of the first week.</param>
/// <param name="Loads">One a week.</param>
/// <param name="Leave">Of the five weeks.</param>
/// <param name="Warnings">How many qualifications have run out, or run out within 90 days, with no later one.</param>
public sealed record InstructorLoad(Guid Id, string Code, string Name, string Use, IReadOnlyList<WeekLoad> Loads, IReadOnlyList<OutOfUse> Leave, int Warnings);

/// <param name="Minutes">Of sessions and supervised practice.</param>
/// <param name="OfMinutes">By their own hours or the centre's, and never more than their limit.</param>
public sealed record WeekLoad(DateOnly Monday, int Minutes, int OfMinutes);

/// <summary>One instructor: qualifications, hours, what is planned in the five weeks from this one, leave.</summary>
public sealed record ShowInstructor(ResourceId Instructor) : IQuery<InstructorAnswer>;

/// <param name="Hours">None: whenever the centre is open.</param>
public sealed record InstructorAnswer(
    Guid Id, string Code, string Name, string Email, int? MaxMinutesDay, int? MaxMinutesWeek, DateOnly? LeftOn, int Revision, IReadOnlyList<HeldQualification> Qualifications, IReadOnlyList<WorkingSpell> Hours,
    IReadOnlyList<WeekLoad> Loads, IReadOnlyList<PlannedUse> Planned, IReadOnlyList<OutOfUse> Leave);

/// <param name="State"><c>valid</c>, <c>within-90-days</c>, <c>within-30-days</c>, <c>expired</c> or <c>not-yet</c>.</param>
public sealed record HeldQualification(Guid Id, string Name, DateOnly ValidFrom, DateOnly? ValidUntil, string State);

internal sealed class ListInstructorsValidator : AbstractValidator<ListInstructors>
{
    public ListInstructorsValidator() => RuleFor(request => request.Week).WithinCentreDays();
}

internal static class Weeks
{
    private const int Shown = 5;

    /// <summary>The Monday of a day's week and those of the four weeks after it.</summary>
    public static IReadOnlyList<DateOnly> From(DateOnly day) => [.. Enumerable.Range(0, Shown).Select(week => CentreFacilities.Monday(day).AddDays(7 * week))];

    public static TimeSlot Span(IReadOnlyList<DateOnly> mondays, CentreTime time) => new(time.At(mondays[0], TimeOnly.MinValue), time.At(mondays[^1].AddDays(7), TimeOnly.MinValue));

    public static IReadOnlyList<WeekLoad> LoadsOf(Instructor instructor, IReadOnlyList<DateOnly> mondays, CentreFacilities centre) =>
        [.. mondays.Select(monday => (Monday: monday, Load: centre.LoadOf(instructor, monday))).Select(each => new WeekLoad(each.Monday, each.Load.Minutes, each.Load.OfMinutes))];

    /// <summary>Instructors alone, with what they teach.</summary>
    public static Task<CentreFacilities> InstructorsAsync(CentreDbContext db, WorkingCalendar calendar, IReadOnlyList<DateOnly> mondays, CancellationToken cancellationToken) =>
        db.FacilitiesAsync(calendar, mondays[0], mondays[^1], cancellationToken, new(BayKind: "", KitTypes: []));
}

internal sealed class ListInstructorsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListInstructors, Result<ListedInstructors>>
{
    public async Task<Result<ListedInstructors>> Handle(ListInstructors request, CancellationToken cancellationToken)
    {
        var calendar = await db.CalendarAsync(cancellationToken);
        var today = calendar.Time.DayOf(clock.GetUtcNow());
        var mondays = Weeks.From(request.Week ?? today);
        var centre = await Weeks.InstructorsAsync(db, calendar, mondays, cancellationToken);
        var span = Weeks.Span(mondays, calendar.Time);
        var here = centre.Instructors.Where(each => each.IsHereOn(mondays[0])).ToList();
        var leave = await PlannedUses.OutagesAsync(db, here.Select(each => each.Id), span.Start, span.End, calendar.Time, cancellationToken);
        var loadsOf = here.ToDictionary(each => each.Id, each => Weeks.LoadsOf(each, mondays, centre));
        var usual = Median(here.Where(each => !IsAway(leave[each.Id], mondays[0])).Select(each => Share(loadsOf[each.Id][0])));
        var lines = here.Select(each =>
        {
            var loads = loadsOf[each.Id];
            return new InstructorLoad(each.Id.Value, each.Code, each.Name, Use(loads[0], IsAway(leave[each.Id], mondays[0]), usual), loads, [.. leave[each.Id]], Qualifications.Of(each, today).Count(held => held.State is "expired" or "within-30-days" or "within-90-days"));
        });
        return new ListedInstructors(mondays, [.. lines.OrderByDescending(each => Share(each.Loads[0])).ThenBy(each => each.Name, StringComparer.Ordinal)]);
    }

    private static double Share(WeekLoad week) => new Load(week.Minutes, week.OfMinutes).Share;

    /// <param name="usual">The median of the others: in a week in which most are idle nobody stands out by being so.</param>
    private static string Use(WeekLoad week, bool away, double usual) => Share(week) switch { > 1 => "over", >= 0.9 => "full", _ when away => "away", var share when share < usual / 2 => "under", _ => "fair" };

    private static double Median(IEnumerable<double> shares) => shares.Order().ToList() is { Count: > 0 } all ? (all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2 : 0;

    /// <summary>From Monday to Friday.</summary>
    private static bool IsAway(IEnumerable<OutOfUse> leave, DateOnly monday) =>
        leave.Any(each => each.State == "in-force" && DateOnly.FromDateTime(each.During.Starts.DateTime) <= monday && DateOnly.FromDateTime(each.During.Ends.DateTime) >= monday.AddDays(5));
}

internal static class Qualifications
{
    /// <summary>By name, and what is the latest of its name first; one that has a later one is no cause for a warning.</summary>
    public static IReadOnlyList<HeldQualification> Of(Instructor instructor, DateOnly today) =>
        [.. instructor.Qualifications.GroupBy(each => each.Name).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(same => same.OrderByDescending(each => each.ValidUntil ?? DateOnly.MaxValue)
            .Select((each, index) => new HeldQualification(each.Id, each.Name, each.ValidFrom, each.ValidUntil, State(each, today, index == 0))))];

    private static string State(Qualification held, DateOnly today, bool isLatest) =>
        held.ValidFrom > today ? "not-yet" : Expiry.State(held.ValidUntil, today) is var state && (isLatest || state == "valid") ? state : held.ValidUntil < today ? "superseded" : "valid";
}

internal sealed class ShowInstructorHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowInstructor, Result<InstructorAnswer>>
{
    public async Task<Result<InstructorAnswer>> Handle(ShowInstructor request, CancellationToken cancellationToken)
    {
        if (await db.Instructors.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Instructor, cancellationToken) is not { } instructor) return FacilityErrors.InstructorNotFound();
        var calendar = await db.CalendarAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var today = calendar.Time.DayOf(now);
        var mondays = Weeks.From(today);
        var centre = await Weeks.InstructorsAsync(db, calendar, mondays, cancellationToken);
        var end = Weeks.Span(mondays, calendar.Time).End;
        return new InstructorAnswer(
            instructor.Id.Value, instructor.Code, instructor.Name, instructor.Email, instructor.MaxMinutesDay, instructor.MaxMinutesWeek, instructor.LeftOn, instructor.Revision, Qualifications.Of(instructor, today), [.. WorkingSpells.Of(instructor)],
            Weeks.LoadsOf(instructor, mondays, centre), [.. (await PlannedUses.OfAsync(db, [instructor.Id], now, end, calendar.Time, cancellationToken))[instructor.Id]],
            [.. (await PlannedUses.OutagesAsync(db, [instructor.Id], now, now.AddYears(2), calendar.Time, cancellationToken))[instructor.Id]]);
    }
}
