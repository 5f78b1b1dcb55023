using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FibreCentre.Api.Pages.Shared.TagHelpers;

/// <summary>A day entered as day, month and year. It fills a <see cref="DateOnly"/> or a nullable one.</summary>
[HtmlTargetElement("date-field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DateFieldTagHelper : FieldTagHelper
{
    public required string Label { get; set; }

    private protected override string FirstInputId => $"{Field.Id}_Day";

    private protected override IHtmlContent Body()
    {
        var day = For.Model is DateOnly known && known != default ? known : (DateOnly?)null;
        var parts = Tag("div", "govuk-date-input");
        parts.Attributes["id"] = Field.Id;
        parts.InnerHtml
            .AppendHtml(Part("Day", 2, day?.Day))
            .AppendHtml(Part("Month", 2, day?.Month))
            .AppendHtml(Part("Year", 4, day?.Year));
        return Grouped(Label, parts, "group");
    }

    private TagBuilder Part(string part, int width, int? known)
    {
        var (name, id) = ($"{Field.Name}.{part}", $"{Field.Id}_{part}");
        var typed = ViewContext.ViewData.ModelState.GetValueOrDefault(name)?.AttemptedValue ?? known?.ToString(CultureInfo.InvariantCulture);
        var label = Tag("label", "govuk-label govuk-date-input__label", part);
        label.Attributes["for"] = id;
        var group = Tag("div", "govuk-form-group");
        group.InnerHtml.AppendHtml(label).AppendHtml(Input(
            $"govuk-input govuk-date-input__input govuk-input--width-{width}{(Field.HasError ? " govuk-input--error" : "")}",
            ("id", id), ("name", name), ("type", "text"), ("inputmode", "numeric"), ("value", typed)));
        var item = Tag("div", "govuk-date-input__item");
        item.InnerHtml.AppendHtml(group);
        return item;
    }

}

/// <summary>Reads <c>X.Day</c>, <c>X.Month</c> and <c>X.Year</c>, or <c>X</c> in ISO 8601 as in an address. Nothing entered is null: whether that will do is the page's to say.</summary>
internal sealed class DayBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var whole = bindingContext.ValueProvider.GetValue(name);
        var parts = new[] { "Day", "Month", "Year" }.Select(part => (Name: $"{name}.{part}", Value: bindingContext.ValueProvider.GetValue($"{name}.{part}"))).ToList();
        foreach (var (part, value) in parts.Where(each => each.Value != ValueProviderResult.None))
        {
            bindingContext.ModelState.SetModelValue(part, value);
            bindingContext.ModelState.MarkFieldValid(part);
        }
        var typed = parts.ConvertAll(each => each.Value.FirstValue?.Trim() ?? "");
        var isEmpty = typed.TrueForAll(text => text.Length == 0);
        var day = !isEmpty ? Read(typed[0], typed[1], typed[2])
            : DateOnly.TryParseExact(whole.FirstValue, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso) ? iso : (DateOnly?)null;
        if (day is { } read) bindingContext.Result = ModelBindingResult.Success(read);
        else if (isEmpty && string.IsNullOrWhiteSpace(whole.FirstValue))
        {
            if (bindingContext.ModelMetadata.IsReferenceOrNullableType) bindingContext.Result = ModelBindingResult.Success(null);
        }
        else bindingContext.ModelState.AddModelError(name, $"Enter {Called(bindingContext.ModelMetadata)} as day, month and year, such as 30 11 2026.");
        return Task.CompletedTask;
    }

    private static DateOnly? Read(string day, string month, string year) =>
        DateOnly.TryParseExact($"{day} {month} {year}", ["d M yyyy", "d MMM yyyy", "d MMMM yyyy"], CultureInfo.GetCultureInfo("en-GB"), DateTimeStyles.None, out var read) ? read : null;

    /// <summary>"the first day" for <c>FirstDay</c>; another name by <c>[Display(Name = "...")]</c>.</summary>
    private static string Called(ModelMetadata metadata) => metadata.DisplayName
        ?? "the " + string.Concat((metadata.PropertyName ?? "date").Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? " " : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    internal sealed class Provider : IModelBinderProvider
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? new DayBinder() : null;
    }
}
