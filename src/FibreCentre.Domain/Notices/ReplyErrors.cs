namespace FibreCentre.Domain.Notices;

/// <summary>Everything that may be refused about answers to invitations.</summary>
public static class ReplyErrors
{
    public static Error NoInvitation() => new(ErrorKind.NotFound, "invitation-not-found", "No such invitation", "Use the link in the newest mail about this session.");

    public static Error NotFound() => new(ErrorKind.NotFound, "answer-not-found", "No such answer", "Check the reference.");

    public static Error ChangedMeanwhile() => new(ErrorKind.Conflict, "session-changed-meanwhile", "This session has changed since you opened the page", "Nothing was answered. Look at the new time below and answer again.");

    public static Error NothingToAnswer() => new(ErrorKind.Conflict, "nothing-to-answer", "There is nothing to answer any more", "The session is over, or you have no place on it any more.");

    public static Error MailUnreadable() => new(ErrorKind.Unprocessable, "mail-unreadable", "This mail cannot be read", "It is no mail, is larger than 1 MB, or has more than 20 parts or 5 levels of them.");

    public static Error MailWithoutAnswer() => new(ErrorKind.Unprocessable, "mail-without-answer", "There is no answer in this mail", "It needs a part text/calendar or application/ics in which an attendee accepts, declines or proposes another time.");
}
