using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FibreCentre.Planning;

namespace FibreCentre.Api.CommandLine.Planning;

/// <summary>Planning from files, without a database: makes, repairs, checks and explains plans.</summary>
internal static class PlanCommands
{
    private const int MostListed = 20;

    public static Command Plan() => new("plan", "Plans from files: places the sessions of cohorts into time, bays, instructors and kit.") { Solve(), Repair(), Check(), Why() };

    private static Command Solve()
    {
        var (instance, output, budget) = (InstanceArgument(), OutputOption(), new Budget());
        var command = new Command("solve", "Makes a plan. Ctrl-C ends it with the best so far.") { instance, output, budget.Seconds, budget.Seed, budget.Moves };
        command.SetAction((parsed, cancellationToken) => OrRefuseAsync(async () =>
        {
            var file = await InstanceAsync(parsed.GetRequiredValue(instance));
            var problem = file.ToProblem();
            var result = await Task.Run(() => Planner.Solve(problem, budget.Of(parsed), new Told(), cancellationToken), CancellationToken.None);
            return await TellAsync(file, problem, result, parsed.GetValue(output));
        }));
        return command;
    }

    private static Command Repair()
    {
        var (instance, plan, output, budget) = (InstanceArgument(), PlanArgument(), OutputOption(), new Budget(2));
        var bays = new Option<string[]>("--close") { Description = "A bay or an instructor that is away; may be given more than once.", Required = true };
        var from = new Option<int>("--from") { Description = "The first day of it, counted from 0.", Required = true };
        var days = new Option<int>("--days") { Description = "How many days.", DefaultValueFactory = _ => 5 };
        var command = new Command("repair", "Plans again after a closure with as few moves as it can of what the plan announced.") { instance, plan, bays, from, days, output, budget.Seconds, budget.Seed, budget.Moves };
        command.SetAction((parsed, cancellationToken) => OrRefuseAsync(async () =>
        {
            var file = await InstanceAsync(parsed.GetRequiredValue(instance));
            var told = await PlanAsync(parsed.GetRequiredValue(plan));
            var problem = parsed.GetRequiredValue(bays).Aggregate(file.ToProblem(), (before, bay) => before.Close(bay, parsed.GetRequiredValue(from), parsed.GetRequiredValue(days))).Announce(told);
            var repaired = await Task.Run(() => Replanning.Repair(problem, budget.Of(parsed), new Told(), cancellationToken), CancellationToken.None);
            await CentreCommands.SayAsync($"{Number(repaired.Hit.Count)} announced sessions could not stay; {Number(repaired.Moved.Count)} change, {Number(repaired.Retimed.Count)} of them to another time:");
            foreach (var session in repaired.Moved) await CentreCommands.SayAsync($"  {session}: {At(told.Placements[session])} -> {(repaired.Result.Plan.Placements.TryGetValue(session, out var now) ? At(now) : "nowhere")}");
            return await TellAsync(file, problem, repaired.Result, parsed.GetValue(output));
        }));
        return command;
    }

    private static Command Check()
    {
        var (instance, plan) = (InstanceArgument(), PlanArgument());
        var command = new Command("check", "Counts the faults and the costs of a plan.") { instance, plan };
        command.SetAction((parsed, _) => OrRefuseAsync(async () =>
        {
            var score = PlanScore.Of((await InstanceAsync(parsed.GetRequiredValue(instance))).ToProblem(), await PlanAsync(parsed.GetRequiredValue(plan)));
            foreach (var (fault, times) in score.Hard) await CentreCommands.SayAsync($"  fault {fault,-16} {Number(times)}");
            foreach (var (cost, amount) in score.Soft) await CentreCommands.SayAsync($"  cost  {cost,-16} {Number(amount)}");
            await CentreCommands.SayAsync($"{(score.IsFeasible ? "Sound and complete" : score.IsSound ? $"Sound, {Number(score.Unplaced)} sessions not placed" : "Faulty")}, cost {Number(score.Cost)}.");
            return score.IsFeasible ? 0 : 1;
        }));
        return command;
    }

    private static Command Why()
    {
        var (instance, plan, budget) = (InstanceArgument(), PlanArgument(), new Budget(2));
        var session = new Argument<string>("session") { Description = "Which, as COHORT/SESSION." };
        var day = new Option<int?>("--day") { Description = "What it would take to have it on this day, counted from 0." };
        var command = new Command("why", "Says why a session is where it is, or why it is nowhere, or what it would take to have it on another day.") { instance, plan, session, day, budget.Seconds, budget.Seed, budget.Moves };
        command.SetAction((parsed, cancellationToken) => OrRefuseAsync(async () =>
        {
            var problem = (await InstanceAsync(parsed.GetRequiredValue(instance))).ToProblem();
            var (placed, which) = (await PlanAsync(parsed.GetRequiredValue(plan)), parsed.GetRequiredValue(session));
            foreach (var line in parsed.GetValue(day) is { } wanted ? OnDay(problem, placed, which, wanted, budget.Of(parsed), cancellationToken)
                     : placed.Placements.ContainsKey(which) ? Here(WhyHere.Of(problem, placed, which)) : Nowhere(WhyNot.Of(problem, placed, which)))
                await CentreCommands.SayAsync(line);
            return 0;
        }));
        return command;
    }

