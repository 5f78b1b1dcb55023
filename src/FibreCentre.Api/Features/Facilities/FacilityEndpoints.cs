using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using MediatR;

namespace FibreCentre.Api.Features.Facilities;

/// <param name="WorkingDays"><c>monday</c> to <c>sunday</c>.</param>
internal sealed record CentreSettingsBody(TimeOnly Opens, TimeOnly Closes, IReadOnlyList<DayOfWeek> WorkingDays, int PracticeHoursAWeek, int PracticeLeadHours, int PracticeDaysAhead, int? AppealDays = null);

internal sealed record BayKindBody(string Title, int SetUpMinutes, int ClearAwayMinutes, int TravelMinutes, PracticeUse Practice);

internal sealed record BayBody(string Name, int Capacity, string? Arriving = null, string? MapLink = null);

/// <param name="From">The first day without it; null puts it back into use.</param>
internal sealed record RetirementBody(DateOnly? From);

/// <param name="LeftOn">The first day without them; null while they are here.</param>
internal sealed record InstructorBody(string Name, string Email, int? MaxMinutesDay = null, int? MaxMinutesWeek = null, DateOnly? LeftOn = null);

/// <param name="Hours">None means whenever the centre is open.</param>
internal sealed record HoursBody(IReadOnlyList<WorkingSpell> Hours);

/// <param name="ValidUntil">The last day it counts; null when it does not run out.</param>
internal sealed record QualificationBody(string Name, DateOnly ValidFrom, DateOnly? ValidUntil = null);

internal sealed record LastDayBody(DateOnly LastDay);

/// <param name="Reference">The number of its certificate or report.</param>
internal sealed record KitCheckBody(KitCheckKind Kind, DateOnly DoneOn, DateOnly ValidUntil, string Reference);

internal static class FacilityEndpoints
{
    private const string SendIfMatch = " Send If-Match with its ETag";

    private static readonly Error StillPlanned = FacilityErrors.StillPlanned("Splice bench 1", ["FTC-210-261207-A, Splicing, Monday 7 December 2026 9:00am"], "Record a closure from that day on first: it shows where each session could go instead.");

    public static void MapFacilities(this IEndpointRouteBuilder api)
    {
        api.MapGet("/facilities", (IMediator mediator, CancellationToken stop) => Ok(mediator, new ListFacilities(), stop))
            .WithTags("Facilities").Requires(Access.Staff, ApiScopes.Read).WithName("ListFacilities").WithSummary("List bays, instructors, kit and the days the centre is shut").Produces<ListedFacilities>();
        api.MapGet("/pick-list", (DateOnly? day, IMediator mediator, CancellationToken stop) => Ok(mediator, new ShowPickList(day), stop))
            .WithTags("Facilities").Requires(Access.Staff, ApiScopes.Read).WithName("ShowPickList").WithSummary("What kit has to be where on a day, by bay and session; without a day, the next working day").Produces<PickListAnswer>();
        MapCentre(api);
        MapBays(api);
        MapInstructors(api.MapGroup("/instructors").WithTags("Facilities"));
        MapKit(api.MapGroup("/kit").WithTags("Facilities"));
    }

