using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Http;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using MediatR;

namespace FibreCentre.Api.Features.Timetable;

/// <param name="StartsAt">On the centre's clocks, such as <c>13:00</c>.</param>
/// <param name="EndsAt">Null keeps the session's length.</param>
/// <param name="Swaps">Bays, instructors and kit in place of others.</param>
internal sealed record MoveSessionBody(DateOnly Day, TimeOnly StartsAt, TimeOnly? EndsAt = null, IReadOnlyList<Swap>? Swaps = null);

/// <param name="FirstDay">Of the first session that lies ahead; or else <paramref name="Days"/>.</param>
/// <param name="Days">So many working days later, or earlier where negative.</param>
/// <param name="Substitute">Put something free in place of what is not to be had then.</param>
/// <param name="Seen">Of the preview; null does not ask whether anything changed.</param>
internal sealed record ShiftBody(DateOnly? FirstDay = null, int? Days = null, bool Substitute = true, string? Seen = null);

/// <param name="Seen">Of the preview: adds what it showed. Null adds nothing.</param>
internal sealed record ChangeCapacityBody(int Capacity, string? Seen = null);

/// <param name="Kind"><c>closure</c>, <c>leave</c>, <c>breakdown</c>, <c>maintenance</c>, <c>calibration</c> or <c>centre-closure</c>.</param>
/// <param name="Resource">Null for the whole centre.</param>
internal sealed record OutageBody(OutageKind Kind, Guid? Resource, DateOnly FirstDay, DateOnly LastDay, TimeOnly? From = null, TimeOnly? Until = null, string Reason = "");

/// <param name="Decisions">One a session; a session left out takes the first that is proposed for it.</param>
/// <param name="Seen">Of what was shown; null does not ask whether anything changed.</param>
internal sealed record ApprovalBody(IReadOnlyList<HitDecision>? Decisions = null, string? Seen = null);

internal static class TimetableEndpoints
{
    public static void MapTimetable(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions/{session:guid}").WithTags("Timetable");
        sessions.MapGet("/move", Preview).Requires(Access.Plan, ApiScopes.Plan).WithName("PreviewMove").WithSummary("Say what moving a session, or exchanging what serves it, would do; nothing is changed")
            .Produces<MovePreview>().Refuses(CohortErrors.SessionNotFound(), FacilityErrors.NotOfTheSession());
        sessions.MapPost("/move", Move).TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("MoveSession")
            .WithSummary("Give a session another time, bay, instructor or kit; each trainee gets one update. Send If-Match with the cohort's ETag").Produces<MovedSession>()
            .Refuses(CohortErrors.SessionNotFound(), CohortErrors.ResourcesTaken([CohortErrors.Busy(1)], null), CohortErrors.SessionHasStarted(), CohortErrors.ChangedMeanwhile(), FacilityErrors.NotOfTheSession(), FacilityErrors.TooManyHours())
            .WithExample(new { day = "2026-12-08", startsAt = "13:00" });

        var cohorts = api.MapGroup("/cohorts/{cohort:guid}").WithTags("Timetable");
        cohorts.MapGet("/shift", PreviewShift).Requires(Access.Plan, ApiScopes.Plan).WithName("PreviewShift").WithSummary("Say what moving all sessions of a cohort that lie ahead would do; nothing is changed")
            .Produces<ShiftPreview>().Refuses(CohortErrors.NotFound(), FacilityErrors.NothingToMove(), CohortErrors.CentreShut(new(2026, 12, 25), "Christmas Day"), CohortErrors.TooFewWorkingDays(new(2026, 12, 25), 3));
        cohorts.MapPost("/shift", Shift).TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("ShiftCohort").WithSummary("Move all sessions of a cohort that lie ahead, all or none. Send If-Match with the cohort's ETag")
            .Produces<ShiftedCohort>().Refuses(CohortErrors.NotFound(), FacilityErrors.NothingToMove(), CohortErrors.TooFewWorkingDays(new(2026, 12, 25), 3), CohortErrors.ResourcesTaken([CohortErrors.Busy(1)], null), CohortErrors.ChangedMeanwhile()).WithExample(new { days = 1 });

        cohorts.MapGet("/capacity", async (Guid cohort, int capacity, IMediator mediator, CancellationToken stop) => (await mediator.Send(new PreviewCapacity(new(cohort), capacity), stop)).ToOk())
            .WithTags("Cohorts").Requires(Access.Plan, ApiScopes.Plan).WithName("PreviewCapacity").WithSummary("Say what a cohort with more or fewer places would take; nothing is changed").Produces<CapacityPreview>()
            .Refuses(CohortErrors.NotFound(), CohortErrors.CapacityBelowPlaces(6, 2));
        cohorts.MapPut("/capacity", async (Guid cohort, ChangeCapacityBody body, HttpRequest request, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ChangeCapacity(new(cohort), body.Capacity, request.SeenRevision(), body.Seen), stop)).ToOk())
            .WithTags("Cohorts").Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeCapacity").WithSummary("Offer more or fewer places on a cohort. Where its sessions take more for them, send what the preview says as seen, and it is added").Produces<ChangedCapacity>()
            .Refuses(CohortErrors.NotFound(), CohortErrors.CapacityBelowPlaces(6, 2), CohortErrors.ResourcesTaken(["Two instructors are needed."], null), CohortErrors.ChangedMeanwhile()).WithExample(new { capacity = 8 });

