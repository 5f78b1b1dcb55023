namespace FibreCentre.Planning.Tests;

public sealed class ExplanationTests
{
    private static readonly PlanningProblem Week = new()
    {
        SlotsPerDay = 8,
        Opening = [.. Enumerable.Repeat<SlotRange?>(new(0, 8), 5)],
        Resources =
        [
            new() { Id = "lab", Kind = "lab", Seats = 8 },
            new() { Id = "Ann", Kind = "person", Skills = [new("gas")], Closed = [new(0, 0, 8), new(1, 0, 8)] },
            new() { Id = "Bob", Kind = "person", Skills = [new("poles")] },
        ],
        Kit = [new() { Id = "detector", Units = 2, Out = [new(1, 1, 1)] }],
        Groups = [new() { Id = "A" }, new() { Id = "B" }],
        Sessions =
        [
            new() { Id = "gas", Length = 8, Groups = ["A"], Needs = [new() { Kind = "lab", Seats = 6 }, new() { Kind = "person", Skill = "gas" }] },
            new() { Id = "other gas", Length = 8, Groups = ["B"], Needs = [new() { Kind = "person", Skill = "gas" }], Kit = [new("detector", 2)] },
        ],
    };

    private static Plan Plan(params (string Session, Placement At)[] placements) => new(placements.ToDictionary(x => x.Session, x => x.At));

    private static PlanningProblem With(Func<Session, Session> change) => Week with { Sessions = [.. Week.Sessions.Select(x => x.Id == "gas" ? change(x) : x)] };

    [Fact]
    public void What_can_be_placed_has_no_cause_against_it() => Assert.Empty(WhyNot.Of(Week, Planning.Plan.Empty, "gas").Causes);

    [Fact]
    public void A_skill_nobody_has_is_the_one_cause()
    {
        var why = WhyNot.Of(With(x => x with { Needs = [new() { Kind = "person", Skill = "rescue" }] }), Planning.Plan.Empty, "gas");
        var cause = Assert.Single(why.Causes);
        Assert.Equal((CauseKind.NoneMeets, "There is no person with rescue on days 0 to 4."), (cause.Kind, cause.Sentence));
        Assert.Equal([0, 1, 2, 3, 4], Assert.Single(why.Remedies).Days);
    }

    [Fact]
    public void Too_small_a_room_is_a_room_that_is_not_there()
    {
        var why = WhyNot.Of(With(x => x with { Needs = [new() { Kind = "lab", Seats = 9 }] }), Planning.Plan.Empty, "gas");
        Assert.Equal("There is no lab for 9 on days 0 to 4.", Assert.Single(why.Causes).Sentence);
    }

    [Fact]
    public void Closed_and_used_are_told_apart_and_each_day_has_its_remedy()
    {
        var busy = Week with { Sessions = [.. Week.Sessions, .. Enumerable.Range(2, 3).Select(d => new Session { Id = $"poles {d}", Length = 8, Needs = [new() { Kind = "lab" }] })] };
        var why = WhyNot.Of(busy, Plan([.. Enumerable.Range(2, 3).Select(d => ($"poles {d}", new Placement(d, 0, ["lab"])))]), "gas");
        Assert.Equal([(CauseKind.NeedClosed, "0,1"), (CauseKind.NeedUsed, "2,3,4")], why.Causes.Select(x => (x.Kind, string.Join(',', x.Days))).Order());
        Assert.Equal(2, why.Remedies.Count);
        Assert.Equal("It could be on days 2 to 4 if it were not for this: Every lab for 6 that is open is used by others on days 2 to 4.", why.Remedies.Single(x => x.Cause.Kind == CauseKind.NeedUsed).Sentence);
    }

    [Fact]
    public void Kit_away_and_kit_in_use_are_told_apart()
    {
        var kit = Week with { Sessions = [.. Week.Sessions.Select(x => x with { Needs = [], Kit = [new("detector", 2)] })] };
        var why = WhyNot.Of(kit, Plan(("other gas", new(0, 0, []))), "gas");
        Assert.Empty(why.Causes);
        why = WhyNot.Of(kit with { Opening = [new(0, 8), new(0, 8), null, null, null] }, Plan(("other gas", new(0, 0, []))), "gas");
        Assert.Equal([CauseKind.KitAway, CauseKind.KitUsed], why.Causes.Select(x => x.Kind).Order());
    }

