using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Catalogue;

/// <summary>Importing the same files again changes nothing, so this form needs no key of its own.</summary>
[Authorize(Access.Plan)]
internal sealed class ImportPage : CentrePage
{
    private const int MostBytes = 1024 * 1024, MostFiles = 20;

    [BindProperty]
    public List<IFormFile> Files { get; set; } = [];

    /// <summary>What the import just done came to, for the page after it.</summary>
    [TempData]
    public string? Outcome { get; set; }

    public IReadOnlyList<ImportedCourse> Imported { get; private set; } = [];

    public IReadOnlyList<CatalogueFault> Faults { get; private set; } = [];

    public void OnGet() => Imported = Outcome is null ? [] : JsonSerializer.Deserialize<List<ImportedCourse>>(Outcome)!;

    public async Task<IActionResult> OnPostAsync()
    {
        var texts = await ReadAsync();
        if (!ModelState.IsValid) return Again();
        var answer = await Ask(new ImportCatalogue(texts));
        if (!answer.Succeeded)
        {
            Faults = [.. (answer.Error.Facts.GetValueOrDefault("faults") as IReadOnlyList<object> ?? []).OfType<CatalogueFault>()];
            // The faults have a table of their own; the summary says only that there are some.
            return Refused(Faults.Count == 0 ? answer.Error : answer.Error with { Facts = new Dictionary<string, object?>() });
        }
        Outcome = JsonSerializer.Serialize(answer.Value.Courses);
        var changed = answer.Value.Courses.Count(course => course.Change != "unchanged");
        Done = changed == 0 ? "Nothing has changed: every course is here already." : $"{Say.Count(changed, "course")} imported.";
        return RedirectToPage();
    }

    private async Task<IReadOnlyList<CatalogueText>> ReadAsync()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var texts = new List<CatalogueText>();
        if (Files.Count == 0) ModelState.AddModelError(nameof(Files), "Choose one or several catalogue files.");
        if (Files.Count > MostFiles) ModelState.AddModelError(nameof(Files), $"Choose at most {MostFiles} files.");
        foreach (var file in Files.Take(MostFiles))
        {
            var name = Path.GetFileName(file.FileName);
            if (file.Length > MostBytes)
            {
                ModelState.AddModelError(nameof(Files), $"{name} is larger than 1 MB.");
                continue;
            }
            using var reader = new StreamReader(file.OpenReadStream(), strict);
            try
            {
                texts.Add(new(name, await reader.ReadToEndAsync(HttpContext.RequestAborted)));
            }
            catch (DecoderFallbackException)
            {
                ModelState.AddModelError(nameof(Files), $"{name} is not a text file in UTF-8.");
            }
        }
        return texts;
    }
}
