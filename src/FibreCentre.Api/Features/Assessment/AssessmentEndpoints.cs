using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using MediatR;

namespace FibreCentre.Api.Features.Assessment;

/// <param name="Mark"><c>present</c>, <c>late</c> or <c>absent</c>.</param>
internal sealed record AttendanceBody(AttendanceMark Mark);

internal sealed record MarksBody(IReadOnlyList<MarkedCriterion> Marks);

/// <param name="Password">Your own: signing asks for it again.</param>
internal sealed record SignOffBody(string Password, string? Feedback = null);

internal sealed record CountersignBody(string Password);

internal sealed record CorrectBody(string Reason, string Password);

/// <param name="Trainee">Whom it is about, should somebody else have the place meanwhile.</param>
/// <param name="Saw">What stood there when it was said.</param>
/// <param name="SaidAt">By the clock of the device.</param>
internal sealed record EntryBody(Guid Session, Guid Place, Guid Trainee, EntryWords Says, EntrySaw Saw, DateTimeOffset SaidAt);

/// <param name="Take">True: the entry becomes the mark after all. False: what stands is kept.</param>
/// <param name="Stands">When the mark was made that was looked at; null for none.</param>
internal sealed record SettleBody(bool Take, DateTimeOffset? Stands);

internal static class AssessmentEndpoints
{
    public static void MapAssessment(this IEndpointRouteBuilder api)
    {
        api.MapGet("/today", async (DateOnly? day, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowToday(day), cancellationToken)).ToOk())
            .WithTags("Assessment").Requires(Access.Staff, ApiScopes.Read).WithName("ShowToday").WithSummary("List the sessions of a day: an instructor's own, or for other staff all").Produces<TodaysSessions>();

