using FibreCentre.Api.Features.Places;
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

/// <param name="Code">Short and unique, such as <c>PRA</c>.</param>
public sealed record AddInstructor(string Code, string Name, string Email) : ICommand<SavedInstructor>;

/// <summary>Changes name, e-mail address, most hours and the day an instructor leaves. What is planned stays as it is, so a limit below it is refused.</summary>
/// <param name="MaxMinutesDay">Most minutes of sessions and supervised practice a day, 30 to 1440; null for no limit.</param>
/// <param name="MaxMinutesWeek">The same from Monday to Sunday, 30 to 10080.</param>
/// <param name="LeftOn">The first day without them; null while they are here.</param>
/// <param name="Seen">The revision that was looked at; null changes them whatever they are by now.</param>
public sealed record ChangeInstructor(ResourceId Instructor, string Name, string Email, int? MaxMinutesDay, int? MaxMinutesWeek, DateOnly? LeftOn, int? Seen = null) : ICommand<SavedInstructor>
{
    Guid? ICommand.Subject => Instructor.Value;
}

public sealed record SavedInstructor(Guid Id, string Code, string Name, string Email, int? MaxMinutesDay, int? MaxMinutesWeek, DateOnly? LeftOn, int Revision)
{
    internal static SavedInstructor Of(Instructor each) => new(each.Id.Value, each.Code, each.Name, each.Email, each.MaxMinutesDay, each.MaxMinutesWeek, each.LeftOn, each.Revision);
}

/// <summary>Replaces the hours an instructor works in every week. What is planned stays as it is; what of it lies outside the new hours is named.</summary>
/// <param name="Hours">Spells of the days of the week, on the centre's clocks; none means whenever the centre is open.</param>
/// <param name="Seen">The revision that was looked at; null changes them whatever they are by now.</param>
public sealed record ChangeWorkingHours(ResourceId Instructor, IReadOnlyList<WorkingSpell> Hours, int? Seen = null) : ICommand<ChangedWorkingHours>
{
    Guid? ICommand.Subject => Instructor.Value;
}

/// <param name="Day"><c>monday</c> to <c>sunday</c>.</param>
public sealed record WorkingSpell(DayOfWeek Day, TimeOnly Starts, TimeOnly Ends);

/// <param name="Outside">What is planned outside these hours, to be moved or left.</param>
public sealed record ChangedWorkingHours(Guid Id, IReadOnlyList<WorkingSpell> Hours, IReadOnlyList<PlannedUse> Outside, int Revision);

/// <param name="Name">As courses ask for it, such as <c>fibre-qualified</c>.</param>
/// <param name="ValidUntil">The last day it counts; null when it does not run out.</param>
public sealed record AddQualification(ResourceId Instructor, string Name, DateOnly ValidFrom, DateOnly? ValidUntil) : ICommand<SavedQualification>
{
    Guid? ICommand.Subject => Instructor.Value;
}

/// <summary>Sets the last day a qualification counts: it ends, or is extended.</summary>
/// <param name="Seen">The instructor's revision that was looked at; null changes it whatever it is by now.</param>
public sealed record EndQualification(ResourceId Instructor, Guid Qualification, DateOnly LastDay, int? Seen = null) : ICommand<SavedQualification>
{
    Guid? ICommand.Subject => Instructor.Value;
}

/// <param name="Without">What is planned with the instructor after its last day and asks for it.</param>
/// <param name="Revision">The instructor's.</param>
public sealed record SavedQualification(Guid Id, string Name, DateOnly ValidFrom, DateOnly? ValidUntil, IReadOnlyList<PlannedUse> Without, int Revision);

internal static class InstructorRules
{
    public static void Person<T>(AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, string>> name, System.Linq.Expressions.Expression<Func<T, string>> email)
    {
        validator.RuleFor(name).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter the instructor's name.").MaximumLength(80).WithMessage("Shorten the name to 80 characters.");
        validator.RuleFor(email).Must(EmailAddress.IsPlain).WithMessage("Enter an e-mail address like name@example.org.");
    }
}

internal sealed class AddInstructorValidator : AbstractValidator<AddInstructor>
{
    public AddInstructorValidator()
    {
        RuleFor(request => request.Code).Matches("^[A-Z][A-Z0-9-]{0,11}$").WithMessage("Enter a code of capitals, figures and hyphens, such as PRA, of at most 12 characters.");
        InstructorRules.Person(this, request => request.Name, request => request.Email);
    }
}

internal sealed class ChangeInstructorValidator : AbstractValidator<ChangeInstructor>
{
    public ChangeInstructorValidator()
    {
        InstructorRules.Person(this, request => request.Name, request => request.Email);
        RuleFor(request => request.MaxMinutesDay).InclusiveBetween(30, 1440).WithMessage("Enter most hours a day from half an hour to 24, or leave it empty for no limit.");
        RuleFor(request => request.MaxMinutesWeek).InclusiveBetween(30, 10080).WithMessage("Enter most hours a week from half an hour to 168, or leave it empty for no limit.");
        RuleFor(request => request.LeftOn).WithinCentreDays();
    }
}

