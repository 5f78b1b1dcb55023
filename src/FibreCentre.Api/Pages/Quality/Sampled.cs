using FibreCentre.Api.Pages.Shared.TagHelpers;

namespace FibreCentre.Api.Pages.Quality;

/// <summary>How sampling reads on pages.</summary>
internal static class Sampled
{
    /// <summary>Why a decision weighed what it weighed.</summary>
    public static string Because(IEnumerable<string> reasons) => Say.Sentence(Say.List(reasons.Select(reason => reason switch
    {
        "new-assessor" => "new assessor",
        "established" => "established assessor",
        "safety-critical" => "safety-critical unit",
        "new-version" => "new version of the course",
        "unusual-share" => "unusual share of competent decisions",
        "stage-off" => "this stage is not sampled",
        _ => Say.Words(reason),
    })));

    public static string Stage(string stage) => stage == "summative" ? "the last unit of the course" : "before the course was complete";

    /// <summary>"15 %" on one line, and nothing where there is no figure.</summary>
    public static string Percent(decimal? percent) => percent is { } known ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{known:0.#}\u00A0%") : "";

    public static string Step(string kind) => kind switch { "agreed" => "Agreed", "queried" => "A question to the assessor", "answered" => "The assessor's answer", "overturned" => "Overturned", _ => kind };
}
