using FibreCentre.Api.Jobs;
using Npgsql;
using Quartz;

namespace FibreCentre.Api.Persistence;

internal static class QuartzSchema
{
    /// <summary>Lets the scheduler make its own tables, as the owner, where they are missing.</summary>
    public static async Task ProvideAsync(NpgsqlDataSource owner, string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using (var exists = owner.CreateCommand("select to_regclass('quartz.qrtz_triggers') is not null"))
            if ((bool)(await exists.ExecuteScalarAsync(cancellationToken))!) return;
        var services = new ServiceCollection().AddLogging();
        services.AddQuartz(quartz => Schedule.OnPostgres(quartz, Database.WithRole(ownerConnectionString, "fibrecentre_owner", PoolSize.Scheduler), provision: true));
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        await scheduler.Start(cancellationToken);
        await scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
    }
}
