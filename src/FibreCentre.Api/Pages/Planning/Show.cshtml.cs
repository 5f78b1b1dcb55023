using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>One draft: how far it is, what it found, and what becomes of it.</summary>
[Authorize(Access.Plan)]
internal sealed class ShowPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public PlanningRunAnswer Run { get; private set; } = null!;

    public bool IsGoingOn => Run.State is "waiting" or "running";

    public bool IsOpen => Run.State is "done" or "stopped";

    /// <summary>Whether accepting could succeed: no other draft of the plan was, and everything announced has a place.</summary>
    public bool MayBeAccepted => IsOpen && Run.Others.All(each => each.State != "accepted") && !Run.Best!.Cohorts.SelectMany(each => each.Sessions).Any(each => each is { Was: not null, At: null });

    public string CompareAddress => $"/planning/compare?{string.Join('&', Run.Others.Select(each => each.Id).Append(Run.Id).Order().Select(id => $"runs={id}"))}";

    /// <summary>What becomes of the timetable when it is accepted.</summary>
    public string WhatAcceptingDoes
    {
        get
        {
            var (made, moved) = (Run.Best!.Cohorts.Count(each => each.CohortId is null && each.Placed), Run.Best.Moved);
            var left = Run.Best.Cohorts.Count(each => each.CohortId is null && !each.Placed);
            string[] does =
            [
                .. made > 0 ? [$"{Say.Count(made, "cohort")} {(made == 1 ? "is" : "are")} made, to be published when you like."] : Array.Empty<string>(),
                .. left > 0 ? [$"{Say.Count(left, "cohort")} without a place for every session {(left == 1 ? "is" : "are")} left out."] : Array.Empty<string>(),
                .. moved > 0 ? [$"{Say.Count(moved, "announced session")} {(moved == 1 ? "changes" : "change")}, and everybody concerned is told once."] : Array.Empty<string>(),
                .. Run.Outages.Count > 0 ? ["What is out of use is put in force."] : Array.Empty<string>(),
            ];
            return $"All of it or nothing: {(does.Length == 0 ? "nothing would change." : string.Join(" ", does))}";
        }
    }

    public static string When(DraftPlaceAnswer at) => $"{Say.Day(at.Day)}, {Say.Time(at.Starts)} to {Say.Time(at.Ends)}";

    /// <summary>How many of those that change do so to another time: whoever attends has to come then.</summary>
    public static string Retimed(DraftAnswer best) =>
        best.Moved == 0 ? "" : best.Retimed == 0 ? ", only to another bay or instructor" : best.Moved == 1 ? " to another time" : best.Retimed == best.Moved ? ", all of them to another time" : $", {best.Retimed} of them to another time";

    public static bool SameTime(DraftSessionAnswer session) => session.At is { } at && session.Was is { } was && (at.Day, at.Starts, at.Ends) == (was.Day, was.Starts, was.Ends);

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    /// <summary>The progress alone, asked for again and again while it is made; once it is over, the whole page anew.</summary>
    public async Task<IActionResult> OnGetProgressAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (!IsGoingOn) Response.Headers["HX-Refresh"] = "true";
        return Partial("_Progress", Run);
    }

    public Task<IActionResult> OnPostStopAsync() => ChangeAsync(new StopPlanning(new(Id)), _ => null);

    public Task<IActionResult> OnPostDropAsync() => ChangeAsync(new DropDraft(new(Id)), _ => "The draft is dropped.");

    public async Task<IActionResult> OnPostAnotherAsync()
    {
        var answer = await AskOnce(new AskForAnotherDraft(new(Id)), IdempotencyKey);
        return answer.Succeeded ? RedirectToPage(new { answer.Value.Id }) : await FindAsync() ?? Refused(answer.Error);
    }

    public async Task<IActionResult> OnPostAcceptAsync()
    {
        var answer = await AskOnce(new AcceptDraft(new(Id)), IdempotencyKey);
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error);
        var (made, changed) = (answer.Value.Cohorts, answer.Value.SessionsChanged);
        Done = $"The draft is in the timetable.{(made.Count > 0 ? $" {Say.List(made.Select(each => each.Code))} {(made.Count == 1 ? "is" : "are")} there as drafts: look at them, then publish them." : "")}{(changed > 0 ? $" {Say.Count(changed, "session")} changed; {(answer.Value.TraineesTold == 0 ? "no trainee had to be told" : $"{Say.Count(answer.Value.TraineesTold, "trainee")} will get an update")}." : "")}";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult> ChangeAsync(MediatR.IRequest<Result<AskedForPlan>> request, Func<AskedForPlan, string?> says)
    {
        var answer = await Ask(request);
        if (!answer.Succeeded) return await FindAsync() ?? Refused(answer.Error);
        Done = says(answer.Value);
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowPlanningRun(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Run = answer.Value;
        return null;
    }
}
