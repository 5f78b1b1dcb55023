using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>An instance dies without warning while it answers.</summary>
public sealed class KilledTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const int Clients = 24;

    [Fact]
    public async Task Killed_between_commit_and_answer_the_same_key_finds_the_one_booking_there_is()
    {
        if (DateTimeOffset.UtcNow is var now && now > TestCentre.Start) centre.Clock.SetUtcNow(now);
        await using var survivor = await ProductProcess.StartAsync(centre.ConnectionString);
        var unanswered = 0;
        for (var round = 0; round < 6 && unanswered == 0; round++) unanswered += await RoundAsync(survivor);
        Assert.True(unanswered > 0, "no booking was ever written without being answered: the moment was not met");
    }

    /// <returns>How many bookings had been written when the instance died and had not been answered.</returns>
    private async Task<int> RoundAsync(ProductProcess survivor)
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(12));
        var orders = Enumerable.Range(0, Clients).Select(number => (Key: Some.Key(), Body: new { purchaseOrder = $"PO-{number}", engineers = new[] { Some.Engineer() } })).ToList();
        var path = $"/api/v1/cohorts/{cohort.Id}/places";
        var answers = new Answer?[Clients];
        await using (var doomed = await ProductProcess.StartAsync(centre.ConnectionString))
        {
            var client = doomed.ClientOf(centre.Cast.NorthBooker);
            var asking = orders.Select((order, index) => Task.Run(async () =>
            {
                try
                {
                    answers[index] = await client.Post(path, order.Body, order.Key);
                }
                catch (HttpRequestException)
                {
                    // It died before it could answer.
                }
            })).ToArray();
            while (await centre.Value<int>("select count(*) from booking where cohort_id = $1", cohort.Id) < 3) await Task.Yield();
            await doomed.Kill();
            await Task.WhenAll(asking);
        }
        var written = await centre.Column<string>("select purchase_order from booking where cohort_id = $1", cohort.Id);
        var again = await Task.WhenAll(orders.Select(order => survivor.ClientOf(centre.Cast.NorthBooker).Post(path, order.Body, order.Key)));

        Assert.Equal(12, await centre.Value<int>("select count(*) from booking where cohort_id = $1", cohort.Id));
        Assert.Equal(12, await centre.Value<int>("select count(distinct purchase_order) from booking where cohort_id = $1", cohort.Id));
        Assert.Equal(12, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Equal(24, await centre.Value<int>("select count(*) from message m join place p on p.id = m.place_id where p.cohort_id = $1 and m.kind = 'invitation'", cohort.Id));
        foreach (var (order, index) in orders.Select((order, index) => (order, index)))
        {
            if (written.Contains(order.Body.purchaseOrder)) Assert.Equal(201, again[index].Status);
            if (answers[index] is { Status: 201 } first) Assert.Equal(first.Text, again[index].Text);
        }
        return orders.Where((order, index) => answers[index] is null && written.Contains(order.Body.purchaseOrder)).Count();
    }
}
