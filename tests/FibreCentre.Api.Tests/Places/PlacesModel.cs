namespace FibreCentre.Api.Tests.Places;

/// <summary>What a sequence saw that the model did not expect.</summary>
internal sealed class DifferenceException(string what) : Exception(what);

/// <summary>
/// Two cohorts, three providers and everything about their places, in memory. Says a second time, in other words and without the product's
/// code, what the rules are; knows nothing of tables, locks and messages. Wrong on purpose it is the control of the test that uses it.
/// </summary>
/// <param name="togetherMatters">False forgets that who waits for all of its places together takes no part of them.</param>
/// <param name="callingOffIsFree">False asks the fee for cancelling late also when it is the centre that cancels.</param>
/// <param name="promisesLast">False forgets, when the centre moves a place to sooner dates, until when it could be given up free of charge.</param>
/// <param name="keptCounts">False forgets, when a turn comes, what is kept for the one in line.</param>
internal sealed class PlacesModel(bool togetherMatters = true, bool callingOffIsFree = true, bool promisesLast = true, bool keptCounts = true)
{
    public const decimal Price = 140, Fee = 70;

    internal sealed class Cohort
    {
        public required char Name { get; init; }

        public required Guid Id { get; init; }

        public required DateTimeOffset Begins { get; init; }

        public required int Capacity { get; set; }

        public string State { get; set; } = "open";

        public DateTimeOffset Ends => Begins.AddHours(7.5);

        public DateTimeOffset NamesDue => Begins.Date.AddDays(-5).AddHours(17);

        public DateTime FreeUntil => Begins.Date.AddDays(-14);
    }

    internal sealed class Booking
    {
        /// <summary>Null until the database has said what it calls it.</summary>
        public Guid? Id { get; set; }

        public required int Provider { get; init; }

        public required Cohort Cohort { get; init; }

        public DateTimeOffset? HeldUntil { get; set; }

        public DateTimeOffset? Lapsed { get; set; }

        public DateTimeOffset Made { get; init; }

        public Entry? Entry { get; init; }

        public bool IsHeld => HeldUntil is not null && Lapsed is null;
    }

    internal sealed class Place
    {
        public required Booking Booking { get; init; }

        public int? Trainee { get; set; }

        public required string State { get; set; }

        public Allocation? Allocation { get; init; }

        public decimal Owed { get; set; }

        /// <summary>That day included.</summary>
        public required DateTime FreeUntil { get; init; }

        public string Because { get; set; } = "";

        public bool IsThere => State != "cancelled";
    }

    internal sealed class Entry
    {
        public Guid Id { get; set; }

        public required int Provider { get; init; }

        public required Cohort Cohort { get; init; }

        public required int Places { get; set; }

        public required bool Together { get; init; }

        public required bool Automatic { get; init; }

        public required int[] Named { get; init; }

        public int Offered { get; set; }

        public string State { get; set; } = "waiting";

        public int PassedOver { get; set; }
    }

    internal sealed class Allocation
    {
        public Guid Id { get; set; }

        public required int Provider { get; init; }

        public required Cohort Cohort { get; init; }

        public required int Places { get; set; }

        public required DateTimeOffset ReleaseAt { get; set; }

        public bool Released { get; set; }
    }

    public List<Cohort> Cohorts { get; } = [];

    public List<Booking> Bookings { get; } = [];

    public List<Place> Places { get; } = [];

    /// <summary>In the order of joining.</summary>
    public List<Entry> Entries { get; } = [];

    public List<Allocation> Allocations { get; } = [];

    public DateTimeOffset Now { get; set; }

    /// <summary>Every provider has five engineers; the last one is a child.</summary>
    public static bool IsAdult(int trainee) => trainee % 5 != 4;

    public static int ProviderOf(int trainee) => trainee / 5;

    // ---- What is so ---------------------------------------------------------------------------------------------------------------------

    public int Taken(Cohort cohort) => Places.Count(place => place.Booking.Cohort == cohort && place.IsThere);

    public int Left(Allocation allocation) => allocation.Released ? 0 : allocation.Places - Used(allocation);

    public int Used(Allocation allocation) => Places.Count(place => place.Allocation == allocation && place.IsThere);

    public int Kept(Cohort cohort) => Allocations.Where(each => each.Cohort == cohort).Sum(Left);

    public int Free(Cohort cohort) => cohort.Capacity - Taken(cohort) - Kept(cohort);

    public int FreeFor(int provider, Cohort cohort) => Free(cohort) + (Live(provider, cohort) is { } own ? Left(own) : 0);

    public Allocation? Live(int provider, Cohort cohort) => Allocations.Find(each => each.Provider == provider && each.Cohort == cohort && !each.Released);

    public static bool GoesOn(Cohort cohort) => cohort.State is "open" or "confirmed";

    public bool Sells(Cohort cohort) => GoesOn(cohort) && Now < cohort.Begins;

