namespace FibreCentre.Planning.Tests;

/// <summary>The score counts every fault and every cost there is: each is planted and found.</summary>
public sealed class ScoreTests
{
    private static readonly GroupWeights Weights = new() { Finish = 10, Late = 50, Day = 4, Gap = 1, LoneSlot = 7, MissingDay = 5 };

    /// <summary>Two sessions of two slots, in order, in two days of eight slots; the second wants a skilled person, and kit.</summary>
    private static readonly PlanningProblem Small = new()
    {
        SlotsPerDay = 8,
        Opening = [new(0, 6), new(0, 6), null],
        Resources =
        [
            new() { Id = "lab", Kind = "room", Seats = 8, Closed = [new(1, 4, 6)] }, new() { Id = "hut", Kind = "room", Seats = 4 },
            new() { Id = "Ann", Kind = "person", Skills = [new("testing", 0, 0)], MaxSlotsPerDay = 3, FairSlots = 1, FairWeight = 1 },
        ],
        Kit = [new() { Id = "meter", Units = 2, Out = [new(1, 1, 1)] }],
        Groups = [new() { Id = "A", DueDay = 0, WantedDays = 2, Weights = Weights, Closed = [new(0, 5, 6)] }, new() { Id = "B", EarliestDay = 1 }],
        Sessions =
        [
            new() { Id = "one", Length = 2, Groups = ["A"], Needs = [new() { Kind = "room", Seats = 6, Keep = "room", KeepWeight = 3 }] },
            new()
            {
                Id = "two", Length = 2, Groups = ["A"], Needs = [new() { Kind = "room", Seats = 6, SeatWeight = 2, Keep = "room", KeepWeight = 3 }, new() { Kind = "person", Skill = "testing" }],
                Kit = [new("meter", 2)], After = [new("one")], Announced = new(0, 2, ["lab", "Ann"]), DisturbWeight = 40, MoveWeight = 30, ChangeWeight = 20,
            },
            new() { Id = "three", Length = 2, Groups = ["B"], Needs = [new() { Kind = "room", Seats = 4 }], Pinned = new(1, 0, ["hut"]) },
        ],
    };

    private static Plan Good => new(new Dictionary<string, Placement> { ["one"] = new(0, 0, ["lab"]), ["two"] = new(0, 2, ["lab", "Ann"]), ["three"] = new(1, 0, ["hut"]) });

    private static Plan With(string session, Placement? at)
    {
        var placements = new Dictionary<string, Placement>(Good.Placements);
        if (at is null) placements.Remove(session);
        else placements[session] = at;
        return new(placements);
    }

    [Fact]
    public void A_plan_without_fault_has_none()
    {
        var score = PlanScore.Of(Small, Good);
        Assert.True(score.IsFeasible);
        Assert.Equal(new Dictionary<SoftCost, long> { [SoftCost.MissingDay] = 5, [SoftCost.Fair] = 1 }, score.Soft);
    }

    public static TheoryData<HardFault, string, int, int, string> Planted => new()
    {
        { HardFault.Unreadable, "one", 0, 7, "lab" },
        { HardFault.Unreadable, "one", 9, 0, "lab" },
        { HardFault.Unreadable, "one", 0, 0, "shed" },
        { HardFault.Unreadable, "one", 0, 0, "lab hut" },
        { HardFault.Unreadable, "four", 0, 0, "lab" },
        { HardFault.OutsideOpening, "one", 0, 6, "lab" },
        { HardFault.OutsideOpening, "one", 2, 0, "lab" },
        { HardFault.TooEarly, "three", 0, 0, "hut" },
        { HardFault.GroupClosed, "one", 0, 4, "lab" },
        { HardFault.WrongKind, "one", 0, 0, "Ann" },
        { HardFault.TooFewSeats, "one", 0, 0, "hut" },
        { HardFault.Unskilled, "two", 1, 2, "lab Ann" },
        { HardFault.ResourceClosed, "two", 1, 4, "lab Ann" },
        { HardFault.ResourceClash, "one", 0, 1, "lab" },
        { HardFault.GroupClash, "one", 0, 1, "lab" },
        { HardFault.KitShort, "two", 1, 2, "lab Ann" },
        { HardFault.Order, "two", 0, 0, "hut Ann" },
        { HardFault.PinMoved, "three", 1, 2, "hut" },
        { HardFault.PinMoved, "three", 1, 0, "lab" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_fault_is_counted(HardFault fault, string session, int day, int start, string resources)
    {
        Assert.DoesNotContain(fault, PlanScore.Of(Small, Good).Hard);
        Assert.Contains(fault, PlanScore.Of(Small, With(session, new(day, start, resources.Split(' ')))).Hard);
    }

    [Fact]
    public void Too_long_a_day_is_counted()
    {
        var longer = Small with { Sessions = [.. Small.Sessions.Select(x => x.Id == "two" ? x with { Length = 4, Groups = [] } : x)] };
        Assert.DoesNotContain(HardFault.DayLimit, PlanScore.Of(Small, Good).Hard);
        Assert.Contains(HardFault.DayLimit, PlanScore.Of(longer, Good).Hard);
    }

    [Fact]
    public void A_pinned_session_that_is_nowhere_is_a_fault() => Assert.Contains(HardFault.PinMoved, PlanScore.Of(Small, With("three", null)).Hard);

    [Fact]
    public void Days_between_are_kept()
    {
        var apart = Small with { Sessions = [.. Small.Sessions.Select(x => x.Id == "two" ? x with { After = [new("one", 1)] } : x)] };
        Assert.Contains(HardFault.Order, PlanScore.Of(apart, Good).Hard);
    }

    [Theory]
    [InlineData("one", 1, 0, "lab", SoftCost.Finish, 10)]
    [InlineData("one", 1, 0, "lab", SoftCost.Late, 50)]
    [InlineData("one", 1, 0, "lab", SoftCost.Day, 4)]
    [InlineData("two", 0, 3, "lab Ann", SoftCost.Gap, 1)]
    [InlineData("two", 0, 2, "hut Ann", SoftCost.Seats, 4)]
    [InlineData("two", 0, 2, "hut Ann", SoftCost.Keep, 3)]
    [InlineData("two", 0, 2, "hut Ann", SoftCost.Change, 20)]
    [InlineData("two", 0, 3, "lab Ann", SoftCost.Move, 30)]
    [InlineData("two", 0, 3, "lab Ann", SoftCost.Disturb, 40)]
    [InlineData("two", 0, 2, "hut Ann", SoftCost.Disturb, 40)]
    public void Each_cost_is_counted(string session, int day, int start, string resources, SoftCost cost, long amount) =>
        Assert.Equal(amount, PlanScore.Of(Small, With(session, new(day, start, resources.Split(' ')))).Soft.GetValueOrDefault(cost));

    [Fact]
    public void Slots_alone_are_counted()
    {
        var shorter = Small with { Sessions = [.. Small.Sessions.Select(x => x with { Length = 1 })] };
        Assert.Equal(14, PlanScore.Of(shorter, Good).Soft[SoftCost.LoneSlot]);
    }

    [Fact]
    public void What_is_not_placed_costs_and_is_no_fault()
    {
        var score = PlanScore.Of(Small, With("two", null));
        Assert.Equal((1, true, false, 10_000L), (score.Unplaced, score.IsSound, score.IsFeasible, score.Soft[SoftCost.Unplaced]));
    }
}
