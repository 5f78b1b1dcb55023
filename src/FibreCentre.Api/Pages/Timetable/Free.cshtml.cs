using System.ComponentModel.DataAnnotations;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Timetable;

/// <summary>What is free? One question, the best answers first, and why the other days do not work.</summary>
[Authorize(Access.Staff)]
internal sealed class FreePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? BayKind { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Trainees { get; set; } = 6;

    /// <summary>Of the whole stretch, in minutes.</summary>
    [BindProperty(SupportsGet = true)]
    public int Minutes { get; set; } = 180;

    [BindProperty(SupportsGet = true)]
    public int Instructors { get; set; } = 1;

    [BindProperty(SupportsGet = true)]
    public List<string> Qualifications { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? KitType { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? KitCount { get; set; }

    [BindProperty(SupportsGet = true), Display(Name = "the day to look from")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true), Display(Name = "the day to look until")]
    public DateOnly? Until { get; set; }

    /// <summary>Whether more is asked for than a bay and people.</summary>
    public bool IsParticular => Qualifications.Count > 0 || !string.IsNullOrEmpty(KitType);

    public FoundFreeSlots? Found { get; private set; }

    public IReadOnlyList<ChoiceItem> Kinds { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> Held { get; private set; } = [];

    public IReadOnlyList<ChoiceItem> KitTypes { get; private set; } = [];

    /// <summary>Each type once, <c>6 fusion splicers</c>, with its serial numbers, <c>FS-1, FS 12</c>.</summary>
    public static IEnumerable<(string HowMany, string Serials)> Kit(IReadOnlyList<NamedResource> kit) =>
        kit.GroupBy(item => item.Kind!).Select(type => (Say.Count(type.Count(), Say.Words(type.Key)), string.Join(", ", type.Select(item => item.Serial))));

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (await Ask(new ListFacilities()) is not { Succeeded: true, Value: var centre }) return NotFound();
        Kinds = [.. centre.Bays.Select(bay => bay.BayKind).Distinct().Order(StringComparer.Ordinal).Select(kind => new ChoiceItem(kind, Say.Heading(kind)))];
        Held = [.. centre.Instructors.SelectMany(each => each.Qualifications).Select(held => held.Name).Distinct().Order(StringComparer.Ordinal).Select(name => new ChoiceItem(name, Say.Heading(name)))];
        KitTypes = [new("", "None"), .. centre.Kit.Select(item => item.KitType).Distinct().Order(StringComparer.Ordinal).Select(type => new ChoiceItem(type, Say.Heading(type)))];
        if (!ModelState.IsValid) return Again();
        if (!look) return Page();
        Dictionary<string, int> kit = string.IsNullOrEmpty(KitType) ? [] : new() { [KitType] = KitCount ?? 1 };
        var answer = await Ask(new FindFreeSlots(BayKind ?? "", Minutes, Trainees, Instructors, Qualifications, kit, From, Until));
        if (!answer.Succeeded) return Refused(answer.Error);
        Found = answer.Value;
        return Page();
    }
}
