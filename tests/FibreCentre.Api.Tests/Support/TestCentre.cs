using System.Net.Http.Headers;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Jobs;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using MediatR;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A centre of a test class's own: a database, a clock that stands until it is moved, the product on both.</summary>
public class TestCentre : IAsyncLifetime
{
    /// <summary>Monday 2 November 2026, 9:00 in London: three weeks before anything starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private DateOnly _nextFirstDay = new(2026, 11, 23);

    internal FakeTimeProvider Clock { get; } = new(Start);

    internal CentreApp App { get; private set; } = null!;

    internal Cast Cast { get; private set; } = null!;

    internal string DatabaseName { get; private set; } = "";

    internal static CentreTime Time { get; } = CentreTime.In("Europe/London");

    /// <summary>The database as its superuser sees it: every row, whatever the policies say.</summary>
    internal NpgsqlDataSource Everything { get; private set; } = null!;

    /// <summary>The database as the running product sees it.</summary>
    internal NpgsqlDataSource AsProduct { get; private set; } = null!;

    internal virtual string ConnectionString => TemplateDatabase.To(DatabaseName, TemplateDatabase.Login);

    /// <summary>A database of its own, and who is in it.</summary>
    private protected virtual async Task<(string Database, Cast Cast)> LayAsync()
    {
        var template = await TemplateDatabase.Instance;
        return (await template.CopyAsync(), template.Cast);
    }

    /// <summary>Besides weekends.</summary>
    private protected virtual bool IsShut(DateOnly day) => day is { Month: 12, Day: 25 or 28 };

    protected virtual Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>([]);

    public virtual async Task InitializeAsync()
    {
        (DatabaseName, Cast) = await LayAsync();
        Everything = NpgsqlDataSource.Create(TemplateDatabase.To(DatabaseName));
        AsProduct = Persistence.Database.DataSource(ConnectionString, Persistence.Database.AppRole);
        App = new CentreApp(ConnectionString, Clock, [.. await SettingsAsync()]);
    }