        var register = api.MapGroup("/sessions/{session:guid}/register").WithTags("Assessment");
        register.MapGet("/", async (Guid session, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowRegister(new(session)), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowRegister").WithSummary("Show who is expected and how each was marked").Produces<RegisterAnswer>().Refuses(Domain.Cohorts.CohortErrors.SessionNotFound());
        register.MapPut("/{place:guid}", async (Guid session, Guid place, AttendanceBody body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new MarkAttendance(new(session), new(place), body.Mark), cancellationToken)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("MarkAttendance").WithSummary("Mark a trainee present, late or absent").Produces<MarkedAttendance>()
            .Refuses(AssessmentErrors.NotOnTheRegister(), AssessmentErrors.NotYetStarted()).WithExample(new { mark = "present" });

        api.MapGet("/sessions/{session:guid}/marks", async (Guid session, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowMarks(new(session)), cancellationToken)).ToOk())
            .WithTags("Assessment").Requires(Access.Staff, ApiScopes.Read).WithName("ShowMarks").WithSummary("Show everybody of a session and every criterion at once, and what waits for somebody to choose").Produces<MarksAnswer>().Refuses(Domain.Cohorts.CohortErrors.SessionNotFound());
        var entries = api.MapGroup("/bay-entries/{entry:guid}").WithTags("Assessment");
        entries.MapPut("/", async (Guid entry, EntryBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new KeepEntry(entry, new(body.Session), new(body.Place), new(body.Trainee), body.Says, body.Saw, body.SaidAt), cancellationToken)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("KeepEntry").WithSummary("Send what a device marked, perhaps without a signal, under an id of its own: once or again, it is the same entry").Produces<KeptEntry>()
            .Refuses(AssessmentErrors.PlaceNotFound(), AssessmentErrors.NotOnTheRegister(), AssessmentErrors.EntryDiffers(), AssessmentErrors.CriterionNotFound("FTC-210-U2-C9"))
            .WithExample(new
            {
                session = Guid.Empty, place = Guid.Empty, trainee = Guid.Empty, says = new { unit = "FTC-210-U2", mark = new { criterion = "FTC-210-U2-C1", readings = new[] { 0.6m } } }, saw = new { }, saidAt = "2026-11-26T09:41:00Z",
            });
        entries.MapPost("/settlement", async (Guid entry, SettleBody body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new SettleEntry(entry, body.Take, body.Stands), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Assess, ApiScopes.Assess).WithName("SettleEntry").WithSummary("Choose between an entry and what stands").Produces<KeptEntry>()
            .Refuses(AssessmentErrors.EntryNotFound(), AssessmentErrors.EntrySettled(), AssessmentErrors.MarkedMeanwhile(), AssessmentErrors.AnotherEngineer()).WithExample(new { take = false, stands = "2026-11-26T09:40:12Z" });

        var unit = api.MapGroup("/places/{place:guid}/units/{unit}").WithTags("Assessment");
        unit.MapGet("/", async (Guid place, string unit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowAssessment(new(place), unit), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowAssessment").WithSummary("Show the criteria of a unit, the marks and the decisions").Produces<AssessmentAnswer>().Refuses(AssessmentErrors.PlaceNotFound(), AssessmentErrors.UnitNotFound());
        unit.MapPut("/marks", async (Guid place, string unit, MarksBody body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new MarkCriteria(new(place), unit, body.Marks), cancellationToken)).ToOk())
            .Requires(Access.Assess, ApiScopes.Assess).WithName("MarkCriteria").WithSummary("Record what was seen and measured; values are judged against their limits").Produces<MarkedCriteria>()
            .Refuses(AssessmentErrors.NotPresent(), AssessmentErrors.AttendanceMissing(Domain.Catalogue.AttendanceRule.EverySession.InWords, ["Rescue from height, Tuesday 8 December 2026 at 8:30am"]), AssessmentErrors.AlreadyCompetent(), AssessmentErrors.RetrainingNeeded(), AssessmentErrors.CriterionNotFound("FTC-210-U2-C9"))
            .WithExample(new { marks = new object[] { new { criterion = "FTC-210-U2-C1", readings = new[] { 0.6m } }, new { criterion = "FTC-210-U2-C2", outcome = Verdict.Met } } });
        unit.MapPost("/decision", async (Guid place, string unit, SignOffBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new SignOff(new(place), unit, body.Feedback, body.Password), cancellationToken)).ToCreated(signed => $"/api/v1/places/{place}/units/{unit}"))
            .TakesIdempotencyKey().Requires(Access.Assess, ApiScopes.Assess).WithName("SignOff").WithSummary("Sign the decision the marks lead to; it is never edited afterwards").Produces<SignedOff>(StatusCodes.Status201Created)
            .Refuses(AssessmentErrors.CredentialRefused(), AssessmentErrors.NothingToSign(), AssessmentErrors.AlreadyDecided(), AssessmentErrors.FeedbackMissing(), AssessmentErrors.AttendanceMissing(Domain.Catalogue.AttendanceRule.EverySession.InWords, ["Rescue from height, Tuesday 8 December 2026 at 8:30am"])).WithExample(new { feedback = (string?)null, password = "your own password" });

        var decisions = api.MapGroup("/decisions").WithTags("Assessment");
        decisions.MapGet("/provisional", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListProvisional(), cancellationToken)).ToOk())
            .Requires(Access.Countersign, ApiScopes.Read).WithName("ListProvisional").WithSummary("List decisions that wait for a second person").Produces<ListedProvisional>();
        decisions.MapPost("/{decision:guid}/countersignature", async (Guid decision, CountersignBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new Countersign(decision, body.Password), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Countersign, ApiScopes.Assess).WithName("Countersign").WithSummary("Sign somebody else's decision as a second person").Produces<Countersigned>()
            .Refuses(AssessmentErrors.DecisionNotFound(), AssessmentErrors.SameSignature(), AssessmentErrors.AlreadyCountersigned(), AssessmentErrors.CredentialRefused()).WithExample(new { password = "your own password" });

        decisions.MapGet("/", async (long? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListDecisions(before, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListDecisions").WithSummary("List signed decisions, newest first").Produces<ListedDecisions>();
        decisions.MapGet("/{decision:guid}", async (Guid decision, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowDecision(decision), cancellationToken)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ShowDecision").WithSummary("Show a decision as it was signed, and what was said of it since").Produces<SignedDecision>().Refuses(AssessmentErrors.DecisionNotFound());
        decisions.MapPost("/{decision:guid}/correction", async (Guid decision, CorrectBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new CorrectDecision(decision, body.Reason, body.Password), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Correct, ApiScopes.Assess).WithName("CorrectDecision").WithSummary("Say that a decision does not stand, and why; a certificate that rests on it is revoked").Produces<CorrectedDecision>()
            .Refuses(AssessmentErrors.DecisionNotFound(), AssessmentErrors.OwnDecision(), AssessmentErrors.AlreadyCorrected(), AssessmentErrors.LaterDecision(2), AssessmentErrors.CredentialRefused())
            .WithExample(new { reason = "Another trainee was assessed under this name.", password = "your own password" });

        var ledger = api.MapGroup("/ledger").WithTags("Assessment");
        ledger.MapGet("/verification", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new VerifyLedger(), cancellationToken)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("VerifyLedger").WithSummary("Read the whole ledger and say whether its chain is whole and agrees with the saved heads").Produces<VerifiedLedger>();
        ledger.MapGet("/heads", async (int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListLedgerHeads(limit ?? 31), cancellationToken)).ToOk())
            .Requires(Access.Audit, ApiScopes.Read).WithName("ListLedgerHeads").WithSummary("List the signed heads of the ledger, newest first").Produces<ListedLedgerHeads>();
    }
}
