using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using MediatR;

namespace FibreCentre.Api.Features.Replies;

internal static class ReplyEndpoints
{
    public static void MapReplies(this IEndpointRouteBuilder api)
    {
        api.MapGet("/cohorts/{cohort:guid}/answers", async (Guid cohort, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowAnswers(new(cohort)), stop)).ToOk()).WithTags("Answers")
            .Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ShowAnswers").WithSummary("Show who has said that they come, session by session").Produces<CohortAnswers>().Refuses(CohortErrors.NotFound());
        var answers = api.MapGroup("/answers").WithTags("Answers");
        answers.MapGet("/", async (bool? all, long? before, int? limit, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ListReplies(all ?? false, before, limit ?? 50), stop)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListReplies").WithSummary("List answers to invitations that wait to be seen, or all").Produces<ListedReplies>();
        answers.MapPost("/{reply:long}/seen", async (long reply, IMediator mediator, CancellationToken stop) => (await mediator.Send(new SeeReply(reply), stop)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("SeeReply").WithSummary("Say that an answer has been seen; no place changes by it").Produces<SeenReply>().Refuses(ReplyErrors.NotFound());
    }
}
