using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;

namespace FibreCentre.Domain.Facilities;

/// <summary>What somebody wants to know to be free.</summary>
/// <param name="BayKind">Slug of the kind of bay.</param>
/// <param name="Qualifications">All of which each instructor must hold.</param>
/// <param name="Kit">Types and how many in all.</param>
/// <param name="Trainees">The group, from 1 to 60.</param>
/// <param name="Instructors">How many at once; with 0 none is looked for.</param>
/// <param name="Length">From 15 minutes to a working day.</param>
/// <param name="From">First day; the last is <paramref name="Until"/>.</param>
public sealed record SlotWanted(string BayKind, IReadOnlyList<string> Qualifications, IReadOnlyDictionary<string, int> Kit, int Trainees, int Instructors, TimeSpan Length, DateOnly From, DateOnly Until);

/// <summary>A time at which all of it is free.</summary>
/// <param name="Seats">What the bays hold, never less than the group.</param>
/// <param name="Cost">Lower is better: later days, seats left empty and instructors who teach much already cost.</param>
public sealed record SlotFound(TimeSlot During, DateOnly Day, IReadOnlyList<ResourceId> Bays, IReadOnlyList<ResourceId> Instructors, IReadOnlyList<ResourceId> Kit, int Seats, double Cost);

/// <summary>A day on which it cannot be, and why.</summary>
public sealed record DayWithout(DateOnly Day, IReadOnlyList<string> Reasons);

public sealed record SlotsFound(IReadOnlyList<SlotFound> Slots, IReadOnlyList<DayWithout> Without);

/// <summary>Answers "what is free?": a morning and an afternoon of every day at most, best first, and the reasons of the days without.</summary>
public static class FreeSlots
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);

    public static SlotsFound Find(SlotWanted wanted, CentreFacilities centre, DateTimeOffset now)
    {
        var found = new List<SlotFound>();
        var without = new List<DayWithout>();
        var pattern = new SessionPattern
        {
            Day = 1, Starts = default, Ends = default, Title = "It", BayKind = wanted.BayKind, TraineesPerBay = wanted.Trainees, Kit = [.. wanted.Kit.Select(need => new KitNeed(need.Key, KitPer.Group, need.Value))],
            TraineesPerInstructor = wanted.Trainees,
        };
        var working = 0;
        for (var day = wanted.From; day <= wanted.Until; day = day.AddDays(1))
        {
            if (centre.Calendar.WhyShut(day) is { } shut)
            {
                // Weekends are no news.
                if (centre.Calendar.WorkingDays.Contains(day.DayOfWeek)) without.Add(new(day, [$"The centre is shut: {shut}."]));
                continue;
            }
            var (best, reasons) = OnDay(wanted, pattern, centre, day, working++, now);
            found.AddRange(best);
            if (best.Count == 0) without.Add(new(day, reasons));
        }
        return new([.. found.OrderBy(each => each.Cost).ThenBy(each => each.During.Start)], without);
    }

    private static (IReadOnlyList<SlotFound> Best, IReadOnlyList<string> Reasons) OnDay(SlotWanted wanted, SessionPattern pattern, CentreFacilities centre, DateOnly day, int later, DateTimeOffset now)
    {
        var (opens, closes) = (centre.Calendar.Time.At(day, centre.Calendar.Opens), centre.Calendar.Time.At(day, centre.Calendar.Closes));
        var noon = centre.Calendar.Time.At(day, new(12, 0));
        var best = new List<SlotFound>(2);
        IReadOnlyList<string>? reasons = null;
        for (var start = opens; start + wanted.Length <= closes; start += Step)
        {
            if (start <= now) continue;
            var proposal = Proposing.One(wanted.Qualifications, new(1, pattern, new(start, start + wanted.Length), day), wanted.Trainees, centre, instructorsWanted: wanted.Instructors);
            if (proposal.Shortfalls.Count == 0)
            {
                best.Add(Found(proposal, later));
                if (start >= noon) break;
                while (start + Step < noon) start += Step;   // one a half-day
            }
            else if (reasons is null || proposal.Shortfalls.Count < reasons.Count) reasons = proposal.Shortfalls;
        }
        return (best, reasons ?? [now >= closes - wanted.Length ? "The day is over." : $"It is longer than the centre is open: {CohortErrors.Time(centre.Calendar.Opens)} to {CohortErrors.Time(centre.Calendar.Closes)}."]);

        SlotFound Found(SessionProposal proposal, int days)
        {
            var bays = proposal.ProposedBays.Select(centre.BayOf).ToList();
            var seats = bays.Sum(bay => bay.Capacity);
            var load = proposal.ProposedInstructors.Sum(id => proposal.Instructors.First(each => each.Id == id).Load?.Share ?? 0);
            return new(
                proposal.Session.During, day, proposal.ProposedBays, proposal.ProposedInstructors, proposal.ProposedKit, seats,
                days + ((seats - wanted.Trainees) * 0.1) + ((bays.Count - 1) * 0.5) + (load * 0.5));
        }
    }
}
