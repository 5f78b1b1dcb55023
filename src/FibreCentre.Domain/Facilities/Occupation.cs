using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>How long each resource is taken by the sessions of one cohort: the session, with the time around it. Where a cohort stays in a bay, nobody clears away and sets up in between.</summary>
public static class Occupation
{
    /// <param name="sessions">All sessions of the cohort with what serves each.</param>
    /// <param name="around">The buffer that a session asks for around one of its resources.</param>
    /// <returns>The slot for each session and resource. Two of one resource touch at most, whenever the sessions themselves do not overlap.</returns>
    public static IReadOnlyDictionary<(SessionId Session, ResourceId Resource), TimeSlot> Of(
        IEnumerable<(SessionId Session, TimeSlot During, IReadOnlyCollection<ResourceId> Resources)> sessions, Func<SessionId, ResourceId, Buffer> around)
    {
        var slots = new Dictionary<(SessionId, ResourceId), TimeSlot>();
        var uses = sessions.SelectMany(each => each.Resources.Select(resource => (Resource: resource, each.Session, each.During)));
        foreach (var resource in uses.GroupBy(each => each.Resource))
        {
            var inOrder = resource.OrderBy(each => each.During.Start).ToList();
            var buffers = inOrder.ConvertAll(each => around(each.Session, each.Resource));
            for (var next = 1; next < inOrder.Count; next++)
            {
                var gap = Max(inOrder[next].During.Start - inOrder[next - 1].During.End, TimeSpan.Zero);
                if (buffers[next - 1].After + buffers[next].Before <= gap) continue;
                var after = Min(buffers[next - 1].After, gap);
                buffers[next - 1] = buffers[next - 1] with { After = after };
                buffers[next] = buffers[next] with { Before = Min(buffers[next].Before, gap - after) };
            }
            foreach (var (use, buffer) in inOrder.Zip(buffers)) slots[(use.Session, use.Resource)] = buffer.Around(use.During);
        }
        return slots;
    }

    /// <summary>What keeps the resources of a cohort's sessions for it.</summary>
    public static IReadOnlyList<Reservation> Reservations(IReadOnlyList<(Session Session, IReadOnlyList<ResourceId> Resources)> serving, CentreFacilities centre)
    {
        var slots = Of(serving.Select(each => (each.Session.Id, each.Session.During, (IReadOnlyCollection<ResourceId>)each.Resources)), (session, resource) => centre.Around(resource, serving.First(each => each.Session.Id == session).Session.BayKind));
        return [.. serving.SelectMany(each => each.Resources.Select(resource => Reservation.ForSession(each.Session.Id, resource, centre.KindOf(resource), slots[(each.Session.Id, resource)])))];
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
