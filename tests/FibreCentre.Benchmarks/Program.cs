using System.Globalization;
using FibreCentre.Benchmarks;

// Prints, in one run on one machine, how the product stands against a yardstick measured beside it.
// TEST_PG names a PostgreSQL to use (a superuser's connection string); the script "bench" beside this file starts one.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
await using var centre = await BenchCentre.StartAsync();
if (args is not ["board"]) Console.WriteLine(await BookingBenchmark.RunAsync(centre));
if (args is not ["board"]) Console.WriteLine(await FeedBenchmark.RunAsync(centre));
Console.WriteLine(await BoardBenchmark.RunAsync(centre));
if (args is not ["board"]) Console.WriteLine(await BookingBenchmark.GrowthAsync(centre));
Console.WriteLine(centre.Memory());
