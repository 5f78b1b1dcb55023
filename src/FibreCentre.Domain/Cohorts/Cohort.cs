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

    public required int Capacity { get; init; }

    /// <summary>Counted by the database from the places themselves; never written here.</summary>
    public int PlacesTaken { get; private set; }

    public int PlacesLeft => Capacity - PlacesTaken;

    /// <summary>Pounds sterling, without VAT.</summary>
    public required decimal PricePerPlace { get; init; }

    public DateOnly FirstDay { get; private set; }

    public DateOnly LastDay { get; private set; }

    public DateTimeOffset BookingClosesAt { get; private set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<Session> Sessions => _sessions;

    public bool TakesBookings(DateTimeOffset now) => State is CohortState.Open or CohortState.Confirmed && now < BookingClosesAt;

    /// <summary>A draft with its sessions laid. Booking closes when the first session starts.</summary>
    public static Result<Cohort> Plan(CourseVersion version, string code, int capacity, IReadOnlyList<LaidSession> laid, DateTimeOffset now)
    {
        if (capacity < 1 || capacity > 60) return CohortErrors.CapacityOutOfRange();
        if (laid[0].During.Start <= now) return CohortErrors.FirstDayPast();
        var cohort = new Cohort
        {
            Id = CohortId.New(now), Code = code, CourseVersion = version.Id, Course = version.Course, Title = version.Title,
            Capacity = capacity, PricePerPlace = version.Spec.PricePerPlace, CreatedAt = now,
            FirstDay = laid[0].Day, LastDay = laid[^1].Day, BookingClosesAt = laid[0].During.Start,
        };
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

    /// <summary>Gives one session another time. Whether everybody and everything is free then is the caller's to check, and the database's to refuse.</summary>
    public Result<SessionMoved> Move(SessionId id, TimeSlot to, WorkingCalendar calendar, DateTimeOffset now)
    {
        if (_sessions.Find(session => session.Id == id) is not { } session) return CohortErrors.SessionNotFound();
        if (State is CohortState.Completed or CohortState.Cancelled) return CohortErrors.CannotChange(State);
        if (session.During.Start <= now) return CohortErrors.SessionHasStarted();
        if (to.Start <= now) return CohortErrors.TimePast();
        var day = calendar.Time.DayOf(to.Start);
        if (calendar.WhyShut(day) is { } reason) return CohortErrors.CentreShut(day, reason);
        if (!calendar.IsOpenFor(to)) return CohortErrors.OutsideOpeningHours(session.Title, calendar.Opens, calendar.Closes);
        if (_sessions.Exists(other => other.Id != id && other.During.Overlaps(to))) return CohortErrors.SessionsOverlap();
        var from = session.During;
        session.MoveTo(to);
        BookingClosesAt = _sessions.Min(other => other.During.Start);
        FirstDay = calendar.Time.DayOf(BookingClosesAt);
        LastDay = calendar.Time.DayOf(_sessions.Max(other => other.During.Start));
        Revision++;
        return new SessionMoved(Id, id, from, to);
    }
}

public sealed record CohortPublished(CohortId Cohort);

public sealed record SessionMoved(CohortId Cohort, SessionId Session, TimeSlot From, TimeSlot To);
