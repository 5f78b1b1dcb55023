using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>Which days may be asked for. On a clock of its own.</summary>
public sealed class AskForPlanTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Today_is_the_centres_day_also_in_the_first_hour_of_a_summer_day()
    {
        centre.Clock.SetUtcNow(new(2027, 6, 30, 23, 30, 0, TimeSpan.Zero));
        Assert.Equal(["cohorts[0].notBefore", "cohorts[2].notBefore"], await RefusedAsync(new(2027, 7, 1), new(2027, 7, 2), new(2027, 7, 1)));
        Assert.Equal(["cohorts[1].notBefore"], await RefusedAsync(new(2028, 7, 1), new(2028, 7, 2)));
        Assert.Equal(["cohorts[0].notBefore"], await RefusedAsync(DateOnly.MaxValue));
        Assert.Equal(201, (await AskAsync(new(2027, 7, 2), new(2028, 7, 1))).Status);

        async Task<IEnumerable<string>> RefusedAsync(params DateOnly[] notBefore)
        {
            var answer = await AskAsync(notBefore);
            Assert.Equal(400, answer.Status);
            return answer.Json.GetProperty("errors").EnumerateObject().Where(each => each.Value[0].GetString() == "Enter a first day after today and within a year.").Select(each => each.Name);
        }

        Task<Answer> AskAsync(params DateOnly[] notBefore) =>
            centre.ClientOf(centre.Cast.Coordinator).Post("/api/v1/planning/runs", new { cohorts = notBefore.Select(day => PlanningTalk.Wanted("FTC-101", day, dueBy: day)), seconds = 5 }, Some.Key());
    }
}
