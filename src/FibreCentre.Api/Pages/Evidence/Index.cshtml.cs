using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Pages.Evidence;

/// <summary>What shows how somebody did in a unit. The centre's people see it; assessors add to it.</summary>
[Authorize(Access.Staff), RequestSizeLimit(EvidenceUpload.MostTaken)]
internal sealed class IndexPage(EvidenceIntake intake, IOptions<EvidenceOptions> options) : CentrePage
{
    public static readonly IReadOnlyList<ChoiceItem> Kinds = [new("photo", "A photo"), new("file", "A PDF, a text or a picture"), new("certificate", "A certificate from elsewhere")];

    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Unit { get; set; } = "";

    /// <summary>Chosen when the form was made: sent twice, it is the same evidence.</summary>
    [BindProperty]
    public Guid EvidenceId { get; set; }

    [BindProperty]
    public string? Kind { get; set; } = "photo";

    [BindProperty]
    public IFormFile? Chosen { get; set; }

    [BindProperty]
    public string? Caption { get; set; }

    [BindProperty]
    public string? Criterion { get; set; }

    [BindProperty]
    public string? Witness { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    /// <summary>Where the form stood: <c>assess</c> for the page of the criteria.</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    /// <summary>The session whose register the assessor came from.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Session { get; set; }

    public ListedEvidence Listed { get; private set; } = null!;

    public string Limits => $"Photos as JPEG, PNG or WebP up to {options.Value.PhotoMegabytes} MB; PDF and text up to {options.Value.FileMegabytes} MB.";

    public bool MayAdd => Listed.IsOpen && User.May(Access.Assess);

    public IReadOnlyList<ChoiceItem> Criteria => [new("", "The whole unit"), .. Listed.Criteria.Select(each => new ChoiceItem(each.Code, each.Text))];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    public Task<IActionResult> OnPostFileAsync() => AddAsync(Enum.TryParse<EvidenceKind>(Kind, ignoreCase: true, out var kind) && kind != EvidenceKind.Statement ? kind : EvidenceKind.Photo, nameof(Chosen));

    public Task<IActionResult> OnPostStatementAsync() => AddAsync(EvidenceKind.Statement, nameof(Words));

    private async Task<IActionResult> AddAsync(EvidenceKind kind, string field)
    {
        if (!User.May(Access.Assess)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var criterion = string.IsNullOrEmpty(Criterion) ? null : Criterion;
        var added = EvidenceId == Guid.Empty ? EvidenceErrors.Missing()
            : await new EvidenceUpload(new(EvidenceId), kind, criterion, Caption, Chosen, Witness, Role, Words).SendAsync(new(Place), Unit, intake, request => Ask(request), HttpContext.RequestAborted);
        // htmx puts the list where it stood, with what became of it: marks that were typed meanwhile stay.
        if (Request.Headers.ContainsKey("HX-Request")) return await FindAsync() ?? Partial("_Quick", new QuickEvidence(Listed, Session, added.Succeeded ? null : $"{added.Error.Title}. {added.Error.Detail}", added.Succeeded));
        if (!added.Succeeded) return added.Error.Kind == ErrorKind.NotFound ? NotFound() : Refused(added.Error.At(field));
        Done = added.Value.UsedFor.Count > 0 ? "Added. The same file was used for somebody else: see below." : "Added.";
        return From == "assess" ? Redirect($"/places/{Place}/assess/{Unit}{(Session is { } session ? $"?session={session}" : "")}#evidence") : RedirectToPage(null, null, new { Place, Unit, From, Session }, null);
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ListEvidence(new(Place), Unit));
        if (!answer.Succeeded) return answer.Error.Code == Domain.Assessment.AssessmentErrors.PlaceCancelled().Code ? NotFound() : Missing(answer.Error);
        Listed = answer.Value;
        return null;
    }
}

/// <summary>The evidence as it stands on the page of the criteria: what there is, and one way to add a photo.</summary>
/// <param name="Refused">Why what was sent was not taken; null when it was, or nothing was.</param>
/// <param name="Added">It has just been added.</param>
internal sealed record QuickEvidence(ListedEvidence Listed, Guid? Session, string? Refused = null, bool Added = false);

/// <summary>How evidence is named.</summary>
internal static class EvidenceWords
{
    /// <summary>The state of what was taken back.</summary>
    public const string Withdrawn = "withdrawn";

    public static string Kind(string kind) => kind switch { "photo" => "Photo", "statement" => "Witness statement", "certificate" => "Certificate from elsewhere", "trace" => "OTDR trace", _ => "File" };

    /// <summary>Its caption, or what it is.</summary>
    public static string Name(EvidenceAnswer evidence) => evidence.Caption.Length > 0 ? evidence.Caption : evidence.Statement is { } said ? $"What {said.Witness} says" : Kind(evidence.Kind);

    public static string Size(long bytes) => bytes < 1_000_000 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} KB") : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    /// <summary>The same file, or the same samples in another file.</summary>
    public static string Repeated(UsedElsewhere use) => use.What == "samples" ? "A trace with the same samples" : "The same file";

    /// <summary>Whether a signed file still is what it was.</summary>
    public static string State(string state) => state switch { "intact" => "Unchanged since it was signed", "altered" => "Altered since it was signed", "missing" => "The file is missing", _ => "Erased; its fingerprint stays" };
}
