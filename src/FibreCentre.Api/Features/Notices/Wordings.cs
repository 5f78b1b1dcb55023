using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Every kind of message, with whose words it has.</summary>
public sealed record ListWordings : IQuery<ListedWordings>;

public sealed record ListedWordings(IReadOnlyList<WordingLine> Wordings);

/// <param name="IsOwn">The centre's own words, in the place of the product's.</param>
public sealed record WordingLine(string Kind, string Subject, bool IsOwn, DateTimeOffset? ChangedAt);

/// <summary>The words of one kind of message, what may be named in them, and how they come out.</summary>
public sealed record ShowWording(MessageKind Kind) : IQuery<WordingAnswer>;

/// <param name="Revision">Of the centre's own words; 0 while there are none.</param>
public sealed record WordingAnswer(string Kind, string Subject, string Body, bool IsOwn, int Revision, DateTimeOffset? ChangedAt, IReadOnlyList<WordingName> Names, WordingPreview Preview);

/// <param name="Example">What the preview puts there; null for a list.</param>
public sealed record WordingName(string Name, string? Example);

/// <summary>How words would come out, filled in with an example. Nothing is changed.</summary>
public sealed record PreviewWording(MessageKind Kind, string Subject, string Body) : IQuery<WordingPreview>, IWordingText;

/// <param name="Html">Made from Markdown; what was HTML in it is text.</param>
public sealed record WordingPreview(string Subject, string Plain, string Html);

/// <summary>Puts the centre's own words in the place of the product's, for whatever is sent from now on.</summary>
/// <param name="Revision">That was last seen; null does not ask.</param>
public sealed record ChangeWording(MessageKind Kind, string Subject, string Body, int? Revision = null) : ICommand<WordingAnswer>, IWordingText;

/// <summary>Goes back to the product's words.</summary>
public sealed record ResetWording(MessageKind Kind) : ICommand<WordingAnswer>;

internal interface IWordingText
{
    MessageKind Kind { get; }

    string Subject { get; }

    string Body { get; }
}

internal abstract class WordingTextValidator<T> : AbstractValidator<T> where T : IWordingText
{
    protected WordingTextValidator()
    {
        // Whoever writes these words could send the link on to somebody else.
        RuleFor(request => request.Kind).NotEqual(MessageKind.PasswordLink).WithMessage("The words of this letter are the product's: its link lets people in.");
        RuleFor(request => request.Subject).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter a subject.").MaximumLength(Wording.LongestSubject).WithMessage($"Shorten the subject to {Wording.LongestSubject} characters.")
            .Must(subject => !subject.Contains('\n', StringComparison.Ordinal) && !subject.Contains('\r', StringComparison.Ordinal)).WithMessage("Enter the subject in one line.")
            .Custom((subject, context) => Add(context, Phrasing.FaultsOf(subject, MessageSamples.Of(context.InstanceToValidate.Kind), isBody: false)));
        RuleFor(request => request.Body).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter what the message says.").MaximumLength(Wording.LongestBody).WithMessage($"Shorten the text to {Wording.LongestBody} characters.")
            .Custom((body, context) => Add(context, Phrasing.FaultsOf(body, MessageSamples.Of(context.InstanceToValidate.Kind), isBody: true)));
    }

    private static void Add(ValidationContext<T> context, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults) context.AddFailure(fault);
    }
}

internal sealed class PreviewWordingValidator : WordingTextValidator<PreviewWording>;

internal sealed class ChangeWordingValidator : WordingTextValidator<ChangeWording>;

internal sealed class ListWordingsHandler(CentreDbContext db) : IRequestHandler<ListWordings, Result<ListedWordings>>
{
    public async Task<Result<ListedWordings>> Handle(ListWordings request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var own = await db.Wordings.AsNoTracking().ToDictionaryAsync(each => each.Kind, cancellationToken);
        return new ListedWordings([.. Enum.GetValues<MessageKind>().Select(kind => new WordingLine(
            SnakeCase.Kebab(kind.ToString()), own.TryGetValue(kind, out var words) ? words.Subject : Wording.DefaultOf(kind).Subject, words is not null, words is null ? null : time.Civil(words.ChangedAt)))]);
    }
}

internal sealed class ShowWordingHandler(CentreDbContext db) : IRequestHandler<ShowWording, Result<WordingAnswer>>
{
    public async Task<Result<WordingAnswer>> Handle(ShowWording request, CancellationToken cancellationToken) =>
        await db.WordingAsync(request.Kind, await db.Wordings.AsNoTracking().SingleOrDefaultAsync(each => each.Kind == request.Kind, cancellationToken), cancellationToken);
}

internal sealed class PreviewWordingHandler : IRequestHandler<PreviewWording, Result<WordingPreview>>
{
    public Task<Result<WordingPreview>> Handle(PreviewWording request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<WordingPreview>>(WordingReading.Preview(request.Kind, new(request.Subject.Trim(), request.Body.Trim())));
}

internal sealed class ChangeWordingHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ChangeWording, Result<WordingAnswer>>
{
    public async Task<Result<WordingAnswer>> Handle(ChangeWording request, CancellationToken cancellationToken)
    {
        var words = await db.Wordings.SingleOrDefaultAsync(each => each.Kind == request.Kind, cancellationToken);
        if (request.Revision is { } seen && seen != (words?.Revision ?? 0)) return WordingErrors.ChangedMeanwhile();
        if (words is null) db.Add(words = new() { Kind = request.Kind, Subject = "", Body = "", Revision = 0, ChangedBy = actor.Account, ChangedAt = clock.GetUtcNow() });
        (words.Subject, words.Body, words.Revision, words.ChangedBy, words.ChangedAt) = (request.Subject.Trim(), request.Body.Trim().ReplaceLineEndings("\n"), words.Revision + 1, actor.Account, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return await db.WordingAsync(request.Kind, words, cancellationToken);
    }
}

internal sealed class ResetWordingHandler(CentreDbContext db) : IRequestHandler<ResetWording, Result<WordingAnswer>>
{
    public async Task<Result<WordingAnswer>> Handle(ResetWording request, CancellationToken cancellationToken)
    {
        if (await db.Wordings.SingleOrDefaultAsync(each => each.Kind == request.Kind, cancellationToken) is { } words) db.Remove(words);
        await db.SaveChangesAsync(cancellationToken);
        return await db.WordingAsync(request.Kind, null, cancellationToken);
    }
}

internal static class WordingReading
{
    public static WordingPreview Preview(MessageKind kind, Wording wording)
    {
        var phrased = Phrasing.Of(wording, MessageSamples.Of(kind));
        return new(phrased.Subject, phrased.Plain, phrased.Html);
    }

    /// <param name="own">Null for the product's words.</param>
    public static async Task<WordingAnswer> WordingAsync(this CentreDbContext db, MessageKind kind, CentreWording? own, CancellationToken cancellationToken)
    {
        var wording = own is null ? Wording.DefaultOf(kind) : new(own.Subject, own.Body);
        var names = MessageSamples.Of(kind).Select(each => new WordingName(each.Key, each.Value is IReadOnlyList<IReadOnlyDictionary<string, object?>> ? null : $"{each.Value}")).ToList();
        return new(
            SnakeCase.Kebab(kind.ToString()), wording.Subject, wording.Body, own is not null, own?.Revision ?? 0, own is null ? null : (await db.TimeAsync(cancellationToken)).Civil(own.ChangedAt), names, Preview(kind, wording));
    }
}
