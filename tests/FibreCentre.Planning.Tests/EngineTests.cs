using FibreCentre.Planning.Engine;
using FibreCentre.Planning.Engine.Moves;
using static FibreCentre.Planning.Tests.Searches;

namespace FibreCentre.Planning.Tests;

/// <summary>What the engine keeps up with every move is what counting from scratch finds.</summary>
public sealed class EngineTests
{
    public static TheoryData<string, int> Problems
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var kind in new[] { "centre", "tight centre", "one wish", "school" })
                for (var seed = 1; seed <= 4; seed++) all.Add(kind, seed);
            return all;
        }
    }

    private static MadeUp Make(string kind, int seed) => kind switch
    {
        "centre" => MadeUp.Centre(seed),
        "tight centre" => MadeUp.Centre(seed, load: 0.95),
        "one wish" => WishingAlike(MadeUp.Centre(seed)),
        _ => MadeUp.School(seed),
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void The_plan_a_problem_was_made_around_has_no_fault(string kind, int seed)
    {
        var made = Make(kind, seed);
        Assert.True(PlanScore.Of(made.Problem, made.Witness).IsFeasible);
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void After_ten_thousand_moves_the_cost_is_what_the_score_counts(string kind, int seed)
    {
        var made = Make(kind, seed);
        var problem = made.Problem.Announce(made.Third, 11, 7, 3);
        var search = Constructed(problem, seed);
        var moves = WithRepairs(search);
        var accepted = new int[moves.Length];
        for (var i = 1; i <= 10_000; i++)
        {
            var (before, which) = (search.Draft.Cost, search.Dice.Below(moves.Length));
            search.Draft.Begin();
            if (!moves[which].Move.Make(before + search.Dice.Below(200)))
            {
                search.Draft.Undo();
                Assert.Equal(before, search.Draft.Cost);
            }
            else accepted[which]++;
            if (i % 1_000 == 0) Agree(problem, search);
        }
        // Those of a repair, which come last, among them.
        Assert.All(accepted[^2..], each => Assert.NotEqual(0, each));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_move_can_be_made(bool isCentre)
    {
        var search = Constructed((isCentre ? MadeUp.Centre(2, groups: 10, load: 0) : MadeUp.School(2)).Problem, 1);
        foreach (var (move, _) in Moves.All(search))
        {
            var made = false;
            for (var tries = 0; tries < 20_000 && !made; tries++)
            {
                search.Draft.Begin();
                made = move.Make(search.Draft.Cost + 200);
                if (!made) search.Draft.Undo();
            }
            Assert.True(made, move.GetType().Name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_order_of_groups_the_cost_is_what_the_score_counts(int seed)
    {
        var problem = MadeUp.Centre(seed, groups: 10, load: 0).Problem;
        var search = Constructed(problem, seed);
        var reorder = new Reorder(search);
        search.Draft.Begin();
        Assert.True(reorder.Begin(another: false));
        Agree(problem, search);
        var (made, undone) = (0, 0);
        for (var i = 1; i <= 500; i++)
        {
            var before = Now(search);
            search.Draft.Begin();
            if (reorder.Make(search.Draft.Cost + search.Dice.Below(100))) made++;
            else
            {
                search.Draft.Undo();
                Assert.Equal(before.Placements, Now(search).Placements);
                undone++;
            }
            if (i % 50 == 0) Agree(problem, search);
        }
        Assert.True(made > 0 && undone > 0, $"{made} made, {undone} undone");
    }

    /// <summary>Chance alone finds places in a few; another order, in many more.</summary>
    [Fact]
    public void An_order_that_leaves_one_without_a_place_is_changed_until_none_is_left()
    {
        var (failed, byChance, mended) = (0, 0, 0);
        for (var seed = 1; seed <= 40; seed++)
        {
            var problem = MadeUp.Centre(seed, groups: 10, load: 0.9).Problem;
            bool Begins(bool another, int times)
            {
                var search = Constructed(problem, seed, 20_000);
                var reorder = new Reorder(search);
                for (var i = 0; i < times; i++)
                {
                    var before = Now(search);
                    search.Draft.Begin();
                    if (reorder.Begin(another && i > 0))
                    {
                        Agree(problem, search);
                        Assert.Equal(0, search.Draft.Unplaced);
                        return true;
                    }
                    search.Draft.Undo();
                    Assert.Equal(before.Placements, Now(search).Placements);
                }
                return false;
            }
            if (Begins(false, 1)) continue;
            failed++;
            if (Begins(false, 20)) byChance++;
            if (Begins(true, 20)) mended++;
        }
        Assert.True(mended > byChance, $"{failed} failed, {byChance} by chance, {mended} mended");
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 80, 1)]
    [InlineData(-1_000_000, 80, 1)]
    [InlineData(5_700_000, 80, 1)]
    [InlineData(5_800_000, 80, 3)]
    [InlineData(10_000_000, 80, 5)]
    [InlineData(1e12, 80, 5)]
    [InlineData(10_000_000, 924, 1)]
    public void Several_starts_are_made_where_three_have_moves_enough(double moves, int sessions, int starts) => Assert.Equal(starts, Annealer.StartsFor(moves, sessions));

    [Fact]
    public void Who_goes_first_matters_where_two_groups_want_to_finish()
    {
        var problem = MadeUp.Centre(1).Problem;
        PlanningProblem Of(int groups) => problem with { Groups = [.. problem.Groups.Take(groups)], Sessions = [.. problem.Sessions.Where(x => problem.Groups.Take(groups).Any(g => x.Groups.Contains(g.Id)))] };
        Assert.Equal((true, false), (Reorder.Matters(new(Of(2))), Reorder.Matters(new(Of(1)))));
        var unhurried = problem with { Groups = [.. problem.Groups.Select(x => x with { Weights = x.Weights with { Finish = 0, Late = 0 } })] };
        Assert.False(Reorder.Matters(new(unhurried)));
    }

    [Fact]
    public void The_first_day_of_its_groups_is_the_first_of_a_session()
    {
        var problem = MadeUp.Centre(1, load: 0).Problem;
        var last = problem.Opening.Count - 1;
        var search = new Search(new(problem with { Groups = [.. problem.Groups.Select(x => x with { EarliestDay = last })] }), 1);
        Assert.False(search.Seeker.FindBestOn(0, last - 1, ref search.Dice));
        Assert.True(search.Seeker.FindBest(0, ref search.Dice));
        Assert.Equal(last, search.Seeker.Day);
    }

    /// <summary>The day is full: only all of them together can trade times, for the sake of the groups they share, of the only room, or of both.</summary>
    /// <param name="sessions">Each one's groups, whether it needs the room (+), and how long it is.</param>
    /// <param name="before">When each begins, ten times the day and the slot.</param>
    /// <param name="after">When each begins in another plan, to which no two alone lead.</param>
    [Theory]
    [InlineData("AB1 A1 B1", "0 1 1", "1 0 0")]
    [InlineData("A+2 B+1 C+1", "0 2 3", "2 0 1")]
    [InlineData("A+1 A1 B+1 B1", "0 1 1 0", "1 0 0 1")]
    [InlineData("A+1 A1 B+1 B1", "0 11 11 0", "11 0 0 11")]
    public void Who_trade_times_take_along_what_is_in_their_way(string sessions, string before, string after)
    {
        var all = sessions.Split(' ').Select((x, i) => new Session
        {
            Id = $"{i}", Length = x[^1] - '0', Groups = [.. x.Where(char.IsLetter).Select(g => $"{g}")], Needs = x.Contains('+', StringComparison.Ordinal) ? [new() { Kind = "room" }] : [],
        }).ToList();
        int[] starts = [.. before.Split(' ').Select(int.Parse)];
        var slots = all.Select((x, i) => (starts[i] % 10) + x.Length).Max();
        var problem = new PlanningProblem
        {
            SlotsPerDay = slots, Opening = [.. Enumerable.Repeat<SlotRange?>(new(0, slots), (starts.Max() / 10) + 1)], Sessions = all, Resources = [new() { Id = "room", Kind = "room" }],
            Groups = [.. all.SelectMany(x => x.Groups).Distinct().Select(id => new Group { Id = id })],
        };
        var search = new Search(new(problem), 1);
        for (var s = 0; s < all.Count; s++) Assert.True(search.PlaceAt(s, new(starts[s] / 10, starts[s] % 10, [.. all[s].Needs.Select(_ => "room")])));
        var trade = new Trade(search);
        string Now() => string.Join(' ', search.Draft.Day.Zip(search.Draft.Start, (day, start) => (day * 10) + start));
        for (var tries = 0; tries < 200 && Now() != after; tries++)
        {
            search.Draft.Begin();
            if (!trade.Make(search.Draft.Cost)) search.Draft.Undo();
        }
        Assert.Equal(after, Now());
        Agree(problem, search);
    }

    /// <summary>The second start is hotter again than the first is when it has grown cold.</summary>
    [Fact]
    public void After_a_start_another_one_begins()
    {
        var problem = MadeUp.Centre(3, groups: 3).Problem;
        var search = Constructed(problem, 1);
        var (pace, cold, hot) = (new Pace(null, 150_000L * problem.Sessions.Count, default), 0L, new List<long>());
        new Annealer(search).Run(pace, true, () =>
        {
            if (pace.Spent is > 0.095 and < 0.1) cold = Math.Max(cold, search.Draft.Cost);
            if (pace.Spent is > 0.11 and < 0.12) hot.Add(search.Draft.Cost);
        });
        Assert.True(cold > 0 && hot.Count > 0 && hot.Average() > cold, $"{cold} at most when cold, {string.Join(' ', hot)} when hot again");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_best_is_taken_up_again(int seed)
    {
        var made = MadeUp.Centre(seed);
        var search = Constructed(made.Problem, seed);
        search.Keep();
        var (best, moves) = (search.Best(), Moves.All(search));
        for (var i = 0; i < 2_000; i++)
        {
            search.Draft.Begin();
            if (!moves[i % moves.Length].Move.Make(search.Draft.Cost + 500)) search.Draft.Undo();
        }
        Assert.NotEqual(best.Placements, Now(search).Placements);
        search.TakeBest();
        Assert.Equal(best.Placements, Now(search).Placements);
        Agree(made.Problem, search);
    }

    [Theory]
    [InlineData("centre", 1)]
    [InlineData("centre", 2)]
    [InlineData("school", 1)]
    public void Undone_is_as_before(string kind, int seed)
    {
        var made = Make(kind, seed);
        var search = Constructed(made.Problem.Announce(made.Third), seed);
        search.Keep();
        var (before, moves) = (search.Best(), WithRepairs(search));
        for (var i = 0; i < 2_000; i++)
        {
            search.Draft.Begin();
            moves[i % moves.Length].Move.Make(long.MaxValue / 2);
            search.Draft.Undo();
        }
        Assert.Equal(before.Placements, Now(search).Placements);
    }

    [Fact]
    public void Moves_take_no_memory()
    {
        var made = MadeUp.Centre(3);
        var search = Constructed(made.Problem.Announce(made.Third), 1);
        var moves = WithRepairs(search);
        void Try(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var before = search.Draft.Cost;
                search.Draft.Begin();
                if (!moves[i % moves.Length].Move.Make(before + 20)) search.Draft.Undo();
            }
        }
        Try(5_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Try(20_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 10_000);
    }

    /// <summary>Weights so great that no place is cheap enough: it is not found, whatever it may cost.</summary>
    [Fact]
    public void A_place_beyond_every_price_is_not_found()
    {
        var dear = Enumerable.Repeat(new Need { Kind = "lab", Seats = 10_000, SeatWeight = 10_000 }, 11).ToList();
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [new(0, 8), new(0, 8)], Groups = [new() { Id = "A", Weights = new() { Finish = 1 } }], Resources = [.. Enumerable.Range(1, 11).Select(i => new Resource { Id = $"lab {i}", Kind = "lab" })],
            Sessions = [new() { Id = "cheap", Length = 1, Groups = ["A"] }, new() { Id = "dear", Length = 1, Groups = ["A"], Needs = dear }],
        };
        var search = new Search(new(problem), 1);
        Assert.True(search.PlaceAt(0, new(1, 0, [])));
        Assert.False(search.Seeker.FindBest(1, ref search.Dice, limit: long.MaxValue / 2));
    }

    /// <summary>What fills a gap, keeps a lone one company or makes a day that was missing costs less than nothing, and is found though nothing more may be spent.</summary>
    [Theory]
    [InlineData(3, 0, 0, 3)]
    [InlineData(0, 2, 0, 4)]
    [InlineData(0, 0, 5, 5)]
    public void A_place_that_saves_is_found_within_a_limit_below_nothing(int gap, int lone, int missing, int saved)
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 3, Opening = [new(0, 3), new(0, 3)], Resources = [], Groups = [new() { Id = "A", WantedDays = 2, Weights = new() { Gap = gap, LoneSlot = lone, MissingDay = missing } }],
            Sessions = [.. Enumerable.Range(0, 3).Select(i => new Session { Id = $"{i}", Length = 1, Groups = ["A"] })],
        };
        var search = new Search(new(problem), 1);
        Assert.True(search.PlaceAt(0, new(0, 0, [])) && search.PlaceAt(1, new(0, 2, [])));
        Assert.True(search.Seeker.FindBest(2, ref search.Dice, limit: -saved));
        Assert.Equal(-saved, search.Seeker.Cost);
        Assert.False(search.Seeker.FindBest(2, ref search.Dice, limit: -saved - 1));
    }

    /// <summary>The same with one wish a group for its rooms and its people together: what the second need of a session pays depends on the first.</summary>
    private static MadeUp WishingAlike(MadeUp made) =>
        made with { Problem = made.Problem with { Sessions = [.. made.Problem.Sessions.Select(x => x with { Needs = [.. x.Needs.Select(need => need with { Keep = x.Groups[0], KeepWeight = 3 })] })] } };
}