        var outages = api.MapGroup("/outages").WithTags("Timetable");
        outages.MapGet("/", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListOutages(from, until), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ListOutages").WithSummary("List closures, leave, breakdowns and the like of a span of days, and all that wait to be settled").Produces<ListedOutages>().Refuses(FacilityErrors.WeekTooLong());
        outages.MapPost("/", TakeOut).TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("TakeOutOfUse")
            .WithSummary("Take a bay, instructor, kit item or the whole centre out of use; in force at once where nothing is in the way, else it waits to be settled").Produces<TakenOutOfUse>(StatusCodes.Status201Created)
            .Refuses(FacilityErrors.ResourceNotFound(), FacilityErrors.OutageDoesNotSuit(OutageKind.Closure), FacilityErrors.OutagePast(), FacilityErrors.OutageThere("There is closure from Monday 7 December 2026 to Tuesday 8 December 2026."))
            .WithExample(new { kind = "closure", resource = "0198c0de-0000-7000-8000-000000000001", firstDay = "2026-12-07", lastDay = "2026-12-08", reason = "Burst pipe" });
        outages.MapGet("/{outage:guid}", async (Guid outage, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ShowOutage(new(outage)), cancellationToken)).ToOk(response, shown => shown.Revision)).Requires(Access.Plan, ApiScopes.Plan).WithName("ShowOutage").WithSummary("Show an outage with what it hits and what is proposed for each session").Produces<OutageAnswer>().Refuses(FacilityErrors.OutageNotFound());
        outages.MapPost("/{outage:guid}/approval", Approve).TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("ApproveOutage")
            .WithSummary("Settle everything it hits and put it in force, at once or not at all. Send If-Match with its ETag").Produces<ApprovedOutage>()
            .Refuses(FacilityErrors.OutageNotFound(), FacilityErrors.OutageDecided(OutageState.InForce), FacilityErrors.ImpactNotSettled(["FTC-210-261207-A, Splicing, Monday 7 December 2026: nothing is proposed."]), CohortErrors.ChangedMeanwhile(), CohortErrors.TakenMeanwhile())
            .WithExample(new { decisions = Array.Empty<object>() });
        outages.MapPost("/{outage:guid}/end", async (Guid outage, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new EndOutage(new(outage)), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("EndOutage").WithSummary("End an outage: what it kept is free from now on; the whole centre from the next day on").Produces<EndedOutage>().Refuses(FacilityErrors.OutageNotFound(), FacilityErrors.OutageOver());

        api.MapGet("/free-slots", Free).WithTags("Timetable").Requires(Access.Staff, ApiScopes.Read).WithName("FindFreeSlots")
            .WithSummary("When a kind of bay, instructors and kit are free together, best first, and why the other days do not work. Kit is written type:count, such as fusion-splicer:6").Produces<FoundFreeSlots>().Refuses(FacilityErrors.WeekTooLong());
    }

    private static async Task<IResult> Preview(Guid session, DateOnly? day, TimeOnly? startsAt, TimeOnly? endsAt, Guid? from, Guid? to, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new PreviewMove(new(session), day, startsAt, endsAt, from is null && to is null ? null : [new(from, to)]), cancellationToken)).ToOk();

    private static async Task<IResult> Move(Guid session, MoveSessionBody body, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new MoveSession(new(session), body.Day, body.StartsAt, request.SeenRevision(), body.EndsAt, body.Swaps), cancellationToken)).ToOk();

    private static async Task<IResult> PreviewShift(Guid cohort, DateOnly? firstDay, int? days, bool? substitute, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new PreviewShift(new(cohort), firstDay, days, substitute ?? true), cancellationToken)).ToOk();

    private static async Task<IResult> Shift(Guid cohort, ShiftBody body, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new ShiftCohort(new(cohort), body.FirstDay, body.Days, body.Substitute, request.SeenRevision(), body.Seen), cancellationToken)).ToOk();

    private static async Task<IResult> TakeOut(OutageBody body, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new TakeOutOfUse(body.Kind, body.Resource, body.FirstDay, body.LastDay, body.From, body.Until, body.Reason), cancellationToken)).ToCreated(taken => $"/api/v1/outages/{taken.Id}");

    private static async Task<IResult> Approve(Guid outage, ApprovalBody body, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new ApproveOutage(new(outage), body.Decisions ?? [], request.SeenRevision(), body.Seen), cancellationToken)).ToOk();

    private static async Task<IResult> Free(
        string bayKind, int minutes, int trainees, int? instructors, string[]? qualification, string[]? kit, DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, int>();
        foreach (var each in kit ?? [])
        {
            if (each.Split(':') is not [{ Length: > 0 } type, var count] || !int.TryParse(count, System.Globalization.CultureInfo.InvariantCulture, out var number)) return RequestErrors.Invalid("kit", "Write kit as type:count, such as fusion-splicer:6.").ToProblem();
            wanted[type] = number;
        }
        return (await mediator.Send(new FindFreeSlots(bayKind, minutes, trainees, instructors ?? 1, qualification, wanted, from, until), cancellationToken)).ToOk();
    }
}
