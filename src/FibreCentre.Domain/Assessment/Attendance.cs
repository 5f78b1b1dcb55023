using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Assessment;

public enum AttendanceMark { Present, Late, Absent }

/// <summary>Who was there, session by session.</summary>
public sealed class Attendance
{
    public required SessionId Session { get; init; }

    public required TraineeId Trainee { get; init; }

    public required ProviderId Provider { get; init; }

    public required PlaceId Place { get; init; }

    public AttendanceMark Mark { get; private set; }

    public Guid MarkedBy { get; private set; }

    public DateTimeOffset MarkedAt { get; private set; }

    public void Set(AttendanceMark mark, Guid by, DateTimeOffset now) => (Mark, MarkedBy, MarkedAt) = (mark, by, now);
}
