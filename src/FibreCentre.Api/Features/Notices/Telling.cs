using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Notices;

/// <summary>How a trainee is told of sessions, and what that person has been told.</summary>
/// <param name="Trainee">Null for the trainee who asks.</param>
public sealed record ShowTelling(TraineeId? Trainee = null, long? Before = null) : IQuery<TellingAnswer>;

/// <param name="ToldBy"><c>invitations</c> or <c>feed</c>.</param>
/// <param name="Next">Send as <c>before</c> for the page after; null on the last one.</param>
public sealed record TellingAnswer(Guid TraineeId, string Name, string ToldBy, IReadOnlyList<ToldLine> Messages, long? Next);

/// <param name="About">The course or the cohort; null where it was about something else.</param>
/// <param name="Note">Why it was skipped, is dead or uncertain.</param>
public sealed record ToldLine(long Id, string Kind, string State, string? About, DateTimeOffset DueAt, DateTimeOffset? FinishedAt, string? Note);

/// <summary>
/// Chooses how a trainee is told. To a feed: each place that lies ahead is told once more as an overview, and what was sent as invitations stays right as
/// invitations. To invitations: those that were not sent follow.
/// </summary>
public sealed record ChooseTelling(TraineeId? Trainee, TraineeTelling By) : ICommand<ChosenTelling>
{
    Guid? ICommand.Subject => Trainee?.Value;
}

public sealed record ChosenTelling(Guid TraineeId, string ToldBy, int Following);

internal sealed class ChooseTellingValidator : AbstractValidator<ChooseTelling>
{
    public ChooseTellingValidator() => RuleFor(request => request.By).IsInEnum().WithMessage("Choose invitations or feed.");
}

internal sealed class ShowTellingHandler(CentreDbContext db, Actor actor) : IRequestHandler<ShowTelling, Result<TellingAnswer>>
{
    public async Task<Result<TellingAnswer>> Handle(ShowTelling request, CancellationToken cancellationToken)
    {
        if (await db.TraineeAskedForAsync(request.Trainee, actor, cancellationToken) is not { } trainee) return PeopleErrors.EngineerNotFound();
        var before = request.Before ?? long.MaxValue;
        var (lines, next) = await db.ToldAsync($"""
            select m.id as "Id", m.kind as "Kind", m.state as "State", c.course_code || ' ' || c.title || coalesce(', ' || s.title, '') as "About", m.due_at as "DueAt", m.finished_at as "FinishedAt", m.note as "Note"
            from message m left join place p on p.id = m.place_id left join cohort c on c.id = p.cohort_id left join invitation i on i.id = m.invitation_id left join session s on s.id = i.session_id
            where m.trainee_id = {trainee.Id.Value} and m.id < {before} order by m.id desc limit {ToldLines.APage + 1}
            """, cancellationToken);
        return new TellingAnswer(trainee.Id.Value, trainee.Name, SnakeCase.Kebab(trainee.ToldBy.ToString()), lines, next);
    }
}

/// <summary>What one person was told, a page at a time.</summary>
internal static class ToldLines
{
    public const int APage = 50;

    private sealed record Row(long Id, string Kind, string State, string? About, DateTime DueAt, DateTime? FinishedAt, string? Note);

    /// <param name="query">Rows with these names, newest first, one more than a page.</param>
    public static async Task<(IReadOnlyList<ToldLine> Lines, long? Next)> ToldAsync(this CentreDbContext db, FormattableString query, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var told = await db.Database.SqlQuery<Row>(query).ToListAsync(cancellationToken);
        return ([.. told.Take(APage).Select(each => new ToldLine(each.Id, each.Kind, each.State, each.About, time.Civil(each.DueAt), each.FinishedAt is { } at ? time.Civil(at) : null, each.Note))], told.Count > APage ? told[APage - 1].Id : null);
    }
}

internal sealed class ChooseTellingHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ChooseTelling, Result<ChosenTelling>>
{
    public async Task<Result<ChosenTelling>> Handle(ChooseTelling request, CancellationToken cancellationToken)
    {
        if (await db.TraineeAskedForAsync(request.Trainee, actor, cancellationToken) is not { } trainee) return PeopleErrors.EngineerNotFound();
        var following = 0;
        if (trainee.ToldBy != request.By)
        {
            trainee.ToldBy = request.By;
            following = request.By == TraineeTelling.Feed ? await OverviewsAsync(trainee, cancellationToken) : await InvitationsAsync(trainee, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
        return new ChosenTelling(trainee.Id.Value, SnakeCase.Kebab(trainee.ToldBy.ToString()), following);
    }

    /// <summary>One a place that lies ahead, once each time a feed is chosen.</summary>
    private async Task<int> OverviewsAsync(Trainee trainee, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = (await db.TimeAsync(cancellationToken)).DayOf(now);
        var places = await (
            from place in db.Places
            join cohort in db.Cohorts on place.Cohort equals cohort.Id
            where place.Trainee == trainee.Id && place.State == PlaceState.Confirmed && cohort.LastDay >= today
            select place).ToListAsync(cancellationToken);
        db.AddRange(places.Select(place => Message.OfPlace(place, MessageKind.Overview, now, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}")));
        return places.Count;
    }

    /// <summary>To each session ahead that the trainee was not invited to, a few at a time.</summary>
    private async Task<int> InvitationsAsync(Trainee trainee, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var uninvited = await (
            from invitation in db.Invitations
            join session in db.Sessions on invitation.Session equals session.Id
            where invitation.Trainee == trainee.Id && !invitation.Withdrawn && invitation.LastSentSequence == null
            select new { invitation, session }).ToListAsync(cancellationToken);
        var ahead = uninvited.Where(each => each.session.During.Start > now).OrderBy(each => each.session.During.Start).Select(each => each.invitation).ToList();
        var messages = ahead.Select((each, index) => Message.About(each, MessageKind.Invitation, Pacing.InvitationDue(index, ahead.Count, now), now)).ToList();
        var keys = messages.ConvertAll(each => each.Key);
        var known = await db.Messages.Where(each => keys.Contains(each.Key)).ToDictionaryAsync(each => each.Key, cancellationToken);
        // What was skipped for the feed is sent after all.
        foreach (var message in messages)
        {
            if (!known.TryGetValue(message.Key, out var before)) db.Add(message);
            else if (before.State == MessageState.Skipped) before.SendFrom(message.DueAt);
        }
        return ahead.Count;
    }
}

internal static class TraineeReading
{
    /// <summary>The trainee named, as far as whoever asks may see; or the one who asks.</summary>
    public static Task<Trainee?> TraineeAskedForAsync(this CentreDbContext db, TraineeId? named, Actor actor, CancellationToken cancellationToken)
    {
        var id = named ?? (actor.TraineeId is { } own ? new TraineeId(own) : default);
        return db.Trainees.IgnoreAutoIncludes().SingleOrDefaultAsync(each => each.Id == id && (actor.ProviderId == null || each.Provider == new ProviderId(actor.ProviderId.Value)), cancellationToken);
    }
}
