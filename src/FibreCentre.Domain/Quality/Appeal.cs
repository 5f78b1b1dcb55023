using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Quality;

public readonly record struct AppealId(Guid Value)
{
    public static AppealId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum AppealBy { Trainee, Provider }

public enum AppealOutcome { Upheld, Dismissed }

/// <summary>Somebody's word against a decision about them or their engineer. A quality assurer who had no part in it decides, in a line of the ledger.</summary>
public sealed class Appeal
{
    public required AppealId Id { get; init; }

    public required Guid Decision { get; init; }

    public required ProviderId Provider { get; init; }

    public required TraineeId Trainee { get; init; }

    /// <summary>Who signed the decision; the database refuses them as the one who decides.</summary>
    public required Guid DecisionBy { get; init; }

    public required AppealBy MadeAs { get; init; }

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Null once they were erased.</summary>
    public required string? Reasons { get; init; }

    public Guid? TakenBy { get; private set; }

    public DateTimeOffset? TakenAt { get; private set; }

    public AppealOutcome? Outcome { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The line that says how it ended, with the reasons beside it.</summary>
    public Guid? LedgerEntry { get; private set; }

    /// <summary>How long an appeal is left to whoever took it.</summary>
    public static readonly TimeSpan TakenOverAfter = TimeSpan.FromDays(1);

    /// <summary>The last day on which a decision can be contested.</summary>
    /// <param name="workingDays">Of the centre, after the day it was signed.</param>
    public static DateOnly LastDay(WorkingCalendar calendar, DateOnly signedOn, int workingDays)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return workingDays == 0 ? signedOn : calendar.FindWorkingDay(signedOn.AddDays(1), workingDays) ?? signedOn.AddYears(1);
    }

    /// <summary>The first day whose decisions can still be contested.</summary>
    public static DateOnly FirstDay(WorkingCalendar calendar, DateOnly today, int workingDays)
    {
        var day = today;
        while (day > today.AddYears(-1) && LastDay(calendar, day.AddDays(-1), workingDays) >= today) day = day.AddDays(-1);
        return day;
    }

    /// <param name="over">From the colleague who has had it for <see cref="TakenOverAfter"/> and has not ended it; else an appeal that somebody has is refused.</param>
    public Result<Appeal> Take(Guid by, bool over, DateTimeOffset now)
    {
        if (Outcome is not null) return AppealErrors.Ended();
        if (TakenBy is not null && !(over && MayBeTakenOver(by, now))) return AppealErrors.Taken();
        (TakenBy, TakenAt) = (by, now);
        return this;
    }

    /// <summary>Whether somebody else has had it long enough.</summary>
    public bool MayBeTakenOver(Guid by, DateTimeOffset now) => Outcome is null && TakenBy is { } has && has != by && now >= TakenAt + TakenOverAfter;

    /// <summary>Why somebody may not say how it ends; null when they may.</summary>
    public Error? WhyNotEnd(Guid by) => Outcome is not null ? AppealErrors.Ended() : TakenBy == by ? null : TakenBy is null ? AppealErrors.NotYours() : AppealErrors.Taken();

    public void End(AppealOutcome outcome, Guid ledgerEntry, DateTimeOffset now) => (Outcome, EndedAt, LedgerEntry) = (outcome, now, ledgerEntry);
}

/// <summary>Everything an appeal refuses.</summary>
public static class AppealErrors
{
    public static Error NotFound() => new(ErrorKind.NotFound, "appeal-not-found", "No such appeal", "Check the reference.");

    public static Error TooLate(string lastDay) => new(ErrorKind.Conflict, "appeal-too-late", "The time to appeal is over", $"This decision could be contested until {lastDay}. Talk to the centre if there was a reason you could not.");

    public static Error OpenAlready() => new(ErrorKind.Conflict, "appeal-open", "The decision is contested already", "There is an open appeal. You will see here how it ends.");

    public static Error Once() => new(ErrorKind.Conflict, "appeal-once", "You have contested this decision before", "An appeal is decided once.");

    public static Error NothingToContest() => new(ErrorKind.Conflict, "nothing-to-contest", "There is nothing to contest", "The decision was competent.");

    public static Error DoesNotStand() => new(ErrorKind.Conflict, "does-not-stand", "The decision does not stand any more", "It has been corrected; the unit can be assessed anew.");

    public static Error HadAPart() => new(ErrorKind.Conflict, "had-a-part", "Somebody else has to decide it", "Whoever signed, countersigned or reviewed the decision, or was assessed, does not decide the appeal.");

    public static Error Taken() => new(ErrorKind.Conflict, "appeal-taken", "Somebody has it already", "Look at another one. A day after it was taken it can be taken over.");

    public static Error NotYours() => new(ErrorKind.Conflict, "appeal-not-taken", "Take the appeal first", "Whoever has taken it says how it ends.");

    public static Error Ended() => new(ErrorKind.Conflict, "appeal-ended", "The appeal has ended", "It is decided once.");
}
