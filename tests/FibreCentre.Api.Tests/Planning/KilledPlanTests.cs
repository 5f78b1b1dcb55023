using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>The product as it is deployed: on Kestrel, with its scheduler ticking.</summary>
public sealed class KilledPlanTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_process_that_is_to_end_gives_its_plan_back_at_once()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var product = await ProductProcess.StartAsync(centre.ConnectionString);
        var run = await AskedAsync(product, cohorts: 2);
        while (await centre.Value<double>("select share from planning_run where id = $1", run) == 0) patience.Token.ThrowIfCancellationRequested();
        await product.Stop(within: TimeSpan.FromSeconds(30));
        Assert.Equal("waiting", await centre.Value<string>("select state from planning_run where id = $1", run));
        Assert.Equal(1, await centre.Value<int>("select count(*) from planning_run where id = $1 and draft is not null", run));
        await centre.Run($"update planning_run set state = 'dropped', decided_by = asked_by, decided_at = now() where id = '{run}'");   // the next test wants to be alone
    }

    [Fact]
    public async Task A_plan_whose_process_is_killed_is_gone_on_with_by_the_next_one_from_the_best_so_far()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        Guid run;
        await using (var product = await ProductProcess.StartAsync(centre.ConnectionString))
        {
            run = await AskedAsync(product, cohorts: 6);
            while (await centre.Value<double>("select share from planning_run where id = $1", run) < 0.03) patience.Token.ThrowIfCancellationRequested();
        }   // killed
        var (share, cost, holder) = (await centre.Value<double>("select share from planning_run where id = $1", run), await centre.Value<long>("select cost from planning_run where id = $1", run), await centre.Value<string>("select holder::text from planning_run where id = $1", run));
        Assert.Equal("running", await centre.Value<string>("select state from planning_run where id = $1", run));

        await using (var product = await ProductProcess.StartAsync(centre.ConnectionString))
        {
            using var coordinator = product.ClientOf(centre.Cast.Coordinator);
            while (await centre.Value<bool>("select holder::text = $2 or share <= $3 from planning_run where id = $1", run, holder, share)) patience.Token.ThrowIfCancellationRequested();
            Assert.InRange(await centre.Value<double>("select share from planning_run where id = $1", run), share, share + 0.3);   // it went on; it did not begin again
            Assert.Equal(200, (await coordinator.Post($"/api/v1/planning/runs/{run}/stop", null)).Status);
            while (await centre.Value<string>("select state from planning_run where id = $1", run) == "running") patience.Token.ThrowIfCancellationRequested();
        }
        Assert.Equal("stopped", await centre.Value<string>("select state from planning_run where id = $1", run));
        Assert.InRange(await centre.Value<long>("select cost from planning_run where id = $1", run), 0, cost);
    }

    private async Task<Guid> AskedAsync(ProductProcess product, int cohorts)
    {
        using var coordinator = product.ClientOf(centre.Cast.Coordinator);
        var day = DateOnly.FromDateTime(DateTime.UtcNow.Date).AddDays(7);
        return (await coordinator.Post("/api/v1/planning/runs", new { cohorts = new[] { PlanningTalk.Wanted("FTC-101", day, cohorts) }, seconds = 60 }, Some.Key())).Id("id");
    }
}
