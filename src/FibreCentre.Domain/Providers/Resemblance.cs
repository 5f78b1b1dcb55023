using System.Globalization;
using System.Text;

namespace FibreCentre.Domain.Providers;

/// <summary>Somebody as far as it takes to be taken for somebody else.</summary>
public sealed record Likeness(string GivenName, string FamilyName, DateOnly DateOfBirth, string? EmployeeReference)
{
    public static Likeness Of(Trainee trainee)
    {
        ArgumentNullException.ThrowIfNull(trainee);
        return new(trainee.GivenName, trainee.FamilyName, trainee.DateOfBirth, trainee.EmployeeReference);
    }

    private string[]? _words;
    private string? _inOrder;
    private string? _sorted;

    // Worked out once for each, and only where it is compared.
    internal IReadOnlyList<string> Words => _words ??= Resemblance.Words($"{GivenName} {FamilyName}");

    internal string InOrder => _inOrder ??= string.Concat(Words);

    internal string Sorted => _sorted ??= string.Concat(Words.Order(StringComparer.Ordinal));
}

/// <summary>
/// Whether two descriptions may mean one person: the same employee number, or born on the same day with nearly the same name. It finds what a person
/// should look at; it never decides.
/// </summary>
public static class Resemblance
{
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['ı'] = "i", ['ħ'] = "h",
    };

    /// <summary>In words for people, such as "the same employee number"; null when the two are not alike.</summary>
    public static string? Between(Likeness one, Likeness other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (!string.IsNullOrWhiteSpace(one.EmployeeReference) && string.Equals(one.EmployeeReference.Trim(), other.EmployeeReference?.Trim(), StringComparison.OrdinalIgnoreCase)) return "the same employee number";
        if (one.DateOfBirth != other.DateOfBirth) return null;
        return one.InOrder == other.InOrder ? "the same name and date of birth" : AreAlike(one, other) ? "the same date of birth and nearly the same name" : null;
    }

    /// <summary>A mailbox that was passed on: the address is somebody's, and the name and birthday are somebody else's.</summary>
    public static bool IsAnother(Likeness owner, Likeness described)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(described);
        return owner.DateOfBirth != described.DateOfBirth && owner.InOrder != described.InOrder && !AreAlike(owner, described);
    }

    /// <summary>That in words, for whoever described somebody under it.</summary>
    public static string AnothersAddress(string owner) => $"The e-mail address is {owner}'s, whose name and date of birth are others.";

    private static bool AreAlike(Likeness one, Likeness other)
    {
        if (one.Sorted == other.Sorted) return true;                                     // family name first
        var slips = Math.Min(one.InOrder.Length, other.InOrder.Length) < 8 ? 1 : 2;
        if (IsWithin(one.InOrder, other.InOrder, slips) || IsWithin(one.Sorted, other.Sorted, slips)) return true;
        var (few, many) = one.Words.Count <= other.Words.Count ? (one.Words, other.Words) : (other.Words, one.Words);
        if (few.Count < 2) return false;
        // A second name left out; or the first name shortened, and the last the same.
        return few.All(many.Contains) || (few[^1] == many[^1] && (few[0].StartsWith(many[0], StringComparison.Ordinal) || many[0].StartsWith(few[0], StringComparison.Ordinal)));
    }

    /// <summary>Small letters and digits without their marks, word by word.</summary>
    internal static string[] Words(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
            if (Letters.TryGetValue(letter, out var written)) plain.Append(written);
            else if (char.IsLetterOrDigit(letter)) plain.Append(letter);
            else if (char.IsWhiteSpace(letter) || letter == '-') plain.Append(' ');
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether so few letters put in, left out, changed or swapped with their neighbour turn one into the other.</summary>
    internal static bool IsWithin(string one, string other, int slips)
    {
        if (Math.Abs(one.Length - other.Length) > slips) return false;
        Span<int> before = stackalloc int[other.Length + 1], previous = stackalloc int[other.Length + 1], current = stackalloc int[other.Length + 1];
        for (var column = 0; column <= other.Length; column++) previous[column] = column;
        for (var row = 1; row <= one.Length; row++)
        {
            // Farther from the diagonal than that, it is already too many.
            var (from, to) = (Math.Max(1, row - slips), Math.Min(other.Length, row + slips));
            current[from - 1] = from == 1 ? row : slips + 1;
            var least = current[from - 1];
            for (var column = from; column <= to; column++)
            {
                var cost = one[row - 1] == other[column - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(previous[column] + 1, current[column - 1] + 1), previous[column - 1] + cost);
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1]) value = Math.Min(value, before[column - 2] + 1);
                current[column] = value;
                least = Math.Min(least, value);
            }
            if (least > slips) return false;
            if (to < other.Length) current[to + 1] = slips + 1;
            previous.CopyTo(before);
            current.CopyTo(previous);
        }
        return previous[other.Length] <= slips;
    }
}
