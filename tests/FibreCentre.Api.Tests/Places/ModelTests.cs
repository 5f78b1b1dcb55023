using System.Collections.Concurrent;
using System.Globalization;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using MediatR;
using Npgsql;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Places;

/// <summary>
/// Random sequences through the real use cases and PostgreSQL, step by step beside a model in memory: after every step the two must agree about everything that
/// can be seen. PLACES_MODEL_SEQUENCES says how many; a difference prints its seed and the steps that led to it.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int Workers = 2;

    /// <summary>What is compared after every step is read from tables that only grow: a fresh copy now and then keeps a long run as fast as a short one.</summary>
    private const int SequencesADatabase = 300;

    [Fact]
    public async Task Whatever_happens_in_whatever_order_database_and_model_agree()
    {
        var sequences = int.TryParse(Environment.GetEnvironmentVariable("PLACES_MODEL_SEQUENCES"), CultureInfo.InvariantCulture, out var asked) ? asked : 120;
        var (differences, steps, outcomes) = await RunAsync(sequences, () => new PlacesModel(), stopAtFirst: true);

        output.WriteLine($"{sequences} sequences, {steps} steps");
        foreach (var (what, count) in outcomes.OrderBy(each => each.Key, StringComparer.Ordinal)) output.WriteLine($"{count,7}  {what}");
        Assert.True(differences.IsEmpty, differences.FirstOrDefault());
        // A sequence that only ever refuses shows nothing: every use case must have succeeded, and often.
        foreach (var done in new[] { "hold", "book", "confirm", "release", "confirm offer", "decline", "name", "cancel", "transfer", "substitute", "join", "leave", "keep", "change kept", "let go", "capacity", "go ahead", "call off", "call off and move" })
            Assert.True(outcomes.GetValueOrDefault($"{done}: done") > 0, $"{done} never succeeded");
        foreach (var turn in new[] { "turn: offered", "turn: booked", "turn: of what was kept", "confirm offer: offer-lapsed", "call off: somebody moved", "call off: into what was kept" }) Assert.True(outcomes.GetValueOrDefault(turn) > 0, $"{turn} never happened");
    }

    [Theory, InlineData(false, true, true, true), InlineData(true, false, true, true), InlineData(true, true, false, true), InlineData(true, true, true, false)]
    public async Task Control_a_model_with_one_rule_wrong_is_found_out(bool togetherMatters, bool callingOffIsFree, bool promisesLast, bool keptCounts)
    {
        var (differences, _, _) = await RunAsync(400, () => new PlacesModel(togetherMatters, callingOffIsFree, promisesLast, keptCounts), stopAtFirst: true);
        Assert.False(differences.IsEmpty, "the sequences never came where the wrong rule matters");
    }

    private static async Task<(ConcurrentQueue<string> Differences, int Steps, IReadOnlyDictionary<string, int> Outcomes)> RunAsync(int sequences, Func<PlacesModel> model, bool stopAtFirst)
    {
        var differences = new ConcurrentQueue<string>();
        var outcomes = new ConcurrentDictionary<string, int>();
        var (next, steps) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref next) < sequences && !(stopAtFirst && !differences.IsEmpty)) await InOneDatabaseAsync();
        })));
        return (differences, steps, outcomes);

        async Task InOneDatabaseAsync()
        {
            var centre = new TestCentre();
            await centre.InitializeAsync();
            try
            {
                await using var walk = new ModelWalk(centre, outcomes);
                for (var walked = 0; walked < SequencesADatabase && !(stopAtFirst && !differences.IsEmpty); walked++)
                {
                    var seed = Interlocked.Increment(ref next);
                    if (seed > sequences) return;
                    if (await walk.RunAsync(seed, model()) is { } difference) differences.Enqueue(difference);
                    Interlocked.Add(ref steps, walk.Steps);
                }
            }
            finally
            {
                await centre.DisposeAsync();
            }
        }
    }
}
