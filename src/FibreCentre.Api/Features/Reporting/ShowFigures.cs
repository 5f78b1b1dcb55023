using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Reporting;

/// <summary>What the centre yields, month by month, by course and by kind of bay: engineers qualified, places taken, pass rates, how full the bays are, and what is waited for. Nothing in it names a provider or a person.</summary>
/// <param name="From">Any day of the first month; null for twelve months in all.</param>
/// <param name="Until">Any day of the last month, at most three years later; null for this month, or twelve months in all.</param>
public sealed record ShowFigures(DateOnly? From = null, DateOnly? Until = null) : IQuery<CentreFigures>;

/// <param name="From">The first day of the first month.</param>
/// <param name="Until">The last day of the last month.</param>
/// <param name="All">All months together: an engineer who qualified twice counts once.</param>
/// <param name="Months">Every month, also those in which nothing happened, the earliest first.</param>
/// <param name="Courses">Those in which something happened, by code.</param>
/// <param name="Kinds">By title.</param>
public sealed record CentreFigures(DateOnly From, DateOnly Until, Yield All, BayUse Bays, IReadOnlyList<MonthFigures> Months, IReadOnlyList<CourseFigures> Courses, IReadOnlyList<BayKindFigures> Kinds);

/// <param name="Month">Its first day.</param>
public sealed record MonthFigures(DateOnly Month, Yield Yield, BayUse Bays);

public sealed record CourseFigures(string Course, string Title, Yield Yield);

public sealed record BayKindFigures(string Kind, string Title, BayUse Bays);

/// <param name="Qualified">Engineers who achieved a certificate that was not revoked, renewals among them.</param>
/// <param name="Certificates">Those certificates.</param>
/// <param name="Renewals">Those of them whose holder had one of the same course before.</param>
/// <param name="Cohorts">Published ones that begin then and were not cancelled.</param>
/// <param name="Places">Their capacity.</param>
/// <param name="Taken">Places of them that are booked, held or offered.</param>
/// <param name="Assessed">Assessments of a unit that were decided, by the day of signing. What still takes a second signature is not decided, and a decision that was corrected does not count.</param>
/// <param name="Passed">Those of them decided competent.</param>
/// <param name="FirstAttempts">Those of them that were the first which count on their place: a course taken again begins anew.</param>
/// <param name="FirstPassed">Those of the first decided competent.</param>
/// <param name="Waiting">Places that providers wait for, or waited for until the list closed, on the lists of cohorts that begin then; without those on offer.</param>
public sealed record Yield(int Qualified, int Certificates, int Renewals, int Cohorts, int Places, int Taken, int Assessed, int Passed, int FirstAttempts, int FirstPassed, int Waiting)
{
    public static readonly Yield None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Of the places; null without any.</summary>
    public decimal? TakenPercent => Share.Percent(Taken, Places);

    /// <summary>Of what was assessed; null without any.</summary>
    public decimal? PassedPercent => Share.Percent(Passed, Assessed);

    /// <summary>Of the first attempts; null without any.</summary>
    public decimal? FirstPassedPercent => Share.Percent(FirstPassed, FirstAttempts);
}

/// <param name="UsedMinutes">Sessions of published cohorts, and practice, with setting up and clearing away.</param>
/// <param name="OpenMinutes">Opening hours on working days of every bay that is not retired, whether it could be used or not.</param>
public sealed record BayUse(long UsedMinutes, long OpenMinutes)
{
    /// <summary>More than 100 where bays are used outside opening hours; null where none was open.</summary>
    public decimal? Percent => Share.Percent(UsedMinutes, OpenMinutes);
}

internal static class Share
{
    public static decimal? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100m * part / whole, 1);
}

internal sealed class ShowFiguresValidator : AbstractValidator<ShowFigures>
{
    public ShowFiguresValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal sealed class ShowFiguresHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowFigures, Result<CentreFigures>>
{
    public Task<Result<CentreFigures>> Handle(ShowFigures request, CancellationToken cancellationToken) => FiguresReading.ReadAsync(db, clock, request.From, request.Until, cancellationToken);
}
