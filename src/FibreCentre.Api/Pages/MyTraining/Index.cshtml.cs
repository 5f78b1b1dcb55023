using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.MyTraining;

[Authorize(Access.Trainee)]
internal sealed class IndexPage(TimeProvider clock) : CentrePage
{
    public Features.Notices.MyTraining Mine { get; private set; } = null!;

    public NextSession? Next { get; private set; }

    /// <summary>Courses with something ahead first, the soonest of them first; then the past ones.</summary>
    public IReadOnlyList<MyCohort> Cohorts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowMyTraining());
        if (!answer.Succeeded) return Missing(answer.Error);
        Mine = answer.Value;
        var now = clock.GetUtcNow();
        Next = (from cohort in Mine.Cohorts from session in cohort.Sessions where session.During.Ends > now orderby session.During.Starts select new NextSession(cohort, session)).FirstOrDefault();
        Cohorts = [.. Mine.Cohorts.Where(HasMore).OrderBy(FirstDay), .. Mine.Cohorts.Where(cohort => !HasMore(cohort)).OrderByDescending(FirstDay)];
        return Page();

        bool HasMore(MyCohort cohort) => cohort.Sessions.Any(session => session.During.Ends > now);
    }

    public bool IsPast(MySession session) => session.During.Ends <= clock.GetUtcNow();

    /// <summary>How to find its bays, each once; the words of the next session stand beside it already.</summary>
    public static IReadOnlyList<BayArriving> Ways(MyCohort cohort) => [.. cohort.Sessions.SelectMany(session => session.Arriving).DistinctBy(bay => bay.Bay)];

    private static DateTimeOffset FirstDay(MyCohort cohort) => cohort.Sessions.Count == 0 ? DateTimeOffset.MinValue : cohort.Sessions[0].During.Starts;
}

internal sealed record NextSession(MyCohort Cohort, MySession Session);