    [Fact]
    public void Order_and_the_group_itself_are_causes()
    {
        var ordered = With(x => x with { Needs = [], After = [new("other gas")] });
        Assert.Equal(CauseKind.Order, Assert.Single(WhyNot.Of(ordered, Plan(("other gas", new(4, 0, ["Ann"]))), "gas").Causes).Kind);
        var away = With(x => x with { Needs = [] }) with { Groups = [new() { Id = "A", Closed = [.. Enumerable.Range(0, 5).Select(d => new Window(d, 3, 4))] }, new() { Id = "B" }] };
        Assert.Equal("A cannot attend on days 0 to 4.", Assert.Single(WhyNot.Of(away, Planning.Plan.Empty, "gas").Causes).Sentence);
        var late = With(x => x) with { Groups = [new() { Id = "A", EarliestDay = 5 }, new() { Id = "B" }] };
        Assert.Equal(CauseKind.NoTime, Assert.Single(WhyNot.Of(late, Planning.Plan.Empty, "gas").Causes).Kind);
    }

    [Fact]
    public void A_problem_that_cannot_be_done_leaves_out_as_little_as_it_can_and_says_why()
    {
        var tight = Week with { Sessions = [.. Enumerable.Range(0, 4).Select(i => new Session { Id = $"gas {i}", Length = 8, Needs = [new() { Kind = "person", Skill = "gas" }] })] };
        var result = Planner.Solve(tight, new() { Moves = 2_000 });
        Assert.Equal(1, result.Unplaced);
        var left = tight.Sessions.Single(x => !result.Plan.Placements.ContainsKey(x.Id)).Id;
        Assert.Equal([CauseKind.NeedClosed, CauseKind.NeedUsed], WhyNot.Of(tight, result.Plan, left).Causes.Select(x => x.Kind).Order());
    }

    [Fact]
    public void A_placed_session_knows_what_was_tight_on_each_day()
    {
        var priced = Week with { Groups = [new() { Id = "A", Weights = new() { Finish = 10 } }, new() { Id = "B" }] };
        var why = WhyHere.Of(priced, Plan(("gas", new(2, 0, ["lab", "Ann"])), ("other gas", new(3, 0, ["Ann"]))), "gas");
        Assert.Equal([null, null, 0, null, 20], why.Days.Select(x => x.Extra));
        Assert.Equal(CauseKind.NeedClosed, Assert.Single(why.Days[0].Causes).Kind);
        Assert.Equal(CauseKind.NeedUsed, Assert.Single(why.Days[3].Causes).Kind);
        Assert.Equal(new(4, 0, ["lab", "Ann"]), why.Days[4].Place);
    }

    [Fact]
    public void What_if_it_were_on_another_day_moves_who_is_in_the_way()
    {
        var priced = Week with { Groups = [new() { Id = "A", Weights = new() { Finish = 10 } }, new() { Id = "B" }], Kit = [] , Sessions = [Week.Sessions[0], Week.Sessions[1] with { Kit = [] }] };
        var plan = Plan(("gas", new(2, 0, ["lab", "Ann"])), ("other gas", new(3, 0, ["Ann"])));
        var what = WhatIf.OnDay(priced, plan, "gas", 3, new() { Moves = 1_000 });
        Assert.Equal((0, 3, 10L), (what.Result.Unplaced, what.Result.Plan.Placements["gas"].Day, what.Extra));
        Assert.Equal("other gas", Assert.Single(what.Moved));
        Assert.Empty(WhatIf.OnDay(priced, plan, "gas", 4, new() { Moves = 1_000 }).Moved);
        Assert.Equal(1, WhatIf.OnDay(priced, plan, "gas", 0, new() { Moves = 1_000 }).Result.Unplaced);
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WhyNot.Of(Week, Planning.Plan.Empty, "none"));
        Assert.Throws<ArgumentException>(() => WhyHere.Of(Week, Planning.Plan.Empty, "gas"));
        Assert.Throws<ArgumentException>(() => WhatIf.OnDay(Week, Planning.Plan.Empty, "gas", 9, new()));
    }
}
