using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain.Facilities;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>What is entered of a kind of bay, new or not. Its fields go by their own names.</summary>
internal sealed class BayKindEntry
{
    public static readonly IReadOnlyList<ChoiceItem> Uses =
        [new(nameof(PracticeUse.None), "No"), new(nameof(PracticeUse.Alone), "Yes, alone"), new(nameof(PracticeUse.Supervised), "Yes, with an instructor", "A free one is found by itself")];

    public string? Title { get; set; }

    public int? SetUpMinutes { get; set; }

    public int? ClearAwayMinutes { get; set; }

    public int? TravelMinutes { get; set; }

    public PracticeUse Practice { get; set; }

    /// <summary>Whether everything was entered that has no default.</summary>
    public bool IsComplete(ModelStateDictionary entered)
    {
        entered.Require(SetUpMinutes, nameof(SetUpMinutes), "Enter minutes to set up; 0 for none.");
        entered.Require(ClearAwayMinutes, nameof(ClearAwayMinutes), "Enter minutes to clear away; 0 for none.");
        entered.Require(TravelMinutes, nameof(TravelMinutes), "Enter minutes to get there; 0 for none.");
        return entered.IsValid;
    }
}
