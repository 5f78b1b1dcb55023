using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Places;

/// <summary>Which places, what that costs, and then doing it at that cost or not at all.</summary>
[Authorize(Access.ChangePlaces)]
internal sealed class CancelPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public List<Guid> Places { get; set; } = [];

    /// <summary>What the page said it costs; a form without it is refused like one that saw another fee.</summary>
    [BindProperty]
    public decimal? ExpectedFee { get; set; }

    [BindProperty]
    public string? WaiveBecause { get; set; }

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    /// <summary>All that could be cancelled, or once they are chosen, those.</summary>
    public CancellationAnswer Cost { get; private set; } = null!;

    public bool CanCancel { get; private set; }

    public bool HasChosen { get; private set; }

    public bool MayWaive => User.May(Access.Plan) && Cost.Fee > 0;

    public IReadOnlyList<ChoiceItem> Choices =>
        [.. Cost.Places.Select(line => new ChoiceItem(line.PlaceId.ToString(), Name(line), line.Fee > 0 ? $"{Say.Money(line.Fee)} would be owed" : "Free"))];

    public static string Name(CancellationLine line) => line.Name ?? "A place without a name";

    /// <summary>As it follows "free until".</summary>
    public static string FreeUntil(CancellationAnswer cost) => GivingUp.End(cost.FreeUntil, cost.FirstDay);

    /// <summary>Past the last free day, with no fee to pay.</summary>
    public static string NothingOwed(CancellationAnswer cost) => $"Nothing is owed for {(cost.Places.Count == 1 ? "it" : "them")}, although the last free day was {Say.Day(cost.FreeUntil)}.";

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (look && Places.Count == 0) ModelState.AddModelError(nameof(Places), "Tick at least one place.");
        return await FindAsync(look && Places.Count > 0) ?? (ModelState.IsValid ? Page() : Again());
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync(chosen: true) is { } missing) return missing;
        var answer = await AskOnce(new CancelPlaces(new(Id), Places, ExpectedFee ?? -1, string.IsNullOrWhiteSpace(WaiveBecause) ? null : WaiveBecause), IdempotencyKey);
        if (!answer.Succeeded)
        {
            // The next try goes by the fee that is shown now.
            ModelState.Remove(nameof(ExpectedFee));
            return Refused(answer.Error);
        }
        Done = $"{(Cost.Places is [{ Name: { } name }] ? $"The place of {name}" : Say.Count(Places.Count, "place"))} cancelled. {(answer.Value.Fee == 0 ? "Nothing is owed." : WaiveBecause is { Length: > 0 } ? $"The fee of {Say.Money(answer.Value.Fee)} is waived." : $"{Say.Money(answer.Value.Fee)} is owed.")}";
        return RedirectToPage("Booking", new { Id });
    }

    private async Task<IActionResult?> FindAsync(bool chosen)
    {
        var booking = await Ask(new ShowBooking(new(Id)));
        if (!booking.Succeeded) return Missing(booking.Error);
        CanCancel = booking.Value.CanCancel;
        HasChosen = chosen && Places.Count > 0;
        var cost = await Ask(new ShowCancellation(new(Id), HasChosen ? Places : null));
        if (cost.Succeeded)
        {
            Cost = cost.Value;
            return null;
        }
        if (cost.Error.Code != PlaceErrors.PlaceNotFound().Code) return Missing(cost.Error);
        // Given up in the meantime: what is left to choose from is shown.
        HasChosen = false;
        var left = await Ask(new ShowCancellation(new(Id)));
        if (!left.Succeeded) return Missing(left.Error);
        Cost = left.Value;
        return Refused(PlaceErrors.AlreadyCancelled());
    }
}
