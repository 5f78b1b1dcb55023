using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Feeds;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Planning;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain.Quality;
using FibreCentre.Domain.Screens;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Persistence;

/// <summary>
/// The centre's tables. Outside the pipeline's transaction it sees no provider-owned row at all, since row-level security asks
/// who the transaction is for.
/// </summary>
internal sealed class CentreDbContext(DbContextOptions<CentreDbContext> options) : DbContext(options)
{
    public DbSet<Centre> Centres => Set<Centre>();

    public DbSet<CentreClosure> CentreClosures => Set<CentreClosure>();

    public DbSet<Provider> Providers => Set<Provider>();

    public DbSet<Course> Courses => Set<Course>();

    public DbSet<CourseVersion> CourseVersions => Set<CourseVersion>();

    public DbSet<Resource> Resources => Set<Resource>();

    public DbSet<BayKind> BayKinds => Set<BayKind>();

    public DbSet<Bay> Bays => Set<Bay>();

    public DbSet<KitItem> KitItems => Set<KitItem>();

    public DbSet<KitCheck> KitChecks => Set<KitCheck>();

    public DbSet<Instructor> Instructors => Set<Instructor>();

    public DbSet<Reservation> Reservations => Set<Reservation>();

    public DbSet<Outage> Outages => Set<Outage>();

    public DbSet<Practice> Practices => Set<Practice>();

    public DbSet<Cohort> Cohorts => Set<Cohort>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Trainee> Trainees => Set<Trainee>();

    public DbSet<Employment> Employments => Set<Employment>();

    public DbSet<EngineerImport> EngineerImports => Set<EngineerImport>();

    public DbSet<EngineerImportRow> EngineerImportRows => Set<EngineerImportRow>();

    public DbSet<Booking> Bookings => Set<Booking>();

    public DbSet<Place> Places => Set<Place>();

    public DbSet<Allocation> Allocations => Set<Allocation>();

    public DbSet<WaitingEntry> WaitingEntries => Set<WaitingEntry>();

    public DbSet<WaitingPass> WaitingPasses => Set<WaitingPass>();

    public DbSet<Charge> Charges => Set<Charge>();

    public DbSet<PriceAgreement> PriceAgreements => Set<PriceAgreement>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<InvitationReply> InvitationReplies => Set<InvitationReply>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<CentreWording> Wordings => Set<CentreWording>();

    public DbSet<ReminderRule> ReminderRules => Set<ReminderRule>();

    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();

    public DbSet<WallScreen> WallScreens => Set<WallScreen>();

    public DbSet<Attendance> Attendance => Set<Attendance>();

    public DbSet<BayEntry> BayEntries => Set<BayEntry>();

    public DbSet<Attempt> Attempts => Set<Attempt>();

    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    public DbSet<EvidenceItem> Evidence => Set<EvidenceItem>();

    public DbSet<PairedTrace> Traces => Set<PairedTrace>();

    public DbSet<TraceFinding> TraceFindings => Set<TraceFinding>();

    public DbSet<TraceOverride> TraceOverrides => Set<TraceOverride>();

    public DbSet<Certificate> Certificates => Set<Certificate>();

    public DbSet<SamplingPlan> SamplingPlans => Set<SamplingPlan>();

    public DbSet<SamplingDraw> SamplingDraws => Set<SamplingDraw>();

    public DbSet<ConsideredDecision> ConsideredDecisions => Set<ConsideredDecision>();

    public DbSet<QualityReview> QualityReviews => Set<QualityReview>();

    public DbSet<Appeal> Appeals => Set<Appeal>();

    public DbSet<WeightsVersion> PlanningWeights => Set<WeightsVersion>();

    public DbSet<PlanningRun> PlanningRuns => Set<PlanningRun>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>The connection of the current transaction, for batches that EF cannot write.</summary>
    public NpgsqlConnection Connection => (NpgsqlConnection)Database.GetDbConnection();

    /// <summary>What the pipeline leaves to the hot path to send along.</summary>
    public HotPath.RoundTrips RoundTrips { get; } = new();

    /// <summary>Locks the cohort's row until the transaction ends: it orders everybody who books, cancels or moves on that cohort. Read only after it.</summary>
    public Task LockAsync(CohortId cohort, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"select lock_cohort({cohort.Value})", cancellationToken);

    /// <summary>Locks one place until the transaction ends: whoever marks, signs, corrects or adds evidence on it comes one after the other, and sees what the one before did.</summary>
    public Task LockAsync(PlaceId place, CancellationToken cancellationToken) => Database.ExecuteSqlAsync($"select 1 from place where id = {place.Value} for update", cancellationToken);

    /// <summary>
    /// Whoever takes or gives up time of bays, kit and people first locks all of them, everybody in the same order. The exclusion constraint alone would
    /// let two who want the same thing wait for each other, each with its own row written.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var reserved = ChangeTracker.Entries<Reservation>().Where(each => each.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).Select(each => each.Entity.Resource.Value).Distinct().ToArray();
        if (reserved.Length > 0) await Database.ExecuteSqlAsync($"select from resource where id = any ({reserved}) order by id for no key update", cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfigurationsFromAssembly(typeof(CentreDbContext).Assembly,
        mapping => mapping.Namespace == typeof(Mappings.CohortMapping).Namespace);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        Conversions.Apply(configurationBuilder);
        configurationBuilder.Conventions.Add(_ => new SnakeCase());
    }
}

/// <summary>The centre itself: one row.</summary>
internal sealed class Centre
{
    public int Id { get; init; } = 1;

    public required string Name { get; set; }

    public required string TimeZone { get; set; }

    public required TimeOnly Opens { get; set; }

    public required TimeOnly Closes { get; set; }

    /// <summary>ISO days of the week: 1 is Monday, 7 is Sunday.</summary>
    public required List<int> WorkingDays { get; set; }

    public required string Address { get; set; }

    /// <summary>Hours that one person may practise a week, Monday to Sunday.</summary>
    public int PracticeHoursAWeek { get; set; } = 4;

    /// <summary>Practice is booked at least so many hours before.</summary>
    public int PracticeLeadHours { get; set; } = 24;

    /// <summary>And not longer before than so many days.</summary>
    public int PracticeDaysAhead { get; set; } = 28;

    /// <summary>Working days in which a decision can be contested.</summary>
    public int AppealDays { get; set; } = 20;

    /// <summary>Rises with every change; what an ETag is made of, and what whoever plans has read the hours of.</summary>
    public int Revision { get; set; } = 1;
}

/// <summary>A course and which of its versions is published now.</summary>
internal sealed class Course
{
    public required CourseCode Code { get; init; }

    public required int CurrentVersion { get; set; }
}

/// <summary>The common root of bays, kit, instructors and trainees, so that one table of reservations serves them all.</summary>
internal sealed record Resource(ResourceId Id, ResourceKind Kind);

/// <summary>Who did what, when.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? ActorId { get; init; }

    public required string Scope { get; init; }

    public Guid? ProviderId { get; init; }

    public required string Action { get; init; }

    public Guid? Subject { get; init; }

    public required string CorrelationId { get; init; }
}
