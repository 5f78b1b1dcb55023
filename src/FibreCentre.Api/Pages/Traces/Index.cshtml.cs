using System.Globalization;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Traces;
using FibreCentre.Api.Pages.Assessment;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr.Drawing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Pages.Traces;

/// <summary>The OTDR traces of a unit: several files at once, which fibre and end each is of, the chart, and what they say about the criteria.</summary>
[Authorize(Access.Staff), RequestSizeLimit(EvidenceUpload.MostTaken)]
internal sealed class IndexPage(EvidenceIntake intake, IOptions<EvidenceOptions> options) : CentrePage
{
    /// <summary>How many files are taken at once.</summary>
    private const int MostFiles = 24;

    [BindProperty(SupportsGet = true)]
    public Guid Place { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Unit { get; set; } = "";

    /// <summary>The session whose register the assessor came from.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Session { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Fibre { get; set; }

    /// <summary>The part of the link that is drawn, in m; null for all of it.</summary>
    [BindProperty(SupportsGet = true)]
    public double? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public double? End { get; set; }

    /// <summary><c>m</c> or <c>km</c>; null for what suits.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Distances { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Zero { get; set; }

    /// <summary>Chosen when the form was made; each file's id follows from it, so that a form sent twice adds nothing twice.</summary>
    [BindProperty]
    public Guid Batch { get; set; }

    [BindProperty]
    public List<IFormFile> Files { get; set; } = [];

    [BindProperty]
    public List<PairingForm> Pairings { get; set; } = [];

    [BindProperty]
    public string? TrueLength { get; set; }

    [BindProperty]
    public List<DecisionForm> Decisions { get; set; } = [];

    public ShownTraces Shown { get; private set; } = null!;

    /// <summary>Null while there is nothing to draw.</summary>
    public DrawnTraces? Drawn { get; private set; }

    public string Limits => $"As the instrument wrote them, several at once: both directions, both wavelengths. Up to {options.Value.FileMegabytes} MB each.";

    public bool MayAdd => Shown.IsOpen && User.May(Access.Assess);

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        TrueLength = Shown.TrueLengthMetres is { } known ? Figures.Show(known) : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAddAsync()
    {
        if (!User.May(Access.Assess)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        if (Files.Count == 0 || Batch == Guid.Empty) ModelState.AddModelError(nameof(Files), "Choose one or more .sor files.");
        if (Files.Count > MostFiles) ModelState.AddModelError(nameof(Files), $"Choose at most {MostFiles} files at once.");
        if (!ModelState.IsValid) return Again();
        var added = new List<AddedEvidence>();
        foreach (var (index, file) in Files.Index())
        {
            var name = Path.GetFileNameWithoutExtension(file.FileName) is { Length: > 0 } given ? given[..Math.Min(given.Length, 200)] : null;
            var answer = await new EvidenceUpload(new(Numbered(Batch, index)), EvidenceKind.Trace, null, name, file, null, null, null).SendAsync(new(Place), Unit, intake, request => Ask(request), HttpContext.RequestAborted);
            if (answer.Succeeded) added.Add(answer.Value);
            else ModelState.AddModelError(nameof(Files), $"{Path.GetFileName(file.FileName)}: {answer.Error.Title}. {answer.Error.Detail}");
        }
        var told = added.Count == 0 ? null : $"{Say.Count(added.Count, "trace")} added." + (added.Exists(each => each.UsedFor.Count > 0) ? " One or more were used for somebody else: see below." : "");
        if (ModelState.IsValid)
        {
            Done = told;
            return Back("pairing");
        }
        return await FindAsync() ?? Again();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (!User.May(Access.Assess)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        decimal? length = null;
        if (!string.IsNullOrWhiteSpace(TrueLength))
        {
            var (figure, fault) = Figures.Read(TrueLength);
            if (fault is not null) ModelState.AddModelError(nameof(TrueLength), fault);
            length = figure;
        }
        foreach (var (index, each) in Pairings.Index()) if (string.IsNullOrWhiteSpace(each.Fibre)) ModelState.AddModelError($"Pairings[{index}].Fibre", "Enter which fibre it is.");
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ConfirmTraces(new(Place), Unit, [.. Pairings.Select(each => new TracePairing(each.Evidence, each.Fibre ?? "", each.Direction ?? "", Given(each.Stage), Given(each.Connectors)))], length));
        if (!answer.Succeeded) return answer.Error.Kind == ErrorKind.NotFound ? NotFound() : Refused(answer.Error);
        Done = answer.Value.Criteria.Count == 0 ? "Confirmed. No criterion of this unit is read from traces." : "Confirmed. See what the traces say, and decide.";
        return Back("findings");
    }

    public async Task<IActionResult> OnPostDecideAsync()
    {
        if (!User.May(Access.Assess)) return Forbid();
        if (await FindAsync() is { } missing) return missing;
        var decisions = new List<TraceDecision>();
        foreach (var (index, each) in Decisions.Index())
        {
            if (each.Choice == "take") decisions.Add(new(each.Criterion ?? ""));
            if (each.Choice != "otherwise") continue;
            var readings = new List<decimal>();
            foreach (var text in (each.Readings ?? "").Split([' ', '\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries))
            {
                var (figure, fault) = Figures.Read(text);
                if (fault is not null) ModelState.AddModelError($"Decisions[{index}].Readings", fault);
                else readings.Add(figure!.Value);
            }
            decisions.Add(new(each.Criterion ?? "", Take: false, readings, string.IsNullOrWhiteSpace(each.Reason) ? null : each.Reason.Trim()));
        }
        if (!ModelState.IsValid) return Again();
        if (decisions.Count == 0)
        {
            Done = "Nothing was changed.";
            return Back("findings");
        }
        var answer = await Ask(new DecideOnTraces(new(Place), Unit, decisions));
        if (!answer.Succeeded)
        {
            var at = Decisions.FindIndex(each => answer.Error.Facts.GetValueOrDefault("criterion") is string criterion && each.Criterion == criterion);
            return answer.Error.Kind == ErrorKind.NotFound ? NotFound() : Refused(at >= 0 ? answer.Error.At($"Decisions[{at}].Reason") : answer.Error);
        }
        Done = "Marks saved.";
        return Redirect($"/places/{Place}/assess/{Unit}{(Session is { } session ? $"?session={session}" : "")}");
    }

    /// <summary>The address of another view of the chart.</summary>
    public string View(string? fibre = null, double? from = null, double? to = null, string? distances = null, string? zero = null, bool whole = false)
    {
        var parts = new List<string>();
        void Add(string name, string? value)
        {
            if (value is { Length: > 0 }) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
        Add("session", Session?.ToString());
        Add("fibre", fibre ?? Fibre);
        // Another fibre, or another zero, is another link: the part that was looked at means nothing there.
        var stays = fibre is null && zero is null && !whole;
        Add("start", (from ?? (stays ? Start : null))?.ToString("0", CultureInfo.InvariantCulture));
        Add("end", (to ?? (stays ? End : null))?.ToString("0", CultureInfo.InvariantCulture));
        Add("distances", distances ?? Distances);
        Add("zero", zero ?? Zero);
        return $"/places/{Place}/traces/{Unit}{(parts.Count > 0 ? "?" + string.Join('&', parts) : "")}";
    }

    private RedirectResult Back(string fragment) => Redirect($"{View()}#{fragment}");

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowTraces(new(Place), Unit));
        if (!answer.Succeeded) return answer.Error.Code == AssessmentErrors.PlaceCancelled().Code ? NotFound() : Missing(answer.Error);
        Shown = answer.Value;
        if (Shown.Traces.Count == 0) return null;
        var unit = Distances switch { "m" => DistanceUnit.Metres, "km" => DistanceUnit.Kilometres, _ => DistanceUnit.Automatic };
        var drawn = await Ask(new DrawTraces(new(Place), Unit, Fibre, Start, End, unit, Zero == "instrument" ? "instrument" : "link"));
        // A part that is none, or a fibre that is none any more, shows all of the first.
        if (!drawn.Succeeded) drawn = await Ask(new DrawTraces(new(Place), Unit));
        Drawn = drawn.Succeeded ? drawn.Value : null;
        return null;
    }

    private static string? Given(string? choice) => string.IsNullOrEmpty(choice) ? null : choice;

    /// <summary>An id for each file of a form, the same whenever the form is sent.</summary>
    private static Guid Numbered(Guid batch, int index)
    {
        var octets = batch.ToByteArray();
        octets[15] ^= (byte)(index + 1);
        return new(octets);
    }
}

internal sealed class PairingForm
{
    public Guid Evidence { get; set; }

    public string? Fibre { get; set; }

    public string? Direction { get; set; }

    public string? Stage { get; set; }

    public string? Connectors { get; set; }
}

internal sealed class DecisionForm
{
    public string? Criterion { get; set; }

    /// <summary><c>take</c>, <c>otherwise</c>, or <c>leave</c>.</summary>
    public string? Choice { get; set; }

    public string? Readings { get; set; }

    public string? Reason { get; set; }
}

/// <summary>What a page of traces says.</summary>
internal static class TraceWords
{
    public static string Direction(string direction) => direction == "a-to-b" ? "A to B" : "B to A";

    public static string Kind(TraceEventAnswer each) => each.Part == "end" && each.Kind == "non-reflective" ? "End" : each.Kind switch { "reflective" => "Reflection", "saturated" => "Reflection, off the scale", "non-reflective" => each.LossDb < 0 ? "Gainer" : "Splice or bend", _ => "Unknown" };

    public static string Figure(double? figure, string format) => figure is { } known ? known.ToString(format, CultureInfo.InvariantCulture) : "–";

    public static string Metres(double metres) => metres.ToString("#,0", CultureInfo.InvariantCulture);
}