    public bool NamesAreDue(Cohort cohort) => Now >= cohort.NamesDue;

    public bool May(int trainee, Cohort cohort, Cohort? leaving = null) => IsAdult(trainee)
        && !Places.Exists(place => place.IsThere && place.Trainee == trainee && (place.Booking.Cohort == cohort || (place.Booking.Cohort != leaving && place.Booking.Cohort.Begins.Date == cohort.Begins.Date)));

    public decimal Owing(int provider) => Places.Where(place => place.Booking.Provider == provider).Sum(place => place.Owed);

    // ---- What happens -------------------------------------------------------------------------------------------------------------------

    /// <summary>Seats on a new booking: drawn from the provider's allocation as far as it reaches.</summary>
    public Booking Seat(Booking booking, IEnumerable<int?> trainees)
    {
        Bookings.Add(booking);
        foreach (var trainee in trainees)
        {
            var own = Live(booking.Provider, booking.Cohort) is { } allocation && Left(allocation) > 0 ? allocation : null;
            Sit(booking, trainee, own, booking.Cohort.FreeUntil);
        }
        return booking;
    }

    private void Sit(Booking booking, int? trainee, Allocation? own, DateTime freeUntil) =>
        Places.Add(new() { Booking = booking, Trainee = trainee, State = booking.HeldUntil is null ? "confirmed" : "held", Allocation = own, Owed = booking.HeldUntil is null ? Price : 0, FreeUntil = freeUntil });

    public void Order(Booking held)
    {
        held.HeldUntil = null;
        var places = Places.FindAll(place => place.Booking == held && place.State == "held");
        foreach (var place in places) (place.State, place.Owed) = ("confirmed", Price);
        if (held.Entry is { State: "waiting" } entry)
        {
            entry.Offered -= places.Count;
            Shrink(entry, places.Count, "served");
        }
    }

    public void Lapse(Booking held, string entryBecomes)
    {
        held.Lapsed = Now;
        foreach (var place in Places.Where(place => place.Booking == held && place.State == "held")) (place.State, place.Because) = ("cancelled", "lapsed");
        if (held.Entry is { State: "waiting" } entry) entry.State = entryBecomes;
    }

    /// <summary>Given up or lapsed: what was booked costs half from the day after the last free one, thirteen days before unless it was promised longer; what was only held costs nothing, and an offer is wanted for so many fewer.</summary>
    public void End(Place place, string because)
    {
        if (place.State == "confirmed") place.Owed = Now.Date > place.FreeUntil ? Fee : 0;
        var wasHeld = place.State == "held";
        (place.State, place.Because) = ("cancelled", because);
        if (!wasHeld) return;
        if (!Places.Exists(each => each.Booking == place.Booking && each.State == "held")) place.Booking.Lapsed = Now;
        if (place.Booking.Entry is not { State: "waiting" } entry) return;
        entry.Offered--;
        Shrink(entry, 1, "left");
    }

    /// <summary>What is free goes down the line, and what is kept for one of those in it to that one.</summary>
    public void Give(Cohort cohort)
    {
        if (!Sells(cohort)) return;
        var open = Free(cohort);
        foreach (var entry in Entries.FindAll(each => each.Cohort == cohort && each.State == "waiting" && each.Places > each.Offered))
        {
            var own = keptCounts && Live(entry.Provider, cohort) is { } kept ? Left(kept) : 0;
            var free = open + own;
            if (free <= 0) continue;
            var wanted = entry.Places - entry.Offered;
            var able = entry.Named.Where(trainee => May(trainee, cohort)).ToList();
            var could = entry.Named.Length > 0 ? Math.Min(able.Count, wanted) : NamesAreDue(cohort) ? 0 : wanted;
            if (could == 0 || (togetherMatters && entry.Together && Math.Min(could, free) < wanted))
            {
                entry.PassedOver++;
                continue;
            }
            var given = Math.Min(could, free);
            open -= Math.Max(0, given - own);
            var booking = new Booking { Provider = entry.Provider, Cohort = cohort, Entry = entry, Made = Now, HeldUntil = entry.Automatic ? null : OfferEnds(cohort) };
            Seat(booking, Enumerable.Range(0, given).Select(index => entry.Automatic && entry.Named.Length > 0 ? (int?)able[index] : null).ToList());
            if (entry.Automatic) Shrink(entry, given, "served");
            else entry.Offered += given;
        }
    }