    private static IEnumerable<string> OnDay(PlanningProblem problem, Plan plan, string session, int day, PlanningOptions options, CancellationToken cancellationToken)
    {
        var what = WhatIf.OnDay(problem, plan, session, day, options, cancellationToken);
        if (!what.Result.Plan.Placements.TryGetValue(session, out var at)) return [$"{session} cannot be on day {day}, whatever else moves."];
        return [$"{session} could be at {At(at)}; the plan would cost {Number(what.Extra)} more and {Number(what.Moved.Count)} other sessions would move{(what.Moved.Count > 0 ? ":" : ".")}", .. what.Moved.Select(x => $"  {x}")];
    }

    private static IEnumerable<string> Here(WhyHere why) =>
        [$"{why.Session} is at {At(why.At)}.", .. why.Days.Select(x => x.Place is { } place ? $"  day {x.Day}: could be at {At(place)}, for {Number(x.Extra ?? 0)} more" : $"  day {x.Day}: {string.Join(' ', x.Causes.Select(c => c.Sentence))}")];

    private static IEnumerable<string> Nowhere(WhyNot why) =>
        why.Causes.Count == 0 ? ["It could be placed as it is."] : [.. why.Causes.Select(x => x.Sentence), .. why.Remedies.OrderByDescending(x => x.Days.Count).Select(x => x.Sentence)];

    private static async Task<int> TellAsync(CentreFile file, PlanningProblem problem, PlanningResult result, string? output)
    {
        if (output is not null) await File.WriteAllTextAsync(output, CentrePlanFile.Of(file.Name, result.Plan).Write(), CancellationToken.None);
        var left = problem.Sessions.Where(x => !result.Plan.Placements.ContainsKey(x.Id)).ToList();
        foreach (var session in left.Take(MostListed)) await CentreCommands.SayAsync($"  {session.Id}: {string.Join(' ', Nowhere(WhyNot.Of(problem, result.Plan, session.Id)))}");
        await CentreCommands.SayAsync($"{file.Name}: cost {Number(result.Cost)}, {Number(problem.Sessions.Count - left.Count)} of {Number(problem.Sessions.Count)} sessions placed; {Number(result.Moves)} moves in {Seconds(result.Elapsed)}.");
        return left.Count == 0 ? 0 : 1;
    }

    private static async Task<int> OrRefuseAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (InvalidProblemException refusal)
        {
            foreach (var fault in refusal.Faults) await CentreCommands.FailAsync(fault.ToString());
            return 1;
        }
        catch (Exception refusal) when (refusal is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return await CentreCommands.FailAsync(refusal.Message);
        }
    }

    private static async Task<CentreFile> InstanceAsync(string path) => CentreFile.Read(await File.ReadAllTextAsync(path));

    private static async Task<Plan> PlanAsync(string path) => CentrePlanFile.Read(await File.ReadAllTextAsync(path)).ToPlan();

    private static Argument<string> InstanceArgument() => new("instance") { Description = "A file of bays, kit, instructors, courses and cohorts (schema centre-1)." };

    private static Argument<string> PlanArgument() => new("plan") { Description = "A file with a plan for it." };

    private static Option<string?> OutputOption() => new("--out") { Description = "Where to write the plan." };

    private static string At(Placement at) => $"day {at.Day}, slot {at.Start}, {string.Join(", ", at.Resources)}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>How long to plan, as told on the command line.</summary>
    private sealed class Budget(double seconds = 10)
    {
        public Option<double> Seconds { get; } = new("--seconds") { Description = "How long it may take.", DefaultValueFactory = _ => seconds };

        public Option<int> Seed { get; } = new("--seed") { Description = "Another seed makes another plan.", DefaultValueFactory = _ => 1 };

        public Option<long?> Moves { get; } = new("--moves") { Description = "How many moves it may try instead: the same seed then makes the same plan." };

        public PlanningOptions Of(ParseResult parsed) =>
            parsed.GetValue(Moves) is { } moves ? new() { Seed = parsed.GetValue(Seed), Moves = moves }
            : new() { Seed = parsed.GetValue(Seed), Time = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(Seconds), 0, 1e6)) };
    }

    /// <summary>A line each second on how far it is, apart from what is the result.</summary>
    private sealed class Told : IProgress<PlanningProgress>
    {
        private TimeSpan last;

        public void Report(PlanningProgress value)
        {
            if (value.Elapsed - last < TimeSpan.FromSeconds(1)) return;
            last = value.Elapsed;
            Console.Error.WriteLine($"{Seconds(value.Elapsed)}: cost {Number(value.Cost)}{(value.Unplaced > 0 ? $", {Number(value.Unplaced)} not placed" : "")}");
        }
    }
}
