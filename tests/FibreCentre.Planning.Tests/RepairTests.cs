namespace FibreCentre.Planning.Tests;

public sealed class RepairTests
{
    [Fact]
    public void After_a_closure_little_more_moves_than_was_hit()
    {
        var (hit, moved, carelessly) = (0, 0, 0);
        for (var seed = 1; seed <= 4; seed++)
        {
            var made = MadeUp.Centre(seed, groups: 12, load: 0.2);
            var told = Planner.Solve(made.Problem, new() { Moves = 30_000, Seed = seed }).Plan;
            var busiest = told.Placements.Values.GroupBy(x => x.Resources[0]).MaxBy(x => x.Count())!;
            var changed = made.Problem.Close(busiest.Key, busiest.Min(x => x.Day), 5).Announce(told);
            Assert.False(PlanScore.Of(changed, told).IsFeasible);

            var repaired = Replanning.Repair(changed, new() { Moves = 20_000 });
            Assert.True(PlanScore.Of(changed, repaired.Result.Plan).IsFeasible);
            Assert.NotEmpty(repaired.Hit);
            Assert.Superset(repaired.Hit.ToHashSet(), repaired.Moved.ToHashSet());
            (hit, moved) = (hit + repaired.Hit.Count, moved + repaired.Moved.Count);

            // Planned as if nobody had been told, far more moves.
            var careless = Planner.Solve(changed with { Sessions = [.. changed.Sessions.Select(x => x with { Announced = null })] }, new() { Moves = 20_000 });
            carelessly += told.Placements.Count(x => !careless.Plan.Placements[x.Key].Equals(x.Value));
        }
        Assert.True(moved <= hit * 1.5, $"{hit} were hit, {moved} moved");
        Assert.True(carelessly > moved * 3, $"{moved} moved, {carelessly} without care");
    }

    /// <summary>Where hardly any time is free, who gives way to whom has to be sought: moving on from where pushing out ended leaves 195 elsewhere.</summary>
    [Fact]
    public void Where_it_is_tight_the_fewest_are_sought()
    {
        var (hit, moved) = (0, 0);
        for (var seed = 1; seed <= 4; seed++)
        {
            var made = MadeUp.Centre(seed, groups: 12, load: 0.9);
            var told = Planner.Solve(made.Problem, new() { Moves = 60_000, Seed = seed }).Plan;
            foreach (var room in told.Placements.Values.Select(x => x.Resources[0]).Distinct().Order(StringComparer.Ordinal))
            {
                var repaired = Replanning.Repair(made.Problem.Close(room, made.Problem.Opening.Count / 3, 5).Announce(told), new() { Moves = 60_000 });
                (hit, moved) = (hit + repaired.Hit.Count, moved + repaired.Moved.Count);
            }
        }
        Assert.True(hit > 100 && moved <= 187, $"{hit} were hit, {moved} moved");
    }

    [Fact]
    public void A_new_group_is_placed_around_what_was_told()
    {
        var made = MadeUp.Centre(3, groups: 8, load: 0.2);
        var last = made.Problem.Groups[^1].Id;
        var before = made.Problem with { Groups = [.. made.Problem.Groups.SkipLast(1)], Sessions = [.. made.Problem.Sessions.Where(x => !x.Groups.Contains(last))] };
        var told = Planner.Solve(before, new() { Moves = 20_000 }).Plan;
        var repaired = Replanning.Repair(made.Problem.Announce(told), new() { Moves = 20_000 });
        Assert.Equal(0, repaired.Result.Unplaced);
        Assert.Empty(repaired.Hit);
        Assert.True(repaired.Moved.Count <= 2, $"{repaired.Moved.Count} moved");
    }

    [Fact]
    public void Nothing_to_repair_moves_nothing()
    {
        var made = MadeUp.Centre(2);
        var told = Planner.Solve(made.Problem, new() { Moves = 20_000 }).Plan;
        var repaired = Replanning.Repair(made.Problem.Announce(told), new() { Moves = 20_000 });
        Assert.Empty(repaired.Hit);
        Assert.Empty(repaired.Moved);
        Assert.Equal(told.Placements, repaired.Result.Plan.Placements);
    }

    /// <summary>One room closed of two: the session keeps its time. Both closed: it cannot. Both closed on every day: it has none.</summary>
    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(2, 2, 0, 1)]
    public void Another_room_at_the_same_time_is_no_other_time(int closed, int days, int retimed, int unplaced)
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [new(0, 8), new(0, 8)], Groups = [new() { Id = "A" }], Sessions = [new() { Id = "splicing", Length = 8, Groups = ["A"], Needs = [new() { Kind = "lab" }] }],
            Resources = [.. Enumerable.Range(1, 2).Select(i => new Resource { Id = $"lab {i}", Kind = "lab" })],
        };
        var told = new Plan(new Dictionary<string, Placement> { ["splicing"] = new(0, 0, ["lab 1"]) });
        var repaired = Replanning.Repair(Enumerable.Range(1, closed).Aggregate(problem, (before, i) => before.Close($"lab {i}", 0, days)).Announce(told), new() { Moves = 1_000 });
        Assert.Equal((unplaced, 1, retimed), (repaired.Result.Unplaced, repaired.Moved.Count, repaired.Retimed.Count));
    }

    [Theory]
    [InlineData("cellar", 0, 5)]
    [InlineData("room 0", 99, 5)]
    [InlineData("room 0", 0, 0)]
    [InlineData("room 0", -1, 5)]
    public void What_is_not_there_cannot_be_closed(string resource, int from, int days) => Assert.Throws<ArgumentException>(() => MadeUp.Centre(1).Problem.Close(resource, from, days));
}
