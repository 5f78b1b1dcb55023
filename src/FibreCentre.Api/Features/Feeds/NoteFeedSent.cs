using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Feeds;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Feeds;

/// <summary>Notes that a calendar program came by, and what it was sent.</summary>
internal sealed record NoteFeedSent(FeedId Feed, string Version, SentFeed Sent) : ICommand<DateTimeOffset>, IHousekeeping;

internal sealed class NoteFeedSentHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<NoteFeedSent, Result<DateTimeOffset>>
{
    public async Task<Result<DateTimeOffset>> Handle(NoteFeedSent request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.CalendarFeeds.Where(feed => feed.Id == request.Feed).ExecuteUpdateAsync(
            set => set.SetProperty(feed => feed.LastFetchedAt, now).SetProperty(feed => feed.ServedVersion, request.Version).SetProperty(feed => feed.ServedEtag, request.Sent.Etag)
                .SetProperty(feed => feed.ServedLength, request.Sent.Length).SetProperty(feed => feed.ServedAt, request.Sent.At), cancellationToken);
        return now;
    }
}