internal sealed class ChangeWorkingHoursValidator : AbstractValidator<ChangeWorkingHours>
{
    public ChangeWorkingHoursValidator()
    {
        RuleFor(request => request.Hours).Cascade(CascadeMode.Stop).NotNull().Must(hours => hours.All(each => each is not null)).WithMessage("Leave no spell empty.").Must(hours => hours.Count <= 28).WithMessage("Enter at most 28 spells.");
        RuleForEach(request => request.Hours).Must(each => each is null || Enum.IsDefined(each.Day)).WithMessage("Choose a day from monday to sunday.");
    }
}

internal sealed class AddQualificationValidator : AbstractValidator<AddQualification>
{
    public AddQualificationValidator()
    {
        RuleFor(request => request.Name).Matches("^[a-zA-Z][a-zA-Z0-9-]{1,38}$").WithMessage("Enter the qualification as courses ask for it, such as fibre-qualified.");
        RuleFor(request => request.ValidFrom).WithinCentreDays();
        RuleFor(request => request.ValidUntil).WithinCentreDays().Must((request, until) => until is not { } last || last >= request.ValidFrom).WithMessage("Enter a last day on or after the first, or leave it empty.");
    }
}

internal sealed class EndQualificationValidator : AbstractValidator<EndQualification>
{
    public EndQualificationValidator() => RuleFor(request => request.LastDay).WithinCentreDays();
}

internal sealed class AddInstructorHandler(CentreDbContext db) : IRequestHandler<AddInstructor, Result<SavedInstructor>>
{
    public async Task<Result<SavedInstructor>> Handle(AddInstructor request, CancellationToken cancellationToken)
    {
        var instructor = new Instructor { Id = new(Guid.NewGuid()), Code = request.Code, Name = request.Name.Trim(), Email = request.Email };
        db.AddRange(new Resource(instructor.Id, ResourceKind.Instructor), instructor);
        await db.SaveChangesAsync(cancellationToken);
        return SavedInstructor.Of(instructor);
    }
}

internal sealed class ChangeInstructorHandler(CentreDbContext db, SignInOfRecord signIn, TimeProvider clock) : IRequestHandler<ChangeInstructor, Result<SavedInstructor>>
{
    public async Task<Result<SavedInstructor>> Handle(ChangeInstructor request, CancellationToken cancellationToken)
    {
        if (await db.Instructors.SingleOrDefaultAsync(each => each.Id == request.Instructor, cancellationToken) is not { } instructor) return FacilityErrors.InstructorNotFound();
        if (request.Seen is { } seen && seen != instructor.Revision) return CohortErrors.ChangedMeanwhile();
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        if (request.LeftOn != instructor.LeftOn && request.LeftOn < time.DayOf(now)) return FacilityErrors.RetiresInThePast();
        await PlannedUses.LockAsync(db, instructor.Id, cancellationToken);
        if (await PlannedUses.AfterAsync(db, instructor.Id, request.LeftOn, time, cancellationToken) is { Count: > 0 } planned && request.LeftOn != instructor.LeftOn)
            return FacilityErrors.StillPlanned(instructor.Name, planned, "Record leave from that day on first: it shows who could take over.");
        instructor.Change(request.Name.Trim(), request.Email, request.MaxMinutesDay, request.MaxMinutesWeek, request.LeftOn);
        if (await OverAsync(instructor, time, now, cancellationToken) is { Count: > 0 } over) return FacilityErrors.MoreIsPlanned(over);
        if (await signIn.FollowAsync(null, instructor.Id.Value, instructor.Name, instructor.Email, cancellationToken) is { } taken) return taken;
        await db.SaveChangesAsync(cancellationToken);
        return SavedInstructor.Of(instructor);
    }

    /// <summary>Days and weeks to come in which more is planned than the limits allow.</summary>
    private async Task<IReadOnlyList<string>> OverAsync(Instructor instructor, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (instructor is { MaxMinutesDay: null, MaxMinutesWeek: null }) return [];
        var planned = (await PlannedUses.OfAsync(db, [instructor.Id], time.At(CentreFacilities.Monday(time.DayOf(now)), TimeOnly.MinValue), null, time, cancellationToken))[instructor.Id]
            .Select(each => (Day: DateOnly.FromDateTime(each.During.Starts.DateTime), Minutes: (int)(each.During.Ends - each.During.Starts).TotalMinutes)).ToList();
        var today = time.DayOf(now);
        return
        [
            .. planned.Where(each => each.Day >= today).GroupBy(each => each.Day).Where(day => day.Sum(each => each.Minutes) > instructor.MaxMinutesDay).Select(day => $"{Hours(day.Sum(each => each.Minutes))} on {CohortErrors.Day(day.Key)}"),
            .. planned.GroupBy(each => CentreFacilities.Monday(each.Day)).Where(week => week.Sum(each => each.Minutes) > instructor.MaxMinutesWeek).Select(week => $"{Hours(week.Sum(each => each.Minutes))} in the week of {CohortErrors.Day(week.Key)}"),
        ];
    }

