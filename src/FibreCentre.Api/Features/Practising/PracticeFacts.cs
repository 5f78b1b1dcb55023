using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Practising;

/// <summary>What has to be known to say when somebody can practise. Whose other times they are is read for the centre and never leaves here by name.</summary>
internal sealed class PracticeFacts(CentreDbContext db, Actor actor)
{
    /// <summary>Whoever it is for: the trainee themself, or one of the booker's own engineers; null where there is no such person for whoever asks.</summary>
    public async Task<Trainee?> TraineeAsync(Guid? asked, CancellationToken cancellationToken)
    {
        if ((actor.Scope == TenantScope.Trainee ? actor.TraineeId : asked) is not { } id || (asked is { } other && other != id)) return null;
        return await db.Trainees.AsNoTracking().IgnoreAutoIncludes().SingleOrDefaultAsync(each => each.Id == new TraineeId(id), cancellationToken);
    }

    public static PracticeLimits Limits(Centre centre) => new(centre.PracticeHoursAWeek, centre.PracticeLeadHours, centre.PracticeDaysAhead);

    /// <summary>Bays of one kind and everybody who could be present, from the week of one day to the week of another. The scope must be the centre's own.</summary>
    public Task<CentreFacilities> CentreAsync(BayKind kind, WorkingCalendar calendar, DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        db.FacilitiesAsync(calendar, first, last, cancellationToken, new(kind.Slug, KitTypes: []));

    /// <summary>Where a trainee is from the week of one day to the week of another. The scope must be the centre's own: a session booked by an employer before counts too.</summary>
    public async Task<Practiser> WhereaboutsAsync(TraineeId trainee, CentreTime time, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var window = new TimeSlot(time.At(CentreFacilities.Monday(first), TimeOnly.MinValue), time.At(CentreFacilities.Monday(last).AddDays(7), TimeOnly.MinValue)).ToRange();
        var rows = await db.Reservations.FromSql($"select * from reservation where resource_id = {trainee.Value} and during && {window}").AsNoTracking().ToListAsync(cancellationToken);
        return new([.. rows.Where(row => row.Purpose == ReservationPurpose.Practice).Select(row => row.During)], [.. rows.Select(row => row.During)]);
    }
}
