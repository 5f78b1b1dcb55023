using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Catalogue;

/// <summary>The catalogue that is built into the product, as it lies beside the program.</summary>
internal static class ShippedCatalogue
{
    public static IReadOnlyList<(string FileName, string Text)> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "catalogue"), "*.yaml").Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)))];

    public static IReadOnlyList<CourseSpec> Courses { get; } = CatalogueFile.ReadAll(Files).Courses;
}
