using FibreCentre.Api.Features.Facilities;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Facilities;

/// <summary>A form about one instructor.</summary>
internal abstract class InstructorForm : EditingPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public InstructorAnswer Instructor { get; private set; } = null!;

    protected override int RevisionNow => Instructor.Revision;

    protected override async Task<IActionResult?> FindAsync()
    {
        var answer = await Ask(new ShowInstructor(new(Id)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Instructor = answer.Value;
        return null;
    }
}
