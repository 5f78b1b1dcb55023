using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Timetable;

/// <summary>Who is told that sessions have changed: one calendar update a trainee and session, one letter an instructor, one to who has places without names or waits, one announcement a provider and session.</summary>
internal sealed class RosterNotices(CentreDbContext db)
{
    /// <summary>Adds what is to be sent; the caller saves.</summary>
    /// <param name="subject">What instructors' letters are about: a cohort or an outage.</param>
    public async Task TellAsync(Replan replan, Guid subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var changed = replan.Sessions.Where(each => each.TellsTrainees(replan.Centre)).ToList();
        var ids = changed.ConvertAll(each => each.Session.Id);
        var invitations = await db.Invitations.Where(invitation => ids.Contains(invitation.Session) && !invitation.Withdrawn).ToListAsync(cancellationToken);
        foreach (var invitation in invitations) invitation.SessionChanged(now);
        var soonest = changed.ToDictionary(each => each.Session.Id, each => each.To.Start < each.From.Start ? each.To.Start : each.From.Start);
        await db.TellOfChangesAsync(invitations, MessageKind.Update, session => soonest[session], now, cancellationToken);
        var bookers = replan.BookersTold().ToList();
        db.AddRange(bookers.Select(each => Message.To(each.Account, each.Provider, MessageKind.CohortMoved, each.Cohort.Value, now, now, $"{replan.Sessions.First(one => one.Cohort.Id == each.Cohort).Cohort.Revision}")));
        var hear = bookers.SelectMany(booker => changed.Where(each => each.Cohort.Id == booker.Cohort).Select(each => (booker.Provider, Session: each.Session.Id)));
        foreach (var (provider, session) in invitations.Select(invitation => (invitation.Provider, invitation.Session)).Union(hear))
            await db.AnnounceAsync(provider, WebhookEvents.SessionMoved, new { sessionId = session.Value, cohortId = changed.Single(each => each.Session.Id == session).Cohort.Id.Value }, now, cancellationToken);
        await TellInstructorsAsync(replan, subject, now, cancellationToken);
    }

    private async Task TellInstructorsAsync(Replan replan, Guid subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = replan.InstructorsTold().ToLookup(each => each.Instructor.Value, each => each.Session);
        var instructors = told.Select(each => each.Key).ToArray();
        if (instructors.Length == 0) return;
        var accounts = await db.Database.SqlQuery<Account>($"select id as \"Id\", instructor_id as \"Instructor\" from identity.account where instructor_id = any ({instructors})").ToListAsync(cancellationToken);
        var occasion = $"{replan.Sessions.Max(each => each.Cohort.Revision)}";
        db.AddRange(accounts.Select(account => Message.To(account.Id, null, MessageKind.RosterChanged, subject, now, now, occasion, [.. told[account.Instructor].Select(session => Before(replan, session, new(account.Instructor)))])));
    }

    private static ChangedSession Before(Replan replan, SessionId session, ResourceId instructor)
    {
        var one = replan.Sessions.Single(each => each.Session.Id == session);
        return new(session.Value, one.From.Start, one.From.End, [.. one.Before.Where(id => replan.Centre.KindOf(id) == ResourceKind.Bay).Select(replan.Centre.NameOf).Order(StringComparer.Ordinal)], one.Before.Contains(instructor));
    }

    private sealed record Account(Guid Id, Guid Instructor);
}
