namespace FibreCentre.Planning.Tests;

public sealed class PlannerTests
{
    private static PlanningOptions Moves(long moves, int seed = 1) => new() { Moves = moves, Seed = seed };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Everything_is_placed_and_improved(int seed)
    {
        var made = MadeUp.Centre(seed, groups: 10);
        var first = Planner.Solve(made.Problem, Moves(200_000, seed) with { StopWhenPlaced = true });
        var result = Planner.Solve(made.Problem, Moves(60_000, seed));
        var score = PlanScore.Of(made.Problem, result.Plan);
        Assert.True(score.IsFeasible, string.Join(", ", score.Hard));
        Assert.Equal(score.Cost, result.Cost);
        Assert.True(result.Cost < first.Cost, $"{first.Cost} was not improved");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_tight_centre_is_placed_whole(int seed)
    {
        var made = MadeUp.Centre(seed, groups: 12, load: 0.95);
        var result = Planner.Solve(made.Problem, Moves(300_000, seed) with { StopWhenPlaced = true });
        Assert.True(PlanScore.Of(made.Problem, result.Plan).IsFeasible);
        Assert.NotNull(result.Placed);
    }

    [Fact]
    public void The_same_seed_makes_the_same_plan()
    {
        var made = MadeUp.Centre(4);
        var (one, same, other) = (Planner.Solve(made.Problem, Moves(20_000)), Planner.Solve(made.Problem, Moves(20_000)), Planner.Solve(made.Problem, Moves(20_000, 2)));
        Assert.Equal(one.Plan.Placements, same.Plan.Placements);
        Assert.NotEqual(one.Plan.Placements, other.Plan.Placements);
    }

    [Fact]
    public void Several_starts_make_the_same_plan_again()
    {
        var made = MadeUp.Centre(3, groups: 2);
        var moves = 150_000L * made.Problem.Sessions.Count;
        Assert.Equal(5, Engine.Annealer.StartsFor(moves, made.Problem.Sessions.Count));
        var (one, same) = (Planner.Solve(made.Problem, Moves(moves)), Planner.Solve(made.Problem, Moves(moves)));
        Assert.True(PlanScore.Of(made.Problem, one.Plan).IsFeasible);
        Assert.Equal(one.Plan.Placements, same.Plan.Placements);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pinned_sessions_stay(int seed)
    {
        var made = MadeUp.Centre(seed);
        var pinned = made.Problem with { Sessions = [.. made.Problem.Sessions.Select((x, i) => i % 4 == 0 ? x with { Pinned = made.Witness.Placements[x.Id] } : x)] };
        var (free, result) = (Planner.Solve(made.Problem, Moves(20_000)), Planner.Solve(pinned, Moves(20_000)));
        Assert.True(PlanScore.Of(pinned, result.Plan).IsFeasible);
        // Left alone they would not have stayed.
        Assert.Contains(HardFault.PinMoved, PlanScore.Of(pinned, free.Plan).Hard);
    }

    [Fact]
    public void What_was_cancelled_before_it_began_ends_at_once_and_sound()
    {
        var made = MadeUp.Centre(5);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var result = Planner.Solve(made.Problem, new(), null, cancelled.Token);
        Assert.Equal((made.Problem.Sessions.Count, 0L), (result.Unplaced, result.Moves));
    }

    [Fact]
    public void A_plan_without_end_stops_when_told_and_gives_its_best()
    {
        var made = MadeUp.Centre(5);
        using var cancellation = new CancellationTokenSource();
        var seen = new List<PlanningProgress>();
        var result = Planner.Solve(made.Problem, new(), new Told(progress =>
        {
            seen.Add(progress);
            if (seen.Count == 2) cancellation.Cancel();
        }), cancellation.Token);
        Assert.True(PlanScore.Of(made.Problem, result.Plan).IsFeasible);
        Assert.True(result.Cost < Planner.Solve(made.Problem, new() { StopWhenPlaced = true }).Cost, "nothing was improved");
        Assert.All(seen, x => Assert.Equal(x.Cost, PlanScore.Of(made.Problem, x.Best).Cost));
        Assert.Equal(seen.Select(x => x.Cost).OrderDescending(), seen.Select(x => x.Cost));
        Assert.Equal(result.Cost, seen[^1].Cost);
    }

    [Fact]
    public void A_skill_that_lapses_is_not_used_after_that_day()
    {
        var made = MadeUp.Centre(6, groups: 3, load: 0);
        var lapsing = made.Problem with { Resources = [.. made.Problem.Resources.Select(x => x with { Skills = [.. x.Skills.Select(s => s with { ToDay = x.Id == "person 0" ? 2 : int.MaxValue })] })] };
        var result = Planner.Solve(lapsing, Moves(20_000));
        Assert.Empty(PlanScore.Of(lapsing, result.Plan).Hard);
    }

    [Fact]
    public void A_problem_without_sessions_has_an_empty_plan()
    {
        var empty = MadeUp.Centre(1).Problem with { Sessions = [] };
        Assert.Empty(Planner.Solve(empty, Moves(1_000)).Plan.Placements);
    }

    private sealed class Told(Action<PlanningProgress> tell) : IProgress<PlanningProgress>
    {
        public void Report(PlanningProgress value) => tell(value);
    }
}
