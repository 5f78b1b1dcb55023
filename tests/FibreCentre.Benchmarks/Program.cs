using System.Globalization;
using FibreCentre.Benchmarks;

// Prints, in one run on one machine, how the product stands against a yardstick measured beside it.
// TEST_PG names a PostgreSQL to use (a superuser's connection string); the script "bench" beside this file starts one.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// "planner [FILE.ctt ...]" needs no PostgreSQL.
if (args is ["planner", .. var paths])
{
    foreach (var line in PlannerBenchmark.Lines(paths)) Console.WriteLine(line);
    return;
}
// Nor does "planner-bound [SECONDS] [FILE.json ...]", which gives each closure of a bay so many seconds, or 8.
if (args is ["planner-bound", .. var instances])
{
    var isGiven = double.TryParse(instances.FirstOrDefault(), out var seconds);
    foreach (var line in RepairBenchmark.Lines(isGiven ? instances[1..] : instances, TimeSpan.FromSeconds(isGiven ? seconds : 8))) Console.WriteLine(line);
    return;
}
// Nor does "otdr".
if (args is ["otdr"])
{
    foreach (var line in OtdrBenchmark.Lines()) Console.WriteLine(line);
    return;
}
await using var centre = await BenchCentre.StartAsync();
// One of them by its name, or all.
var benchmarks = new (string Name, Func<BenchCentre, Task<string>> RunAsync)[]
{
    ("booking", BookingBenchmark.RunAsync), ("feed", FeedBenchmark.RunAsync), ("board", BoardBenchmark.RunAsync), ("free", FreeSlotsBenchmark.RunAsync), ("mail", MailBenchmark.RunAsync), ("ledger", LedgerBenchmark.RunAsync), ("growth", BookingBenchmark.GrowthAsync),
};
foreach (var (_, run) in benchmarks.Where(each => args is not [var only] || only == each.Name)) Console.WriteLine(await run(centre));
Console.WriteLine(centre.Memory());
