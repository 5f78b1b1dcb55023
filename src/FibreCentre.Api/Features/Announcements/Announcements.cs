using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Announcements;

/// <summary>What the centre has announced, newest first.</summary>
/// <param name="Before">The cursor of the page before, or a moment; null for the newest.</param>
public sealed record ListAnnouncements(string? Before = null, int Limit = 20) : IQuery<ListedAnnouncements>;

/// <param name="ProvidersListening">Providers with a program that is told as well.</param>
/// <param name="Next">Send as <c>before</c> for the next page; null on the last one.</param>
public sealed record ListedAnnouncements(IReadOnlyList<AnnouncementLine> Announcements, int ProvidersListening, string? Next);

/// <param name="Told">What became of it on each of the centre's channels.</param>
/// <param name="ProvidersTold">Programs of providers that have taken it.</param>
public sealed record AnnouncementLine(Guid Id, string Title, string Text, string? Link, DateTimeOffset MadeAt, string MadeBy, IReadOnlyList<ChannelTold> Told, int ProvidersTold);

/// <param name="State">Of the delivery, such as <c>delivered</c>.</param>
public sealed record ChannelTold(Guid ChannelId, string Channel, string State);

/// <summary>Announces something over the centre's channels, and to the programs of providers that ask for announcements.</summary>
/// <param name="Link">https; null for none.</param>
/// <param name="Channels">Ids of the centre's channels; empty for all.</param>
public sealed record MakeAnnouncement(string Title, string Text, string? Link, IReadOnlyList<Guid> Channels) : ICommand<MadeAnnouncement>;

/// <param name="Deliveries">Addresses that are told.</param>
public sealed record MadeAnnouncement(Guid Id, int Deliveries);

internal sealed class ListAnnouncementsValidator : AbstractValidator<ListAnnouncements>
{
    public ListAnnouncementsValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.Before).IsPageEnd();
    }
}

internal sealed class MakeAnnouncementValidator : AbstractValidator<MakeAnnouncement>
{
    public MakeAnnouncementValidator()
    {
        RuleFor(request => request.Title).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter a title.").MaximumLength(120).WithMessage("Shorten the title to 120 characters.");
        RuleFor(request => request.Text).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter what is announced.").MaximumLength(2000).WithMessage("Shorten the text to 2,000 characters.");
        RuleFor(request => request.Link).HttpsLink();
        RuleFor(request => request.Channels).NotNull();
    }
}

internal sealed class ListAnnouncementsHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListAnnouncements, Result<ListedAnnouncements>>
{
    private sealed record Row(Guid Announcement, Guid Channel, string? Name, string State);

    public async Task<Result<ListedAnnouncements>> Handle(ListAnnouncements request, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var announcements = db.Announcements.AsNoTracking();
        if (PageEnd.TryParse(request.Before, out var end))
        {
            var last = new AnnouncementId(end.Id);
            announcements = announcements.Where(each => EF.Functions.LessThan(ValueTuple.Create(each.MadeAt, each.Id), ValueTuple.Create(end.At, last)));
        }
        var page = await announcements.OrderByDescending(each => each.MadeAt).ThenByDescending(each => each.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        Guid[] ids = [.. page.Select(each => each.Id.Value)];
        var told = (await db.Database.SqlQuery<Row>($"""
            select d.announcement_id as "Announcement", w.id as "Channel", w.name as "Name", d.state as "State" from webhook_delivery d join webhook w on w.id = d.webhook_id where d.announcement_id = any ({ids}) order by w.name
            """).ToListAsync(cancellationToken)).ToLookup(each => each.Announcement);
        var people = await names.OfAsync(page.Select(each => each.MadeBy), cancellationToken);
        var listening = await db.Webhooks.Where(each => each.Provider != null && each.RemovedAt == null && each.Events.Contains(WebhookEvents.AnnouncementMade)).Select(each => each.Provider).Distinct().CountAsync(cancellationToken);
        return new ListedAnnouncements(
            [.. page.Take(request.Limit).Select(each => new AnnouncementLine(
                each.Id.Value, each.Title, each.Body, each.Link, time.Civil(each.MadeAt), people[each.MadeBy], [.. told[each.Id.Value].Where(one => one.Name is not null).Select(one => new ChannelTold(one.Channel, one.Name!, one.State))],
                told[each.Id.Value].Count(one => one is { Name: null, State: "delivered" })))],
            listening, page.Count > request.Limit ? new PageEnd(page[request.Limit - 1].MadeAt, page[request.Limit - 1].Id.Value).ToString() : null);
    }
}

internal sealed class MakeAnnouncementHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<MakeAnnouncement, Result<MadeAnnouncement>>
{
    public async Task<Result<MadeAnnouncement>> Handle(MakeAnnouncement request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var listening = await db.Webhooks.AsNoTracking().Where(each => each.RemovedAt == null && each.Events.Contains(WebhookEvents.AnnouncementMade)).ToListAsync(cancellationToken);
        var own = listening.FindAll(each => each.Provider is null);
        if (request.Channels.Any(id => own.TrueForAll(each => each.Id.Value != id))) return RequestErrors.Invalid("channels", "Choose channels that the centre has.");
        var announcement = new Announcement
        {
            Id = AnnouncementId.New(now), Title = request.Title.Trim(), Body = request.Text.Trim(), Link = string.IsNullOrWhiteSpace(request.Link) ? null : request.Link.Trim(), MadeBy = actor.Account, MadeAt = now,
        };
        db.Add(announcement);
        var (signed, plain) = (
            Announcing.Payload(WebhookEvents.AnnouncementMade, new { announcementId = announcement.Id.Value, title = announcement.Title, text = announcement.Body, link = announcement.Link }, now), Announcing.Text(announcement.AsText()));
        var told = listening.FindAll(each => each.Provider is not null || request.Channels.Count == 0 || request.Channels.Contains(each.Id.Value));
        db.AddRange(told.Select(each => WebhookDelivery.To(each, WebhookEvents.AnnouncementMade, each.Format == WebhookFormat.Chat ? plain : signed, now, announcement.Id)));
        await db.SaveChangesAsync(cancellationToken);
        return new MadeAnnouncement(announcement.Id.Value, told.Count);
    }
}
