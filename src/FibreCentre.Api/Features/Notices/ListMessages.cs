using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What the centre has told people and what became of it, newest first.</summary>
/// <param name="State">Only of this state, such as <c>dead</c>; null for all.</param>
/// <param name="Before">The id of the last row of the page before; null for the first page.</param>
public sealed record ListMessages(string? State = null, long? Before = null, int Limit = 50) : IQuery<ListedMessages>;

/// <param name="Counts">How many messages there are in each state.</param>
/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedMessages(IReadOnlyDictionary<string, int> Counts, IReadOnlyList<MessageLine> Messages, long? Next);

/// <param name="About">The cohort's code.</param>
/// <param name="Session">Its title; null for a reminder, which speaks of all sessions of the day.</param>
/// <param name="Day">Of the session it speaks of, as it stands now; of a reminder, the day that is reminded of.</param>
public sealed record MessageLine(
    long Id, string Kind, string State, string To, string About, Guid CohortId, string Course, string CourseTitle, string? Session, DateOnly Day, DateTimeOffset DueAt, int Attempts, DateTimeOffset? FinishedAt, string? Note, bool CanResend);

/// <summary>Sends a message again that is dead or uncertain.</summary>
public sealed record ResendMessage(long Message) : ICommand<ResentMessage>;

public sealed record ResentMessage(long Id, string State);

internal static class MessageErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "message-not-found", "No such message", "Check the reference.");

    public static Error CannotResend(MessageState state) =>
        new(ErrorKind.Conflict, "message-cannot-be-resent", "This message cannot be sent again", $"It is {state.ToString().ToLowerInvariant()}; only a dead or an uncertain one can.");
}

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.State).Must(state => state is null || Enum.GetNames<MessageState>().Contains(state, StringComparer.OrdinalIgnoreCase))
            .WithMessage($"Choose one of {string.Join(", ", Enum.GetNames<MessageState>()).ToLowerInvariant()}.");
    }
}

internal sealed class ListMessagesHandler(CentreDbContext db) : IRequestHandler<ListMessages, Result<ListedMessages>>
{
    public async Task<Result<ListedMessages>> Handle(ListMessages request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var counts = await db.Messages.GroupBy(message => message.State).Select(group => new { State = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var messages = db.Messages.AsNoTracking();
        if (Enum.TryParse<MessageState>(request.State, ignoreCase: true, out var state)) messages = messages.Where(message => message.State == state);
        if (request.Before is { } before) messages = messages.Where(message => message.Id < before);
        var page = await (
            from message in messages
            join trainee in db.Trainees on message.Trainee equals trainee.Id
            join place in db.Places on message.Place equals place.Id
            join cohort in db.Cohorts on place.Cohort equals cohort.Id
            from invitation in db.Invitations.Where(each => each.Id == message.Invitation).DefaultIfEmpty()
            from session in db.Sessions.Where(each => each.Id == invitation!.Session).DefaultIfEmpty()
            orderby message.Id descending
            select new { message, trainee.GivenName, trainee.FamilyName, cohort.Id, cohort.Code, cohort.Course, cohort.Title, cohort.FirstDay, session }).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new ListedMessages(
            counts.ToDictionary(each => SnakeCase.Kebab(each.State.ToString()), each => each.Count),
            [.. page.Take(request.Limit).Select(each => new MessageLine(
                each.message.Id, SnakeCase.Kebab(each.message.Kind.ToString()), SnakeCase.Kebab(each.message.State.ToString()), $"{each.GivenName} {each.FamilyName}", each.Code, each.Id.Value, each.Course.Value, each.Title, each.session?.Title,
                each.message.Day ?? (each.session is { } session ? time.DayOf(session.During.Start) : each.FirstDay), time.Civil(each.message.DueAt), each.message.Attempts, each.message.FinishedAt is { } at ? time.Civil(at) : null, each.message.Note,
                each.message.State is MessageState.Dead or MessageState.Uncertain))],
            page.Count > request.Limit ? page[request.Limit - 1].message.Id : null);
    }
}

internal sealed class ResendMessageHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ResendMessage, Result<ResentMessage>>
{
    public async Task<Result<ResentMessage>> Handle(ResendMessage request, CancellationToken cancellationToken)
    {
        if (await db.Messages.FromSql($"select * from message where id = {request.Message} for update").SingleOrDefaultAsync(cancellationToken) is not { } message) return MessageErrors.NotFound();
        if (message.State is not (MessageState.Dead or MessageState.Uncertain)) return MessageErrors.CannotResend(message.State);
        message.Resend(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new ResentMessage(message.Id, SnakeCase.Kebab(message.State.ToString()));
    }
}
