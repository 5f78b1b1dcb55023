using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Jobs;
using FibreCentre.Domain.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Support;

/// <summary>What coordinators do with drafts of the timetable, said as their programs say it.</summary>
internal static class PlanningTalk
{
    public static object Wanted(string course, DateOnly notBefore, int count = 1, int places = 6, DateOnly? dueBy = null) => new { course, count, places, notBefore, dueBy };

    public static Task<Answer> Plans(this HttpClient who, params object[] cohorts) => who.Post("/api/v1/planning/runs", new { cohorts, seconds = 5 }, Some.Key());

    public static Task<Answer> Repairs(this HttpClient who, Guid[] outages, object[]? cohorts = null, Guid[]? @fixed = null) =>
        who.Post("/api/v1/planning/runs", new { cohorts = cohorts ?? [], seconds = 5, repair = true, outages, @fixed }, Some.Key());

    public static Task<Answer> Accepts(this HttpClient who, Guid run) => who.Post($"/api/v1/planning/runs/{run}/acceptance", null, Some.Key());

    public static Task<Answer> Shows(this HttpClient who, Guid run) => who.Get($"/api/v1/planning/runs/{run}");

    /// <summary>What the scheduler does every few seconds; of all that waits each is given a second instead of what it asked for.</summary>
    public static async Task CarryOutPlans(this TestCentre centre, int seconds = 1)
    {
        await centre.Run($"update planning_run set seconds = {seconds} where state = 'waiting'");
        await centre.App.CarryOutPlans();
    }

    public static async Task CarryOutPlans(this CentreApp app, CancellationToken cancellationToken = default)
    {
        await app.Services.RunAsync<CarryOutPlans>(cancellationToken);
    }

    /// <summary>The live timetable as the engine is told of it.</summary>
    public static async Task<PlanningTable> ReadsTable(this TestCentre centre, PlanAsked asked)
    {
        await using var scope = centre.App.Services.CreateAsyncScope();
        PlanningTable? table = null;
        await centre.App.StoreAsync(async db =>
        {
            var read = await ActivatorUtilities.CreateInstance<TimetableReading>(scope.ServiceProvider, db).ReadAsync(asked, new PlanningWeights(), CancellationToken.None);
            table = read.Succeeded ? read.Value : throw new InvalidOperationException(read.Error.Detail);
        });
        return table!;
    }

    /// <summary>A draft that is done, of one cohort unless the test says otherwise.</summary>
    public static async Task<Guid> GivenADraft(this TestCentre centre, params object[] cohorts)
    {
        var asked = await centre.ClientOf(centre.Cast.Coordinator).Plans(cohorts);
        Assert.True(asked.Status == 201, $"{asked}");
        await centre.CarryOutPlans();
        Assert.Equal("done", await centre.Value<string>("select state from planning_run where id = $1", asked.Id("id")));
        return asked.Id("id");
    }
}
