using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Providers;
using FibreCentre.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Webhooks;

/// <summary>A centre whose webhooks may go to this machine.</summary>
public sealed class CentreWithHooks : TestCentre
{
    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>([("Webhooks:AllowInside", "true")]);
}

public sealed class WebhookTests(CentreWithHooks centre) : IClassFixture<CentreWithHooks>
{
    [Fact]
    public async Task A_booking_is_told_to_its_own_provider_signed_and_with_ids_only()
    {
        await using var north = new Receiver();
        await using var south = new Receiver();
        var (hook, secret) = await HookAsync(centre.Cast.NorthBooker, north, WebhookEvents.BookingMade);
        await HookAsync(centre.Cast.SouthBooker, south, WebhookEvents.BookingMade);
        var cohort = await centre.GivenACohort();

        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await SendAsync();

        var told = Assert.Single(north.Received);
        Assert.Empty(south.Received);
        var body = JsonDocument.Parse(told.Body).RootElement;
        Assert.Equal((WebhookEvents.BookingMade, booked.BookingId, cohort.Id), (body.GetProperty("type").GetString(), body.GetProperty("data").GetProperty("bookingId").GetGuid(), body.GetProperty("data").GetProperty("cohortId").GetGuid()));
        Assert.DoesNotContain(booked.Places[0].Name!.Split(' ')[1], told.Body, StringComparison.OrdinalIgnoreCase);
        // Reckoned here from the specification, not by the product's own function.
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{told.Id}.{told.Timestamp}.{told.Body}")));
        Assert.Equal($"v1,{expected}", told.Signature);
        Assert.Equal(["delivered"], (await DeliveriesAsync(hook)).Select(each => each.State));
        await RemoveAsync(hook);
    }

    [Fact]
    public async Task A_refusal_of_the_booking_tells_nobody()
    {
        await using var north = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, north);
        var cohort = await centre.GivenACohort(c => c.WithPlaces(1));
        await centre.GivenABooking(cohort, centre.Cast.SouthBooker);

        var refused = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", engineers = new[] { Some.Engineer() } }, Some.Key());

