using System.Globalization;
using FluentValidation;

namespace FibreCentre.Api.Pipeline;

/// <summary>Where a page of rows, newest first, ended: the moment of its last row and, since several may be of one moment, which of them. As text the moment alone will do: then the next page begins before it.</summary>
internal readonly record struct PageEnd(DateTimeOffset At, Guid Id)
{
    public override string ToString() => $"{At.UtcDateTime:O}~{Id:N}";

    public static bool TryParse(string? text, out PageEnd end)
    {
        end = default;
        var parts = (text ?? "").Split('~', 2);
        if (!DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        var id = Guid.Empty;
        if (parts.Length == 2 && !Guid.TryParseExact(parts[1], "N", out id)) return false;
        end = new(at.ToUniversalTime(), id);
        return true;
    }
}

internal static class PageEnds
{
    /// <summary>Null and nothing, the first page, are as good as one.</summary>
    public static IRuleBuilderOptions<T, string?> IsPageEnd<T>(this IRuleBuilder<T, string?> end) => end.Must(text => string.IsNullOrEmpty(text) || PageEnd.TryParse(text, out _)).WithMessage("Send the cursor as it was given.");
}
