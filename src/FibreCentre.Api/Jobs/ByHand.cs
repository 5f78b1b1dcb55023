using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Jobs run when somebody says so instead of by the schedule. None of them asks what ticked it.</summary>
internal static class ByHand
{
    public static async Task RunAsync<TJob>(this IServiceProvider services, CancellationToken cancellationToken = default) where TJob : IJob
    {
        await using var scope = services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<TJob>(scope.ServiceProvider).Execute(null!, cancellationToken);
    }

    /// <summary>What a day of a demo needs: cohorts begin and end, people are reminded, mail is sent, decisions are drawn.</summary>
    public static async Task TickForDemoAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.RunAsync<KeepCohorts>(cancellationToken);
        await services.RunAsync<RemindPeople>(cancellationToken);
        await services.RunAsync<SendMessages>(cancellationToken);
        await services.RunAsync<DrawTheSample>(cancellationToken);
    }
}
