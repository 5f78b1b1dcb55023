using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Announcements;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Feeds;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Notices.Transport;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Features.Practising;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Features.Reporting;
using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Traces;
using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;

namespace FibreCentre.Api.Features;

internal static class FeatureRegistration
{
    public static IServiceCollection AddFeatures(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<PublishedCourses>()
        .AddScoped<AccountNames>()
        .AddScoped<Passkeys>().AddScoped<RoleHolders>().AddScoped<Credentials>()
        .AddScoped<Certification>()
        .AddScoped<Correction>()
        .AddScoped<CredentialWriting>()
        .AddSingleton<HeadFolder>()
        .Configure<LedgerOptions>(configuration.GetSection("Ledger"))
        .AddSingleton<EvidenceFolder>()
        .AddSingleton<PictureCleaning>()
        .AddSingleton<EvidenceIntake>()
        .Configure<EvidenceOptions>(configuration.GetSection("Evidence"))
        .AddScoped<LetterToAccount>()
        .AddScoped<ExpiryLetter>()
        .AddScoped<LedgerHeadLetter>()
        .AddScoped<MessageWriter>()
        .AddScoped<FreedPlaces>()
        .AddScoped<Ending>()
        .AddScoped<CohortMove>()
        .AddScoped<Rescheduling>()
        .AddScoped<RosterNotices>()
        .AddScoped<CohortShift>()
        .AddScoped<CapacityGrowth>()
        .AddScoped<ImpactSearch>()
        .AddScoped<OutageBook>()
        .AddScoped<OutageSettling>()
        .AddScoped<CohortPlanning>()
        .AddScoped<TimetableReading>()
        .AddScoped<DraftReading>()
        .AddSingleton<BoardChanges>()
        .AddHostedService<BoardListener>()
        .AddScoped<PracticeFacts>()
        .AddFeeds(configuration)
        .AddMail(configuration)
        .AddInboundMail(configuration)
        .AddWebhooks(configuration);

    /// <summary>The JSON API. Cookies do not count here.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapCatalogue();
        api.MapFacilities();
        api.MapCohorts();
        api.MapTimetable();
        api.MapPlanning();
        api.MapPractice();
        api.MapPlaces();
        api.MapBookings();
        api.MapSheets();
        api.MapCohortPlaces();
        api.MapEngineers();
        api.MapNotices();
        api.MapFeedAddresses();
        api.MapReplies();
        api.MapWebhooks();
        api.MapAnnouncements();
        api.MapAccounts();
        api.MapAssessment();
        api.MapEvidence();
        api.MapTraces();
        api.MapCertificates();
        api.MapQuality();
        api.MapReporting();
        api.MapRecords();
        api.MapAudit();
        api.MapBoard();
        api.MapScreens();
        app.MapCredentials();
        app.MapFeeds();
        app.MapInboundMail();
        app.MapBoardEvents();
    }
}
