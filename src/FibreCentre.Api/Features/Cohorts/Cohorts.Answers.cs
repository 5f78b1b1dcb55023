using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>A slot on the centre's clocks: both times carry its offset, and the zone is named.</summary>
public sealed record CivilSlot(DateTimeOffset Starts, DateTimeOffset Ends, string TimeZone)
{
    internal static CivilSlot Of(TimeSlot slot, CentreTime time) => new(time.Civil(slot.Start), time.Civil(slot.End), time.ZoneId);
}

/// <summary>A bay, instructor or kit item that serves a session.</summary>
/// <param name="KitType">Of kit: the slug of its type, such as <c>fusion-splicer</c>; else null.</param>
public sealed record SessionResource(Guid Id, string Kind, string Name, string? KitType = null);

public sealed record SessionAnswer(Guid Id, int Number, string Title, string BayKind, CivilSlot During, int Revision, IReadOnlyList<SessionResource> Resources);
