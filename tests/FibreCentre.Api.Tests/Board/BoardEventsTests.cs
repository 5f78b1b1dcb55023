using FibreCentre.Domain.Facilities;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FibreCentre.Api.Tests.Board;

/// <summary>A change by anybody, through any instance, is heard by who watches that week.</summary>
public sealed class BoardEventsTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20), AtOnce = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_change_made_through_another_instance_is_heard_by_who_watches_its_week_and_by_nobody_else()
    {
        await using var other = new CentreApp(centre.ConnectionString, centre.Clock);
        var cohort = await centre.GivenACohort();
        var day = centre.NextFreeDay();
        await ListeningAsync(centre.App);
        using var there = Subscribe(cohort.FirstDay);
        using var elsewhere = Subscribe(cohort.FirstDay.AddDays(70));

        await other.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), day, new(13, 0), null), centre.Cast.Coordinator.Actor);

        Assert.True(await there.ChangedAsync(Soon, CancellationToken.None));
        Assert.False(await elsewhere.ChangedAsync(AtOnce, CancellationToken.None));
    }

    [Fact]
    public async Task Without_the_triggers_it_is_not_heard()
    {
        var cohort = await centre.GivenACohort();
        await ListeningAsync(centre.App);
        using var there = Subscribe(cohort.FirstDay);
        using var after = Subscribe(cohort.FirstDay.AddDays(70));
        await centre.Run("alter table session disable trigger user; alter table reservation disable trigger user; alter table cohort disable trigger board_hears_of_cohort");
        try
        {
            await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), centre.NextFreeDay(), new(13, 0), null), centre.Cast.Coordinator.Actor);
            // What is said after it has been heard, so it would have been heard by now.
            await centre.Run($"select pg_notify('board', '{CentreFacilities.Monday(cohort.FirstDay.AddDays(70)):yyyy-MM-dd}')");
            Assert.True(await after.ChangedAsync(Soon, CancellationToken.None));
            Assert.False(await there.ChangedAsync(AtOnce, CancellationToken.None));
        }
        finally
        {
            await centre.Run("alter table session enable trigger user; alter table reservation enable trigger user; alter table cohort enable trigger board_hears_of_cohort");
        }
    }

    [Fact]
    public async Task A_booking_is_heard_though_it_notifies_nobody()
    {
        var cohort = await centre.GivenACohort();
        await ListeningAsync(centre.App);
        await using var ear = await EarAsync();
        using var there = Subscribe(cohort.FirstDay);
        // The first look is what later ones are compared with.
        await WaitForAsync("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'FibreCentre board' and query like '%places_taken%'", least: 1);

        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        Assert.True(await there.ChangedAsync(Soon, CancellationToken.None));
        await centre.Run("notify board, 'end'");

        Assert.Equal(["end"], await ear.HeardAsync("end"));
    }

    [Fact]
    public async Task What_is_said_is_the_weeks_and_nothing_of_what_happened_in_them()
    {
        var cohort = await centre.GivenACohort();
        var day = centre.NextFreeDay();
        await using var ear = await EarAsync();
        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), day, new(13, 0), null), centre.Cast.Coordinator.Actor);
        var bay = await centre.Value<Guid>("select id from bay where code = 'CR-4'");
        await centre.GivenOut(bay, "'[2027-06-04 12:00+00,2027-06-14 00:00+01)'", "closure", "Leak");
        await centre.Run("notify board, 'end'");

        string[] expected = [.. new[] { CentreFacilities.Monday(cohort.FirstDay), CentreFacilities.Monday(day), new(2027, 5, 31), new(2027, 6, 7) }.Select(each => $"{each:yyyy-MM-dd}").Distinct().Order(), "end"];
        Assert.Equal(expected, (await ear.HeardAsync("end")).Distinct().Order());
    }

    [Fact]
    public async Task Many_changes_are_told_as_one()
    {
        using var told = Subscribe(null);
        for (var number = 0; number < 100; number++) centre.App.Services.GetRequiredService<BoardChanges>().Tell(null);
        Assert.True(await told.ChangedAsync(Soon, CancellationToken.None));
        Assert.False(await told.ChangedAsync(AtOnce, CancellationToken.None));
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_who_watches_looks_again()
    {
        await ListeningAsync(centre.App);
        using var there = Subscribe(new(2027, 7, 5));
        await centre.Run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'FibreCentre board'");
        Assert.True(await there.ChangedAsync(Soon, CancellationToken.None));

        await centre.Run("select pg_notify('board', '2027-07-05')");
        Assert.True(await there.ChangedAsync(Soon, CancellationToken.None));
    }

    [Fact]
    public async Task The_stream_says_that_something_changed_and_no_more()
    {
        await ListeningAsync(centre.App);
        using var client = centre.App.CreateClient(new() { BaseAddress = new("https://localhost"), AllowAutoRedirect = false });
        await Browser.OverAsync(client, centre.Cast.Coordinator);
        using var stream = await OpenAsync(client, "/board/events?from=2027-08-03");
        Assert.Equal(("text/event-stream", "no-store"), (stream.Answer.Content.Headers.ContentType!.MediaType, stream.Answer.Headers.CacheControl!.ToString()));
        Assert.Equal("retry: 3000", await stream.Lines.ReadLineAsync());

        await centre.Run("select pg_notify('board', '2027-08-02')");

        var lines = new List<string>();
        while (await stream.Lines.ReadLineAsync() is { } line && line != "data: ") if (line.Length > 0 && line[0] != ':') lines.Add(line);
        Assert.Equal(["event: changed"], lines);
    }

    [Fact]
    public async Task The_product_stops_at_once_though_a_stream_is_open()
    {
        await using var product = await ProductProcess.StartAsync(centre.ConnectionString);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = product.Address };
        await Browser.OverAsync(client, centre.Cast.Coordinator);
        using var stream = await OpenAsync(client, "/board/events");
        Assert.Equal("retry: 3000", await stream.Lines.ReadLineAsync());

        Assert.Equal(0, await product.Stop(TimeSpan.FromSeconds(15)));   // the host alone would wait for 30
    }

    private BoardSubscription Subscribe(DateOnly? day) => centre.App.Services.GetRequiredService<BoardChanges>().Subscribe(day is { } known ? CentreFacilities.Monday(known) : null);

    /// <summary>The instance listens; what it told at its start is over.</summary>
    private async Task ListeningAsync(CentreApp app)
    {
        _ = app.Services;
        await WaitForAsync("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'FibreCentre board' and (query ilike 'listen%' or query like '%places_taken%')", least: 1);
        // The database knows before the instance does that it listens; after that comes what it tells at its start, or this.
        using var heard = app.Services.GetRequiredService<BoardChanges>().Subscribe(null);   // no week, so that it makes nobody look at counts
        await centre.Run("notify board, '2000-01-03'");
        Assert.True(await heard.ChangedAsync(Soon, CancellationToken.None));
    }

    private async Task WaitForAsync(string count, int least)
    {
        for (var tries = 0; await centre.Value<int>(count) < least; tries++)
        {
            if (tries > 400) throw new TimeoutException(count);
            await Task.Delay(50);
        }
    }

    private static async Task<OpenStream> OpenAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new("text/event-stream"));
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return new(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private async Task<Ear> EarAsync()
    {
        var connection = new NpgsqlConnection(TemplateDatabase.To(centre.DatabaseName));
        await connection.OpenAsync();
        var ear = new Ear(connection);
        await using var listen = new NpgsqlCommand("listen board", connection);
        await listen.ExecuteNonQueryAsync();
        return ear;
    }

    private sealed record OpenStream(HttpResponseMessage Answer, StreamReader Lines) : IDisposable
    {
        public void Dispose()
        {
            Lines.Dispose();
            Answer.Dispose();
        }
    }

    /// <summary>Hears what the database says, as any listener would.</summary>
    private sealed class Ear : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly List<string> _heard = [];

        public Ear(NpgsqlConnection connection)
        {
            _connection = connection;
            connection.Notification += (_, notice) => _heard.Add(notice.Payload);
        }

        public async Task<IReadOnlyList<string>> HeardAsync(string until)
        {
            while (!_heard.Contains(until)) Assert.True(await _connection.WaitAsync(Soon), "Nothing more was said.");
            return _heard;
        }

        public ValueTask DisposeAsync() => _connection.DisposeAsync();
    }
}