    /// <summary>The cohort will not take place: nothing is owed for it, nothing is held, kept or waited for there any more, and what was booked moves as far as it can.</summary>
    /// <param name="inLine">Its places in the order in which they were booked.</param>
    public void CallOff(Cohort cohort, Cohort? target, IEnumerable<Place> inLine)
    {
        var left = target is null ? 0 : Free(target);
        var moving = new List<(Place Place, Allocation? Own)>();
        foreach (var place in target is null ? [] : inLine.Where(each => each.State == "confirmed" && (each.Trainee is { } trainee ? May(trainee, target, leaving: cohort) : !NamesAreDue(target))))
            if (Live(place.Booking.Provider, target!) is { } own && Left(own) > moving.Count(each => each.Own == own)) moving.Add((place, own));
            else if (left-- > 0) moving.Add((place, null));
        foreach (var held in Bookings.FindAll(each => each.Cohort == cohort && each.IsHeld)) Lapse(held, "closed");
        foreach (var place in Places.FindAll(each => each.Booking.Cohort == cohort && each.IsThere)) (place.State, place.Because, place.Owed) = ("cancelled", "cohort-cancelled", callingOffIsFree ? 0 : Fee);
        foreach (var entry in Entries.Where(each => each.Cohort == cohort && each.State == "waiting")) entry.State = "closed";
        foreach (var allocation in Allocations.Where(each => each.Cohort == cohort)) allocation.Released = true;
        cohort.State = "cancelled";
        foreach (var order in moving.GroupBy(each => each.Place.Booking))
        {
            var moved = Seat(new() { Provider = order.Key.Provider, Cohort = target!, Made = Now }, []);
            foreach (var (place, own) in order) Sit(moved, place.Trainee, own, promisesLast && place.FreeUntil > target!.FreeUntil ? place.FreeUntil : target!.FreeUntil);
        }
    }

    /// <summary>The clock has come by.</summary>
    public void Tend(Cohort cohort)
    {
        var freed = false;
        foreach (var held in Bookings.FindAll(each => each.Cohort == cohort && each.IsHeld && each.HeldUntil <= Now))
        {
            Lapse(held, "offer-lapsed");
            freed = true;
        }
        if (NamesAreDue(cohort) && GoesOn(cohort))
            foreach (var place in Places.FindAll(each => each.Booking.Cohort == cohort && each.State == "confirmed" && each.Trainee is null))
            {
                End(place, "lapsed");
                freed = true;
            }
        foreach (var allocation in Allocations.FindAll(each => each.Cohort == cohort && !each.Released && each.ReleaseAt <= Now)) freed = allocation.Released = true;
        if (freed) Give(cohort);
        if (Now >= cohort.Begins)
            foreach (var entry in Entries.Where(each => each.Cohort == cohort && each.State == "waiting")) entry.State = "closed";
        if (cohort.State == "cancelled") return;
        cohort.State = Now >= cohort.Ends ? "completed" : Now >= cohort.Begins ? "running" : cohort.State;
    }

    public DateTimeOffset HoldEnds(int places, Cohort cohort) => new[] { Now.AddDays(places > 6 ? 7 : places > 2 ? 3 : 1), cohort.NamesDue }.Min();

    private DateTimeOffset OfferEnds(Cohort cohort)
    {
        var left = cohort.Begins - Now;
        return Now + new[] { left, new[] { TimeSpan.FromHours(1), new[] { TimeSpan.FromHours(24), left / 4 }.Min() }.Max() }.Min();
    }

    private static void Shrink(Entry entry, int by, string end)
    {
        if (by >= entry.Places) entry.State = end;
        else entry.Places -= by;
    }

    // ---- What can be seen of it ---------------------------------------------------------------------------------------------------------

    public List<string> Seen()
    {
        var lines = new List<string>();
        foreach (var cohort in Cohorts) lines.Add($"cohort {cohort.Name} {cohort.State} capacity {cohort.Capacity} taken {Taken(cohort)} kept {Kept(cohort)}");
        foreach (var booking in Bookings)
            lines.Add($"booking {booking.Id} {booking.Cohort.Name} of {booking.Provider} {(booking.Lapsed is not null ? "lapsed" : booking.HeldUntil is { } until ? $"held until {until:yyyy-MM-dd HH:mm:ss}" : "booked")}");
        foreach (var place in Places)
            lines.Add($"place of {place.Booking.Id} {place.State} {place.Because} trainee {place.Trainee} {(place.Allocation is null ? "" : "kept")} owes {place.Owed:0}");
        foreach (var cohort in Cohorts)
            foreach (var (entry, index) in Entries.Where(each => each.Cohort == cohort && each.State == "waiting").Select((entry, index) => (entry, index)))
                lines.Add($"line {cohort.Name} {index + 1} provider {entry.Provider} wants {entry.Places} offered {entry.Offered}");
        foreach (var entry in Entries) lines.Add($"entry {entry.Id} {entry.State} passed over {entry.PassedOver}");
        foreach (var allocation in Allocations) lines.Add($"allocation {allocation.Id} {allocation.Places} used {Used(allocation)} {(allocation.Released ? "released" : "live")}");
        foreach (var provider in Enumerable.Range(0, 3)) lines.Add($"provider {provider} owes {Owing(provider):0}");
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
