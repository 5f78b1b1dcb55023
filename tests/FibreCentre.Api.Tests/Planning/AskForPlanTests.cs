using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>Which days may be asked for. On a clock of its own.</summary>
public sealed class AskForPlanTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Today_is_the_centres_day_also_in_the_first_hour_of_a_summer_day()
    {
        centre.Clock.SetUtcNow(new(2027, 6, 30, 23, 30, 0, TimeSpan.Zero));
        var today = await AskAsync(new(2027, 7, 1));
        Assert.Equal((400, "Enter a first day after today and within a year."), (today.Status, today.Json.GetProperty("errors").GetProperty("cohorts[0].notBefore")[0].GetString()));
        Assert.Equal(400, (await AskAsync(new(2028, 7, 2))).Status);
        Assert.Equal(201, (await AskAsync(new(2027, 7, 2))).Status);

        Task<Answer> AskAsync(DateOnly notBefore) => centre.ClientOf(centre.Cast.Coordinator).Post("/api/v1/planning/runs", new { cohorts = new[] { PlanningTalk.Wanted("FTC-101", notBefore) }, seconds = 5 }, Some.Key());
    }
}
