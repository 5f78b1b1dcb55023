using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>One cohort with its sessions, and the places on it: for staff all of them, for a booker its own.</summary>
public sealed record ShowCohort(CohortId Cohort) : IQuery<CohortAnswer>;

/// <param name="PlacesLeft">Free to everybody.</param>
/// <param name="MinimumSize">From how many places taken it is likely to run.</param>
/// <param name="GoingAhead">How sure it is that it takes place, as bookers read it.</param>
/// <param name="PlacesForYou">What a provider can take: those free to everybody and those kept for it. For staff, those free to everybody.</param>
/// <param name="Kept">Places kept for the provider that asks; for staff, for all providers.</param>
/// <param name="PriceForYou">As agreed with the provider that asks, else the list price.</param>
/// <param name="NamesDueAt">Until when places can be without a name.</param>
/// <param name="DecideAt">When the centre decides whether it takes place.</param>
/// <param name="Holds">How long places would be held if they were held now; empty when none can be.</param>
/// <param name="GivingUp">What it would cost to give up, today, a place booked today.</param>
public sealed record CohortAnswer(
    Guid Id, string Code, string Course, int CourseVersion, string Title, string Summary, string State, DateOnly FirstDay, DateOnly LastDay, DateTimeOffset BookingClosesAt,
    int Capacity, int PlacesTaken, int PlacesLeft, decimal PricePerPlace, bool TakesBookings, int Revision, string JoiningInstructions, IReadOnlyList<string> Prerequisites,
    IReadOnlyList<SessionAnswer> Sessions, IReadOnlyList<PlaceLine> Places,
    int MinimumSize, string GoingAhead, int PlacesForYou, int Kept, decimal PriceForYou, DateTimeOffset NamesDueAt, DateTimeOffset DecideAt, IReadOnlyList<HoldLength> Holds,
    CancellationCost GivingUp);

/// <param name="TraineeId">Null while the place has no name.</param>
/// <param name="Name">As for the id.</param>
/// <param name="Provider">Whose place.</param>
public sealed record PlaceLine(Guid Id, Guid? TraineeId, string? Name, string Provider, string State, Guid BookingId, string BookingReference);

/// <param name="From">The smallest group it is for.</param>
/// <param name="To">The largest.</param>
public sealed record HoldLength(int From, int To, DateTimeOffset Until);

internal sealed class ShowCohortHandler(CentreDbContext db, Actor actor, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowCohort, Result<CohortAnswer>>
{
    public async Task<Result<CohortAnswer>> Handle(ShowCohort request, CancellationToken cancellationToken)
    {
        var asked = await db.Cohorts.AsNoTracking().Include(each => each.Sessions).Where(each => each.Id == request.Cohort).For(db, actor).SingleOrDefaultAsync(cancellationToken);
        if (asked is null || (asked.Cohort.State == CohortState.Draft && actor.Scope != TenantScope.Staff)) return CohortErrors.NotFound();
        var (cohort, now) = (asked.Cohort, clock.GetUtcNow());
        var version = await courses.OfAsync(cohort.CourseVersion, db, cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var resources = await SessionResources.OfAsync(db, [.. cohort.Sessions.Select(session => session.Id)], cancellationToken);
        // Row-level security shows a booker its own places only; nothing here has to remember that.
        var places = await (
            from place in db.Places
            join known in db.Employments on new { place.Trainee, place.Provider } equals new { Trainee = (TraineeId?)known.Trainee, known.Provider } into names   // the name as that provider knew it
            from trainee in names.DefaultIfEmpty()
            join provider in db.Providers on place.Provider equals provider.Id
            join booking in db.Bookings on place.Booking equals booking.Id
            where place.Cohort == cohort.Id && place.State != PlaceState.Cancelled
            orderby provider.Name, place.Trainee == null, trainee.FamilyName, trainee.GivenName, place.Id
            select new { place, trainee, provider.Name, booking }).AsNoTracking().ToListAsync(cancellationToken);
        return new CohortAnswer(
            cohort.Id.Value, cohort.Code, cohort.Course.Value, version.Number, cohort.Title, version.Spec.Summary, SnakeCase.Kebab(cohort.State.ToString()), cohort.FirstDay, cohort.LastDay,
            time.Civil(cohort.BookingClosesAt), cohort.Capacity, cohort.PlacesTaken, cohort.PlacesLeft, cohort.PricePerPlace, cohort.TakesBookings(now), cohort.Revision,
            version.Spec.JoiningInstructions, [.. version.Spec.Prerequisites.Select(Catalogue.ShowCourseHandler.Describe)],
            [.. cohort.Sessions.OrderBy(session => session.During.Start).Select(session => new SessionAnswer(
                session.Id.Value, session.Number, session.Title, session.BayKind, CivilSlot.Of(session.During, time), session.Revision, [.. resources[session.Id]]))],
            [.. places.Select(each => new PlaceLine(
                each.place.Id.Value, each.place.Trainee?.Value, each.trainee?.Name, each.Name, SnakeCase.Kebab(each.place.State.ToString()), each.booking.Id.Value, each.booking.Reference))],
            cohort.MinimumSize, GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize), asked.PlacesForYou, asked.KeptFor(actor), asked.PriceForYou, time.Civil(cohort.NamesDueAt), time.Civil(cohort.DecideAt),
            cohort.TakesBookings(now) && now < cohort.NamesDueAt ? [.. Holds(asked.PlacesForYou, cohort.NamesDueAt, now).Select(each => each with { Until = time.Civil(each.Until) })] : [],
            CancellationTerms.CostOf(version.Spec.BookingTerms, asked.PriceForYou, version.Spec.BookingTerms.FreeUntil(cohort.FirstDay), time.DayOf(now)));
    }

    /// <summary>Groups that are held equally long, as one line each.</summary>
    private static IEnumerable<HoldLength> Holds(int most, DateTimeOffset namesDueAt, DateTimeOffset now) =>
        Enumerable.Range(1, Math.Max(most, 0)).Select(places => (places, Until: HoldTerms.HoldUntil(places, now, namesDueAt))).GroupBy(each => each.Until)
            .Select(group => new HoldLength(group.Min(each => each.places), group.Max(each => each.places), group.Key));
}

internal static class SessionResources
{
    /// <summary>Bays, instructors and kit by session. Whose bay or instructor it is, is no secret; trainees are left out.</summary>
    public static async Task<ILookup<SessionId, SessionResource>> OfAsync(CentreDbContext db, SessionId[] sessions, CancellationToken cancellationToken)
    {
        var ids = sessions.Select(session => session.Value).ToArray();
        var rows = await db.Database.SqlQuery<Row>($"""
            select r.session_id as "SessionId", r.resource_id as "ResourceId", r.resource_kind as "Kind", coalesce(b.name, i.name, k.kit_type || ' ' || k.serial_number) as "Name", k.kit_type as "KitType"
            from reservation r
              left join bay b on b.id = r.resource_id
              left join instructor i on i.id = r.resource_id
              left join kit_item k on k.id = r.resource_id
            where r.session_id = any ({ids}) and r.resource_kind <> 'trainee'
            order by r.resource_kind, "Name"
            """).ToListAsync(cancellationToken);
        return rows.ToLookup(row => new SessionId(row.SessionId), row => new SessionResource(row.ResourceId, row.Kind, row.Name, row.KitType));
    }

    internal sealed record Row(Guid SessionId, Guid ResourceId, string Kind, string Name, string? KitType);
}
