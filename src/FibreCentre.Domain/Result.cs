using System.Diagnostics.CodeAnalysis;

namespace FibreCentre.Domain;

/// <summary>Why something was refused; the edge turns it into an HTTP status or a page.</summary>
public enum ErrorKind
{
    /// <summary>The request itself is wrong: correct it and send it again.</summary>
    Invalid,

    /// <summary>No such thing, or none that the asker may know of; the two are never told apart.</summary>
    NotFound,

    /// <summary>The request is right, but not in the present state of things.</summary>
    Conflict,

    /// <summary>The asker may know of it, but may not do this.</summary>
    Forbidden,

    /// <summary>Well-formed, but at odds with an earlier request.</summary>
    Unprocessable,

    /// <summary>Not now; nothing was changed and it may be tried again.</summary>
    Unavailable,
}

/// <summary>An expected refusal.</summary>
/// <param name="Kind">What sort of refusal it is.</param>
/// <param name="Code">Public contract in kebab-case, such as <c>booking-closed</c>; it never changes.</param>
/// <param name="Title">A short sentence for people; the same for every occurrence of the code.</param>
/// <param name="Detail">What happened this time and what to do about it; free of personal data.</param>
public sealed record Error(ErrorKind Kind, string Code, string Title, string Detail)
{
    /// <summary>Figures a program may act on, such as <c>placesLeft</c>; never null, empty by default.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();
}

/// <summary>An answer that may be a refusal, so that the pipeline can refuse on behalf of any handler.</summary>
/// <typeparam name="TSelf">The answer's own type.</typeparam>
public interface IFallible<TSelf>
{
    /// <summary>True when there is a value, false when there is an error.</summary>
    bool Succeeded { get; }

    /// <summary>Makes the refused answer.</summary>
    static abstract TSelf Refused(Error error);
}

/// <summary>Either a value or an expected refusal, never both and never neither. Exceptions are for bugs.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
public sealed record Result<T> : IFallible<Result<T>>
{
    private Result() { }

    /// <summary>The value; null exactly when refused.</summary>
    public T? Value { get; private init; }

    /// <summary>The refusal; null exactly when succeeded.</summary>
    public Error? Error { get; private init; }

    /// <inheritdoc/>
    [MemberNotNullWhen(true, nameof(Value)), MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <inheritdoc/>
    public static Result<T> Refused(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new() { Error = error };
    }

    /// <summary>A value is its own success, so a handler returns it plainly.</summary>
    public static implicit operator Result<T>(T value) => new() { Value = value };

    /// <summary>An error is its own refusal, so a guard returns it plainly.</summary>
    public static implicit operator Result<T>(Error error) => Refused(error);
}
