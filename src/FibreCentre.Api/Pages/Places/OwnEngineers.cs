using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Pages.Places;

/// <summary>The provider's engineers as choices for one cohort: first those who may take it, then the others with what stands in their way.</summary>
internal sealed record OwnEngineers(IReadOnlyList<ChoiceItem> Choices, IReadOnlyDictionary<Guid, string> Names)
{
    /// <summary>A provider's engineers are some hundreds at most; they fit one page, which the browser can search.</summary>
    private const int Most = 2000;

    public int Able => Choices.Count(each => !each.Disabled);

    public bool IsAble(Guid engineer) => Choices.Any(each => !each.Disabled && each.Value == engineer.ToString());

    public static async Task<Result<OwnEngineers>> ForAsync(Guid cohort, IMediator mediator, CancellationToken stop)
    {
        var known = new List<TraineeLine>();
        for (Guid? after = null; known.Count < Most;)
        {
            var page = await mediator.Send(new ListTrainees(after, 100), stop);
            if (!page.Succeeded) return page.Error;
            known.AddRange(page.Value.Trainees);
            if ((after = page.Value.Next) is null) break;
        }
        if (known.Count == 0) return new OwnEngineers([], new Dictionary<Guid, string>());
        var check = await mediator.Send(new CheckEngineers(new(cohort), [.. known.Select(each => each.Id)], []), stop);
        if (!check.Succeeded) return check.Error;
        return new OwnEngineers(
            [.. known.Zip(check.Value.Rows, (engineer, row) => new ChoiceItem(engineer.Id.ToString(), engineer.Name, row.Reasons.Count == 0 ? engineer.Email : string.Join(" ", row.Reasons), Disabled: row.Reasons.Count > 0)).OrderBy(each => each.Disabled)],
            known.ToDictionary(each => each.Id, each => each.Name));
    }
}
