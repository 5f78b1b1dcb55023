namespace FibreCentre.Planning.Tests;

/// <summary>A problem that is not one is refused before it is planned, and the field is named.</summary>
public sealed class ProblemCheckTests
{
    private static readonly PlanningProblem Good = MadeUp.Centre(1, groups: 2).Problem;

    private static PlanningProblem WithSession(Func<Session, Session> change) => Good with { Sessions = [change(Good.Sessions[0]), .. Good.Sessions.Skip(1)] };

    private static PlanningProblem WithResource(Func<Resource, Resource> change) => Good with { Resources = [change(Good.Resources[0]), .. Good.Resources.Skip(1)] };

    private static PlanningProblem WithGroup(Func<Group, Group> change) => Good with { Groups = [change(Good.Groups[0]), .. Good.Groups.Skip(1)] };

    private static PlanningProblem WithNeed(Func<Need, Need> change) => WithSession(x => x with { Needs = [change(x.Needs[0]), .. x.Needs.Skip(1)] });

    private static readonly Dictionary<string, PlanningProblem> Bad = new()
    {
        ["slotsPerDay"] = Good with { SlotsPerDay = 65 },
        ["opening"] = Good with { Opening = [] },
        ["opening[0]"] = Good with { Opening = [new(4, 4), .. Good.Opening.Skip(1)] },
        ["unplacedWeight"] = Good with { UnplacedWeight = -1 },
        ["groups"] = Good with { Groups = null! },
        ["sessions[0]"] = Good with { Sessions = [null!] },
        ["resources[0].id"] = WithResource(x => x with { Id = "" }),
        ["resources[1].id"] = WithResource(x => x with { Id = Good.Resources[1].Id }),
        ["resources[0].kind"] = WithResource(x => x with { Kind = "" }),
        ["resources[0].seats"] = WithResource(x => x with { Seats = int.MaxValue }),
        ["resources[0].maxSlotsPerDay"] = WithResource(x => x with { MaxSlotsPerDay = -1 }),
        ["resources[0].fairSlots"] = WithResource(x => x with { FairSlots = -1 }),
        ["resources[0].fairWeight"] = WithResource(x => x with { FairWeight = int.MaxValue }),
        ["resources[0].skills[0].fromDay"] = WithResource(x => x with { Skills = [new("s", 3, 2)] }),
        ["resources[0].closed[0].day"] = WithResource(x => x with { Closed = [new(1_000_000, 0, 1)] }),
        ["resources[0].closed[0]"] = WithResource(x => x with { Closed = [new(0, 0, 99)] }),
        ["kit[0].units"] = Good with { Kit = [new() { Id = "splicer", Units = -1 }] },
        ["kit[0].out[0].firstDay"] = Good with { Kit = [new() { Id = "splicer", Units = 9, Out = [new(5, 4, 1)] }] },
        ["groups[0].earliestDay"] = WithGroup(x => x with { EarliestDay = -1 }),
        ["groups[0].weights.late"] = WithGroup(x => x with { Weights = x.Weights with { Late = -50 } }),
        ["groups[0].closed[0]"] = WithGroup(x => x with { Closed = [new(0, -1, 2)] }),
        ["sessions[0].length"] = WithSession(x => x with { Length = 17 }),
        ["sessions[0].groups[0]"] = WithSession(x => x with { Groups = ["nobody"] }),
        ["sessions[0].groups"] = WithSession(x => x with { Groups = [.. Enumerable.Repeat(Good.Groups[0].Id, 65)] }),
        ["sessions[0].needs[0].seatWeight"] = WithNeed(x => x with { SeatWeight = -1 }),
        ["sessions[0].needs[0].kind"] = WithNeed(x => x with { Kind = "" }),
        ["sessions[0].needs[1].keepWeight"] = WithSession(x => x with { Needs = [x.Needs[0] with { Keep = "same", KeepWeight = 1 }, x.Needs[0] with { Keep = "same", KeepWeight = 2 }] }),
        ["sessions[0].kit[0].kit"] = WithSession(x => x with { Kit = [new("crane", 1)] }),
        ["sessions[0].kit[0].units"] = WithSession(x => x with { Kit = [new("splicer", 0)] }),
        ["sessions[0].after[0].session"] = WithSession(x => x with { After = [new("none")] }),
        ["sessions[0].after"] = WithSession(x => x with { After = [new(Good.Sessions[1].Id)] }),
        ["sessions[0].pinned"] = WithSession(x => x with { Pinned = new(0, 0, []) }),
        ["sessions[0].announced"] = WithSession(x => x with { Announced = new(0, 15, ["room 0", "person 0"]) }),
    };

    public static TheoryData<string> Fields => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public void The_field_is_named(string field)
    {
        Assert.Empty(ProblemCheck.Of(Good));
        Assert.Contains(field, ProblemCheck.Of(Bad[field]).Select(x => x.Field));
        Assert.NotEmpty(Assert.Throws<InvalidProblemException>(() => Planner.Solve(Bad[field], new() { Moves = 1 })).Faults);
    }

    [Fact]
    public void The_heaviest_weights_do_not_overflow()
    {
        const int heavy = PlanningProblem.GreatestWeight;
        var problem = Good with
        {
            Groups = [.. Good.Groups.Select(x => x with { WantedDays = 20, Weights = new() { Finish = heavy, Late = heavy, Day = heavy, Gap = heavy, LoneSlot = heavy, MissingDay = heavy } })],
            Sessions = [.. Good.Sessions.Select(x => x with { Needs = [.. x.Needs.Select(n => n with { KeepWeight = heavy, SeatWeight = heavy, Seats = PlanningProblem.MostSeats })] })],
            UnplacedWeight = PlanningProblem.Greatest,
        };
        var result = Planner.Solve(problem, new() { Moves = 5_000 });
        Assert.Equal(PlanScore.Of(problem, result.Plan).Cost, result.Cost);
        Assert.True(result.Cost > 0);
    }

    [Fact]
    public void No_more_faults_are_listed_than_anybody_reads()
    {
        var many = Good with { Sessions = [.. Good.Sessions.Select(x => x with { Length = 0, Groups = ["nobody"] }), .. Good.Sessions] };
        Assert.Equal(ProblemCheck.MostFaults, ProblemCheck.Of(many).Count);
    }
}
