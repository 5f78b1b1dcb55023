namespace FibreCentre.Domain.Facilities;

public readonly record struct OutageId(Guid Value)
{
    public static OutageId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>A bay closed, an instructor on leave, a bay or kit item broken or maintained, kit away for calibration, the whole centre shut.</summary>
public enum OutageKind { Closure, Leave, Breakdown, Maintenance, Calibration, CentreClosure }

/// <summary>Proposed: it has moved nothing yet; nobody new is planned into it, but only the program sees to that. In force: its resource is reserved for it, or the calendar says shut.</summary>
public enum OutageState { Proposed, InForce, Withdrawn }

/// <summary>A resource, or the whole centre, out of use for a time.</summary>
public sealed class Outage
{
    public required OutageId Id { get; init; }

    public required OutageKind Kind { get; init; }

    /// <summary>Null: the whole centre.</summary>
    public ResourceId? Resource { get; init; }

    public ResourceKind? ResourceKind { get; init; }

    public TimeSlot During { get; private set; }

    /// <summary>As people are told it, such as <c>burst pipe</c>.</summary>
    public required string Reason { get; init; }

    public OutageState State { get; private set; } = OutageState.Proposed;

    public required Guid MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Rises with every change; what an ETag is made of.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>What its reservation is for.</summary>
    public ReservationPurpose Purpose => Enum.Parse<ReservationPurpose>(Kind.ToString());

    /// <param name="resource">Null for the whole centre.</param>
    public static Result<Outage> Propose(OutageKind kind, (ResourceId Id, ResourceKind Kind)? resource, TimeSlot during, string reason, Guid by, DateTimeOffset now)
    {
        if (!Suits(kind, resource?.Kind)) return FacilityErrors.OutageDoesNotSuit(kind);
        if (during.End <= now) return FacilityErrors.OutagePast();
        return new Outage { Id = OutageId.New(now), Kind = kind, Resource = resource?.Id, ResourceKind = resource?.Kind, During = during, Reason = reason, MadeBy = by, MadeAt = now };
    }

    public Result<Outage> PutInForce(Guid by, DateTimeOffset now)
    {
        if (State != OutageState.Proposed) return FacilityErrors.OutageDecided(State);
        return Decide(OutageState.InForce, by, now);
    }

    /// <summary>It will not be, or is over before its time: what it kept is free again from now on.</summary>
    public Result<Outage> End(Guid by, DateTimeOffset now)
    {
        if (State == OutageState.Withdrawn || During.End <= now) return FacilityErrors.OutageOver();
        if (State == OutageState.Proposed || During.Start >= now) return Decide(OutageState.Withdrawn, by, now);
        During = new(During.Start, now);
        Revision++;
        return this;
    }

    private static bool Suits(OutageKind kind, ResourceKind? resource) => kind switch
    {
        OutageKind.Closure => resource == Facilities.ResourceKind.Bay,
        OutageKind.Leave => resource == Facilities.ResourceKind.Instructor,
        OutageKind.Calibration => resource == Facilities.ResourceKind.Kit,
        OutageKind.CentreClosure => resource is null,
        _ => resource is Facilities.ResourceKind.Bay or Facilities.ResourceKind.Kit,
    };

    private Outage Decide(OutageState state, Guid by, DateTimeOffset now)
    {
        (State, DecidedBy, DecidedAt) = (state, by, now);
        Revision++;
        return this;
    }
}
