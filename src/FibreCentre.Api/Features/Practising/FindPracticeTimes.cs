using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Practising;

/// <summary>When the bays of a kind are free to practise in, within the centre's limits. Nobody learns who else is there.</summary>
/// <param name="BayKind">Slug; null only asks which kinds there are.</param>
/// <param name="Minutes">How long, 30 to 240 in steps of 30.</param>
/// <param name="From">Null is the first day that can be booked.</param>
/// <param name="Days">How many days are looked at, 1 to 28.</param>
/// <param name="Trainee">For which of the booker's engineers, whose own times and hours left then count; null for nobody in particular. A trainee asks for themself.</param>
public sealed record FindPracticeTimes(string? BayKind = null, int Minutes = 60, DateOnly? From = null, int Days = 14, Guid? Trainee = null) : IQuery<FoundPracticeTimes>;

/// <param name="Kinds">Kinds of bay that are open for practice.</param>
/// <param name="HoursAWeek">Most hours of one person from Monday to Sunday.</param>
/// <param name="FirstDay">The first and <paramref name="LastDay"/> the last day that can be booked now.</param>
/// <param name="Days">Working days only.</param>
public sealed record FoundPracticeTimes(IReadOnlyList<PracticeKind> Kinds, int HoursAWeek, int LeadHours, DateOnly FirstDay, DateOnly LastDay, IReadOnlyList<PracticeDay> Days);

public sealed record PracticeKind(string Slug, string Title, bool Supervised);

/// <param name="MinutesLeft">Of the person's hours of that week; null for nobody in particular.</param>
/// <param name="Bays">Those with a free time.</param>
public sealed record PracticeDay(DateOnly Day, int? MinutesLeft, IReadOnlyList<PracticeBay> Bays);

/// <param name="Starts">Every time at which it is free for so long, on the centre's clocks.</param>
public sealed record PracticeBay(Guid Id, string Name, IReadOnlyList<DateTimeOffset> Starts);

internal sealed class FindPracticeTimesValidator : AbstractValidator<FindPracticeTimes>
{
    public FindPracticeTimesValidator()
    {
        PracticeRules.Length(this, request => request.Minutes);
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Days).InclusiveBetween(1, 28).WithMessage("Look at 1 to 28 days at once.");
    }
}

internal static class PracticeRules
{
    public static void Length<T>(AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, int>> minutes) =>
        validator.RuleFor(minutes).Must(length => length is >= PracticeLimits.ShortestMinutes and <= PracticeLimits.LongestMinutes && length % PracticeLimits.Step.TotalMinutes == 0).WithMessage("Choose 30 to 240 minutes, in steps of 30.");
}

internal sealed class FindPracticeTimesHandler(CentreDbContext db, PracticeFacts facts, Actor actor, TimeProvider clock) : IRequestHandler<FindPracticeTimes, Result<FoundPracticeTimes>>
{
    public async Task<Result<FoundPracticeTimes>> Handle(FindPracticeTimes request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var limits = PracticeFacts.Limits(await db.CentreAsync(cancellationToken));
        var calendar = await db.CalendarAsync(cancellationToken);
        var kinds = await db.BayKinds.AsNoTracking().Where(each => each.Practice != PracticeUse.None).OrderBy(each => each.Title).ToListAsync(cancellationToken);
        var (first, last) = (calendar.Time.DayOf(now.AddHours(limits.LeadHours)), limits.LastDay(calendar.Time.DayOf(now)));
        var found = new FoundPracticeTimes([.. kinds.Select(each => new PracticeKind(each.Slug, each.Title, each.Practice == PracticeUse.Supervised))], limits.HoursAWeek, limits.LeadHours, first, last, []);
        Trainee? trainee = null;
        if ((request.Trainee is not null || actor.Scope == TenantScope.Trainee) && (trainee = await facts.TraineeAsync(request.Trainee, cancellationToken)) is null) return PeopleErrors.EngineerNotFound();
        if (string.IsNullOrEmpty(request.BayKind)) return found;
        if (kinds.Find(each => each.Slug == request.BayKind) is not { } kind) return RequestErrors.Invalid("bayKind", "Choose a kind of bay that is open for practice.");
        var from = request.From is { } wished && wished > first ? wished : first;
        var days = Enumerable.Range(0, request.Days).Select(from.AddDays).Where(day => day <= last && calendar.IsWorkingDay(day)).ToList();
        if (days.Count == 0) return found;

        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        var who = trainee is null ? Practiser.Anybody : await facts.WhereaboutsAsync(trainee.Id, calendar.Time, days[0], days[^1], cancellationToken);
        var centre = await facts.CentreAsync(kind, calendar, days[0], days[^1], cancellationToken);
        await db.ScopeAsync(actor.Scope, cancellationToken);

        return found with
        {
            Days = [.. days.Select(day => new PracticeDay(
                day, trainee is null ? null : Math.Max(0, limits.MinutesLeft(day, who.Booked, calendar.Time)),
                [.. PracticeSearch.Free(kind, day, TimeSpan.FromMinutes(request.Minutes), centre, limits, who, now).GroupBy(each => (each.BayId, each.Bay)).Select(bay => new PracticeBay(bay.Key.BayId, bay.Key.Bay, [.. bay.Select(each => each.Starts)]))]))],
        };
    }
}
