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

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowProviderHome());
        if (!answer.Succeeded) return Missing(answer.Error);
        Home = answer.Value;
        return Page();
    }

    public static string ToDo(Deadline deadline) => deadline.Kind switch
    {
        "hold" => $"Book or give back the {Say.Count(deadline.Places, "place")} you hold",
        "offer" => $"Take or decline the {Say.Count(deadline.Places, "place")} offered to you",
        _ => $"Name {Say.Count(deadline.Places, "engineer")}",
    };
}
