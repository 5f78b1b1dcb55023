namespace FibreCentre.Api.Persistence;

/// <summary>Patterns of SQL's LIKE, with a backslash to escape.</summary>
internal static class Like
{
    /// <summary>Whatever has this text in it, letter by letter; blanks around it do not count.</summary>
    public static string Containing(string text) =>
        $"%{text.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
