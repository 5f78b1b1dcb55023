using System.Text.Json.Nodes;
using FibreCentre.Api.CommandLine;
using FibreCentre.Api.CommandLine.Planning;
using FibreCentre.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.CommandLine;

/// <summary>The commands that plan from files; they need no database.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private const string Instance = """
        {
          "schema": "centre-1", "name": "small", "days": 6, "opening": [[0, 8], [0, 8], null, [0, 8], [0, 8], [0, 8]],
          "bays": [{ "id": "B1", "kind": "bench", "seats": 8, "closed": [[0, 0, 4]], "fair": 20 }, { "id": "B2", "kind": "bench", "seats": 8, "closed": [], "fair": 20 }],
          "kit": [{ "id": "K1", "units": 2, "out": [[3, 3, 1]] }],
          "instructors": [{ "id": "I1", "quals": ["Q1"], "max_slots_per_day": 6, "off": [[1, 0, 8, "leave"]], "fair": 20 }],
          "courses": [{ "id": "C1", "max_group": 8, "sessions": [
            { "id": "S1", "len": 4, "kind": "bench", "qual": "Q1", "kit": [], "after": [] },
            { "id": "S2", "len": 2, "kind": "bench", "qual": "Q1", "kit": [{ "id": "K1", "fixed": 0, "per_learner": 1 }], "after": [{ "session": "S1", "min_days": 1 }] }] }],
          "cohorts": [{ "id": "H1", "course": "C1", "size": 2, "earliest_day": 0, "due_day": 4 }],
          "weights": { "finish": 10, "late": 50, "days": 4, "gap": 1, "bay": 2, "instructor": 3, "fair_instructor": 1, "fair_bay": 1 }
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, true);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }

    private static Task<int> RunAsync(params string[] words) => CentreCommands.RunAsync(["plan", .. words], new ServiceCollection().BuildServiceProvider());

    private async Task<(string Instance, string Plan)> SolvedAsync()
    {
        var (instance, plan) = (Write("instance.json", Instance), Path.Combine(folder, "plan.json"));
        Assert.Equal(0, await RunAsync("solve", instance, "--moves", "2000", "--out", plan));
        return (instance, plan);
    }

    [Fact]
    public async Task A_plan_is_made_checked_and_repaired()
    {
        var (instance, plan) = await SolvedAsync();
        Assert.Equal(0, await RunAsync("check", instance, plan));
        // Leave on day 1, too little kit on day 3, closed on day 2, and a day between.
        Assert.Equal([("S1", 0), ("S2", 4)], CentrePlanFile.Read(await File.ReadAllTextAsync(plan)).Sessions.Select(x => (x.Session, x.Day)));

        var repaired = Path.Combine(folder, "repaired.json");
        Assert.Equal(0, await RunAsync("repair", instance, plan, "--close", "I1", "--from", "4", "--days", "1", "--moves", "2000", "--out", repaired));
        Assert.Equal([("S1", 0), ("S2", 5)], CentrePlanFile.Read(await File.ReadAllTextAsync(repaired)).Sessions.Select(x => (x.Session, x.Day)));
        Assert.Equal(0, await RunAsync("why", instance, repaired, "H1/S2"));
        Assert.Equal(0, await RunAsync("why", instance, repaired, "H1/S2", "--day", "4", "--moves", "500"));
    }

    [Fact]
    public async Task A_faulty_plan_fails_the_check()
    {
        var (instance, plan) = await SolvedAsync();
        var moved = (await File.ReadAllTextAsync(plan)).Replace("\"day\":4", "\"day\":3", StringComparison.Ordinal);
        Assert.Contains(HardFault.KitShort, PlanScore.Of(CentreFile.Read(Instance).ToProblem(), CentrePlanFile.Read(moved).ToPlan()).Hard);
        Assert.Equal(1, await RunAsync("check", instance, Write("moved.json", moved)));
    }

    [Fact]
    public async Task What_cannot_be_placed_fails_and_says_why()
    {
        var impossible = Write("impossible.json", Instance.Replace("\"seats\": 8", "\"seats\": 1", StringComparison.Ordinal));
        Assert.Equal(1, await RunAsync("solve", impossible, "--moves", "500"));
    }

    [Theory]
    [InlineData("schema", "\"centre-2\"", "$.schema")]
    [InlineData("opening", "[]", "$.opening")]
    [InlineData("opening", "[[0],[0,8],[0,8],[0,8],[0,8],[0,8]]", "$.opening")]
    [InlineData("bays", "3", "$.bays")]
    [InlineData("bays", "[{\"id\":\"B1\"}]", "kind")]
    [InlineData("cohorts", "[{\"id\":\"H1\",\"course\":\"C9\",\"size\":2,\"earliest_day\":0,\"due_day\":4}]", "$.cohorts[0].course")]
    [InlineData("cohorts", "[{\"id\":\"H/1\",\"course\":\"C1\",\"size\":2,\"earliest_day\":0,\"due_day\":4}]", "$.cohorts[0].id")]
    [InlineData("courses", "[{\"id\":\"C1\",\"sessions\":[]},{\"id\":\"C1\",\"sessions\":[]}]", "$.courses[1].id")]
    [InlineData("bays", "[null]", "$.bays[0]")]
    [InlineData("courses", "[{\"id\":\"C1\",\"sessions\":[null]}]", "$.courses[0].sessions[0]")]
    [InlineData("weights", "null", "weights")]
    [InlineData("days", "1e99", "$.days")]
    public async Task A_bad_instance_is_refused_by_the_field(string field, string value, string named)
    {
        var node = JsonNode.Parse(Instance)!.AsObject();
        node[field] = JsonNode.Parse(value);
        var refusal = Assert.ThrowsAny<System.Text.Json.JsonException>(() => CentreFile.Read(node.ToJsonString()).ToProblem());
        Assert.Contains(named, refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await RunAsync("solve", Write("bad.json", node.ToJsonString()), "--moves", "1"));
    }

    [Fact]
    public async Task A_number_out_of_range_and_a_file_that_is_not_there_are_refused()
    {
        Assert.Equal(1, await RunAsync("solve", Write("bad.json", Instance.Replace("\"len\": 4", "\"len\": -4", StringComparison.Ordinal)), "--moves", "1"));
        Assert.Equal(1, await RunAsync("solve", Path.Combine(folder, "none.json")));
        var (instance, plan) = await SolvedAsync();
        Assert.Equal(1, await RunAsync("repair", instance, plan, "--close", "B9", "--from", "0"));
        Assert.Equal(1, await RunAsync("why", instance, plan, "H9/S9"));
    }
}
