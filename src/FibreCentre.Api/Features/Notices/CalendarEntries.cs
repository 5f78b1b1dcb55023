using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.ICalendar;

namespace FibreCentre.Api.Features.Notices;

/// <summary>A session as it stands in a trainee's calendar, the same in an invitation and in a feed.</summary>
internal static class CalendarEntries
{
    public const string ProductId = "-//FibreCentre//Training//EN";

    public static CalendarEvent Of(Cohort cohort, Session session, Invitation invitation, string bays, Centre centre, DateTimeOffset stamp) => new()
    {
        Uid = invitation.Uid, Sequence = invitation.Sequence, Stamp = stamp, Start = session.During.Start, End = session.During.End,
        Summary = $"{cohort.Course} {session.Title}", Location = bays.Length == 0 ? $"{centre.Name}, {centre.Address}" : $"{bays}, {centre.Name}, {centre.Address}",
        Created = invitation.CreatedAt, LastModified = invitation.ChangedAt,
    };
}
