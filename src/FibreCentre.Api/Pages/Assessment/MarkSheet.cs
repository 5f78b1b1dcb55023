using FibreCentre.Api.Features.Assessment;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Pages.Assessment;

/// <summary>What the form says of one criterion.</summary>
internal sealed class MarkForm
{
    /// <summary>For an observed criterion: <c>met</c>, <c>not-met</c> or <c>not-measured</c>.</summary>
    public string? Outcome { get; set; }

    public List<string?> Readings { get; set; } = [];

    public bool NotMeasured { get; set; }

    public string? Note { get; set; }

    /// <summary>How the mark stood when the form was made, as <see cref="MarkSheet.Was"/> wrote it.</summary>
    public string? Was { get; set; }
}

/// <summary>Turns the form of a unit into marks. Only what the assessor changed is sent, so that two of them on one unit do not undo each other's marks.</summary>
internal static class MarkSheet
{
    /// <param name="Faults">By field of the form.</param>
    public sealed record Reading(IReadOnlyList<MarkedCriterion> Marks, IReadOnlyList<(string Field, string Message)> Faults);

    public static Reading Of(IReadOnlyList<CriterionAnswer> criteria, IReadOnlyDictionary<string, MarkForm> form)
    {
        var marks = new List<MarkedCriterion>();
        var faults = new List<(string, string)>();
        foreach (var criterion in criteria)
        {
            if (!form.TryGetValue(criterion.Code, out var said)) continue;
            var (mark, fault) = criterion.Bounds is null ? Observed(criterion, said) : Measured(criterion, said);
            if (fault is { } found) faults.Add(found);
            else if (mark is not null && Was(mark.Outcome, mark.Readings!, mark.Note) != (said.Was ?? "")) marks.Add(mark);
        }
        return new(marks, faults);
    }

    /// <summary>A mark in one line; empty for none.</summary>
    public static string Was(CriterionAnswer criterion) =>
        criterion.Outcome is null ? ""
        : Was(criterion.Bounds is null ? Verdicts[criterion.Outcome] : criterion.Readings.Count == 0 ? Verdict.NotMeasured : null, criterion.Readings, criterion.Note);

    /// <summary>How a criterion's field is called in the form, and where its error points.</summary>
    public static string Field(string criterion, string part) => $"Marks[{criterion}].{part}";

    /// <summary>As forms and devices write them.</summary>
    public static readonly IReadOnlyDictionary<string, Verdict> Verdicts = new Dictionary<string, Verdict> { ["met"] = Verdict.Met, ["not-met"] = Verdict.NotMet, ["not-measured"] = Verdict.NotMeasured };

    private static string Was(Verdict? outcome, IReadOnlyList<decimal> readings, string? note) =>
        $"{outcome}|{string.Join(' ', readings.Select(Figures.Show))}|{note}";

    private static (MarkedCriterion?, (string, string)?) Observed(CriterionAnswer criterion, MarkForm said)
    {
        if (said.Outcome is null && Note(said) is null) return (null, null);
        return said.Outcome is not null && Verdicts.TryGetValue(said.Outcome, out var verdict)
            ? (new(criterion.Code, verdict, [], Note(said)), null)
            : (null, (Field(criterion.Code, nameof(MarkForm.Outcome)), $"Choose met, not met or not measured: {criterion.Text}"));
    }

    private static (MarkedCriterion?, (string, string)?) Measured(CriterionAnswer criterion, MarkForm said)
    {
        var field = Field(criterion.Code, nameof(MarkForm.Readings));
        var typed = said.Readings.OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        if (said.NotMeasured && typed.Count > 0) return (null, (field, $"Clear the value, or take away the tick at Not measured: {criterion.Text}"));
        if (said.NotMeasured) return (new(criterion.Code, Verdict.NotMeasured, [], Note(said)), null);
        if (typed.Count == 0)
            return string.IsNullOrEmpty(said.Was) && Note(said) is null ? (null, null) : (null, (field, $"Enter the value in {criterion.Measure}, or tick Not measured: {criterion.Text}"));
        var readings = new List<decimal>();
        foreach (var text in typed)
        {
            var (figure, fault) = Figures.Read(text);
            if (fault is not null) return (null, (field, $"{fault}: {criterion.Text}"));
            if (!criterion.Bounds!.Admits(figure!.Value)) return (null, (field, $"Enter a value {criterion.Bounds.Range}: {criterion.Text}"));
            readings.Add(figure.Value);
        }
        return (new(criterion.Code, null, readings, Note(said)), null);
    }

    private static string? Note(MarkForm said) => string.IsNullOrWhiteSpace(said.Note) ? null : said.Note.Trim().ReplaceLineEndings("\n");
}
