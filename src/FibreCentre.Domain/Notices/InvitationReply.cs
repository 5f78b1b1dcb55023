using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Notices;

/// <summary>What a trainee says to an invitation (RFC 5546 section 3.2.3 and 3.2.7), or in plain words.</summary>
public enum ReplyAnswer { Accepted, Declined, Tentative, Counter, Words }

/// <summary>How an answer came.</summary>
public enum ReplyWay { Link, Mail }

/// <summary>Whether an answer counts, and if not, why it is only kept.</summary>
public enum ReplyOutcome
{
    Applied,

    /// <summary>The session has changed since what it answers.</summary>
    EarlierTime,

    /// <summary>One that was written later has come before it.</summary>
    Overtaken,

    /// <summary>A counter-proposal, or plain words: for people to read.</summary>
    Note,

    /// <summary>The trainee has no place any more.</summary>
    NoPlace,

    /// <summary>From an address that is not the trainee's, and without the invitation's token.</summary>
    Stranger,

    /// <summary>It fits no invitation.</summary>
    Unknown,
}

/// <summary>An answer as it was given.</summary>
/// <param name="Sequence">SEQUENCE of the calendar entry that it answers.</param>
/// <param name="Stamp">DTSTAMP: when it was written.</param>
public sealed record GivenAnswer(ReplyAnswer Answer, int Sequence, DateTimeOffset Stamp, ReplyWay Way)
{
    public string? Comment { get; init; }

    /// <summary>The other start that a counter asks for.</summary>
    public DateTimeOffset? Proposes { get; init; }

    /// <summary>SHA-256 of the mail, in hexadecimal digits.</summary>
    public string? ContentHash { get; init; }

    /// <summary>An address; kept only where it may not be the trainee's.</summary>
    public string? Sender { get; init; }
}

/// <summary>An answer to an invitation: kept always, applied where the rules of RFC 5546 section 2.1.5 say so. None ever cancels a place.</summary>
public sealed class InvitationReply
{
    /// <summary>Of a comment, in characters.</summary>
    public const int LongestComment = 1000;

    public long Id { get; private init; }

    /// <summary>Null for what fits none.</summary>
    public InvitationId? Invitation { get; private init; }

    public ProviderId? Provider { get; private init; }

    public TraineeId? Trainee { get; private init; }

    public required int Sequence { get; init; }

    public required ReplyAnswer Answer { get; init; }

    public string? Comment { get; private init; }

    public DateTimeOffset? Proposes { get; private init; }

    public required ReplyWay Way { get; init; }

    public required ReplyOutcome Outcome { get; init; }

    /// <summary>When it was written; never later than when it came, so that a clock that is fast blocks no later answer.</summary>
    public required DateTimeOffset Stamp { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? Sender { get; private init; }

    public string? ContentHash { get; private init; }

    /// <summary>Whether it asks for somebody of the staff: a "no" that counts, a note, and what is kept apart.</summary>
    public bool ToSee { get; private init; }

    public DateTimeOffset? SeenAt { get; private set; }

    /// <summary>Null where a later answer made it pointless.</summary>
    public Guid? SeenBy { get; private set; }

    /// <summary>An answer of the trainee's own.</summary>
    /// <param name="standing">The answer that counts so far for the invitation's present sequence; null when there is none.</param>
    public static InvitationReply To(Invitation invitation, GivenAnswer given, InvitationReply? standing, DateTimeOffset now) =>
        Make(invitation, given, Judge(invitation, given, standing), now);

    /// <summary>One whose sender is not known to be the trainee: kept for staff, not applied.</summary>
    /// <param name="invitation">Null where none fits.</param>
    public static InvitationReply KeptApart(Invitation? invitation, GivenAnswer given, DateTimeOffset now) =>
        Make(invitation, given, invitation is null ? ReplyOutcome.Unknown : ReplyOutcome.Stranger, now);

    /// <summary>Closes what waits for staff; the first who does so is remembered.</summary>
    public void See(Guid? by, DateTimeOffset now)
    {
        if (!ToSee || SeenAt is not null) return;
        (SeenAt, SeenBy) = (now, by);
    }

    private static ReplyOutcome Judge(Invitation invitation, GivenAnswer given, InvitationReply? standing) => given switch
    {
        { Answer: ReplyAnswer.Counter or ReplyAnswer.Words } => ReplyOutcome.Note,
        _ when given.Sequence < invitation.Sequence => ReplyOutcome.EarlierTime,
        _ when invitation.Withdrawn => ReplyOutcome.NoPlace,
        _ when standing is not null && given.Stamp < standing.Stamp => ReplyOutcome.Overtaken,
        _ => ReplyOutcome.Applied,
    };

    private static InvitationReply Make(Invitation? invitation, GivenAnswer given, ReplyOutcome outcome, DateTimeOffset now)
    {
        var isApart = outcome is ReplyOutcome.Stranger or ReplyOutcome.Unknown;
        return new()
        {
            Invitation = invitation?.Id, Provider = invitation?.Provider, Trainee = invitation?.Trainee,
            // Nobody but the centre raises a sequence: one above the present one means the present one.
            Sequence = invitation is null ? given.Sequence : Math.Min(given.Sequence, invitation.Sequence),
            Answer = given.Answer, Comment = Bounded(given.Comment), Proposes = given.Proposes, Way = given.Way, Outcome = outcome, Stamp = given.Stamp < now ? given.Stamp : now, ReceivedAt = now,
            Sender = isApart ? given.Sender : null, ContentHash = given.ContentHash,
            ToSee = isApart || outcome == ReplyOutcome.Note || (outcome == ReplyOutcome.Applied && given.Answer == ReplyAnswer.Declined),
        };
    }

    private static string? Bounded(string? comment)
    {
        var text = new string([.. (comment ?? "").Where(letter => letter == '\n' || !char.IsControl(letter))]).Trim();
        if (text.Length > LongestComment) text = text[..(char.IsHighSurrogate(text[LongestComment - 1]) ? LongestComment - 1 : LongestComment)];
        return text.Length == 0 ? null : text;
    }
}
