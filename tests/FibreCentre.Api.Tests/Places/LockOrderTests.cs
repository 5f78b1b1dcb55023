using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Places;

/// <summary>Who wants the same people at the same time takes them in the same order, whatever order the request names them in: nobody is locked out, which the log of an instance would show.</summary>
public sealed class LockOrderTests(TwoInstances centre) : IClassFixture<TwoInstances>
{
    private const int Rounds = 12, Bookers = 8, Engineers = 6;

    [Fact]
    public async Task The_same_engineers_booked_at_once_on_cohorts_of_one_day_in_any_order_lock_nobody_out()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var first = await centre.GivenACohort(c => c.WithPlaces(12));
            GivenCohort[] cohorts = [first, await centre.GivenAnotherOn(first.FirstDay, places: 12), await centre.GivenAnotherOn(first.FirstDay, places: 12)];
            // Known to nobody at first: to record them is a race of its own.
            var engineers = Enumerable.Range(0, Engineers).Select(_ => Some.Engineer()).ToArray();
            await AllAtOnceAsync(cohorts, engineers, number => new(number + (round * Bookers)));
            await centre.Run($"update place set state = 'cancelled', ended_because = 'cancelled', cancelled_at = now() where cohort_id = any ('{{{string.Join(',', cohorts.Select(each => each.Id))}}}'); delete from reservation where place_id in (select id from place where state = 'cancelled')");
            await AllAtOnceAsync(cohorts, engineers, number => new(number + (round * Bookers) + 1000));
        }
        Assert.DoesNotContain("40P01", centre.One.Said + centre.Two.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_taken_in_opposite_orders_one_of_two_is_locked_out()
    {
        var (cohort, _) = (await centre.GivenACohort(), await centre.GivenACohort());
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);
        var (one, two) = (booked.Places[0].TraineeId!.Value, booked.Places[1].TraineeId!.Value);
        var (isIn, other) = (new TaskCompletionSource(), new TaskCompletionSource());
        var states = await Task.WhenAll(TakeAsync(one, two, isIn, other.Task), TakeAsync(two, one, other, isIn.Task));
        Assert.Equal(["", PostgresErrorCodes.DeadlockDetected], states.Order(StringComparer.Ordinal));

        async Task<string> TakeAsync(Guid first, Guid second, TaskCompletionSource taken, Task theOtherHas)
        {
            await using var connection = await centre.Everything.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            try
            {
                await ReserveAsync(first);
                taken.SetResult();
                await theOtherHas;
                await ReserveAsync(second);
                return "";
            }
            catch (PostgresException refused)
            {
                return refused.SqlState;
            }

            async Task ReserveAsync(Guid trainee)
            {
                await using var command = new NpgsqlCommand($"insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id) select gen_random_uuid(), resource_id, resource_kind, '[2040-01-02, 2040-01-03)', purpose, (select id from session s where s.cohort_id <> '{cohort.Id}' limit 1), provider_id, place_id from reservation where resource_id = $1 limit 1", connection) { Parameters = { new() { Value = trainee } } };
                await command.ExecuteNonQueryAsync();
            }
        }
    }

    private async Task AllAtOnceAsync(GivenCohort[] cohorts, EngineerDetails[] engineers, Func<int, Random> chance)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Bookers).Select(number => Task.Run(() =>
        {
            EngineerDetails[] shuffled = [.. engineers];
            chance(number).Shuffle(shuffled);
            return (number % 2 == 0 ? centre.One : centre.Two).ClientOf(centre.Cast.NorthBooker).Books(cohorts[number % cohorts.Length], shuffled);
        })));
        Assert.All(answers, answer => Assert.True(answer.Status == 201 || answer.Problem is "engineers-refused" or "resources-taken", $"{answer}\n{centre.One.Said}\n{centre.Two.Said}"));
        Assert.Single(answers, answer => answer.Status == 201);
    }
}
