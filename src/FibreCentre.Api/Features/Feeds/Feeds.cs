using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Feeds;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Feeds;

/// <summary>The calendar addresses that somebody has, and what else they can have one to.</summary>
public sealed record ListFeeds : IQuery<ListedFeeds>;

public sealed record ListedFeeds(IReadOnlyList<FeedLine> Feeds, IReadOnlyList<FeedChoice> Choices);

/// <param name="Subject">Whose calendar; null for one's own and for the centre's.</param>
/// <param name="RenewedAt">Since when its address counts. Times are on the centre's clocks.</param>
/// <param name="LastFetchedAt">When a calendar program last came by, to the hour; null when none has since then.</param>
public sealed record FeedLine(Guid Id, FeedKind Kind, Guid? Subject, string Name, DateTimeOffset RenewedAt, DateTimeOffset? LastFetchedAt);

/// <param name="Subject">Null for one's own and for the centre's.</param>
public sealed record FeedChoice(FeedKind Kind, Guid? Subject, string Name);

/// <summary>Makes a calendar address. Who has one to the same calendar gets a new address in its place.</summary>
/// <param name="Subject">The instructor, bay or cohort; null for one's own and for the centre's.</param>
public sealed record MakeFeed(FeedKind Kind, Guid? Subject = null) : ICommand<MadeFeed>
{
    Guid? ICommand.Subject => Subject;
}

/// <param name="Token">Shown this once; only its hash is kept.</param>
/// <param name="Path">The address below the centre's own, such as <c>/cal/....ics</c>.</param>
public sealed record MadeFeed(Guid Id, string Token, string Path);

/// <summary>Gives a calendar a new address. The one before stops working.</summary>
public sealed record RenewFeed(FeedId Feed) : ICommand<MadeFeed>
{
    Guid? ICommand.Subject => Feed.Value;
}

/// <summary>Turns a calendar address off for good. Again changes nothing.</summary>
public sealed record RevokeFeed(FeedId Feed) : ICommand<RevokedFeed>
{
    Guid? ICommand.Subject => Feed.Value;
}

public sealed record RevokedFeed(Guid Id, DateTimeOffset RevokedAt);

internal static class FeedRules
{
    public static string Path(string token) => $"/cal/{token}.ics";

    /// <summary>One's own: nobody lists, renews or revokes anybody else's, and of trainees' the trainee alone.</summary>
    public static IQueryable<CalendarFeed> Of(this IQueryable<CalendarFeed> feeds, Actor actor)
    {
        var (account, trainee) = (actor.Account, actor.TraineeId is { } id ? new TraineeId(id) : default);
        return feeds.Where(feed => feed.RevokedAt == null && (feed.Account == account || (feed.Trainee != null && feed.Trainee == trainee)));
    }

    /// <summary>What somebody can have in a calendar, by name. Bookers see the cohorts on which their provider has places.</summary>
    public static async Task<List<FeedChoice>> ChoicesAsync(this CentreDbContext db, Actor actor, CancellationToken cancellationToken)
    {
        var choices = new List<FeedChoice>();
        if (actor.TraineeId is not null) choices.Add(new(FeedKind.Trainee, null, "My own sessions"));
        if (actor.Scope == TenantScope.Staff)
        {
            choices.Add(new(FeedKind.Centre, null, "The whole centre"));
            var instructors = await db.Instructors.IgnoreAutoIncludes().AsNoTracking().Where(each => each.LeftOn == null).OrderBy(each => each.Name).Select(each => new { each.Id, each.Name }).ToListAsync(cancellationToken);
            choices.AddRange(instructors.Select(each => new FeedChoice(FeedKind.Instructor, each.Id.Value, each.Id.Value == actor.InstructorId ? $"{each.Name} (you)" : each.Name)).OrderByDescending(each => each.Subject == actor.InstructorId));
            var bays = await db.Bays.AsNoTracking().Where(each => each.RetiredOn == null).OrderBy(each => each.Code).Select(each => new { each.Id, each.Name }).ToListAsync(cancellationToken);
            choices.AddRange(bays.Select(each => new FeedChoice(FeedKind.Bay, each.Id.Value, each.Name)));
        }
        if (actor.Scope is TenantScope.Staff or TenantScope.Provider)
        {
            var cohorts = db.Cohorts.AsNoTracking().Where(each => each.State != CohortState.Completed && each.State != CohortState.Cancelled);
            if (actor.Scope == TenantScope.Provider) cohorts = cohorts.Where(each => db.Places.Any(place => place.Cohort == each.Id && place.State != PlaceState.Cancelled));
            choices.AddRange((await cohorts.OrderBy(each => each.FirstDay).ThenBy(each => each.Code).Select(each => new { each.Id, each.Code, each.Title }).ToListAsync(cancellationToken))
                .Select(each => new FeedChoice(FeedKind.Cohort, each.Id.Value, $"{each.Code} {each.Title}")));
        }
        return choices;
    }

