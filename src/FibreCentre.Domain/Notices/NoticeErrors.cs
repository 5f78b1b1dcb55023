namespace FibreCentre.Domain.Notices;

/// <summary>Why a rule of reminders cannot be changed.</summary>
public static class ReminderRuleErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "reminder-rule-not-found", "No such reminder", "Look at the list of reminders for those there are.");

    public static Error ChangedMeanwhile() => new(ErrorKind.Conflict, "reminder-rule-changed", "Somebody else has changed this reminder", "Look at what it is now, and change it again.");

    public static Error NoTime(bool byHours) => byHours
        ? new(ErrorKind.Invalid, "reminder-rule-without-hours", "Say how many hours before", "This reminder counts by hours: send hoursBefore from 1 to 168, without daysBefore and at.")
        : new(ErrorKind.Invalid, "reminder-rule-without-day", "Say how many days before, and at what time", "This reminder counts by days: send daysBefore and at, without hoursBefore.");

    public static Error DigestIsDaily() => new(ErrorKind.Invalid, "digest-is-daily", "The digest goes every day", "Leave its days at 0 and choose at what time.");

    public static Error There() => new(ErrorKind.Conflict, "reminder-rule-there", "There is such a reminder already", "Choose another number of days or hours, or change the other one.");
}

/// <summary>Why the words of messages cannot be changed.</summary>
public static class WordingErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "wording-not-found", "No such kind of message", "Look at the list of messages for those there are.");

    public static Error ChangedMeanwhile() => new(ErrorKind.Conflict, "wording-changed", "Somebody else has changed these words", "Look at what they are now, and change them again.");
}
