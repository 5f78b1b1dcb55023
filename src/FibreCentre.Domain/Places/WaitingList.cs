using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Places;

public readonly record struct WaitingId(Guid Value)
{
    public static WaitingId New(DateTimeOffset at) => new(Guid.CreateVersion7(at));
}

/// <summary>Waiting; all others are at their end: served in full, left, an offer not taken in time, or the cohort closed.</summary>
public enum WaitingState { Waiting, Served, Left, OfferLapsed, Closed }

/// <summary>A provider in line for places of a full cohort.</summary>
public sealed class WaitingEntry
{
    private readonly List<WaitingEngineer> _engineers = [];

    public required WaitingId Id { get; init; }

    /// <summary>The order of joining, given by the database.</summary>
    public long Number { get; private init; }

    public required CohortId Cohort { get; init; }

    public required ProviderId Provider { get; init; }

    /// <summary>How many are still to come, those in open offers with them.</summary>
    public int Places { get; private set; }

    /// <summary>How many lie in offers that have not been answered.</summary>
    public int Offered { get; private set; }

    public int Wanted => Places - Offered;

    /// <summary>All of them or none; else any that come.</summary>
    public required bool Together { get; init; }

    /// <summary>Booked at once when the turn comes, under the order number given on joining; else offered.</summary>
    public required bool Automatic { get; init; }

    public string? PurchaseOrder { get; init; }

    public WaitingState State { get; private set; } = WaitingState.Waiting;

    public required Guid JoinedBy { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who is to come, where it was said; empty when the places are wanted without names.</summary>
    public IReadOnlyList<WaitingEngineer> Engineers => _engineers;

    public static WaitingEntry Join(CohortId cohort, ProviderId provider, int places, bool together, bool automatic, string? purchaseOrder, IEnumerable<TraineeId> engineers, Guid by, DateTimeOffset now)
    {
        var entry = new WaitingEntry
        {
            Id = WaitingId.New(now), Cohort = cohort, Provider = provider, Places = places, Together = together, Automatic = automatic, PurchaseOrder = purchaseOrder, JoinedBy = by, JoinedAt = now,
        };
        entry._engineers.AddRange(engineers.Select((trainee, index) => new WaitingEngineer(trainee, index + 1)));
        return entry;
    }

    /// <summary>Places have been held for it; it has until then to take them.</summary>
    public void Offer(int places) => Offered += places;

    /// <summary>Places were taken. What is still wanted goes on waiting at its old turn.</summary>
    /// <param name="wereOffered">False when they were booked at once.</param>
    public void Take(int places, bool wereOffered, DateTimeOffset now)
    {
        if (EndedAt is not null) return;
        if (wereOffered) Offered = Math.Max(0, Offered - places);
        if (places >= Places) End(WaitingState.Served, now);
        else Places -= places;
    }

    /// <summary>Places of an open offer were declined: so many fewer are wanted.</summary>
    public void GiveBack(int places, DateTimeOffset now)
    {
        if (EndedAt is not null) return;
        Offered = Math.Max(0, Offered - places);
        if (places >= Places) End(WaitingState.Left, now);
        else Places -= places;
    }

    /// <summary>However often: how it ended first is how it ended.</summary>
    public void End(WaitingState how, DateTimeOffset now)
    {
        if (EndedAt is null) (State, EndedAt) = (how, now);
    }
}

/// <param name="Position">In the order they were named, from 1.</param>
public sealed record WaitingEngineer(TraineeId Trainee, int Position);

/// <summary>Somebody in line, with what is known at the moment places come free.</summary>
/// <param name="Able">Of the engineers named, those who may take the cohort on its dates; all of them null when none were named.</param>
/// <param name="Hindered">Why the others may not, one sentence each.</param>
/// <param name="Kept">Places its own allocation still keeps for it.</param>
public sealed record InLine(WaitingEntry Entry, IReadOnlyList<TraineeId>? Able, IReadOnlyList<string> Hindered, int Kept = 0);

/// <summary>What one in line is given, or why not.</summary>
/// <param name="Places">0 when passed over.</param>
/// <param name="Kept">How many of them are drawn from its own allocation: as many as that has, as when it books.</param>
/// <param name="Free">Places it could have had, those kept for it among them.</param>
/// <param name="Engineers">Who takes them; empty when they are without names.</param>
public sealed record Turn(WaitingEntry Entry, int Places, int Kept, int Free, IReadOnlyList<TraineeId> Engineers, string? PassedOverBecause);

/// <summary>That somebody's turn was not taken, and why. For staff.</summary>
public sealed class WaitingPass
{
    public long Id { get; private init; }

    public required WaitingId Entry { get; init; }

    public required ProviderId Provider { get; init; }

    public required CohortId Cohort { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int PlacesFree { get; init; }

    public required string Reason { get; init; }
}

/// <summary>Who gets the places that came free: by the order of joining, the first who may take them. What an allocation keeps is its provider's alone, whoever stands before it.</summary>
public static class WaitingList
{
    /// <param name="line">Those waiting, in the order of joining.</param>
    /// <param name="free">Places nobody has and no allocation keeps.</param>
    /// <param name="namesAreDue">Whether places without a name can no longer be given.</param>
    public static IReadOnlyList<Turn> Give(IEnumerable<InLine> line, int free, bool namesAreDue)
    {
        var turns = new List<Turn>();
        foreach (var each in line.Where(each => each.Entry.Wanted > 0 && free + each.Kept > 0))
        {
            var turn = TurnOf(each, free + each.Kept, namesAreDue);
            turns.Add(turn);
            free -= turn.Places - turn.Kept;
        }
        return turns;
    }

    private static Turn TurnOf(InLine each, int free, bool namesAreDue)
    {
        var wanted = each.Entry.Wanted;
        if (each.Able is null && namesAreDue) return PassedOver("No engineers were named, and every place must have a name now.");
        var able = each.Able?.Count ?? wanted;
        if (able == 0) return PassedOver($"None of the engineers named may take it. {string.Join(" ", each.Hindered)}".TrimEnd());
        if (each.Entry.Together && able < wanted) return PassedOver($"Wants {wanted} together, and not all of the engineers named may take it. {string.Join(" ", each.Hindered)}".TrimEnd());
        if (each.Entry.Together && free < wanted) return PassedOver($"Wants {wanted} together; {free - each.Kept} came free{(each.Kept > 0 ? $" and {each.Kept} {(each.Kept == 1 ? "is" : "are")} kept for it" : "")}.");
        var given = Math.Min(Math.Min(wanted, able), free);
        return new(each.Entry, given, Math.Min(given, each.Kept), free, each.Able is null ? [] : [.. each.Able.Take(given)], null);

        Turn PassedOver(string why) => new(each.Entry, 0, 0, free, [], why);
    }
}
