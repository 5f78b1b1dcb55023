using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Api.Tests.Webhooks;
using FibreCentre.Domain.Providers;
using FibreCentre.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FibreCentre.Api.Tests.Announcements;

/// <summary>What the centre tells everybody, as a real server takes it.</summary>
public sealed class AnnouncementTests(CentreWithHooks centre) : IClassFixture<CentreWithHooks>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task A_chat_gets_the_words_and_nothing_else_a_program_of_the_centres_own_gets_them_signed()
    {
        await using var chat = new Receiver();
        await using var program = new Receiver();
        var (intranet, own) = (await ChannelAsync("Intranet", chat, "chat"), await ChannelAsync("Screens", program, "standard"));

        var made = await Staff.Post("/api/v1/announcements", new { title = "New dates", text = "Two more cohorts in May.\n\"Book\" now.", link = "https://example.org/cohorts" }, Some.Key());
        await SendAsync();

        Assert.Equal((201, 2), (made.Status, made.Json.GetProperty("deliveries").GetInt32()));
        var told = Assert.Single(chat.Received);
        Assert.Equal(("New dates\n\nTwo more cohorts in May.\n\"Book\" now.\n\nhttps://example.org/cohorts", 1), (JsonDocument.Parse(told.Body).RootElement.GetProperty("text").GetString(), JsonDocument.Parse(told.Body).RootElement.EnumerateObject().Count()));
        Assert.Equal(("", ""), (told.Signature ?? "", told.Id ?? ""));
        var signed = Assert.Single(program.Received);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(own.Secret!["whsec_".Length..]), Encoding.UTF8.GetBytes($"{signed.Id}.{signed.Timestamp}.{signed.Body}")));
        Assert.Equal($"v1,{expected}", signed.Signature);
        Assert.Equal("New dates", JsonDocument.Parse(signed.Body).RootElement.GetProperty("data").GetProperty("title").GetString());
        var line = (await Staff.Get("/api/v1/announcements")).Json.GetProperty("announcements")[0];
        Assert.Equal(["Intranet delivered", "Screens delivered"], line.GetProperty("told").EnumerateArray().Select(each => $"{each.GetProperty("channel")} {each.GetProperty("state")}"));
        Assert.Null(intranet.Secret);
        await RemoveAsync(intranet.Id, own.Id);
    }

    [Fact]
    public async Task The_address_of_a_chat_is_neither_shown_nor_readable_in_the_database()
    {
        await using var chat = new Receiver();
        var (id, _) = await ChannelAsync("Chat", chat, "chat", "/services/T0/B0/very-secret");
        Assert.Equal(new Uri(chat.Url).GetLeftPart(UriPartial.Authority), await centre.Value<string>("select url from webhook where id = $1", id));
        Assert.DoesNotContain("very-secret", (await Staff.Get("/api/v1/announcement-channels")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await centre.Value<int>("select count(*) from webhook where webhook::text like '%very-secret%'"));
        await Staff.Post($"/api/v1/announcement-channels/{id}/ping", null);
        await SendAsync();
        Assert.Contains("this is a try", Assert.Single(chat.Received).Body, StringComparison.Ordinal);
        await RemoveAsync(id);
    }

    [Fact]
    public async Task The_address_of_a_chat_is_in_no_log_however_much_is_logged()
    {
        await using var chat = new Receiver();
        var (id, _) = await ChannelAsync("Logged", chat, "chat", "/services/T0/B0/very-secret");
        await Staff.Post($"/api/v1/announcement-channels/{id}/ping", null);
        var book = new ConcurrentQueue<string>();
        await using var app = new CentreApp(centre.ConnectionString, centre.Clock, [("Webhooks:AllowInside", "true"), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Trace"), ("Logging:LogLevel:System", "Trace")]);
        await using var listening = app.WithWebHostBuilder(builder => builder.ConfigureServices(services => services.AddLogging(logs => logs.AddProvider(new LogBook(book)).SetMinimumLevel(LogLevel.Trace))));

        await listening.Services.RunAsync<SendWebhooks>();

        Assert.Single(chat.Received);
        Assert.NotEmpty(book);
        Assert.Null(book.FirstOrDefault(line => line.Contains("very-secret", StringComparison.Ordinal)));
        await RemoveAsync(id);
    }

    [Fact]
    public async Task Only_the_channels_chosen_are_told_and_providers_that_ask_for_it()
    {
        await using var one = new Receiver();
        await using var two = new Receiver();
        await using var provider = new Receiver();
        await using var silent = new Receiver();
        var (first, second) = (await ChannelAsync("One", one, "chat"), await ChannelAsync("Two", two, "chat"));
        var listens = await centre.App.AskAsync(new AddWebhook(provider.Url, [WebhookEvents.AnnouncementMade]), centre.Cast.NorthBooker.Actor);
        var does_not = await centre.App.AskAsync(new AddWebhook(silent.Url, [WebhookEvents.BookingMade]), centre.Cast.SouthBooker.Actor);

        await Staff.Post("/api/v1/announcements", new { title = "For one", text = "Text.", channels = new[] { first.Id } }, Some.Key());
        await SendAsync();

        Assert.Equal((1, 0, 1, 0), (one.Received.Count, two.Received.Count, provider.Received.Count, silent.Received.Count));
        Assert.Equal(400, (await Staff.Post("/api/v1/announcements", new { title = "To nobody's", text = "Text.", channels = new[] { listens.Id } }, Some.Key())).Status);
        await RemoveAsync(first.Id, second.Id);
        await centre.App.AskAsync(new RemoveWebhook(new(listens.Id)), centre.Cast.NorthBooker.Actor);
        await centre.App.AskAsync(new RemoveWebhook(new(does_not.Id)), centre.Cast.SouthBooker.Actor);
    }

    /// <summary>A provider's webhook is none of the centre's, nor the centre's a provider's: neither sees, tries, removes or repeats the other's.</summary>
    [Fact]
    public async Task The_centres_channels_and_providers_webhooks_are_kept_apart()
    {
        await using var receiver = new Receiver();
        var (channel, _) = await ChannelAsync("Apart", receiver, "standard");
        var hook = (await centre.App.AskAsync(new AddWebhook(receiver.Url, []), centre.Cast.NorthBooker.Actor)).Id;
        var north = centre.ClientOf(centre.Cast.NorthBooker);
        foreach (var (client, root, id) in new[] { (Staff, "announcement-channels", hook), (north, "webhooks", channel) })
        {
            Assert.DoesNotContain($"{id}", (await client.Get($"/api/v1/{root}")).Text, StringComparison.Ordinal);
            Assert.Equal(404, (await client.Get($"/api/v1/{root}/{id}/deliveries")).Status);
            Assert.Equal(404, (await client.Post($"/api/v1/{root}/{id}/ping", null)).Status);
            Assert.Equal(404, (await client.Send("DELETE", $"/api/v1/{root}/{id}")).Status);
        }
        Assert.Equal("request-invalid", (await centre.App.SendAsync(new AddWebhook(receiver.Url, [], "Chat", WebhookFormat.Chat), centre.Cast.NorthBooker.Actor)).Error?.Code);
        Assert.Empty(receiver.Received);
        await RemoveAsync(channel);
        await centre.App.AskAsync(new RemoveWebhook(new(hook)), centre.Cast.NorthBooker.Actor);
    }

    [Theory]
    [InlineData("", "Text.", null, "title")]
    [InlineData("Title", "", null, "text")]
    [InlineData("Title", "Text.", "http://example.org/", "link")]
    [InlineData("Title", "Text.", "https://example.org/ a", "link")]
    [InlineData("Title", "Text.", "Https://example.org/", "link")]
    public async Task What_is_wrong_with_it_is_said_at_its_field(string title, string text, string? link, string field)
    {
        var answer = await Staff.Post("/api/v1/announcements", new { title, text, link }, Some.Key());
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _), $"{answer}");
    }

    private async Task<(Guid Id, string? Secret)> ChannelAsync(string name, Receiver receiver, string format, string path = "")
    {
        var added = await Staff.Post("/api/v1/announcement-channels", new { name, address = receiver.Url + path, format });
        Assert.Equal(201, added.Status);
        return (added.Id("id"), added.Json.GetProperty("secret").GetString());
    }

    private async Task RemoveAsync(params Guid[] channels)
    {
        foreach (var channel in channels) Assert.Equal(200, (await Staff.Send("DELETE", $"/api/v1/announcement-channels/{channel}")).Status);
    }

    private async Task SendAsync()
    {
        await centre.App.Services.RunAsync<SendWebhooks>();
    }
}
