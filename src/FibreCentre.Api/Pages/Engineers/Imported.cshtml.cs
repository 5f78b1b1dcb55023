using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Providers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FibreCentre.Api.Pages.Engineers;

/// <summary>One file of engineers: what importing it would do, how far it is, what it came to.</summary>
[Authorize(Access.Book)]
internal sealed class ImportedPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Which rows; null for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Only { get; set; }

    [BindProperty(SupportsGet = true)]
    public int After { get; set; }

    /// <summary>By row number: <c>new</c>, <c>same</c> or <c>leave-out</c>.</summary>
    [BindProperty]
    public Dictionary<int, string> Choice { get; set; } = [];

    [BindProperty]
    public string? IdempotencyKey { get; set; }

    public EngineerImportAnswer Import { get; private set; } = null!;

    public ListedEngineerImportRows Listed { get; private set; } = null!;

    public bool IsPreview => Import.State == "preview";

    /// <summary>What the rows can be narrowed to, with how many there are.</summary>
    public IEnumerable<(string Only, string Name, int Count)> Counts => (IsPreview
        ? [("new", "New", Import.Previewed("new")), ("update", "Changes", Import.Previewed("update")), ("unchanged", "Unchanged", Import.Previewed("unchanged")), ("duplicate", "Possible duplicates", Import.Previewed("duplicate")), ("rejected", "Rejected", Import.Previewed("rejected"))]
        : new (string Only, string Name, int Count)[]
        {
            ("created", "Created", Import.Ended("created")), ("updated", "Updated", Import.Ended("updated")), ("unchanged", "Unchanged", Import.Ended("unchanged")), ("left-out", "Left out", Import.Ended("left-out")),
            ("rejected", "Rejected", Import.Ended("rejected")), ("undone", "Undone", Import.Ended("undone")), ("kept", "Could not be undone", Import.Kept),
        }).Where(each => each.Count > 0);

    public bool CanUndo => Import.State is "imported" or "partly-undone" && Import.Ended("created") + Import.Ended("updated") > 0;

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ?? await ShownAsync();

    /// <summary>The progress alone, asked for again and again while the import runs; once it is over, the whole page anew.</summary>
    public async Task<IActionResult> OnGetProgressAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        if (Import.State != "importing") Response.Headers["HX-Refresh"] = "true";
        return Partial("_ImportProgress", Import);
    }

    public async Task<IActionResult> OnGetRejectedAsync()
    {
        var answer = await Ask(new WriteRejectedRows(new(Id)));
        return answer.Succeeded ? File(answer.Value.Octets, "text/csv; charset=utf-8", answer.Value.FileName) : Missing(answer.Error);
    }

    public async Task<IActionResult> OnPostDecideAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var decided = Choice.Where(each => !string.IsNullOrEmpty(each.Value))
            .Select(each => new DecidedRow(each.Key, each.Value switch { "new" => ImportChoice.New, "same" => ImportChoice.Same, _ => ImportChoice.LeaveOut })).ToList();
        if (decided.Count == 0) return await RefusedAsync(new(Domain.ErrorKind.Invalid, "nothing-decided", "Nothing was decided", "Say of at least one row whether it is the same person."));
        var answer = await Ask(new DecideDuplicates(new(Id), decided));
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = answer.Value.Undecided == 0 ? "Every possible duplicate is decided." : $"Saved. {answer.Value.Undecided} still to decide.";
        return RedirectToPage(new { Id, Only = answer.Value.Undecided == 0 ? null : Only });
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new ConfirmEngineerImport(new(Id)), IdempotencyKey);
        return answer.Succeeded ? RedirectToPage(new { Id }) : await RefusedAsync(answer.Error);
    }

    public async Task<IActionResult> OnPostUndoAsync()
    {
        if (await FindAsync() is { } missing) return missing;
        var answer = await AskOnce(new UndoEngineerImport(new(Id)), IdempotencyKey);
        if (!answer.Succeeded) return await RefusedAsync(answer.Error);
        Done = answer.Value.Kept == 0 ? "The import is undone." : $"The import is undone, but for {answer.Value.Kept} rows. They say why.";
        return RedirectToPage(new { Id, Only = answer.Value.Kept == 0 ? null : "kept" });
    }

    private async Task<IActionResult> RefusedAsync(Domain.Error error)
    {
        if (error.Kind == Domain.ErrorKind.NotFound) return NotFound();
        return await ShownAsync() is PageResult ? Refused(error) : NotFound();
    }

    private async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowEngineerImport(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Import = answer.Value;
        return null;
    }

    private async Task<IActionResult> ShownAsync()
    {
        var answer = await Ask(new ListEngineerImportRows(new(Id), string.IsNullOrEmpty(Only) ? null : Only, Math.Max(After, 0)));
        if (!answer.Succeeded) return NotFound();
        Listed = answer.Value;
        return Page();
    }
}
