using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>People by courses: who may do what, until when, and who is booked to learn it.</summary>
[Authorize(Access.SeePeople)]
internal sealed class CompetencePage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Provider { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public CompetenceMatrix Matrix { get; private set; } = null!;

    /// <summary>Empty for a provider, which sees its own people only.</summary>
    public IReadOnlyList<ChoiceItem> Providers { get; private set; } = [];

    public string Sheet => Address("/engineers/competence", null, "sheet");

    public string Next => Address("/engineers/competence", Matrix.Next);

    public async Task<IActionResult> OnGetAsync()
    {
        if (User.May(Access.Staff))
        {
            var providers = await Ask(new ListProviders());
            if (!providers.Succeeded) return Missing(providers.Error);
            Providers = [new("", "All providers"), .. providers.Value.Providers.Select(each => new ChoiceItem($"{each.Id}", each.Name))];
        }
        var answer = await Ask(new ShowCompetence(Search, Provider, After));
        if (!answer.Succeeded) return Missing(answer.Error);
        Matrix = answer.Value;
        return Page();
    }

    /// <summary>The same as a file.</summary>
    public async Task<IActionResult> OnGetSheetAsync()
    {
        var answer = await Ask(new WriteCompetence(Search, Provider));
        return answer.Succeeded ? File(answer.Value.Octets, CsvFile.ContentType, answer.Value.FileName) : Missing(answer.Error);
    }

    /// <summary>Null where nothing is or was held.</summary>
    public static string? Letter(CompetenceCell cell) => cell.State switch { "valid" => "V", "ending" => "E", "lapsed" => "L", _ => null };

    public static string InWords(CompetenceCell cell)
    {
        var held = cell.State switch
        {
            "lapsed" => $"Lapsed on {Say.Date(cell.Until!.Value)}",
            "ending" => $"Ends on {Say.Date(cell.Until!.Value)}",
            _ => cell.Until is { } last ? $"Valid until {Say.Date(last)}" : "Valid, does not expire",
        };
        return cell.Unverified ? $"{held}, not yet verified. " : $"{held}. ";
    }

    private string Address(string path, Guid? after, string? handler = null) =>
        $"{path}{QueryString.Create(new Dictionary<string, string?> { ["handler"] = handler, ["after"] = $"{after}", ["search"] = Search, ["provider"] = $"{Provider}" }.Where(each => !string.IsNullOrEmpty(each.Value)))}";
}
