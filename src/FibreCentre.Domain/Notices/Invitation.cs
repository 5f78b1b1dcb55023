using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Notices;

public readonly record struct InvitationId(Guid Value)
{
    public static InvitationId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>One trainee's calendar entry for one session. Its UID lasts as long as the two do: through moves, and through leaving and coming back.</summary>
public sealed class Invitation
{
    public required InvitationId Id { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    public required SessionId Session { get; init; }

    public PlaceId Place { get; private set; }

    /// <summary>RFC 5545 section 3.8.4.7.</summary>
    public required string Uid { get; init; }

    /// <summary>RFC 5545 section 3.8.7.4: rises with every change of time, place or status.</summary>
    public int Sequence { get; private set; }

    /// <summary>32 hexadecimal digits, 128 random bits; the organizer's address carries them, so that an answer finds its invitation.</summary>
    public required string ReplyToken { get; init; }

    public bool Withdrawn { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Null while the trainee has been told nothing.</summary>
    public int? LastSentSequence { get; private set; }

    public static Invitation To(Place place, SessionId session, string uid, string replyToken, DateTimeOffset now) => new()
    {
        Id = InvitationId.New(now), Provider = place.Provider, Trainee = place.Named, Session = session, Place = place.Id,
        Uid = uid, ReplyToken = replyToken, CreatedAt = now, ChangedAt = now,
    };

    public void SessionChanged(DateTimeOffset now) => Change(now);

    public void Withdraw(DateTimeOffset now)
    {
        Withdrawn = true;
        Change(now);
    }

    /// <summary>The trainee has a place again: the old entry comes back under its old UID with a higher sequence.</summary>
    public void Renew(PlaceId place, DateTimeOffset now)
    {
        Place = place;
        Withdrawn = false;
        Change(now);
    }

    public void Told(int sequence) => LastSentSequence = Math.Max(LastSentSequence ?? 0, sequence);

    private void Change(DateTimeOffset now)
    {
        Sequence++;
        ChangedAt = now;
    }
}
