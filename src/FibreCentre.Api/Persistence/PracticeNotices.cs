using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Persistence;

/// <summary>Who besides the one who booked is told of practice: whoever comes, where they can sign in, and whoever is to be present.</summary>
internal static class PracticeNotices
{
    /// <summary>That it will not be: to whoever booked, to whoever would have come, and to the supervisor, each once.</summary>
    /// <param name="by">Whoever called it off is not told; null where it was nobody in particular.</param>
    public static async Task<IReadOnlyList<Message>> OfCallingOffAsync(CentreDbContext db, IReadOnlyList<Practice> practices, Guid? by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        foreach (var practice in practices)
        {
            var trainee = await db.Database.SqlQuery<Guid>($"select id as \"Value\" from identity.account where trainee_id = {practice.Trainee.Value}").ToListAsync(cancellationToken);
            messages.AddRange(trainee.Append(practice.BookedBy).Distinct().Where(account => account != by).Select(account => Message.To(account, practice.Provider, MessageKind.PracticeOff, practice.Id.Value, now, now)));
            messages.AddRange(await OfSupervisorAsync(db, practice, "off", now, cancellationToken));
        }
        return messages;
    }

    /// <summary>That the supervisor's sessions have changed; nothing where there is none, or none who signs in.</summary>
    public static async Task<IReadOnlyList<Message>> OfSupervisorAsync(CentreDbContext db, Practice practice, string occasion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (practice.Supervisor is not { } supervisor) return [];
        var accounts = await db.Database.SqlQuery<Guid>($"select id as \"Value\" from identity.account where instructor_id = {supervisor.Value}").ToListAsync(cancellationToken);
        return [.. accounts.Select(account => Message.To(account, null, MessageKind.RosterChanged, practice.Id.Value, now, now, occasion))];
    }
}