    private static void MapCentre(IEndpointRouteBuilder api)
    {
        api.MapGet("/centre", (HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(mediator, new ShowCentreSettings(), response, shown => shown.Revision, stop))
            .WithTags("Facilities").Requires(Access.Staff, ApiScopes.Read).WithName("ShowCentreSettings").WithSummary("When the centre is open, and the limits of practice").Produces<CentreSettings>();
        api.MapPut("/centre", (CentreSettingsBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(
                mediator, new ChangeCentreSettings(body.Opens, body.Closes, body.WorkingDays, body.PracticeHoursAWeek, body.PracticeLeadHours, body.PracticeDaysAhead, request.SeenRevision(), body.AppealDays), response, saved => saved.Revision, stop))
            .WithTags("Facilities").Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeCentreSettings").WithSummary("Change opening hours, working days, the limits of practice and the term of appeals." + SendIfMatch).Produces<CentreSettings>()
            .Refuses(CohortErrors.ChangedMeanwhile(), FacilityErrors.HoursLeaveSomethingOutside(["FTC-210-261207-A, Splicing, Monday 7 December 2026 8:00am"]))
            .WithExample(new { opens = "08:00", closes = "17:30", workingDays = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }, practiceHoursAWeek = 4, practiceLeadHours = 24, practiceDaysAhead = 28, appealDays = 20 });
    }

    private static void MapBays(IEndpointRouteBuilder api)
    {
        api.MapGet("/bay-kinds", (IMediator mediator, CancellationToken stop) => Ok(mediator, new ListBayKinds(), stop))
            .WithTags("Facilities").Requires(Access.Staff, ApiScopes.Read).WithName("ListBayKinds").WithSummary("List kinds of bay with the time around a session and their use for practice").Produces<ListedBayKinds>();
        api.MapPost("/bay-kinds", (AddBayKind body, IMediator mediator, CancellationToken stop) => Created(mediator, body, _ => "/api/v1/bay-kinds", stop))
            .WithTags("Facilities").Requires(Access.Plan, ApiScopes.Plan).WithName("AddBayKind").WithSummary("Add a kind of bay, which bays can be of at once").Produces<BayKindLine>(StatusCodes.Status201Created).Refuses(FacilityErrors.BayKindThere())
            .WithExample(new { slug = "street-cabinet", title = "Street cabinet", setUpMinutes = 15, clearAwayMinutes = 15, travelMinutes = 10, practice = "supervised" });
        api.MapPut("/bay-kinds/{kind}", (string kind, BayKindBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(
                mediator, new ChangeBayKind(kind, body.Title, body.SetUpMinutes, body.ClearAwayMinutes, body.TravelMinutes, body.Practice, request.SeenRevision()), response, saved => saved.Revision, stop))
            .WithTags("Facilities").Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeBayKind").WithSummary("Change the time around a session and the use for practice, for what is planned from now on. Send If-Match with its revision").Produces<BayKindLine>()
            .Refuses(FacilityErrors.BayKindNotFound(), CohortErrors.ChangedMeanwhile()).WithExample(new { title = "Splice bench", setUpMinutes = 15, clearAwayMinutes = 15, travelMinutes = 0, practice = "alone" });

        var bays = api.MapGroup("/bays").WithTags("Facilities");
        bays.MapPost("/", (AddBay body, IMediator mediator, CancellationToken stop) => Created(mediator, body, saved => $"/api/v1/bays/{saved.Id}", stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("AddBay").WithSummary("Add a bay").Produces<SavedBay>(StatusCodes.Status201Created).Refuses(FacilityErrors.BayThere())
            .WithExample(new { code = "SPL-4", name = "Splice bench 4", bayKind = "splice-bench", capacity = 6 });
        bays.MapGet("/{bay:guid}", (Guid bay, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(mediator, new ShowBay(new(bay)), response, shown => shown.Revision, stop))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowBay").WithSummary("Show a bay with what it is planned for").Produces<BayAnswer>().Refuses(FacilityErrors.BayNotFound());
        bays.MapPut("/{bay:guid}", (Guid bay, BayBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new ChangeBay(new(bay), body.Name, body.Capacity, body.Arriving, body.MapLink, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeBay").WithSummary("Change a bay's name, how many it holds and how it is found." + SendIfMatch).Produces<SavedBay>().Refuses(FacilityErrors.BayNotFound(), CohortErrors.ChangedMeanwhile()).WithExample(new { name = "Splice bench 4", capacity = 6, arriving = "Second door on the left, safety shoes beyond the yellow line.", mapLink = "https://example.org/site-plan" });
        bays.MapPost("/{bay:guid}/retirement", (Guid bay, RetirementBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new RetireBay(new(bay), body.From, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("RetireBay").WithSummary("Take a bay out of use for good from a day on, or put it back into use." + SendIfMatch).Produces<SavedBay>()
            .Refuses(FacilityErrors.BayNotFound(), CohortErrors.ChangedMeanwhile(), FacilityErrors.RetiresInThePast(), StillPlanned).WithExample(new { from = "2027-01-04" });
    }

    private static void MapInstructors(RouteGroupBuilder instructors)
    {
        instructors.MapGet("/", (DateOnly? week, IMediator mediator, CancellationToken stop) => Ok(mediator, new ListInstructors(week), stop))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListInstructors").WithSummary("Who is over- and under-used: hours taught of hours they could, for a week and the four after it").Produces<ListedInstructors>();
        instructors.MapPost("/", (AddInstructor body, IMediator mediator, CancellationToken stop) => Created(mediator, body, saved => $"/api/v1/instructors/{saved.Id}", stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("AddInstructor").WithSummary("Add an instructor").Produces<SavedInstructor>(StatusCodes.Status201Created).Refuses(FacilityErrors.InstructorThere())
            .WithExample(new { code = "PRA", name = "Priya Raman", email = "priya.raman@centre.example.org" });
        instructors.MapGet("/{instructor:guid}", (Guid instructor, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(mediator, new ShowInstructor(new(instructor)), response, shown => shown.Revision, stop))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowInstructor").WithSummary("Show an instructor: qualifications, hours, sessions of five weeks, leave").Produces<InstructorAnswer>().Refuses(FacilityErrors.InstructorNotFound());
        instructors.MapPut("/{instructor:guid}", (Guid instructor, InstructorBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(
                mediator, new ChangeInstructor(new(instructor), body.Name, body.Email, body.MaxMinutesDay, body.MaxMinutesWeek, body.LeftOn, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeInstructor").WithSummary("Change name, e-mail address, most hours and the day an instructor leaves." + SendIfMatch).Produces<SavedInstructor>()
            .Refuses(FacilityErrors.InstructorNotFound(), CohortErrors.ChangedMeanwhile(), StillPlanned, FacilityErrors.MoreIsPlanned(["9 hours on Monday 7 December 2026"])).WithExample(new { name = "Priya Raman", email = "priya.raman@centre.example.org", maxMinutesDay = 420, maxMinutesWeek = 1800 });
        instructors.MapPut("/{instructor:guid}/hours", (Guid instructor, HoursBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new ChangeWorkingHours(new(instructor), body.Hours, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeWorkingHours").WithSummary("Replace the hours an instructor works every week; answers with what is planned outside them." + SendIfMatch).Produces<ChangedWorkingHours>()
            .Refuses(FacilityErrors.InstructorNotFound(), CohortErrors.ChangedMeanwhile(), FacilityErrors.HoursEndBeforeTheyStart(), FacilityErrors.HoursOverlap()).WithExample(new { hours = new[] { new { day = "monday", starts = "09:00", ends = "15:00" } } });
        instructors.MapPost("/{instructor:guid}/qualifications", (Guid instructor, QualificationBody body, IMediator mediator, CancellationToken stop) =>
                Created(mediator, new AddQualification(new(instructor), body.Name, body.ValidFrom, body.ValidUntil), _ => $"/api/v1/instructors/{instructor}", stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("AddQualification").WithSummary("Record what an instructor is qualified for, and from when until when").Produces<SavedQualification>(StatusCodes.Status201Created)
            .Refuses(FacilityErrors.InstructorNotFound(), FacilityErrors.QualificationThere()).WithExample(new { name = "fibre-qualified", validFrom = "2026-12-01", validUntil = "2029-11-30" });
        instructors.MapPost("/{instructor:guid}/qualifications/{qualification:guid}/end", (Guid instructor, Guid qualification, LastDayBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new EndQualification(new(instructor), qualification, body.LastDay, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("EndQualification").WithSummary("Set the last day a qualification counts; answers with what is planned without it afterwards. Send If-Match with the instructor's ETag").Produces<SavedQualification>()
            .Refuses(FacilityErrors.InstructorNotFound(), CohortErrors.ChangedMeanwhile(), FacilityErrors.QualificationNotFound(), FacilityErrors.QualificationEndsBeforeItBegins(new(2026, 12, 1))).WithExample(new { lastDay = "2026-12-31" });
    }

    private static void MapKit(RouteGroupBuilder kit)
    {
        kit.MapGet("/", (bool? retired, IMediator mediator, CancellationToken stop) => Ok(mediator, new ListKit(retired ?? false), stop))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListKit").WithSummary("List kit by type, with what runs out, what is out of use, and sessions planned after an item runs out").Produces<ListedKit>();
        kit.MapPost("/", (AddKitItem body, IMediator mediator, CancellationToken stop) => Created(mediator, body, saved => $"/api/v1/kit/{saved.Id}", stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("AddKitItem").WithSummary("Add a kit item").Produces<SavedKitItem>(StatusCodes.Status201Created).Refuses(FacilityErrors.KitThere())
            .WithExample(new { kitType = "fusion-splicer", serialNumber = "FS-0412", calibratedUntil = "2027-06-30", inspectedUntil = (string?)null });
        kit.MapGet("/{item:guid}", (Guid item, HttpResponse response, IMediator mediator, CancellationToken stop) => Tagged(mediator, new ShowKitItem(new(item)), response, shown => shown.Revision, stop))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowKitItem").WithSummary("Show a kit item with its calibrations, inspections and sessions").Produces<KitItemAnswer>().Refuses(FacilityErrors.KitNotFound());
        kit.MapPost("/{item:guid}/checks", (Guid item, KitCheckBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new RecordKitCheck(new(item), body.Kind, body.DoneOn, body.ValidUntil, body.Reference, request.SeenRevision()), response, saved => saved.Revision, stop))
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("RecordKitCheck").WithSummary("Record a calibration or inspection that was passed; it is never changed." + SendIfMatch).Produces<SavedKitItem>()
            .Refuses(FacilityErrors.KitNotFound(), CohortErrors.ChangedMeanwhile(), FacilityErrors.CheckAhead(), FacilityErrors.LaterCheckThere(new(2026, 11, 2))).WithExample(new { kind = "calibration", doneOn = "2026-11-02", validUntil = "2027-11-01", reference = "CAL-20417" });
        kit.MapPost("/{item:guid}/retirement", (Guid item, RetirementBody body, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken stop) =>
                Tagged(mediator, new RetireKitItem(new(item), body.From, request.SeenRevision()), response, saved => saved.Revision, stop))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("RetireKitItem").WithSummary("Take a kit item out of use for good from a day on, or put it back into use." + SendIfMatch).Produces<SavedKitItem>()
            .Refuses(FacilityErrors.KitNotFound(), CohortErrors.ChangedMeanwhile(), FacilityErrors.RetiresInThePast(), StillPlanned).WithExample(new { from = "2027-01-04" });
    }

    private static async Task<IResult> Tagged<T>(IMediator mediator, IRequest<Result<T>> request, HttpResponse response, Func<T, int> revision, CancellationToken stop) => (await mediator.Send(request, stop)).ToOk(response, revision);

    private static async Task<IResult> Ok<T>(IMediator mediator, IRequest<Result<T>> request, CancellationToken stop) => (await mediator.Send(request, stop)).ToOk();

    private static async Task<IResult> Created<T>(IMediator mediator, IRequest<Result<T>> request, Func<T, string> location, CancellationToken stop) => (await mediator.Send(request, stop)).ToCreated(location);
}
