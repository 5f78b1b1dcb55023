using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FluentValidation;
using MediatR;

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

internal sealed class PlanCohortHandler(CentreDbContext db, CohortPlanning planning) : IRequestHandler<PlanCohort, Result<PlannedCohort>>
{
    public async Task<Result<PlannedCohort>> Handle(PlanCohort request, CancellationToken cancellationToken)
    {
        if (await db.CurrentVersionAsync(request.Course, cancellationToken) is not { } version) return CatalogueErrors.CourseNotFound();
        var calendar = await db.CalendarAsync(cancellationToken);
        var laid = SessionLayout.Lay(version.Spec, request.FirstDay, calendar);
        if (!laid.Succeeded) return laid.Error;
        var planned = await planning.PlanAsync(version, request.Capacity, laid.Value, request.Sessions, calendar, cancellationToken);
        return planned.Succeeded ? new PlannedCohort(planned.Value.Id.Value, planned.Value.Code, planned.Value.Revision) : planned.Error;
    }
}
