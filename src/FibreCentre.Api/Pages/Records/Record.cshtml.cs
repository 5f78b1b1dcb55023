using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Records;

/// <summary>An engineer's training record, to read, to print and to take away.</summary>
[Authorize(Access.SeePeople)]
internal sealed class RecordPage : RecordShown
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public override string Back => $"/engineers/{Id}";

    protected override Guid Whose => Id;
}

/// <summary>One's own.</summary>
[Authorize(Access.Trainee)]
internal sealed class MyRecordPage : RecordShown
{
    public override string Back => "/my-training";

    protected override Guid Whose => Actor.Of(User).TraineeId!.Value;
}

internal abstract class RecordShown : CentrePage
{
    public TrainingRecord Record { get; private set; } = null!;

    public abstract string Back { get; }

    protected abstract Guid Whose { get; }

    public async Task<IActionResult> OnGetAsync()
    {
        var answer = await Ask(new ShowRecord(new(Whose)));
        if (!answer.Succeeded) return Missing(answer.Error);
        Record = answer.Value;
        return Page();
    }

    /// <summary>The same as a file.</summary>
    public async Task<IActionResult> OnGetFileAsync()
    {
        var answer = await Ask(new ShowRecord(new(Whose)));
        return answer.Succeeded ? JsonFile.Of(answer.Value, $"training-record-{Whose}.json") : Missing(answer.Error);
    }
}
