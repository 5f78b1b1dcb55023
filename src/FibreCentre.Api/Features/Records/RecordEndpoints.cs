using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Providers;
using MediatR;

namespace FibreCentre.Api.Features.Records;

/// <param name="Password">Your own: it cannot be undone.</param>
internal sealed record EraseBody(string Password);

/// <param name="Months">From 1 to 240.</param>
internal sealed record RetentionBody(int Months);

internal static class RecordEndpoints
{
    public static void MapRecords(this IEndpointRouteBuilder api)
    {
        var person = api.MapGroup("/trainees/{trainee:guid}").WithTags("Records");
        person.MapGet("/record", async (Guid trainee, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowRecord(new(trainee)), cancellationToken)).ToOk())
            .Requires(Access.SeePeople, ApiScopes.Read).WithName("ShowRecord").WithSummary("Show an engineer's training record: attendance, decisions, certificates").Produces<TrainingRecord>().Refuses(PeopleErrors.EngineerNotFound());
        person.MapGet("/export", async (Guid trainee, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ExportSubject(new(trainee)), cancellationToken)).ToOk())
            .Requires(Access.Administer, ApiScopes.Read).WithName("ExportSubject").WithSummary("Everything kept about a person, to be given to that person").Produces<SubjectExport>().Refuses(PeopleErrors.EngineerNotFound());
        person.MapGet("/erasure", async (Guid trainee, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new PreviewErasure(new(trainee)), cancellationToken)).ToOk())
            .Requires(Access.Administer, ApiScopes.Read).WithName("PreviewErasure").WithSummary("What erasing a person would do: a dry run").Produces<ErasureAnswer>().Refuses(PeopleErrors.EngineerNotFound());
        person.MapPost("/erasure", async (Guid trainee, EraseBody body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new EraseEngineer(new(trainee), body.Password), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Administer, ApiScopes.Plan).WithName("EraseEngineer").WithSummary("Erase a person; the safety record stays under a pseudonym").Produces<ErasureAnswer>()
            .Refuses(PeopleErrors.EngineerNotFound(), PeopleErrors.ErasedAlready(), PeopleErrors.PlacesAhead([]), PeopleErrors.PracticeAhead(), PeopleErrors.OnWaitingList(), AssessmentErrors.CredentialRefused()).WithExample(new { password = "your own password" });
        api.MapGet("/my-training/record", async (Actor actor, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowRecord(new(actor.TraineeId!.Value)), cancellationToken)).ToOk())
            .WithTags("Records").Requires(Access.Trainee, ApiScopes.Read).WithName("ShowMyRecord").WithSummary("Show your own training record").Produces<TrainingRecord>();

        var retention = api.MapGroup("/retention").WithTags("Records");
        retention.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListRetention(), cancellationToken)).ToOk())
            .Requires(Access.Administer, ApiScopes.Read).WithName("ListRetention").WithSummary("List what is kept how long, and what is over").Produces<ListedRetention>();
        retention.MapPut("/{retention}", async (string retention, RetentionBody body, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ChangeRetention(retention, body.Months, request.SeenRevision()), cancellationToken)).ToOk())
            .Requires(Access.Administer, ApiScopes.Plan).WithName("ChangeRetention").WithSummary("Keep a class of data longer or shorter").Produces<RetentionLine>().Refuses(RecordErrors.RetentionNotFound(), RecordErrors.RetentionChanged()).WithExample(new { months = 24 });
    }
}
