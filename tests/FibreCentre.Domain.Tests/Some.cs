using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain.Tests.Catalogue;

namespace FibreCentre.Domain.Tests;

/// <summary>Values that are good enough, to be bent by a test in one place.</summary>
internal static class Some
{
    public static readonly CentreTime London = CentreTime.In("Europe/London");

    /// <summary>Monday 7 December 2026: no change of the clocks, no holiday near.</summary>
    public static readonly DateOnly Monday = new(2026, 12, 7);

    public static readonly DateTimeOffset LongBefore = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly WorkingCalendar Calendar = Open();

    /// <summary>Open from 8:00 to 17:30, Monday to Friday, but for the closures given.</summary>
    public static WorkingCalendar Open(params CentreClosure[] closures) =>
        new(London, new(8, 0), new(17, 30), new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }, closures);

    public static CentreClosure Shut(DateOnly first, DateOnly last, string reason = "Christmas") => new(Guid.NewGuid(), first, last, reason);

    public static DateTimeOffset At(DateOnly day, int hour, int minute = 0) => London.At(day, new(hour, minute));

    public static TimeSlot Slot(DateOnly day, int from, int to) => London.On(day, new(from, 0), new(to, 0));

    public static CourseVersion Version(CourseSpec? spec = null) => new()
    {
        Id = CourseVersionId.New(LongBefore), Course = (spec ?? SomeCourse.Called("FTC-210")).Code, Number = 1, Title = "Splicing", Spec = spec ?? SomeCourse.Called("FTC-210"), ContentHash = new string('0', 64), PublishedAt = LongBefore,
    };

    /// <summary>Two sessions on Monday, 8:30 to 12:15 and 13:00 to 16:30, unless the course says otherwise.</summary>
    public static Cohort Cohort(CourseSpec? course = null, int capacity = 6, DateOnly? starts = null)
    {
        var version = Version(course);
        var laid = SessionLayout.Lay(version.Spec, starts ?? Monday, Calendar).Value!;
        return Domain.Cohorts.Cohort.Plan(version, "FTC-210-261207-A", capacity, laid, London, LongBefore).Value!;
    }

    public static Cohort Published(this Cohort cohort)
    {
        Assert.True(cohort.Publish(LongBefore).Succeeded);
        return cohort;
    }

    /// <summary>One session to another time, all by the usual rules.</summary>
    public static Result<IReadOnlyList<SessionMoved>> Move(this Cohort cohort, SessionId session, TimeSlot to, BookingTerms terms, WorkingCalendar calendar, DateTimeOffset now) =>
        cohort.Reschedule(new Dictionary<SessionId, TimeSlot> { [session] = to }, terms, calendar, now);

    public static Place Place(Cohort? cohort = null) => Domain.Places.Place.Of(Order((cohort ?? Cohort()).Id), TraineeId.New(LongBefore), 780m, Monday.AddDays(-14), allocation: null, LongBefore);

    /// <summary>Of a provider of its own.</summary>
    public static Booking Order(CohortId? cohort = null) => Booking.Ordered(new(Guid.NewGuid()), cohort ?? CohortId.New(LongBefore), "B-1", "PO", Guid.NewGuid(), LongBefore);

    public static Booking Hold(DateTimeOffset until, CohortId? cohort = null) => Booking.Held(new(Guid.NewGuid()), cohort ?? CohortId.New(LongBefore), "B-1", until, Guid.NewGuid(), LongBefore);

    /// <summary>An adult with nothing declared and nothing held.</summary>
    public static EngineerFacts Engineer(params HeldCertificate[] certificates) => new(new(1990, 5, 4), new Dictionary<string, DateOnly?>(), certificates);

    public static HeldCertificate Held(string course, DateOnly until) => new(new(course), "X-1", until.AddYears(-3), until);

    public static Bay Bay(string code, int capacity = 6, string kind = "splice-bench") => new() { Id = new(Guid.NewGuid()), Code = code, Name = $"Bench {code}", BayKind = kind, Capacity = capacity };

    public static Instructor Instructor(string name, DateOnly? until = null, string qualification = "fibre-qualified")
    {
        var instructor = new Instructor { Id = new(Guid.NewGuid()), Code = name.ToUpperInvariant(), Name = name, Email = $"{name}@example.org" };
        instructor.Hold(new(Guid.NewGuid(), qualification, new(2020, 1, 1), until));
        return instructor;
    }

    public static KitItem Splicer(int number, DateOnly? until = null) => new() { Id = new(Guid.NewGuid()), KitType = "fusion-splicer", SerialNumber = $"S-{number:00}", CalibratedUntil = until };
}
