using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Cohorts that lie ahead or are running, soonest first. Bookers see what can be booked and what has begun; never a draft.</summary>
/// <param name="Course">Only of this course; null for all.</param>
/// <param name="After">The cursor of the page before; null for the first page.</param>
/// <param name="Limit">Rows a page, from 1 to 100.</param>
public sealed record ListCohorts(CourseCode? Course = null, string? After = null, int Limit = 25) : IQuery<ListedCohorts>;

/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record ListedCohorts(IReadOnlyList<CohortLine> Cohorts, string? Next);

/// <param name="PlacesLeft">Free to everybody.</param>
/// <param name="GoingAhead">How sure it is that it takes place, as bookers read it.</param>
/// <param name="PlacesForYou">What a provider can take: those free to everybody and those kept for it. For staff, those free to everybody.</param>
/// <param name="Kept">Places kept for the provider that asks; for staff, for all providers.</param>
/// <param name="PriceForYou">As agreed with the provider that asks, else the list price.</param>
public sealed record CohortLine(
    Guid Id, string Code, string Course, string Title, string State, DateOnly FirstDay, DateOnly LastDay, DateTimeOffset FirstSessionStarts, int Capacity, int PlacesLeft, decimal PricePerPlace, bool TakesBookings,
    string GoingAhead, int PlacesForYou, int Kept, decimal PriceForYou);

internal sealed class ListCohortsValidator : AbstractValidator<ListCohorts>
{
    public ListCohortsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.After).Must(after => after is null || Cursor.TryParse(after, out _)).WithMessage("Send the cursor as it was given.");
    }
}

internal sealed class ListCohortsHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ListCohorts, Result<ListedCohorts>>
{
    public async Task<Result<ListedCohorts>> Handle(ListCohorts request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var time = await db.TimeAsync(cancellationToken);
        var today = time.DayOf(now);
        var cohorts = db.Cohorts.AsNoTracking().Where(cohort => cohort.LastDay >= today);
        if (actor.Scope != TenantScope.Staff) cohorts = cohorts.Where(cohort => cohort.State != CohortState.Draft && cohort.State != CohortState.Cancelled);
        if (request.Course is { } course) cohorts = cohorts.Where(cohort => cohort.Course == course);
        if (Cursor.TryParse(request.After, out var after))
            cohorts = cohorts.Where(cohort => cohort.FirstDay > after.Day || (cohort.FirstDay == after.Day && cohort.Code.CompareTo(after.Code) > 0));
        var page = await cohorts.OrderBy(cohort => cohort.FirstDay).ThenBy(cohort => cohort.Code).Take(request.Limit + 1).For(db, actor).ToListAsync(cancellationToken);
        return new ListedCohorts(
            [.. page.Take(request.Limit).Select(each => new CohortLine(
                each.Cohort.Id.Value, each.Cohort.Code, each.Cohort.Course.Value, each.Cohort.Title, SnakeCase.Kebab(each.Cohort.State.ToString()), each.Cohort.FirstDay, each.Cohort.LastDay,
                time.Civil(each.Cohort.BookingClosesAt), each.Cohort.Capacity, each.Cohort.PlacesLeft, each.Cohort.PricePerPlace, each.Cohort.TakesBookings(now),
                GoingAhead.Say(each.Cohort.State, each.Cohort.PlacesTaken, each.Cohort.MinimumSize), each.PlacesForYou, each.KeptFor(actor), each.PriceForYou))],
            page.Count > request.Limit ? new Cursor(page[request.Limit - 1].Cohort.FirstDay, page[request.Limit - 1].Cohort.Code).ToString() : null);
    }
}

/// <summary>Where a page of cohorts ended.</summary>
internal readonly record struct Cursor(DateOnly Day, string Code)
{
    public override string ToString() => $"{Day:yyyyMMdd}.{Code}";

    public static bool TryParse(string? text, out Cursor cursor)
    {
        cursor = default;
        if (text is null || text.Length < 10 || text[8] != '.' || !DateOnly.TryParseExact(text[..8], "yyyyMMdd", out var day)) return false;
        cursor = new(day, text[9..]);
        return true;
    }
}
