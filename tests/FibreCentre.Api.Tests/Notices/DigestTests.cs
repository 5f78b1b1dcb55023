using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>One mail a day for what can wait, for staff who choose it: each thing told once, and nothing lost when the digest does not arrive.</summary>
public sealed class DigestTests(MailCentre centre) : IClassFixture<MailCentre>, IAsyncLifetime
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    public Task InitializeAsync() => ChooseAsync(true);

    public Task DisposeAsync() => ChooseAsync(false);

    [Fact]
    public async Task What_can_wait_comes_in_one_mail_the_next_morning_and_is_told_once()
    {
        var (first, second, day) = await TwoCohortsToDecideAsync();
        Assert.DoesNotContain(await Mails(), mail => mail.Subject == $"Does it go ahead? {first.Code}");
        centre.ItIs(day.AddDays(1), 8, 14);
        Assert.Empty(await DigestsOf(first));

        centre.ItIs(day.AddDays(1), 8, 15);
        var digest = Assert.Single(await DigestsOf(first)).Message.TextBody;

        Assert.Contains($"Does it go ahead? {first.Code}", digest, StringComparison.Ordinal);
        Assert.Contains($"https://localhost/cohorts/{first.Id}/decide", digest, StringComparison.Ordinal);
        Assert.DoesNotContain(second.Code, digest, StringComparison.Ordinal);
        Assert.Equal(["sent In the daily digest."], await StatesOf(first));
        Assert.Equal(["skipped It was decided before it was sent."], await StatesOf(second));
        centre.ItIs(day.AddDays(2), 8, 15);
        Assert.Single(await DigestsOf(first));
        Assert.Equal(["skipped"], await centre.Column<string>("select state from message where kind = 'digest' and day = $1", day.AddDays(2)));
    }

    [Fact]
    public async Task What_cannot_wait_comes_at_once()
    {
        await centre.Run($"insert into message (kind, key, account_id, subject_id, due_at, message_id, created_at, state) values ('invariants-broken', 'x{Guid.NewGuid():N}', '{centre.Cast.Coordinator.Account}', gen_random_uuid(), '{centre.Clock.GetUtcNow():O}', '{Guid.NewGuid():N}', now(), 'pending')");
        Assert.Contains(await Mails(), mail => mail.Message.TextBody!.Contains("/audit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_digest_that_does_not_arrive_keeps_what_it_tells_of_until_somebody_has_decided()
    {
        var (first, _, day) = await TwoCohortsToDecideAsync();
        centre.ItIs(day.AddDays(1), 8, 15);
        await centre.App.AskAsync(new PlanReminders());
        var digest = Assert.Single((await centre.App.AskAsync(new TakeDueMessages("here", 20))).Messages, each => $"{each.Mail.To}".Contains(centre.Cast.Coordinator.Email, StringComparison.Ordinal));
        Assert.True((await centre.App.AskAsync(new TurnOver("here", null, digest))).Go);
        await centre.App.AskAsync(new TurnOver("here", new(digest, new(DeliveryOutcome.Refused, "No such mailbox.")), null));
        var dead = Assert.Single(await centre.Column<long>("select id from message where kind = 'digest' and state = 'dead'"));
        Assert.Equal(["pending "], await StatesOf(first));
        // The next morning's digest leaves it alone: it is this one that tells of it.
        centre.ItIs(day.AddDays(2), 8, 15);
        Assert.Empty(await DigestsOf(first));

        Assert.Equal(200, (await Coordinator.Post($"/api/v1/messages/{dead}/resend", null)).Status);
        Assert.Single(await DigestsOf(first));
        Assert.Equal(["sent In the daily digest."], await StatesOf(first));
    }

    [Fact]
    public async Task One_that_may_have_arrived_goes_again_as_it_was_and_what_came_up_since_waits_for_the_next()
    {
        var (first, _, day) = await TwoCohortsToDecideAsync();
        centre.ItIs(day.AddDays(1), 8, 15);
        await centre.App.AskAsync(new PlanReminders());
        var digest = Assert.Single((await centre.App.AskAsync(new TakeDueMessages("here", 20))).Messages, each => $"{each.Mail.To}".Contains(centre.Cast.Coordinator.Email, StringComparison.Ordinal));
        await centre.App.AskAsync(new TurnOver("here", null, digest));
        await centre.App.AskAsync(new TurnOver("here", new(digest, new(DeliveryOutcome.Uncertain, "The connection broke.")), null));
        var later = Guid.NewGuid();
        await centre.Run($"insert into message (kind, key, account_id, subject_id, due_at, message_id, created_at, state) select kind, '{later:N}', account_id, subject_id, '{centre.Clock.GetUtcNow():O}', '{later:N}', created_at, 'pending' from message where subject_id = '{first.Id}' and kind = 'decision-due' and account_id = '{centre.Cast.Coordinator.Account}'");

        Assert.Single(await DigestsOf(first));

        Assert.Equal(["pending", "sent"], await centre.Column<string>("select state from message where subject_id = $1 and kind = 'decision-due' and account_id = $2 order by state", first.Id, centre.Cast.Coordinator.Account));
        await centre.Run($"delete from message where key = '{later:N}'");
    }

    [Fact]
    public async Task What_is_being_tried_again_when_somebody_chooses_a_digest_goes_on_by_itself()
    {
        await ChooseAsync(false);
        var (first, _, _) = await TwoCohortsToDecideAsync();
        await centre.Run($"update message set state = 'retrying', attempts = 1, finished_at = null, due_at = '{centre.Clock.GetUtcNow():O}' where subject_id = '{first.Id}' and kind = 'decision-due'");
        await ChooseAsync(true);
        await centre.SendDueMessages();
        Assert.Equal(["sent "], await StatesOf(first));
    }

    [Fact]
    public async Task What_waits_for_a_digest_makes_the_centre_no_less_ready()
    {
        await TwoCohortsToDecideAsync();
        await centre.SendDueMessages();
        centre.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("Healthy", await MessagesAsync());
        // The control: what waits for nothing does.
        await ChooseAsync(false);
        Assert.Equal("Degraded", await MessagesAsync());

        async Task<string?> MessagesAsync() => (await centre.ClientOf(null).Get("/health/ready")).Json.GetProperty("checks").GetProperty("messages").GetString();
    }

    [Fact]
    public async Task Who_chooses_single_mails_again_gets_what_has_gathered_at_once()
    {
        var (first, _, _) = await TwoCohortsToDecideAsync();
        Assert.Equal(["pending "], await StatesOf(first));
        await ChooseAsync(false);
        Assert.Contains(await Mails(), mail => mail.Subject == $"Does it go ahead? {first.Code}");
    }

    [Fact]
    public async Task A_provider_cannot_choose_it_and_staff_see_what_they_have_chosen()
    {
        Assert.Equal(403, (await centre.ClientOf(centre.Cast.NorthBooker).Send("PUT", "/api/v1/messages/mine/digest", new { daily = true })).Status);
        Assert.True((await Coordinator.Get("/api/v1/messages/mine")).Json.GetProperty("daily").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await centre.ClientOf(centre.Cast.NorthBooker).Get("/api/v1/messages/mine")).Json.GetProperty("daily").ValueKind);
    }

    /// <summary>Two cohorts about which coordinators are asked on the same day; the second is decided before the morning after.</summary>
    private async Task<(GivenCohort First, GivenCohort Second, DateOnly Asked)> TwoCohortsToDecideAsync()
    {
        var (first, second) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        await centre.ClientOf(centre.Cast.NorthBooker).Books(second, Some.Engineer());
        var asked = (first.FirstDay > second.FirstDay ? first.FirstDay : second.FirstDay).AddDays(-10);
        centre.ItIs(asked, 9);
        await centre.SendDueMessages();   // that morning's digest, before there is anything to tell
        await centre.SeeToCohorts();
        await centre.SendDueMessages();
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/cohorts/{second.Id}/confirmation", null, Some.Key())).Status);
        return (first, second, asked);
    }

    private async Task ChooseAsync(bool daily) => Assert.Equal(200, (await Coordinator.Send("PUT", "/api/v1/messages/mine/digest", new { daily })).Status);

    private Task<IReadOnlyList<Mail>> Mails() => centre.MailOf(centre.Cast.Coordinator.Email);

    private async Task<List<Mail>> DigestsOf(GivenCohort cohort) =>
        [.. (await Mails()).Where(mail => mail.Subject.Contains("to see to", StringComparison.Ordinal) && mail.Message.TextBody!.Contains(cohort.Code, StringComparison.Ordinal))];

    private Task<List<string>> StatesOf(GivenCohort cohort) =>
        centre.Column<string>("select state || ' ' || coalesce(note, '') from message where subject_id = $1 and kind = 'decision-due' and account_id = $2", cohort.Id, centre.Cast.Coordinator.Account);
}
