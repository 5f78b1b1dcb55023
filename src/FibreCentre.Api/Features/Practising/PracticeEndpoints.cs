using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using MediatR;

namespace FibreCentre.Api.Features.Practising;

/// <param name="StartsAt">On the hour or half past, on the centre's clocks, such as <c>13:30</c>.</param>
/// <param name="Minutes">30 to 240 in steps of 30.</param>
/// <param name="Trainee">One of the booker's engineers; a trainee leaves it out.</param>
internal sealed record PracticeBody(Guid Bay, DateOnly Day, TimeOnly StartsAt, int Minutes, Guid? Trainee = null);

internal static class PracticeEndpoints
{
    public static void MapPractice(this IEndpointRouteBuilder api)
    {
        api.MapGet("/practice-times", async (string? bayKind, int? minutes, DateOnly? from, int? days, Guid? trainee, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new FindPracticeTimes(bayKind, minutes ?? 60, from, days ?? 14, trainee), stop)).ToOk())
            .WithTags("Practice").Requires(Access.Practise, ApiScopes.Read).WithName("FindPracticeTimes").WithSummary("When the bays of a kind are free to practise in; without a kind, which kinds there are").Produces<FoundPracticeTimes>().Refuses(PeopleErrors.EngineerNotFound());

        var practice = api.MapGroup("/practice").WithTags("Practice");
        practice.MapGet("/", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListPractice(from, until), stop)).ToOk())
            .Requires(Access.Anyone, ApiScopes.Read).WithName("ListPractice").WithSummary("List practice: one's own, that of the provider's engineers, or for staff everybody's").Produces<ListedPractice>().Refuses(FacilityErrors.WeekTooLong());
        practice.MapPost("/", async (PracticeBody body, IMediator mediator, CancellationToken stop) =>
                (await mediator.Send(new BookPractice(new(body.Bay), body.Day, body.StartsAt, body.Minutes, body.Trainee), stop)).ToCreated(_ => "/api/v1/practice"))
            .TakesIdempotencyKey().Requires(Access.Practise, ApiScopes.Book).WithName("BookPractice").WithSummary("Book a bay for one trainee to practise in; an instructor is found where one has to be present").Produces<BookedPractice>(StatusCodes.Status201Created)
            .Refuses(PeopleErrors.EngineerNotFound(), FacilityErrors.BayNotFound(), FacilityErrors.NotForPractice("classroom"), FacilityErrors.PracticeTooSoon(24), FacilityErrors.PracticeTooFar(28), FacilityErrors.PracticeHoursSpent(new(2026, 12, 7), 60, 4),
                FacilityErrors.PracticeTaken("Splice bench 1 is not free then.", [new(Guid.Empty, "Splice bench 2", new(2026, 12, 7, 13, 30, 0, TimeSpan.Zero))]))
            .WithExample(new { bay = "0198c0de-0000-7000-8000-000000000001", day = "2026-12-07", startsAt = "13:30", minutes = 60, trainee = "0198c0de-0000-7000-8000-000000000002" });
        practice.MapDelete("/{practice:guid}", async (Guid practice, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ReleasePractice(new(practice)), stop)).ToOk())
            .Requires(Access.ReleasePractice, ApiScopes.Book).WithName("ReleasePractice").WithSummary("Give a bay back before practice begins").Produces<ReleasedPractice>()
            .Refuses(FacilityErrors.PracticeNotFound(), FacilityErrors.PracticeReleased(), FacilityErrors.PracticeBegun());
    }
}