        Assert.Equal(409, refused.Status);
        Assert.Empty(await DeliveriesAsync(hook));
        await RemoveAsync(hook);
    }

    [Fact]
    public async Task A_hold_that_ends_is_told_once_however_it_ends()
    {
        await using var north = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, north, WebhookEvents.HoldEnded);
        var client = centre.ClientOf(centre.Cast.NorthBooker);
        var holds = new List<(GivenCohort Cohort, Guid Hold, List<Guid> Places)>();
        for (var number = 0; number < 4; number++)
        {
            var cohort = await centre.GivenACohortAhead();
            var hold = (await client.Holds(cohort, 2)).Id();
            holds.Add((cohort, hold, await centre.PlacesOf(hold)));
        }

        await client.Cancels(holds[0].Hold, [holds[0].Places[0]]);
        Assert.Empty(await DeliveriesAsync(hook));
        await client.Cancels(holds[0].Hold, [holds[0].Places[1]]);
        await client.GivesBack(holds[1].Hold);
        await centre.ClientOf(centre.Cast.Coordinator).Post($"/api/v1/cohorts/{holds[2].Cohort.Id}/cancellation", new { }, Some.Key());
        centre.Clock.Advance(TimeSpan.FromHours(24));
        await centre.SeeToCohorts();
        await SendAsync();

        Assert.Equal(holds.Select(each => each.Hold).Order(), north.Received.Select(each => JsonDocument.Parse(each.Body).RootElement.GetProperty("data").GetProperty("bookingId").GetGuid()).Order());
        await RemoveAsync(hook);
    }

    [Fact]
    public async Task A_server_that_stumbles_gets_it_again_under_the_same_id_and_the_log_tells()
    {
        await using var north = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, north);
        foreach (var status in new[] { 500, 302 }) north.Answers.Enqueue(status);
        await centre.App.AskAsync(new PingWebhook(new(hook)), centre.Cast.NorthBooker.Actor);

        await SendAsync();
        Assert.Equal(("retrying", 1, 500), Of(Assert.Single(await DeliveriesAsync(hook))));
        await SendAsync();
        Assert.Single(north.Received);
        centre.Clock.Advance(TimeSpan.FromSeconds(6));
        await SendAsync();
        Assert.Equal(("retrying", 2, 302), Of(Assert.Single(await DeliveriesAsync(hook))));
        centre.Clock.Advance(TimeSpan.FromMinutes(2));
        await SendAsync();

        Assert.Equal(("delivered", 3, 200), Of(Assert.Single(await DeliveriesAsync(hook))));
        Assert.Equal(3, north.Received.Count);
        Assert.Single(north.Received.Select(each => each.Id).Distinct());
        await RemoveAsync(hook);

        static (string, int, int?) Of(DeliveryLine line) => (line.State, line.Attempts, line.Status);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_and_can_be_tried_again_by_hand()
    {
        var gone = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, gone);
        await gone.DisposeAsync();
        await centre.App.AskAsync(new PingWebhook(new(hook)), centre.Cast.NorthBooker.Actor);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await SendAsync();
            centre.Clock.Advance(TimeSpan.FromHours(25));
        }

        var dead = Assert.Single(await DeliveriesAsync(hook));
        Assert.Equal(("dead", 8, (int?)null, true), (dead.State, dead.Attempts, dead.Status, dead.CanResend));
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/webhooks/{hook}/deliveries/{dead.Id}/resend", null)).Status);
        Assert.Equal("pending", Assert.Single(await DeliveriesAsync(hook)).State);
        await RemoveAsync(hook);
    }

    [Fact]
    public async Task A_worker_that_died_while_sending_leaves_it_to_the_next()
    {
        await using var north = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, north);
        await SendAsync();   // what other tests left behind
        await centre.App.AskAsync(new PingWebhook(new(hook)), centre.Cast.NorthBooker.Actor);
        await centre.App.AskAsync(new ClaimDelivery());

        await SendAsync();
        Assert.Empty(north.Received);
        centre.Clock.Advance(TimeSpan.FromMinutes(3));
        await SendAsync();

        Assert.Single(north.Received);
        await RemoveAsync(hook);
    }

    [Fact]
    public async Task A_removed_webhook_hears_nothing_more()
    {
        await using var north = new Receiver();
        var (hook, _) = await HookAsync(centre.Cast.NorthBooker, north);
        await centre.App.AskAsync(new PingWebhook(new(hook)), centre.Cast.NorthBooker.Actor);
        await RemoveAsync(hook);

        await SendAsync();

        Assert.Empty(north.Received);
        Assert.Equal("dead", await centre.Value<string>("select state from webhook_delivery where webhook_id = $1", hook));
    }

    [Fact]
    public async Task The_secret_is_not_in_the_database_as_it_was_shown()
    {
        await using var north = new Receiver();
        var (hook, secret) = await HookAsync(centre.Cast.NorthBooker, north);

        Assert.DoesNotContain(secret["whsec_".Length..], await centre.Value<string>("select secret from webhook where id = $1", hook), StringComparison.Ordinal);
        await RemoveAsync(hook);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.org")]
    [InlineData("http://hooks.example.org/")]
    [InlineData("ftp://hooks.example.org/")]
    [InlineData("https://user:word@hooks.example.org/")]
    [InlineData("https://hooks.example.org/#part")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://10.1.2.3/hook")]
    [InlineData("https://[::ffff:192.168.1.1]/")]
    [InlineData("https://169.254.169.254/latest")]
    public void An_address_that_must_not_be_told_anything_is_refused_as_written(string url) =>
        Assert.NotNull(new WebhookAddresses(Microsoft.Extensions.Options.Options.Create(new WebhookOptions())).WhyNot(url));

    [Theory]
    [InlineData("https://hooks.example.org/a?b=c")]
    [InlineData("https://93.184.215.14/")]
    public void A_public_one_is_taken(string url) => Assert.Null(new WebhookAddresses(Microsoft.Extensions.Options.Options.Create(new WebhookOptions())).WhyNot(url));

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_when_the_connection_is_made()
    {
        await using var inside = new Receiver();
        // localhost is a name like any other to the check of the address as written.
        var addresses = new WebhookAddresses(Microsoft.Extensions.Options.Options.Create(new WebhookOptions()));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = addresses.ConnectAsync });

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(inside.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))));
        Assert.Empty(inside.Received);

        // The control: the same request, with the guard told to let it pass.
        var open = new WebhookAddresses(Microsoft.Extensions.Options.Options.Create(new WebhookOptions { AllowInside = true }));
        using var let = new HttpClient(new SocketsHttpHandler { ConnectCallback = open.ConnectAsync });
        Assert.Equal(HttpStatusCode.OK, (await let.PostAsync(new Uri(inside.Url), new StringContent("{}"))).StatusCode);
    }

    [Fact]
    public async Task Five_are_enough()
    {
        await using var north = new Receiver();
        var hooks = new List<Guid>();
        for (var number = 0; number < 5; number++) hooks.Add((await HookAsync(centre.Cast.NorthBooker, north)).Id);

        var sixth = await centre.ClientOf(centre.Cast.NorthBooker).Post("/api/v1/webhooks", new { address = north.Url });

        Assert.Equal((409, "too-many-webhooks"), (sixth.Status, sixth.Problem));
        foreach (var hook in hooks) await RemoveAsync(hook);
    }

    private async Task<(Guid Id, string Secret)> HookAsync(Person booker, Receiver receiver, params string[] events)
    {
        var added = await centre.App.AskAsync(new AddWebhook(receiver.Url, events), booker.Actor);
        return (added.Id, added.Secret!);
    }

    private Task<RemovedWebhook> RemoveAsync(Guid hook) => centre.App.AskAsync(new RemoveWebhook(new(hook)), centre.Cast.NorthBooker.Actor);

    private async Task<IReadOnlyList<DeliveryLine>> DeliveriesAsync(Guid hook) => (await centre.App.AskAsync(new ListDeliveries(new(hook)), centre.Cast.NorthBooker.Actor)).Deliveries;

    private async Task SendAsync()
    {
        await centre.App.Services.RunAsync<SendWebhooks>();
    }
}
