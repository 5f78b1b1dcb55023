using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Reporting;

/// <summary>What the centre yields, month by month, by course and by kind of bay: engineers qualified, places taken, pass rates, how full the bays are, and what is waited for. Nothing in it names a provider or a person.</summary>
/// <param name="From">Any day of the first month; null for nine months before this one.</param>
/// <param name="Until">Any day of the last month, at most three years later; null for eleven months after the first, or two after this one.</param>
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

/// <param name="Qualified">Engineers who achieved a certificate that was not revoked.</param>
/// <param name="Certificates">Those certificates.</param>
/// <param name="Cohorts">Published ones that begin then and were not cancelled.</param>
/// <param name="Places">Their capacity.</param>
/// <param name="Taken">Places of them that are taken, those held among them.</param>
/// <param name="Decided">Units decided, by the day of signing; a decision that was corrected does not count.</param>
/// <param name="Competent">Those of them decided competent.</param>
/// <param name="FirstDecided">Units decided at the first attempt that counts.</param>
/// <param name="FirstCompetent">Those of them decided competent.</param>
/// <param name="Waiting">Places that providers wait for, or waited for in vain, on the lists of cohorts that begin then.</param>
public sealed record Yield(int Qualified, int Certificates, int Cohorts, int Places, int Taken, int Decided, int Competent, int FirstDecided, int FirstCompetent, int Waiting)
{
    /// <summary>Of the places; null without any.</summary>
    public decimal? TakenPercent => Share.Percent(Taken, Places);

    /// <summary>Of the units decided; null without any.</summary>
    public decimal? CompetentPercent => Share.Percent(Competent, Decided);

    /// <summary>Of those decided at the first attempt; null without any.</summary>
    public decimal? FirstCompetentPercent => Share.Percent(FirstCompetent, FirstDecided);
}

/// <param name="UsedMinutes">Sessions and practice, with setting up and clearing away.</param>
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
