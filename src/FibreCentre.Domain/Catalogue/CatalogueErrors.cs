namespace FibreCentre.Domain.Catalogue;

/// <summary>Everything the catalogue refuses.</summary>
public static class CatalogueErrors
{
    public static Error CourseNotFound() => new(ErrorKind.NotFound, "course-not-found", "No such course", "Check the course code, such as FTC-210.");

    public static Error FileHasFaults(IReadOnlyList<object> faults) =>
        new(ErrorKind.Invalid, "catalogue-file-has-faults", "The catalogue was not imported", $"{(faults.Count == 1 ? "1 fault was" : $"{faults.Count} faults were")} found and nothing was changed.")
        { Facts = new Dictionary<string, object?> { ["faults"] = faults } };
}
