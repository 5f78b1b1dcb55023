using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Facilities;

/// <summary>When the centre is open, how much anybody may practise, and how long a decision can be contested.</summary>
public sealed record ShowCentreSettings : IQuery<CentreSettings>;

/// <param name="WorkingDays"><c>monday</c> to <c>sunday</c>.</param>
/// <param name="PracticeHoursAWeek">Most hours that one person may practise from Monday to Sunday, 0 to 40.</param>
/// <param name="PracticeLeadHours">Practice is booked at least so many hours before, 0 to 336.</param>
/// <param name="PracticeDaysAhead">And at most so many days before, 1 to 180.</param>
/// <param name="AppealDays">Working days in which a decision can be contested, 0 to 120.</param>
public sealed record CentreSettings(TimeOnly Opens, TimeOnly Closes, IReadOnlyList<DayOfWeek> WorkingDays, int PracticeHoursAWeek, int PracticeLeadHours, int PracticeDaysAhead, int AppealDays, int Revision);

/// <summary>Changes when the centre is open and the limits of practice. Refused where something to come would lie outside; limits of practice hold for what is booked from now on.</summary>
/// <param name="Seen">The revision that was looked at; null changes them whatever they are by now.</param>
/// <param name="AppealDays">Null leaves them as they are.</param>
public sealed record ChangeCentreSettings(TimeOnly Opens, TimeOnly Closes, IReadOnlyList<DayOfWeek> WorkingDays, int PracticeHoursAWeek, int PracticeLeadHours, int PracticeDaysAhead, int? Seen = null, int? AppealDays = null) : ICommand<CentreSettings>;

internal sealed class ChangeCentreSettingsValidator : AbstractValidator<ChangeCentreSettings>
{
    public ChangeCentreSettingsValidator()
    {
        RuleFor(request => request.Closes).Must((request, closes) => closes > request.Opens).WithMessage("Enter a closing time after the opening time.");
        RuleFor(request => request.WorkingDays).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Choose at least one day of the week.").Must(days => days.All(Enum.IsDefined) && days.Distinct().Count() == days.Count).WithMessage("Name each day of the week once.");
        RuleFor(request => request.PracticeHoursAWeek).InclusiveBetween(0, 40).WithMessage("Enter hours a week from 0 to 40.");
        RuleFor(request => request.PracticeLeadHours).InclusiveBetween(0, 336).WithMessage("Enter hours before from 0 to 336, which is a fortnight.");
        RuleFor(request => request.PracticeDaysAhead).InclusiveBetween(1, 180).WithMessage("Enter days ahead from 1 to 180.");
        RuleFor(request => request.AppealDays).InclusiveBetween(0, 120).WithMessage("Enter working days from 0 to 120.");
    }
}

internal sealed class ShowCentreSettingsHandler(CentreDbContext db) : IRequestHandler<ShowCentreSettings, Result<CentreSettings>>
{
    public async Task<Result<CentreSettings>> Handle(ShowCentreSettings request, CancellationToken cancellationToken) => Settings.Of(await db.CentreAsync(cancellationToken));
}

internal static class Settings
{
    public static CentreSettings Of(Centre centre) =>
        new(centre.Opens, centre.Closes, [.. centre.WorkingDays.Order().Select(day => (DayOfWeek)(day % 7))], centre.PracticeHoursAWeek, centre.PracticeLeadHours, centre.PracticeDaysAhead, centre.AppealDays, centre.Revision);
}

internal sealed class ChangeCentreSettingsHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ChangeCentreSettings, Result<CentreSettings>>
{
    public async Task<Result<CentreSettings>> Handle(ChangeCentreSettings request, CancellationToken cancellationToken)
    {
        // Whoever is putting something on the calendar is waited for, so that what is looked at below is all there is; whoever comes later finds these hours (0026).
        await db.Database.ExecuteSqlAsync($"select from centre for update", cancellationToken);
        var centre = await db.Centres.SingleAsync(cancellationToken);
        if (request.Seen is { } seen && seen != centre.Revision) return CohortErrors.ChangedMeanwhile();
        centre.Revision++;
        (centre.Opens, centre.Closes, centre.WorkingDays) = (request.Opens, request.Closes, [.. request.WorkingDays.Select(day => day == DayOfWeek.Sunday ? 7 : (int)day).Order()]);
        (centre.PracticeHoursAWeek, centre.PracticeLeadHours, centre.PracticeDaysAhead) = (request.PracticeHoursAWeek, request.PracticeLeadHours, request.PracticeDaysAhead);
        centre.AppealDays = request.AppealDays ?? centre.AppealDays;
        var time = CentreTime.In(centre.TimeZone);
        if (await OutsideAsync(new(time, request.Opens, request.Closes, request.WorkingDays.ToHashSet(), []), cancellationToken) is { Count: > 0 } outside) return FacilityErrors.HoursLeaveSomethingOutside(outside);
        await db.SaveChangesAsync(cancellationToken);
        return Settings.Of(centre);
    }

    private async Task<IReadOnlyList<string>> OutsideAsync(WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ahead = await db.Database.SqlQuery<PlannedUses.Row>($"""
            select s.id as "Resource", c.code || ', ' || s.title as "What", s.id as "Session", c.id as "Cohort", lower(s.during) as "Starts", upper(s.during) as "Ends"
            from session s join cohort c on c.id = s.cohort_id where s.during && tstzrange({now}, null) and c.state <> 'cancelled'
            union all
            select p.id, 'Practice in ' || b.name, null, null, lower(p.during), upper(p.during) from practice p join bay b on b.id = p.bay_id where p.during && tstzrange({now}, null) and p.state = 'booked'
            order by "Starts"
            """).ToListAsync(cancellationToken);
        return [.. ahead.Where(each => !calendar.IsOpenFor(new(each.Starts, each.Ends))).Select(each => new PlannedUse(each.What, each.Session, each.Cohort, CivilSlot.Of(new(each.Starts, each.Ends), calendar.Time)).InWords)];
    }
}