    public virtual async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Everything.DisposeAsync();
        await AsProduct.DisposeAsync();
        await TemplateDatabase.DropAsync(DatabaseName);
        GC.SuppressFinalize(this);
    }

    internal Task<Result<T>> Ask<T>(IRequest<Result<T>> request, Person person, string? idempotencyKey = null) => App.SendAsync(request, person.Actor, idempotencyKey);

    /// <summary>Asks as the product itself: a job, the command line.</summary>
    internal Task<T> Ask<T>(IRequest<Result<T>> request) => App.AskAsync(request);

    /// <summary>A program with this person's API key; null for nobody's.</summary>
    internal HttpClient ClientOf(Person? person, CentreApp? app = null)
    {
        var client = (app ?? App).CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new("https://localhost"), AllowAutoRedirect = false, HandleCookies = false });
        if (person is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.ApiKey);
        return client;
    }

    /// <summary>The next working day, a week ahead or more, on which nothing has been planned yet.</summary>
    internal DateOnly NextFreeDay(int days = 1)
    {
        if (Time.DayOf(Clock.GetUtcNow()).AddDays(7) is var soonest && _nextFirstDay < soonest) _nextFirstDay = soonest;
        while (_nextFirstDay.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || IsShut(_nextFirstDay)) _nextFirstDay = _nextFirstDay.AddDays(1);
        var day = _nextFirstDay;
        _nextFirstDay = day.AddDays(days == 1 ? 1 : days + 4);   // a longer one may go over a weekend or a holiday
        return day;
    }

    /// <summary>The next such day that is a Monday, with nothing planned and no holiday for so many days from then on, and before it.</summary>
    internal DateOnly NextFreeMonday(int days = 5, int before = 0)
    {
        var day = NextFreeDay().AddDays(before);
        while (day.DayOfWeek != DayOfWeek.Monday || Enumerable.Range(-before, before + days).Select(day.AddDays).Any(IsShut)) day = day.AddDays(1);
        _nextFirstDay = day.AddDays(days + 4);
        return day;
    }

    /// <summary>A planned and published cohort: FTC-101, one day, two sessions, unless the test says otherwise.</summary>
    internal async Task<GivenCohort> GivenACohort(Func<WantedCohort, WantedCohort>? wish = null)
    {
        var wanted = wish?.Invoke(new()) ?? new();
        var first = wanted.FirstDay ?? NextFreeDay(wanted.Days);
        var planned = await App.AskAsync(new PlanCohort(new(wanted.Course), first, wanted.Places, []), Cast.Coordinator.Actor);
        if (!wanted.Draft) await App.AskAsync(new PublishCohort(new(planned.Id), null), Cast.Coordinator.Actor);
        var shown = await App.AskAsync(new ShowCohort(new(planned.Id)), Cast.Coordinator.Actor);
        return new(planned.Id, planned.Code, wanted.Course, shown.FirstDay, [.. shown.Sessions]);
    }

    /// <summary>Places for so many new engineers of a provider.</summary>
    internal Task<BookedPlaces> GivenABooking(GivenCohort cohort, Person booker, int engineers = 1) =>
        GivenABooking(cohort, booker, [.. Enumerable.Range(0, engineers).Select(_ => Some.Engineer())]);

    internal Task<BookedPlaces> GivenABooking(GivenCohort cohort, Person booker, params EngineerDetails[] engineers) =>
        App.AskAsync(new BookPlaces(new(cohort.Id), "PO-1", [], engineers), booker.Actor);

    /// <summary>A place for the engineer of this cast who can sign in.</summary>
    internal Task<BookedPlaces> GivenAPlaceFor(Person trainee, GivenCohort cohort) => App.AskAsync(
        new BookPlaces(new(cohort.Id), "PO-1", [trainee.Trainee!.Value], []), (trainee.Provider == Cast.NorthBooker.Provider ? Cast.NorthBooker : Cast.SouthBooker).Actor);

    /// <summary>What the scheduler does every few seconds.</summary>
    internal Task SendDueMessages() => SendDueMessages(App);

    internal async Task SendDueMessages(CentreApp app)
    {
        await app.Services.RunAsync<RemindPeople>();
        await app.Services.RunAsync<SendMessages>();
    }

    /// <summary>What the scheduler does every minute.</summary>
    internal async Task RecoverMessages()
    {
        await App.Services.RunAsync<RecoverMessages>();
    }

    /// <summary>What the scheduler does every few seconds with files that were confirmed.</summary>
    internal async Task ImportEngineers()
    {
        await App.Services.RunAsync<ImportEngineers>();
    }

    /// <summary>Civil time on the centre's clocks. The clock of a test only goes forward.</summary>
    internal void ItIs(DateOnly day, int hour, int minute = 0) => Clock.SetUtcNow(Time.At(day, new TimeOnly(hour, minute)));

    internal async Task<T> Value<T>(string sql, params object[] values)
    {
        await using var command = Everything.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    internal async Task<List<T>> Column<T>(string sql, params object[] values)
    {
        await using var command = Everything.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<T>();
        while (await reader.ReadAsync()) found.Add(await reader.GetFieldValueAsync<T>(0));
        return found;
    }

    /// <summary>How many rows each table holds: equal before and after, nothing was half done. Wrong passwords are counted whatever becomes of the request.</summary>
    internal async Task<string> RowCounts()
    {
        var tables = await Column<string>("select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('public', 'identity') and c.relname <> 'sign_in_try' order by 1");
        var counts = new List<string>();
        foreach (var table in tables) counts.Add($"{table} {await Value<long>($"select count(*) from {table}")}");
        return string.Join('\n', counts);
    }

    internal Task Run(string sql) => TemplateDatabase.RunAsync(TemplateDatabase.To(DatabaseName), sql);
}

/// <summary>What a test asks of a cohort.</summary>
internal sealed record WantedCohort(string Course = "FTC-101", int Places = 6, DateOnly? FirstDay = null, int Days = 1, bool Draft = false)
{
    public WantedCohort WithPlaces(int places) => this with { Places = places };

    public WantedCohort Of(string course, int days) => this with { Course = course, Days = days };

    public WantedCohort Starting(DateOnly day) => this with { FirstDay = day };

    public WantedCohort NotPublished() => this with { Draft = true };
}

internal sealed record GivenCohort(Guid Id, string Code, string Course, DateOnly FirstDay, IReadOnlyList<SessionAnswer> Sessions);
