using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.MyTraining;

[Authorize(Access.Trainee)]
internal sealed class IndexPage(TimeProvider clock, IConfiguration configuration) : CentrePage
{
    /// <summary>The calendar address just made, below the centre's own. It goes through the encrypted cookie to the one page that shows it.</summary>
    [TempData]
    public string? NewFeed { get; set; }

    public Features.Notices.MyTraining Mine { get; private set; } = null!;

    public NextSession? Next { get; private set; }

    /// <summary>Courses with something ahead first, the soonest of them first; then the past ones.</summary>
    public IReadOnlyList<MyCohort> Cohorts { get; private set; } = [];

    /// <summary>The full address, shown this once; null otherwise.</summary>
    public string? FeedAddress { get; private set; }

    public string? WebcalAddress => FeedAddress is null ? null : $"webcal{FeedAddress[FeedAddress.IndexOf("://", StringComparison.Ordinal)..]}";

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowMyTraining());
        if (!answer.Succeeded) return Missing(answer.Error);
        Mine = answer.Value;
        var now = clock.GetUtcNow();
        Next = (from cohort in Mine.Cohorts from session in cohort.Sessions where session.During.Ends > now orderby session.During.Starts select new NextSession(cohort, session)).FirstOrDefault();
        Cohorts = [.. Mine.Cohorts.Where(HasMore).OrderBy(FirstDay), .. Mine.Cohorts.Where(cohort => !HasMore(cohort)).OrderByDescending(FirstDay)];
        if (NewFeed is not null && Mine.Feed is not null) FeedAddress = HttpContext.CentreAddress(configuration) + NewFeed;
        return Page();

        bool HasMore(MyCohort cohort) => cohort.Sessions.Any(session => session.During.Ends > now);
    }

    public async Task<IActionResult> OnPostRenewAsync()
    {
        var answer = await Ask(new RenewFeed());
        if (!answer.Succeeded) return Missing(answer.Error);
        NewFeed = answer.Value.Path;
        return RedirectToPage(null, null, null, "calendar");
    }

    public async Task<IActionResult> OnPostRevokeAsync()
    {
        var answer = await Ask(new RevokeFeed());
        if (!answer.Succeeded) return Missing(answer.Error);
        Done = "Your calendar address is turned off. Calendars that used it no longer get changes.";
        return RedirectToPage();
    }

    public bool IsPast(MySession session) => session.During.Ends <= clock.GetUtcNow();

    private static DateTimeOffset FirstDay(MyCohort cohort) => cohort.Sessions.Count == 0 ? DateTimeOffset.MinValue : cohort.Sessions[0].During.Starts;
}

internal sealed record NextSession(MyCohort Cohort, MySession Session);
