using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Saves a cohort with everything its sessions need, at once or not at all.</summary>
/// <param name="Sessions">The coordinator's choices by session number; a session left out takes what is proposed.</param>
public sealed record PlanCohort(CourseCode Course, DateOnly FirstDay, int Capacity, IReadOnlyList<ChosenResources> Sessions) : ICommand<PlannedCohort>;

/// <param name="Kit">Null takes the kit that is proposed.</param>
public sealed record ChosenResources(int Number, IReadOnlyList<Guid> Bays, IReadOnlyList<Guid> Instructors, IReadOnlyList<Guid>? Kit = null);

public sealed record PlannedCohort(Guid Id, string Code, int Revision);

internal sealed class PlanCohortValidator : AbstractValidator<PlanCohort>
{
    public PlanCohortValidator()
    {
        RuleFor(request => request.Capacity).InclusiveBetween(1, 60).WithMessage("Enter how many places, from 1 to 60.");
        RuleFor(request => request.FirstDay).WithinCentreDays();
        RuleForEach(request => request.Sessions).NotNull().WithMessage("Leave no session empty.");
        RuleFor(request => request.Sessions).Cascade(CascadeMode.Stop).NotNull().Must(sessions => sessions.All(each => each is not null)).Must(sessions => sessions.Select(each => each.Number).Distinct().Count() == sessions.Count).WithMessage("Name each session once.");
    }
}

internal sealed class PlanCohortHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<PlanCohort, Result<PlannedCohort>>
{
    public async Task<Result<PlannedCohort>> Handle(PlanCohort request, CancellationToken cancellationToken)
    {
        if (await db.CurrentVersionAsync(request.Course, cancellationToken) is not { } version) return CatalogueErrors.CourseNotFound();
        var calendar = await db.CalendarAsync(cancellationToken);
        var laid = SessionLayout.Lay(version.Spec, request.FirstDay, calendar);
        if (!laid.Succeeded) return laid.Error;
        var planned = Cohort.Plan(version, await CodeAsync(version.Course, request.FirstDay, cancellationToken), request.Capacity, laid.Value, calendar.Time, clock.GetUtcNow());
        if (!planned.Succeeded) return planned.Error;

        // Two coordinators who plan at once both find the same bay free. The exclusion constraint lets one of them have it; the other
        // comes back here, reads again what is taken now, and is told so in words.
        for (var lastTry = false; ; lastTry = true)
        {
            var centre = await db.FacilitiesAsync(calendar, request.FirstDay, FacilitiesInWindow.LastDayToRead(version.Spec, request.FirstDay), cancellationToken);
            var chosen = Choose(request, version.Spec, laid.Value, centre);
            if (!chosen.Succeeded) return chosen.Error;

            await db.Database.CurrentTransaction!.CreateSavepointAsync("planned", cancellationToken);
            db.Add(planned.Value);
            db.AddRange(Occupation.Reservations([.. planned.Value.Sessions.Select(session => (session, chosen.Value[session.Number]))], centre));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return new PlannedCohort(planned.Value.Id.Value, planned.Value.Code, planned.Value.Revision);
            }
            catch (DbUpdateException clash) when (!lastTry && DatabaseRefusals.Postgres(clash)?.ConstraintName == "nothing_in_two_places")
            {
                await db.Database.CurrentTransaction.RollbackToSavepointAsync("planned", cancellationToken);
                db.ChangeTracker.Clear();
            }
        }
    }

    private static Result<Dictionary<int, IReadOnlyList<ResourceId>>> Choose(PlanCohort request, CourseSpec course, IReadOnlyList<LaidSession> laid, CentreFacilities centre)
    {
        var chosen = new Dictionary<int, IReadOnlyList<ResourceId>>();
        var faults = new List<string>();
        foreach (var proposal in Proposing.For(course, laid, request.Capacity, centre))
        {
            if (request.Sessions.FirstOrDefault(each => each.Number == proposal.Session.Number) is not { } choice)
            {
                faults.AddRange(proposal.Shortfalls);
                chosen[proposal.Session.Number] = [.. proposal.Resources];
                continue;
            }
            var bays = choice.Bays.Select(id => new ResourceId(id)).Distinct().ToList();
            var instructors = choice.Instructors.Select(id => new ResourceId(id)).Distinct().ToList();
            var kit = choice.Kit?.Select(id => new ResourceId(id)).Distinct().ToList() ?? proposal.ProposedKit;
            faults.AddRange(Proposing.Faults(course, proposal.Session, request.Capacity, bays, instructors, kit, centre));
            chosen[proposal.Session.Number] = [.. bays, .. instructors, .. kit];
            // What they teach in this session counts towards their hours in the next.
            centre = centre.With(instructors.Select(id => new Taken(id, proposal.Session.During, "", Work: proposal.Session.During, IsOwn: true)));
        }
        return faults.Count == 0 ? chosen : CohortErrors.ResourcesTaken(faults, FacilitiesInWindow.Alternatives(course, request.FirstDay, request.Capacity, centre));
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
