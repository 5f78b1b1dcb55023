using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>Two coordinators accept drafts that want the only instructor on the same days, and a third plans a cohort into them, all at once. Of three courses: those who plan one course on one day wait for each other anyway.</summary>
public sealed class AcceptRaceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task One_of_them_has_her_and_the_others_are_told_in_words()
    {
        for (var round = 0; round < 4; round++)
        {
            var answers = await AllAsync();
            Assert.True(answers.Count(each => each.Status is 200 or 201) == 1, string.Join('\n', answers.Select(each => $"{each}")));
            Assert.All(answers.Where(each => each.Status is not (200 or 201)), each =>
            {
                Assert.Contains(each.Problem, new[] { "draft-no-longer-fits", "resources-taken" });
                Assert.Contains("Ida Irwin is taken on", each.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            });
        }
        Assert.Equal(0, await OverlapsAsync());
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Control_without_the_exclusion_constraint_several_would_have_her()
    {
        var constraint = await centre.Value<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'nothing_in_two_places'");
        // What accepting defers has to be there to be deferred: a constraint that forbids nothing stands in for it.
        await centre.Run("alter table reservation drop constraint nothing_in_two_places; alter table reservation add constraint nothing_in_two_places exclude using gist (id with =) deferrable");
        try
        {
            for (var round = 1; round <= 12 && await OverlapsAsync() == 0; round++) await AllAsync();
            Assert.NotEqual(0, await OverlapsAsync());
        }
        finally
        {
            await centre.Run($"alter table reservation drop constraint nothing_in_two_places; delete from reservation; delete from session; delete from cohort; alter table reservation add constraint nothing_in_two_places {constraint}");
        }
    }

    private async Task<Answer[]> AllAsync()
    {
        await centre.Run("update instructor set left_on = '2026-11-03' where code <> 'IDA'");
        var day = centre.NextFreeDay(days: 3);
        var runs = new[] { await centre.GivenADraft(PlanningTalk.Wanted("FTC-210", day)), await centre.GivenADraft(PlanningTalk.Wanted("FTC-201", day)) };
        return await Task.WhenAll(runs.Select(run => Task.Run(() => Coordinator.Accepts(run)))
            .Append(Task.Run(() => centre.ClientOf(centre.Cast.Administrator).Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = day, capacity = 6 }, Some.Key()))));
    }

    private Task<int> OverlapsAsync() => centre.Value<int>("select count(*) from reservation a join reservation b on a.resource_id = b.resource_id and a.id < b.id and a.during && b.during");
}
