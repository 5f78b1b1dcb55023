using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Domain.Cohorts;

public readonly record struct CohortId(Guid Value)
{
    public static CohortId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

public enum CohortState { Draft, Open, Confirmed, Running, Completed, Cancelled }

/// <summary>One dated run of a course version.</summary>
public sealed class Cohort
{
    private readonly List<Session> _sessions = [];

    public required CohortId Id { get; init; }

    /// <summary>What people call it, such as <c>FTC-201-261207-A</c>: course, first day, letter.</summary>
    public required string Code { get; init; }

    public required CourseVersionId CourseVersion { get; init; }

    public required CourseCode Course { get; init; }

    public required string Title { get; init; }

    public CohortState State { get; private set; } = CohortState.Draft;

    public int Capacity { get; private set; }

    /// <summary>Below this the centre would rather not run it.</summary>
    public int MinimumSize { get; private set; }

    /// <summary>Counted by the database from the places themselves; never written here.</summary>
    public int PlacesTaken { get; private set; }

    /// <summary>Of live allocations, what nobody has filled yet. Counted by the database; never written here.</summary>
    public int PlacesKept { get; private set; }

    /// <summary>Free to everybody.</summary>
    public int PlacesLeft => Capacity - PlacesTaken - PlacesKept;

    /// <summary>Pounds sterling, without VAT.</summary>
    public required decimal PricePerPlace { get; init; }

    public DateOnly FirstDay { get; private set; }

    public DateOnly LastDay { get; private set; }

    public DateTimeOffset BookingClosesAt { get; private set; }

    /// <summary>Until when every place must have a name; unnamed ones lapse then.</summary>
    public DateTimeOffset NamesDueAt { get; private set; }

    /// <summary>When staff are asked whether it goes ahead.</summary>
    public DateTimeOffset DecideAt { get; private set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<Session> Sessions => _sessions;

    public bool TakesBookings(DateTimeOffset now) => State is CohortState.Open or CohortState.Confirmed && now < BookingClosesAt;

    /// <summary>A draft with its sessions laid. Booking closes when the first session starts.</summary>
    public static Result<Cohort> Plan(CourseVersion version, string code, int capacity, IReadOnlyList<LaidSession> laid, CentreTime time, DateTimeOffset now)
    {
        if (capacity < 1 || capacity > 60) return CohortErrors.CapacityOutOfRange();
        if (laid[0].During.Start <= now) return CohortErrors.FirstDayPast();
        var cohort = new Cohort
        {
            Id = CohortId.New(now), Code = code, CourseVersion = version.Id, Course = version.Course, Title = version.Title,
            Capacity = capacity, MinimumSize = Math.Min(version.Spec.MinimumSize, capacity), PricePerPlace = version.Spec.PricePerPlace, CreatedAt = now,
        };
        cohort.Date(laid[0].Day, laid[^1].Day, laid[0].During.Start, version.Spec.BookingTerms, time);
        cohort._sessions.AddRange(laid.Select(session => Session.Laid(cohort.Id, session, now)));
        return cohort;
    }

    /// <summary>Opens a draft for booking.</summary>
    public Result<CohortPublished> Publish(DateTimeOffset now)
    {
        if (State != CohortState.Draft) return CohortErrors.NotADraft(State);
        if (now >= BookingClosesAt) return CohortErrors.FirstDayPast();
        State = CohortState.Open;
        Revision++;
        return new CohortPublished(Id);
    }

    /// <summary>Whether it goes ahead is no longer open: bookers can rely on it.</summary>
    public Result<CohortConfirmed> Confirm()
    {
        if (State != CohortState.Open) return CohortErrors.NotOpen(State);
        State = CohortState.Confirmed;
        Revision++;
        return new CohortConfirmed(Id);
    }

    /// <summary>It will not take place. What becomes of its places is decided with it.</summary>
    public Result<CohortCancelled> Cancel(DateTimeOffset now)
    {
        if (State is CohortState.Running or CohortState.Completed or CohortState.Cancelled || now >= BookingClosesAt) return CohortErrors.CannotChange(State is CohortState.Open or CohortState.Confirmed or CohortState.Draft ? CohortState.Running : State);
        State = CohortState.Cancelled;
        Revision++;
        return new CohortCancelled(Id);
    }

    /// <summary>More or fewer places. Whether bays and instructors suffice for more is the caller's to check.</summary>
    public Result<CapacityChanged> ChangeCapacity(int capacity)
    {
        if (capacity is < 1 or > 60) return CohortErrors.CapacityOutOfRange();
        if (State is CohortState.Running or CohortState.Completed or CohortState.Cancelled) return CohortErrors.CannotChange(State);
        if (capacity < PlacesTaken + PlacesKept) return CohortErrors.CapacityBelowPlaces(PlacesTaken, PlacesKept);
        Capacity = capacity;
        MinimumSize = Math.Min(MinimumSize, capacity);
        Revision++;
        return new CapacityChanged(Id, capacity);
    }

    /// <summary>Follows the clock: running from its first session, completed after its last. True when the state changed.</summary>
    /// <param name="ends">When its last session is over.</param>
    public bool Advance(DateTimeOffset ends, DateTimeOffset now)
    {
        var next = State is CohortState.Open or CohortState.Confirmed or CohortState.Running ? now >= ends ? CohortState.Completed : now >= BookingClosesAt ? CohortState.Running : State : State;
        if (next == State) return false;
        State = next;
        Revision++;
        return true;
    }

    /// <summary>Gives sessions other times, all or none. A slot that is the session's own changes nothing. Whether everybody and everything is free then is the caller's to check, and the database's to refuse.</summary>
    /// <param name="to">The new slots, by session; what is not named stays, and one that stays in its slot may change what serves it.</param>
    /// <param name="isRefitted">Whether what serves one of them changes too: then the revision rises though no time does.</param>
    /// <returns>Those whose time changes, in the order of their new times.</returns>
    public Result<IReadOnlyList<SessionMoved>> Reschedule(IReadOnlyDictionary<SessionId, TimeSlot> to, BookingTerms terms, WorkingCalendar calendar, DateTimeOffset now, bool isRefitted = false)
    {
        if (State is CohortState.Completed or CohortState.Cancelled) return CohortErrors.CannotChange(State);
        if (to.Keys.Any(id => !_sessions.Exists(session => session.Id == id))) return CohortErrors.SessionNotFound();
        var moving = _sessions.Where(session => to.TryGetValue(session.Id, out var slot) && slot != session.During).ToList();
        foreach (var session in moving)
        {
            var slot = to[session.Id];
            if (session.During.Start <= now) return CohortErrors.SessionHasStarted();
            if (slot.Start <= now) return CohortErrors.TimePast();
            var day = calendar.Time.DayOf(slot.Start);
            if (calendar.WhyShut(day) is { } reason) return CohortErrors.CentreShut(day, reason);
            if (!calendar.IsOpenFor(slot)) return CohortErrors.OutsideOpeningHours(session.Title, calendar.Opens, calendar.Closes);
        }
        var slots = _sessions.ConvertAll(session => to.GetValueOrDefault(session.Id, session.During)).OrderBy(slot => slot.Start).ToList();
        if (slots.Zip(slots.Skip(1)).Any(pair => pair.First.Overlaps(pair.Second))) return CohortErrors.SessionsOverlap();
        var moved = moving.Select(session => new SessionMoved(Id, session.Id, session.During, to[session.Id])).OrderBy(each => each.To.Start).ToList();
        foreach (var session in moving) session.MoveTo(to[session.Id]);
        if (moved.Count > 0) Date(calendar.Time.DayOf(slots[0].Start), calendar.Time.DayOf(slots[^1].Start), slots[0].Start, terms, calendar.Time);
        if (moved.Count > 0 || isRefitted) Revision++;
        return moved;
    }

    /// <summary>Names that are missing are not due at once because the centre moved its dates: there is at least so much time for them, though never past the first session.</summary>
    public void LeaveTimeForNames(TimeSpan atLeast, DateTimeOffset now)
    {
        var soonest = now + atLeast;
        if (NamesDueAt < soonest) NamesDueAt = soonest < BookingClosesAt ? soonest : BookingClosesAt;
    }

    private void Date(DateOnly firstDay, DateOnly lastDay, DateTimeOffset begins, BookingTerms terms, CentreTime time)
    {
        (FirstDay, LastDay, BookingClosesAt) = (firstDay, lastDay, begins);
        var namesDue = time.At(firstDay.AddDays(-terms.NamesDueDays), new TimeOnly(17, 0));
        NamesDueAt = namesDue < begins ? namesDue : begins;
        DecideAt = time.At(firstDay.AddDays(-terms.DecisionDays), new TimeOnly(9, 0));
    }
}

public sealed record CohortPublished(CohortId Cohort);

public sealed record CohortConfirmed(CohortId Cohort);

public sealed record CohortCancelled(CohortId Cohort);

public sealed record CapacityChanged(CohortId Cohort, int Capacity);

public sealed record SessionMoved(CohortId Cohort, SessionId Session, TimeSlot From, TimeSlot To);
