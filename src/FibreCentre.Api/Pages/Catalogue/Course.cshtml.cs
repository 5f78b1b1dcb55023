using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Catalogue;

[Authorize(Access.SeeCohorts)]
internal sealed class CoursePage : CentrePage
{
    public CourseAnswer Course { get; private set; } = null!;

    public string CertificateInWords => Course.Spec.Validity switch
    {
        { Years: null } => "Does not expire" + Keys,
        { Years: { } years, RenewalWindowMonths: 0 } => $"Valid {Say.Count(years, "year")}{Keys}",
        { Years: { } years, RenewalWindowMonths: var months, Anchor: var anchor, LateRenewalYears: var late } => $"Valid {Say.Count(years, "year")}; "
            + (anchor == ExpiryAnchor.Expiry ? $"renewing in the last {Say.Count(months, "month")} loses nothing" : $"it can be renewed in the last {Say.Count(months, "month")}")
            + (late == 0 ? "" : $", and by test up to {Say.Count(late, "year")} after it has run out") + Keys,
    };

    private string Keys => Course.Spec.Validity.Keys is { } keys ? $". It lapses when the holder's certificate of {string.Join(" or ", keys)} does" : "";

    public async Task<IActionResult> OnGetAsync(string code, int? version)
    {
        if (!CourseCode.TryParse(code, out var course)) return NotFound();
        var answer = await Ask(new ShowCourse(course, version));
        if (!answer.Succeeded) return Missing(answer.Error);
        Course = answer.Value;
        return Page();
    }

    public static string KitInWords(KitNeed need) => $"{Say.Count(need.Quantity, Say.Words(need.KitType))} for each {(need.Per == KitPer.Trainee ? "trainee" : "group")}";

    public static string HowChecked(Criterion criterion)
    {
        var how = criterion.Kind switch
        {
            CriterionKind.Observed => "Watched by the assessor",
            CriterionKind.Measured => "Measured",
            CriterionKind.Trace => "Read from the OTDR trace",
            _ => "Written answer",
        };
        return criterion.Limit is not { } limit ? how : $"{how}: {limit.Describe()}{ReadingsInWords(limit)}";
    }

    private static string ReadingsInWords(MeasureLimit limit) => limit switch
    {
        { Aggregation: Aggregation.Worst } => ", the worst reading",
        { Aggregation: Aggregation.Average, Readings: > 1 } => $", the average of {limit.Readings} readings",
        { Readings: > 1 } => $", each of {limit.Readings} readings",
        _ => "",
    };
}
