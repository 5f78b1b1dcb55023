using FibreCentre.Api.Http;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using MediatR;

namespace FibreCentre.Api.Features.Notices;

internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags("Notices");
        messages.MapGet("/", async (string? state, long? before, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListMessages(state, before, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListMessages").WithSummary("List what people were told and what became of it").Produces<ListedMessages>();
        messages.MapPost("/{message:long}/resend", async (long message, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new DecideMessage(message, MessageDecision.Resend), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ResendMessage").WithSummary("Send a dead or uncertain message again").Produces<DecidedMessage>().Refuses(MessageErrors.NotFound(), MessageErrors.NothingToDecide(MessageState.Sent));
        messages.MapPost("/{message:long}/dismissal", async (long message, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new DecideMessage(message, MessageDecision.Dismiss), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("DismissMessage").WithSummary("Let a dead or uncertain message be").Produces<DecidedMessage>().Refuses(MessageErrors.NotFound(), MessageErrors.NothingToDecide(MessageState.Sent));
        messages.MapGet("/jobs", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListJobs(), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListJobs").WithSummary("List what runs by itself, when it last ran and when it runs next").Produces<ListedJobs>();

        messages.MapGet("/mine", async (long? before, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListMessagesToMe(before), cancellationToken)).ToOk())
            .Requires(Access.SeePeople, ApiScopes.Read).WithName("ListMessagesToMe").WithSummary("List what you were told, when, and whether it went").Produces<MessagesToMe>();
        messages.MapPut("/mine/digest", async (DigestRequest body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ChooseDigest(body.Daily), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ChooseDigest").WithSummary("Choose one digest a day for what can wait, or each by itself").Produces<ChosenDigest>();

        var words = api.MapGroup("/message-wordings").WithTags("Notices");
        words.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListWordings(), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListWordings").WithSummary("List every kind of message and whose words it has").Produces<ListedWordings>();
        words.MapGet("/{kind}", (string kind, IMediator mediator, CancellationToken cancellationToken) => OfKindAsync(kind, known => new ShowWording(known), mediator, cancellationToken))
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowWording").WithSummary("Show the words of one kind of message, and how they come out").Produces<WordingAnswer>().Refuses(WordingErrors.NotFound());
        words.MapPost("/{kind}/preview", (string kind, WordingRequest body, IMediator mediator, CancellationToken cancellationToken) => OfKindAsync(kind, known => new PreviewWording(known, body.Subject, body.Body), mediator, cancellationToken))
            .Requires(Access.Plan, ApiScopes.Read).WithName("PreviewWording").WithSummary("See how words would come out; nothing is changed").Produces<WordingPreview>().Refuses(WordingErrors.NotFound());
        words.MapPut("/{kind}", (string kind, WordingRequest body, IMediator mediator, CancellationToken cancellationToken) => OfKindAsync(kind, known => new ChangeWording(known, body.Subject, body.Body, body.Revision), mediator, cancellationToken))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeWording").WithSummary("Put the centre's own words in the place of the product's").Produces<WordingAnswer>().Refuses(WordingErrors.NotFound(), WordingErrors.ChangedMeanwhile());
        words.MapDelete("/{kind}", (string kind, IMediator mediator, CancellationToken cancellationToken) => OfKindAsync(kind, known => new ResetWording(known), mediator, cancellationToken))
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ResetWording").WithSummary("Go back to the product's words").Produces<WordingAnswer>().Refuses(WordingErrors.NotFound());

        var rules = api.MapGroup("/reminder-rules").WithTags("Notices");
        rules.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListReminderRules(), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListReminderRules").WithSummary("List when people are reminded of what").Produces<ListedReminderRules>();
        rules.MapPut("/{rule:int}", async (int rule, ReminderRuleRequest body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ChangeReminderRule(rule, body.DaysBefore, body.At, body.Enabled, body.Revision, body.HoursBefore), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeReminderRule").WithSummary("Change when people are reminded").Produces<ReminderRuleAnswer>().Refuses(ReminderRuleErrors.NotFound(), ReminderRuleErrors.ChangedMeanwhile(), ReminderRuleErrors.There(), ReminderRuleErrors.NoTime(byHours: false), ReminderRuleErrors.NoTime(byHours: true), ReminderRuleErrors.DigestIsDaily());

        var people = api.MapGroup("/engineers/{engineer:guid}/messages").WithTags("Notices");
        people.MapGet("/", async (Guid engineer, long? before, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowTelling(new(engineer), before), cancellationToken)).ToOk())
            .Requires(Access.SeePeople, ApiScopes.Read).WithName("ShowTelling").WithSummary("Show what an engineer was told, when, and whether it went").Produces<TellingAnswer>().Refuses(PeopleErrors.EngineerNotFound());
        people.MapPut("/choice", async (Guid engineer, TellingRequest body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ChooseTelling(new(engineer), body.By), cancellationToken)).ToOk())
            .Requires(Access.EditPeople, ApiScopes.Book).WithName("ChooseTelling").WithSummary("Choose invitations or a calendar address for an engineer").Produces<ChosenTelling>().Refuses(PeopleErrors.EngineerNotFound());

        var mine = api.MapGroup("/my-training").WithTags("Notices").Requires(Access.Trainee, ApiScopes.Read);
        mine.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowMyTraining(), cancellationToken)).ToOk())
            .WithName("ShowMyTraining").WithSummary("Show a trainee's own sessions and certificates").Produces<MyTraining>();
        mine.MapGet("/messages", async (long? before, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowTelling(null, before), cancellationToken)).ToOk())
            .WithName("ShowMyMessages").WithSummary("Show what the centre has told a trainee").Produces<TellingAnswer>();
        mine.MapPut("/messages/choice", async (TellingRequest body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ChooseTelling(null, body.By), cancellationToken)).ToOk())
            .WithName("ChooseMyTelling").WithSummary("Choose to be sent invitations, or to read a calendar address").Produces<ChosenTelling>();
    }

    private static async Task<IResult> OfKindAsync<T>(string kind, Func<MessageKind, IRequest<Result<T>>> request, IMediator mediator, CancellationToken cancellationToken) =>
        KindOf(kind) is { } known ? (await mediator.Send(request(known), cancellationToken)).ToOk() : WordingErrors.NotFound().ToProblem();

    /// <summary>A kind of message by the name that stands in addresses, such as <c>hold-ending</c>.</summary>
    public static MessageKind? KindOf(string name) => Enum.GetValues<MessageKind>().Cast<MessageKind?>().FirstOrDefault(kind => SnakeCase.Kebab($"{kind}") == name);

    internal sealed record WordingRequest(string Subject, string Body, int? Revision = null);

    internal sealed record ReminderRuleRequest(bool Enabled, int? DaysBefore = null, TimeOnly? At = null, int? HoursBefore = null, int? Revision = null);

    internal sealed record DigestRequest(bool Daily);

    internal sealed record TellingRequest(TraineeTelling By);
}
