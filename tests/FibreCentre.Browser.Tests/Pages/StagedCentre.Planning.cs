using FibreCentre.Api.Features.Planning;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>Drafts of the timetable.</summary>
public sealed partial class StagedCentre
{
    /// <summary>A draft with a cohort that has no place, another of the same plan, a draft of a repair, and one that is being made.</summary>
    internal Guid Drafted { get; private set; }

    internal Guid Redrafted { get; private set; }

    internal Guid Repaired { get; private set; }

    internal Guid BeingPlanned { get; private set; }

    /// <summary>Two drafts of one plan, of which a cohort is too large for the houses there are; a repair of what is proposed; and one that is still being made.</summary>
    private async Task PlanAsync()
    {
        Drafted = (await Centre.AskAsync(new AskForPlan([new("FTC-201", 2, 6, new(2026, 11, 9)), new("FTC-240", 1, 12, new(2026, 11, 9), new(2026, 12, 18))], 5), Coordinator)).Id;
        Redrafted = (await Centre.AskAsync(new AskForAnotherDraft(new(Drafted)), Coordinator)).Id;
        Repaired = (await Centre.AskAsync(new AskForPlan([], 5, Repair: true, [Proposed]), Coordinator)).Id;
        await Centre.CarryOutPlansAsync();
        BeingPlanned = (await Centre.AskAsync(new AskForPlan([new("FTC-201", 2, 6, new(2026, 11, 9))], 60), Coordinator)).Id;
        await Centre.Database.RunAsync($"update planning_run set state = 'running', holder = gen_random_uuid(), lease_until = 'infinity', share = 0.4, cost = d.cost, unplaced = 0, draft = d.draft from (select cost, draft from planning_run where id = '{Drafted}') d where id = '{BeingPlanned}'");
    }
}
