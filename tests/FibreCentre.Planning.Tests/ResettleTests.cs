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
