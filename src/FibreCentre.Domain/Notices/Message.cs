using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Notices;

/// <summary>Those of the first line go to a trainee; the others, and the last of the first to the employer as well, to somebody who signs in: who booked or waits, or one of the centre's own people. The last goes to addresses of the centre's choice.</summary>
public enum MessageKind
{
    Invitation, Update, Cancellation, Reminder, Overview, Joining, CertificateExpiring,
    HoldEnding, HoldLapsed, NamesDue, NamesLapsed, Offer, OfferEnding, OfferLapsed, PlaceGiven, GoingAhead, CohortCancelled, DecisionDue, InvariantsBroken, WaitingClosed,
    RosterChanged, CohortMoved, PracticeBooked, PracticeTomorrow, PracticeOff, AssessmentOutstanding, CheckDue, ReviewQueried, DecisionOverturned, AppealMade, AppealToDecide, AppealEnded, Digest, LedgerHead, PasswordLink,
}

/// <summary>Pending and retrying wait; transmitting is on the wire; the others are final until a person acts.</summary>
public enum MessageState { Pending, Transmitting, Sent, Uncertain, Retrying, Dead, Skipped }

/// <summary>What a person makes of a message that is dead or uncertain.</summary>
public enum MessageDecision { Resend, Dismiss }

/// <summary>One thing to tell one person. What it says is read when it is sent, so that it is never out of date.</summary>
public sealed class Message
{
    /// <summary>Waits before the next attempt; after the last of them the message is dead and staff are shown it.</summary>
    public static readonly IReadOnlyList<TimeSpan> RetryLadder =
        [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    public long Id { get; private init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Names the fact told; the same fact met twice is one message.</summary>
    public required string Key { get; init; }

    /// <summary>Null for the centre's own people.</summary>
    public ProviderId? Provider { get; init; }

    /// <summary>To whom, with <see cref="Place"/>; null when it goes to an account.</summary>
    public TraineeId? Trainee { get; init; }

    public PlaceId? Place { get; init; }

    /// <summary>To whom, with <see cref="Subject"/>; null when it goes to a trainee.</summary>
    public Guid? Account { get; init; }

    /// <summary>To whom, where that is nobody who signs in here: the keeper of a head of the ledger. Null otherwise.</summary>
    public string? Address { get; init; }

    /// <summary>The booking, waiting entry or cohort it speaks of.</summary>
    public Guid? Subject { get; init; }

    public InvitationId? Invitation { get; init; }

    /// <summary>The least sequence that the calendar entry it carries can have; null for one that is about no single entry.</summary>
    public int? LeastSequence => Invitation is null ? null : int.Parse(Key.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The digest that tells of it; null for what is told by itself.</summary>
    public long? Digest { get; private set; }

    /// <summary>The day a reminder speaks of.</summary>
    public DateOnly? Day { get; init; }

    public MessageState State { get; private set; } = MessageState.Pending;

    /// <summary>Not on its way yet, or to be tried again.</summary>
    public bool IsWaiting => State is MessageState.Pending or MessageState.Retrying;

    public DateTimeOffset DueAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>RFC 5322 section 3.6.4; the same at every attempt, so that a mail system can see a repetition.</summary>
    public required string MessageId { get; init; }

    public string? ClaimedBy { get; private set; }

    public DateTimeOffset? ClaimedAt { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When it first could not be known whether it had arrived; null while that never happened.</summary>
    public DateTimeOffset? UncertainAt { get; private set; }

    public string? Note { get; private set; }

    /// <summary>The session, or the whole of the cohort, as what was last written for it says; null while nothing is, and of what is about neither.</summary>
    public TimeSlot? SaidDuring { get; private set; }

    /// <summary>The bays of that session by name; empty without one, null of a cohort.</summary>
    public string? SaidIn { get; private set; }

    /// <summary>What a letter to an instructor is about; null where it is about no session.</summary>
    public IReadOnlyList<ChangedSession>? Changes { get; init; }

    public static Message About(Invitation invitation, MessageKind kind, DateTimeOffset dueAt, DateTimeOffset now) => new()
    {
        Kind = kind, Key = $"{invitation.Id.Value:N}/{invitation.Sequence}/{kind}", Provider = invitation.Provider, Trainee = invitation.Trainee, Place = invitation.Place,
        Invitation = invitation.Id, DueAt = dueAt, CreatedAt = now, MessageId = NewMessageId(),
    };

    /// <summary>To a trainee, about a place as a whole.</summary>
    /// <param name="occasion">Tells apart what may be told of the same place more than once.</param>
    public static Message OfPlace(Place place, MessageKind kind, DateTimeOffset now, string occasion) => new()
    {
        Kind = kind, Key = $"{place.Id.Value:N}/{kind}/{occasion}", Provider = place.Provider, Trainee = place.Named, Place = place.Id, DueAt = now, CreatedAt = now, MessageId = NewMessageId(),
    };

    /// <summary>To somebody who signs in here, about a booking, a waiting entry or a cohort.</summary>
    /// <param name="occasion">Tells apart what may be told of the same subject more than once.</param>
    public static Message To(Guid account, ProviderId? provider, MessageKind kind, Guid subject, DateTimeOffset dueAt, DateTimeOffset now, string occasion = "", IReadOnlyList<ChangedSession>? changes = null) => new()
    {
        Kind = kind, Key = $"{subject:N}/{account:N}/{kind}{(occasion.Length == 0 ? "" : "/")}{occasion}", Provider = provider, Account = account, Subject = subject, DueAt = dueAt, CreatedAt = now, MessageId = NewMessageId(),
        Changes = changes,
    };

    /// <summary>To an address that the centre has been set up to tell.</summary>
    public static Message To(string address, MessageKind kind, Guid subject, DateTimeOffset now) => new()
    {
        Kind = kind, Key = $"{subject:N}/{address}/{kind}", Address = address, Subject = subject, DueAt = now, CreatedAt = now, MessageId = NewMessageId(),
    };

    /// <summary>What it tells of has moved to another moment. What is on its way or has arrived stays as it is.</summary>
    public void FallDue(DateTimeOffset at)
    {
        if (IsWaiting) DueAt = at;
    }

    /// <summary>A worker is about to send it; it still waits.</summary>
    public void TakenBy(string worker, DateTimeOffset now) => (ClaimedBy, ClaimedAt) = (worker, now);

    /// <summary>What has been written for it speaks of this.</summary>
    public void Says(TimeSlot? during, string? bays) => (SaidDuring, SaidIn) = (during, bays);

    public void LetGo() => (ClaimedBy, ClaimedAt) = (null, null);

    /// <summary>It goes on the wire.</summary>
    public void Claim(string worker, DateTimeOffset now)
    {
        State = MessageState.Transmitting;
        Attempts++;
        TakenBy(worker, now);
    }

    /// <summary>An attempt that came to nothing before anything was sent.</summary>
    public void CannotBeWritten(string why, DateTimeOffset now)
    {
        Attempts++;
        Retry(why, now);
    }

    public void Sent(DateTimeOffset now) => Finish(MessageState.Sent, null, now);

    public void Skip(string why, DateTimeOffset now)
    {
        if (UncertainAt is null) Says(null, null);
        Finish(MessageState.Skipped, why, now);
    }

    /// <summary>It could not be written with the others of its digest, and goes on by itself.</summary>
    public void LeaveDigest(string why, DateTimeOffset now)
    {
        Digest = null;
        CannotBeWritten(why, now);
    }

    /// <summary>
    /// Whether it arrived cannot be known: the connection broke, or the worker died, after the text was handed over. What is sent here does no
    /// harm twice (a calendar entry has its UID and sequence, a reminder its Message-ID), so it goes once more; a second time a person decides.
    /// </summary>
    public void BecomeUncertain(string why, DateTimeOffset now)
    {
        if (UncertainAt is not null)
        {
            Finish(MessageState.Uncertain, why, now);
            return;
        }
        UncertainAt = now;
        State = MessageState.Retrying;
        DueAt = now;
        Note = why;
        LetGo();
    }

    /// <summary>Refused for good, or tried too often.</summary>
    public void Die(string why, DateTimeOffset now) => Finish(MessageState.Dead, why, now);

    /// <summary>Not taken, but may be later.</summary>
    public void Retry(string why, DateTimeOffset now)
    {
        if (Attempts > RetryLadder.Count)
        {
            Die(why, now);
            return;
        }
        State = MessageState.Retrying;
        DueAt = now + RetryLadder[Attempts - 1];
        Note = why;
        LetGo();
    }

    /// <summary>A person asks for one more attempt.</summary>
    public void Resend(DateTimeOffset now) => SendFrom(now);

    /// <summary>A person has seen it and wants no more of it. Why it failed stays with it.</summary>
    public void Dismiss(DateTimeOffset now) => Finish(MessageState.Skipped, $"Dismissed. {Note}".Trim(), now);

    /// <summary>What was final waits again, as on its first day.</summary>
    public void SendFrom(DateTimeOffset at)
    {
        State = MessageState.Pending;
        Attempts = 0;
        DueAt = at;
        FinishedAt = null;
        Note = null;
        LetGo();
    }

    private void Finish(MessageState state, string? note, DateTimeOffset now)
    {
        State = state;
        Note = note;
        FinishedAt = now;
        LetGo();
    }

    private static string NewMessageId() => $"{Guid.NewGuid():N}";
}
