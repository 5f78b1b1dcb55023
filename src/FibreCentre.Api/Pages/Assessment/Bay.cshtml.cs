using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Assessment;

/// <summary>Everybody of a session and every criterion, marked with a thumb. What is marked without a signal comes in by <see cref="OnPostKeepAsync"/> when there is one.</summary>
[Authorize(Access.Assess), RequestSizeLimit(EvidenceUpload.MostTaken)]
internal sealed class BayPage(EvidenceIntake intake) : DevicePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Session { get; set; }

    public RegisterAnswer Register { get; private set; } = null!;

    public MarksAnswer Marks { get; private set; } = null!;

    public ILookup<(Guid Place, string Criterion), Guid> Photos { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? Page();

    /// <summary>One entry of a device. Its answer is for a script: what became of the entry, or in words why it can never be taken.</summary>
    public async Task<IActionResult> OnPostKeepAsync(EntryForm entry)
    {
        var readings = entry.Readings.ConvertAll(Figures.Read);
        if (readings.Find(reading => reading.Fault is not null) is { Fault: { } fault }) return NotTaken(fault);
        var says = entry.Criterion is null
            ? new EntryWords(entry.Attendance)
            : new EntryWords(null, entry.Unit, new(entry.Criterion, entry.Outcome is { } outcome && MarkSheet.Verdicts.TryGetValue(outcome, out var verdict) ? verdict : null, [.. readings.Select(reading => reading.Figure!.Value)], entry.Note));
        var kept = await Ask(new KeepEntry(entry.Id, new(Session), new(entry.Place), new(entry.Trainee), says, new(entry.MarkedAt, entry.After, entry.Attempt), entry.SaidAt));
        return kept.Succeeded ? new JsonResult(kept.Value) : NotTaken(kept.Error);
    }

    /// <summary>One photo of a device, answered like an entry. Sent again it is the same evidence.</summary>
    public async Task<IActionResult> OnPostPhotoAsync(Guid id, Guid place, Guid trainee, string unit, string? criterion, int attempt, IFormFile? photo)
    {
        var added = await new EvidenceUpload(new(id), EvidenceKind.Photo, criterion, null, photo, null, null, null, new(new(trainee), attempt)).SendAsync(new(place), unit, intake, request => Ask(request), HttpContext.RequestAborted);
        return added.Succeeded ? new JsonResult(new { state = "applied", receivedAt = Heard }) : NotTaken(added.Error);
    }

    /// <summary>Chooses between an entry and what stands.</summary>
    public async Task<IActionResult> OnPostSettleAsync(Guid entry, bool take, DateTimeOffset? stands)
    {
        var settled = await Ask(new SettleEntry(entry, take, stands));
        if (!settled.Succeeded) return await FindAsync() ?? Missing(settled.Error);
        Done = take ? "The entry is the mark now." : "What stood is kept.";
        return RedirectToPage(new { Session });
    }

    public IEnumerable<UnitAttempt> AttemptsOf(RegisterLine trainee) => Marks.Attempts.Where(attempt => attempt.PlaceId == trainee.PlaceId);

    private static UnprocessableEntityObjectResult NotTaken(string why) => new(new { why });

    private static IActionResult NotTaken(Error error) => error.Kind == ErrorKind.Unavailable ? new StatusCodeResult(StatusCodes.Status503ServiceUnavailable) : NotTaken(error.Detail);

    private async Task<IActionResult?> FindAsync()
    {
        var (register, marks) = (await Ask(new ShowRegister(new(Session))), await Ask(new ShowMarks(new(Session))));
        if (!register.Succeeded) return Missing(register.Error);
        (Register, Marks, Photos) = (register.Value, marks.Value!, (await Ask(new ListPhotos(new(Session)))).Value!.Photos);
        return null;
    }
}

/// <summary>An entry as a device sends it.</summary>
internal sealed class EntryForm
{
    public Guid Id { get; set; }

    public Guid Place { get; set; }

    public Guid Trainee { get; set; }

    public AttendanceMark? Attendance { get; set; }

    public string? Unit { get; set; }

    public string? Criterion { get; set; }

    public string? Outcome { get; set; }

    public List<string> Readings { get; set; } = [];

    public string? Note { get; set; }

    public DateTimeOffset? MarkedAt { get; set; }

    public Guid? After { get; set; }

    public int? Attempt { get; set; }

    public DateTimeOffset SaidAt { get; set; }
}

/// <summary>How a mark is shown in the little room of a grid.</summary>
internal static class Glyphs
{
    public static string Of(string? outcome, IReadOnlyList<decimal> readings) => outcome switch
    {
        null => "",
        _ when readings.Count > 0 => string.Join(" ", readings.Select(Figures.Show)),
        "met" => "✓",
        "not-met" => "✗",
        _ => "–",
    };

    public static string Say(string? outcome) => outcome is null ? "not marked" : outcome.Replace('-', ' ');
}