    private static string Hours(int minutes) => $"{minutes / 60.0:0.##} hours";
}

internal sealed class ChangeWorkingHoursHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ChangeWorkingHours, Result<ChangedWorkingHours>>
{
    public async Task<Result<ChangedWorkingHours>> Handle(ChangeWorkingHours request, CancellationToken cancellationToken)
    {
        if (await db.Instructors.SingleOrDefaultAsync(each => each.Id == request.Instructor, cancellationToken) is not { } instructor) return FacilityErrors.InstructorNotFound();
        if (request.Seen is { } seen && seen != instructor.Revision) return CohortErrors.ChangedMeanwhile();
        var changed = instructor.Work([.. request.Hours.Select(each => new WorkingHours(each.Day, each.Starts, each.Ends))]);
        if (!changed.Succeeded) return changed.Error;
        await db.SaveChangesAsync(cancellationToken);
        var time = await db.TimeAsync(cancellationToken);
        var planned = (await PlannedUses.OfAsync(db, [instructor.Id], clock.GetUtcNow(), null, time, cancellationToken))[instructor.Id];
        return new ChangedWorkingHours(instructor.Id.Value, [.. WorkingSpells.Of(instructor)], [.. planned.Where(each => !instructor.WorksDuring(time.Read(new(each.During.Starts, each.During.Ends))))], instructor.Revision);
    }
}

internal static class WorkingSpells
{
    /// <summary>From Monday on, in the order of the day.</summary>
    public static IEnumerable<WorkingSpell> Of(Instructor instructor) =>
        instructor.Hours.OrderBy(each => ((int)each.Day + 6) % 7).ThenBy(each => each.Starts).Select(each => new WorkingSpell(each.Day, each.Starts, each.Ends));
}

internal sealed class AddQualificationHandler(CentreDbContext db) : IRequestHandler<AddQualification, Result<SavedQualification>>
{
    public async Task<Result<SavedQualification>> Handle(AddQualification request, CancellationToken cancellationToken)
    {
        if (await db.Instructors.SingleOrDefaultAsync(each => each.Id == request.Instructor, cancellationToken) is not { } instructor) return FacilityErrors.InstructorNotFound();
        var held = new Qualification(Guid.NewGuid(), request.Name, request.ValidFrom, request.ValidUntil);
        instructor.Hold(held);
        await db.SaveChangesAsync(cancellationToken);
        return new SavedQualification(held.Id, held.Name, held.ValidFrom, held.ValidUntil, [], instructor.Revision);
    }
}

internal sealed class EndQualificationHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<EndQualification, Result<SavedQualification>>
{
    public async Task<Result<SavedQualification>> Handle(EndQualification request, CancellationToken cancellationToken)
    {
        if (await db.Instructors.SingleOrDefaultAsync(each => each.Id == request.Instructor, cancellationToken) is not { } instructor) return FacilityErrors.InstructorNotFound();
        if (request.Seen is { } seen && seen != instructor.Revision) return CohortErrors.ChangedMeanwhile();
        var ended = instructor.End(request.Qualification, request.LastDay);
        if (!ended.Succeeded) return ended.Error;
        await db.SaveChangesAsync(cancellationToken);
        return new SavedQualification(ended.Value.Id, ended.Value.Name, ended.Value.ValidFrom, ended.Value.ValidUntil, await WithoutAsync(instructor, ended.Value.Name, cancellationToken), instructor.Revision);
    }

    /// <summary>Sessions to come that ask for a qualification which the instructor does not hold on their day.</summary>
    private async Task<IReadOnlyList<PlannedUse>> WithoutAsync(Instructor instructor, string qualification, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var planned = (await PlannedUses.OfAsync(db, [instructor.Id], clock.GetUtcNow(), null, time, cancellationToken))[instructor.Id].ToList();
        var cohorts = planned.Select(each => each.CohortId).OfType<Guid>().Distinct().Select(id => new CohortId(id)).ToList();
        var asking = new HashSet<Guid>();
        foreach (var cohort in await db.Cohorts.AsNoTracking().Where(each => cohorts.Contains(each.Id)).ToListAsync(cancellationToken))
            if ((await courses.OfAsync(cohort.CourseVersion, db, cancellationToken)).Spec.InstructorQualifications.Contains(qualification)) asking.Add(cohort.Id.Value);
        return [.. planned.Where(each => each.CohortId is { } id && asking.Contains(id) && instructor.Lacks([qualification], DateOnly.FromDateTime(each.During.Starts.DateTime)) is not null)];
    }
}
