using FibreCentre.Planning.Engine;
using FibreCentre.Planning.Engine.Moves;
using static FibreCentre.Planning.Tests.Searches;

namespace FibreCentre.Planning.Tests;

/// <summary>Who is disturbed by a repair, and who may be pushed out for them.</summary>
public sealed class ResettleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Who_is_disturbed_is_who_is_not_where_it_was_told(int seed)
    {
        var made = MadeUp.Centre(seed, groups: 8, load: 0.2);
        var busiest = made.Witness.Placements.Values.GroupBy(x => x.Resources[0]).MaxBy(x => x.Count())!;
        var problem = made.Problem.Close(busiest.Key, busiest.Min(x => x.Day), 5).Announce(made.Witness);
        var search = new Search(new(problem), seed);
        search.Load(made.Witness);
        List<string> Disturbed() => [.. search.Draft.Disturbed.ToArray().Select(s => problem.Sessions[s].Id).Order(StringComparer.Ordinal)];
        List<string> Elsewhere() => [.. problem.Sessions.Where(x => !Now(search).Placements.TryGetValue(x.Id, out var at) || !at.Equals(x.Announced)).Select(x => x.Id).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(Disturbed());
        Assert.Equal(Elsewhere(), Disturbed());
        new Constructor(search).Run(made.Witness, new(null, 100_000, default), () => { });
        var (move, accepted, undone, fewer) = (new Resettle(search, new(search.Draft)), 0, 0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var before = search.Draft.Disturbed.Length;
            search.Draft.Begin();
            if (move.Make(search.Draft.Cost + search.Dice.Below(1_500))) accepted++;
            else
            {
                search.Draft.Undo();
                undone++;
            }
            if (search.Draft.Disturbed.Length < before) fewer++;
            if (i % 50 == 0) Assert.Equal(Elsewhere(), Disturbed());
        }
        Assert.True(accepted > 0 && undone > 0 && fewer > 0, $"{accepted} accepted, {undone} undone, {fewer} with fewer disturbed");
        Agree(problem, search);
    }

    /// <summary>
    /// Three days of a group wait for one that another has before them. It gives way, for one disturbed instead of two, only when all of that happens at once: each single step disturbs one more.
    /// </summary>
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public void A_group_goes_home_and_another_gives_way(bool groups, int disturbed)
    {
        Session Told(string id, string group, int day, string room, params string[] after) => new()
        {
            Id = id, Length = 8, Groups = [group], Needs = [new() { Kind = "lab" }], After = [.. after.Select(x => new After(x))], Announced = new(day, 0, [room]), DisturbWeight = 1_000, MoveWeight = 100, ChangeWeight = 50,
        };
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [.. Enumerable.Repeat(new SlotRange(0, 8), 6)], Groups = [new() { Id = "A" }, new() { Id = "B" }],
            Resources = [new() { Id = "open", Kind = "lab" }, new() { Id = "shut", Kind = "lab", Closed = [.. Enumerable.Range(0, 6).Select(day => new Window(day, 0, 8))] }],
            Sessions = [Told("first", "A", 0, "shut"), Told("second", "A", 1, "open", "first"), Told("third", "A", 2, "open", "second"), Told("other", "B", 0, "open")],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(new Dictionary<string, Placement> { ["first"] = new(1, 0, ["open"]), ["second"] = new(2, 0, ["open"]), ["third"] = new(3, 0, ["open"]), ["other"] = new(0, 0, ["open"]) }));
        Move move = groups ? new Homecoming(search, new(search.Draft)) : new Resettle(search, new(search.Draft));
        for (var i = 0; i < 1_000; i++)
        {
            search.Draft.Begin();
            if (!move.Make(search.Draft.Cost)) search.Draft.Undo();
        }
        Agree(problem, search);
        Assert.Equal(disturbed, search.Draft.Disturbed.Length);
    }

    /// <summary>One of a group cannot go back, because of its room or of the kit there is that day; the others do all the same.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_cannot_go_home_keeps_nobody_from_it(bool kit)
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [.. Enumerable.Repeat(new SlotRange(0, 8), 6)], Groups = [new() { Id = "A" }],
            Resources = [new() { Id = "lab", Kind = "lab", Closed = kit ? [] : [new(2, 0, 8)] }], Kit = [new() { Id = "splicer", Units = 1, Out = kit ? [new(2, 2, 1)] : [] }],
            Sessions = [.. Enumerable.Range(0, 3).Select(i => new Session { Id = $"{i}", Length = 8, Groups = ["A"], Needs = [new() { Kind = "lab" }], Kit = [new("splicer", 1)], Announced = new(i, 0, ["lab"]), DisturbWeight = 1_000 })],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(Enumerable.Range(0, 3).ToDictionary(i => $"{i}", i => new Placement(3 + i, 0, ["lab"]))));
        var move = new Homecoming(search, new(search.Draft));
        var together = 0;
        for (var i = 0; i < 100; i++)
        {
            search.Draft.Begin();
            if (move.Make(search.Draft.Cost) && search.Draft.Disturbed is [2]) together++;
            search.Draft.Undo();
        }
        Assert.NotEqual(0, together);
    }

    [Fact]
    public void Who_is_forced_home_gets_the_room_it_was_told_though_another_is_free()
    {
        var (search, ejector) = TwoInRooms(["left", "right"]);
        Assert.True(ejector.Force(0, 0, 0, 0));
        Assert.Equal(["left"], Now(search).Placements["A"].Resources);
        search.Draft.Remove(0);
        Assert.True(ejector.ForceHome(0, 1));
        Assert.Equal(["right"], Now(search).Placements["A"].Resources);
        Assert.Equal([1], ejector.PushedOut.ToArray());
    }

    /// <summary>Who is where it was told is pushed out for its price; who is not, for nothing.</summary>
    [Theory]
    [InlineData(0, 5, true)]
    [InlineData(0, 4, false)]
    [InlineData(4, 0, true)]
    public void Pushing_out_costs_no_more_than_it_may(int toldAt, long mostDisturbing, bool could)
    {
        var (_, ejector) = TwoInRooms(["right"], toldAt);
        Assert.Equal(could, ejector.Force(0, 0, 0, 1, mostDisturbing));
    }

    [Fact]
    public void Who_is_held_is_not_pushed_out_until_it_is_let_go()
    {
        var (_, ejector) = TwoInRooms(["right"]);
        ejector.Hold(1);
        Assert.False(ejector.Force(0, 0, 0, 2));
        ejector.LetGo();
        Assert.True(ejector.Force(0, 0, 0, 2));
        Assert.Equal([1], ejector.PushedOut.ToArray());
    }

    /// <summary>Somebody who may work eight slots a day has two sessions: the one that may go gives its slots.</summary>
    [Fact]
    public void Who_is_held_is_passed_over_where_anybody_of_the_day_would_do()
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 12, Opening = [new(0, 12)], Groups = [new() { Id = "A" }], Resources = [new() { Id = "Ida", Kind = "instructor", MaxSlotsPerDay = 8 }],
            Sessions = [.. Enumerable.Range(0, 3).Select(i => new Session { Id = $"{i}", Length = 4, Groups = ["A"], Needs = [new() { Kind = "instructor" }], Announced = new(0, 4 * i, ["Ida"]) })],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(Enumerable.Range(0, 2).ToDictionary(i => $"{i}", i => new Placement(0, 4 * i, ["Ida"]))));
        var ejector = new Ejector(search.Draft);
        ejector.Hold(0);
        Assert.True(ejector.ForceHome(2, 1));
        Assert.Equal([1], ejector.PushedOut.ToArray());
    }

    /// <summary>B is in the room on the right in the morning, and A, which was told to be there then, has no place.</summary>
    private static (Search, Ejector) TwoInRooms(string[] rooms, int toldAt = 0)
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [new(0, 8)], Groups = [new() { Id = "A" }, new() { Id = "B" }], Resources = [.. rooms.Select(x => new Resource { Id = x, Kind = "lab" })],
            Sessions = [.. new[] { "A", "B" }.Select(x => new Session { Id = x, Length = 4, Groups = [x], Needs = [new() { Kind = "lab" }], Announced = new(0, x == "B" ? toldAt : 0, ["right"]), DisturbWeight = 5 })],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(new Dictionary<string, Placement> { ["B"] = new(0, 0, ["right"]) }));
        return (search, new(search.Draft));
    }

    /// <summary>Two sessions of the same two groups are in the way of a third of them: each is pushed out once.</summary>
    [Fact]
    public void Who_shares_several_groups_is_pushed_out_once()
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [new(0, 8), new(0, 8)], Resources = [], Groups = [new() { Id = "A" }, new() { Id = "B" }],
            Sessions = [.. new[] { "x", "y", "z" }.Select((x, i) => new Session { Id = x, Length = i == 0 ? 8 : 4, Groups = ["A", "B"] })],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(new Dictionary<string, Placement> { ["y"] = new(0, 0, []), ["z"] = new(0, 4, []) }));
        var ejector = new Ejector(search.Draft);
        Assert.True(ejector.Force(0, 0, 0, 2));
        Assert.Equal([1, 2], ejector.PushedOut.ToArray().Order());
    }

    /// <summary>What is pinned elsewhere than it was told costs what a change costs, but nobody seeks a place for it.</summary>
    [Fact]
    public void What_is_pinned_is_not_sought_another_place_for()
    {
        var problem = new PlanningProblem
        {
            SlotsPerDay = 8, Opening = [new(0, 8), new(0, 8)], Resources = [], Groups = [new() { Id = "A" }],
            Sessions = [.. new[] { "pinned", "free" }.Select(x => new Session { Id = x, Length = 4, Groups = ["A"], Announced = new(0, x == "free" ? 4 : 0, []), Pinned = x == "free" ? null : new(1, 0, []), DisturbWeight = 1_000, MoveWeight = 100 })],
        };
        var search = new Search(new(problem), 1);
        search.Load(new(new Dictionary<string, Placement> { ["free"] = new(0, 4, []) }));
        Agree(problem, search);
        Assert.Equal(1_100, search.Draft.Cost);
        Assert.Empty(search.Draft.Disturbed.ToArray());
    }
}
