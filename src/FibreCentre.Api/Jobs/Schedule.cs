using FibreCentre.Api.Persistence;
using Npgsql;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>
/// Every job and when it runs. Quartz only ticks, on PostgreSQL and clustered, so that two instances share the ticking; what there is
/// to do stands in our own tables.
/// </summary>
internal static class Schedule
{
    public const string TablePrefix = "quartz.qrtz_";

    private static void Jobs(IQuartzBuilder quartz)
    {
        Every<SendMessages>(TimeSpan.FromSeconds(2));
        Every<RemindPeople>(TimeSpan.FromMinutes(1));
        Every<RecoverMessages>(TimeSpan.FromSeconds(15));
        Every<ReadPickupMail>(TimeSpan.FromSeconds(5));
        Every<SendWebhooks>(TimeSpan.FromSeconds(5));
        Every<KeepCohorts>(TimeSpan.FromSeconds(15));
        Every<ImportEngineers>(TimeSpan.FromSeconds(2));
        Every<CarryOutPlans>(TimeSpan.FromSeconds(2));
        Every<ForgetImports>(TimeSpan.FromHours(1));
        Every<ForgetIdempotencyKeys>(TimeSpan.FromHours(1));
        Every<SaveTheLedgersHead>(TimeSpan.FromHours(1));   // the first of a day signs that day's
        Every<DrawTheSample>(TimeSpan.FromMinutes(15));
        Nightly<AuditInvariants>(hour: 3);
        Nightly<KeepNoLonger>(hour: 2);
        Nightly<TendEvidence>(hour: 4);

        // Named, so that every start and every instance means the same trigger.
        void Every<TJob>(TimeSpan interval) where TJob : class, IJob => quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()),
            job => job.WithIdentity(typeof(TJob).Name));

        void Nightly<TJob>(int hour) where TJob : class, IJob => quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).WithCronSchedule($"0 0 {hour} * * ?", cron => cron.InTimeZone(TimeZoneInfo.Utc)),
            job => job.WithIdentity(typeof(TJob).Name));
    }

    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Heartbeat>().AddSingleton(typeof(OneAtATime<>));
        // An instance may only answer requests, as long as another one does the ticking.
        if (!configuration.GetValue("Jobs:Run", true)) return services;
        services.AddQuartz(quartz =>
        {
            OnPostgres(quartz, Database.WithRole(Database.ConnectionString(configuration), Database.AppRole, PoolSize.Scheduler), provision: false);
            Jobs(quartz);
        });
        // Every job is due at a start: they wait until the first requests have been answered, rather than compete with them.
        services.AddQuartzHostedService(options => (options.WaitForJobsToComplete, options.StartDelay) = (true, TimeSpan.FromSeconds(3)));
        return services;
    }

    public static void OnPostgres(IQuartzBuilder quartz, string connectionString, bool provision)
    {
        quartz.ConfigureScheduler(scheduler => (scheduler.InstanceName, scheduler.InstanceId) = ("FibreCentre", "AUTO"));
        quartz.UseDefaultThreadPool(4);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, connectionString);
            store.ConfigureStore(options => options.TablePrefix = TablePrefix);
            store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)));
            if (provision) store.ProvisionSchema();
        });
    }
}
