using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>A booker's first page: what has a deadline, what lies ahead, what runs out.</summary>
[Authorize(Access.Book)]
internal sealed class HomePage(TimeProvider clock) : CentrePage
{
    /// <summary>More than these are on the page of all bookings.</summary>
    public const int MostUpcoming = 8;

    public ProviderHome Home { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>By entry of a waiting list, how many of its places lie in an offer.</summary>
    private readonly Dictionary<Guid, int> _offered = [];

    /// <summary>Where it stands: "offered to you", or its number in line.</summary>
    public string InLine(WaitingHome entry) => _offered.GetValueOrDefault(entry.EntryId) switch
    {
        0 => $"you are number {entry.Position} in line",
        var offered when offered < entry.Places => $"{Say.Count(offered, "place")} offered to you, for the rest you are number {entry.Position} in line",
        _ => "offered to you",
    };

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowProviderHome());
        if (!answer.Succeeded) return Missing(answer.Error);
        Home = answer.Value;
        // Only a list with an offer to its cohort is worth asking for.
        var offers = Home.ToDo.Where(each => each.Kind == "offer").Select(each => (each.Course, each.FirstDay)).ToHashSet();
        foreach (var entry in Home.Waiting.Where(each => offers.Contains((each.Course, each.FirstDay))))
            if (await Ask(new ShowWaitingList(new(entry.CohortId))) is { Succeeded: true, Value: var list })
                _offered[entry.EntryId] = list.Entries.FirstOrDefault(each => each.Id == entry.EntryId)?.Offered ?? 0;
        return Page();
    }

    public static string ToDo(Deadline deadline) => deadline.Kind switch
    {
        "hold" => $"Book or give back the {Say.Count(deadline.Places, "place")} you hold",
        "offer" => $"Take or decline the {Say.Count(deadline.Places, "place")} offered to you",
        _ => $"Name {Say.Count(deadline.Places, "engineer")}",
    };
}