    public static async Task<Result<CalendarFeed>> FeedAsync(this CentreDbContext db, FeedId id, Actor actor, CancellationToken cancellationToken) =>
        await db.CalendarFeeds.Of(actor).SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is { } feed ? feed : FeedErrors.NotFound();
}

internal sealed class ListFeedsHandler(CentreDbContext db, Actor actor) : IRequestHandler<ListFeeds, Result<ListedFeeds>>
{
    public async Task<Result<ListedFeeds>> Handle(ListFeeds request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var feeds = await db.CalendarFeeds.AsNoTracking().Of(actor).OrderBy(each => each.CreatedAt).ToListAsync(cancellationToken);
        var choices = await db.ChoicesAsync(actor, cancellationToken);
        var names = choices.ToDictionary(each => (each.Kind, each.Subject), each => each.Name);
        // What can no longer be chosen still has its name.
        var subjects = feeds.Where(feed => !names.ContainsKey((feed.Kind, feed.Named))).Select(feed => feed.Subject).ToArray();
        var others = await db.Database.SqlQuery<Named>($"""
            select id as "Id", code || ' ' || title as "Name" from cohort where id = any ({subjects})
            union all select id, name from bay where id = any ({subjects}) union all select id, name from instructor where id = any ({subjects})
            """).ToDictionaryAsync(each => each.Id, each => each.Name, cancellationToken);
        return new ListedFeeds(
            [.. feeds.Select(feed => new FeedLine(
                feed.Id.Value, feed.Kind, feed.Named, names.GetValueOrDefault((feed.Kind, feed.Named)) ?? others[feed.Subject], time.Civil(feed.RenewedAt), feed.LastFetchedAt is { } at ? time.Civil(at) : null))],
            choices);
    }

    internal sealed record Named(Guid Id, string Name);
}

internal sealed class MakeFeedHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MakeFeed, Result<MadeFeed>>
{
    public async Task<Result<MadeFeed>> Handle(MakeFeed request, CancellationToken cancellationToken)
    {
        var (now, token) = (clock.GetUtcNow(), AddressToken.Make());
        if (!(await db.ChoicesAsync(actor, cancellationToken)).Exists(each => each.Kind == request.Kind && each.Subject == request.Subject)) return FeedErrors.SubjectNotFound();
        var subject = request.Kind == FeedKind.Trainee ? actor.TraineeId!.Value : request.Subject ?? Guid.Empty;
        // Orders two who make the same at once: one address lives at a time.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"feed {actor.Account} {subject}"}, 0))", cancellationToken);
        var feed = await db.CalendarFeeds.Of(actor).SingleOrDefaultAsync(each => each.Kind == request.Kind && each.Subject == subject, cancellationToken);
        if (feed is null)
        {
            feed = new CalendarFeed
            {
                Id = FeedId.New(now), Kind = request.Kind, Subject = subject, Account = actor.Account, Provider = actor.ProviderId is { } provider ? new ProviderId(provider) : null,
                Trainee = request.Kind == FeedKind.Trainee ? new TraineeId(subject) : null, TokenHash = AddressToken.HashOf(token), CreatedAt = now, RenewedAt = now,
            };
            db.Add(feed);
        }
        else feed.Renew(AddressToken.HashOf(token), now);
        await db.SaveChangesAsync(cancellationToken);
        return new MadeFeed(feed.Id.Value, token, FeedRules.Path(token));
    }
}

internal sealed class RenewFeedHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RenewFeed, Result<MadeFeed>>
{
    public async Task<Result<MadeFeed>> Handle(RenewFeed request, CancellationToken cancellationToken)
    {
        var found = await db.FeedAsync(request.Feed, actor, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var token = AddressToken.Make();
        found.Value.Renew(AddressToken.HashOf(token), clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new MadeFeed(request.Feed.Value, token, FeedRules.Path(token));
    }
}

internal sealed class RevokeFeedHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RevokeFeed, Result<RevokedFeed>>
{
    public async Task<Result<RevokedFeed>> Handle(RevokeFeed request, CancellationToken cancellationToken)
    {
        var found = await db.FeedAsync(request.Feed, actor, cancellationToken);
        if (!found.Succeeded) return found.Error;
        found.Value.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return new RevokedFeed(request.Feed.Value, found.Value.RevokedAt!.Value);
    }
}
