using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>The one way in which a cohort comes into being: a draft with its sessions laid and all that serves them reserved, or a refusal in words.</summary>
internal sealed class CohortPlanning(CentreDbContext db, TimeProvider clock)
{
    /// <param name="laid">In the order of time.</param>
    /// <param name="sessions">What was chosen by session number; a session left out takes what is proposed.</param>
    public async Task<Result<Cohort>> PlanAsync(CourseVersion version, int capacity, IReadOnlyList<LaidSession> laid, IReadOnlyList<ChosenResources> sessions, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var firstDay = laid[0].Day;
        var planned = Cohort.Plan(version, await CodeAsync(version.Course, firstDay, cancellationToken), capacity, laid, calendar.Time, clock.GetUtcNow());
        if (!planned.Succeeded) return planned.Error;

        // Two coordinators who plan at once both find the same bay free. The exclusion constraint lets one of them have it; the other
        // comes back here, reads again what is taken now, and is told so in words.
        for (var lastTry = false; ; lastTry = true)
        {
            var lastDay = FacilitiesInWindow.LastDayToRead(version.Spec, firstDay);
            var centre = await db.FacilitiesAsync(calendar, firstDay, laid[^1].Day > lastDay ? laid[^1].Day : lastDay, cancellationToken);
            var chosen = Choose(version.Spec, firstDay, capacity, laid, sessions, centre);
            if (!chosen.Succeeded) return chosen.Error;

            await db.Database.CurrentTransaction!.CreateSavepointAsync("planned", cancellationToken);
            db.Add(planned.Value);
            db.AddRange(Occupation.Reservations([.. planned.Value.Sessions.Select(session => (session, chosen.Value[session.Number]))], centre));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return planned.Value;
            }
            catch (DbUpdateException clash) when (!lastTry && DatabaseRefusals.Postgres(clash)?.ConstraintName == "nothing_in_two_places")
            {
                await db.Database.CurrentTransaction.RollbackToSavepointAsync("planned", cancellationToken);
                db.ChangeTracker.Clear();
            }
        }
    }

    private static Result<Dictionary<int, IReadOnlyList<ResourceId>>> Choose(CourseSpec course, DateOnly firstDay, int capacity, IReadOnlyList<LaidSession> laid, IReadOnlyList<ChosenResources> sessions, CentreFacilities centre)
    {
        var chosen = new Dictionary<int, IReadOnlyList<ResourceId>>();
        var faults = new List<string>();
        foreach (var proposal in Proposing.For(course, laid, capacity, centre))
        {
            if (sessions.FirstOrDefault(each => each.Number == proposal.Session.Number) is not { } choice)
            {
                faults.AddRange(proposal.Shortfalls);
                chosen[proposal.Session.Number] = [.. proposal.Resources];
                continue;
            }
            var bays = choice.Bays.Select(id => new ResourceId(id)).Distinct().ToList();
            var instructors = choice.Instructors.Select(id => new ResourceId(id)).Distinct().ToList();
            var kit = choice.Kit?.Select(id => new ResourceId(id)).Distinct().ToList() ?? proposal.ProposedKit;
            faults.AddRange(Proposing.Faults(course, proposal.Session, capacity, bays, instructors, kit, centre));
            chosen[proposal.Session.Number] = [.. bays, .. instructors, .. kit];
            // What they teach in this session counts towards their hours in the next.
            centre = centre.With(instructors.Select(id => new Taken(id, proposal.Session.During, "", Work: proposal.Session.During, IsOwn: true)));
        }
        return faults.Count == 0 ? chosen : CohortErrors.ResourcesTaken(faults, FacilitiesInWindow.Alternatives(course, firstDay, capacity, centre));
    }

    /// <summary>Course, first day, and the first letter that is not used: <c>FTC-201-261207-A</c>.</summary>
    private async Task<string> CodeAsync(CourseCode course, DateOnly firstDay, CancellationToken cancellationToken)
    {
        var stem = $"{course}-{firstDay:yyMMdd}-";
        // Serialises the two who plan the same course for the same day, so that both get a letter.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({stem}))", cancellationToken);
        var used = await db.Cohorts.CountAsync(cohort => cohort.Course == course && cohort.Code.StartsWith(stem), cancellationToken);
        return stem + Letters(used);
    }

    private static string Letters(int index) => index < 26 ? $"{(char)('A' + index)}" : $"{Letters((index / 26) - 1)}{(char)('A' + (index % 26))}";
}
