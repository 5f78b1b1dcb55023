using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>The product on a port of this machine, on a database and a clock of the test's own. The clock stands until it is moved; the scheduler's ticks are given by hand.</summary>
internal sealed class Centre : WebApplicationFactory<Program>
{
    private readonly CentreDatabase _database;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _keys = Directory.CreateTempSubdirectory("fibrecentre-keys-").FullName;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<MadeSignIn> _signIns = [];

    private Centre(CentreDatabase database, DateTimeOffset now, int port, IReadOnlyDictionary<string, string> settings)
    {
        (_database, _settings) = (database, settings);
        Clock = new(now);
        // By name: browsers treat localhost as a safe place, as they will the real address.
        Address = new($"http://localhost:{port}");
        UseKestrel(port);
    }

    public static CentreTime Time { get; } = CentreTime.In("Europe/London");

    public FakeTimeProvider Clock { get; }

    public Uri Address { get; }

    public CentreDatabase Database => _database;

    /// <summary>Every error the product logged.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<Centre> OpenAsync(DateTimeOffset now, IReadOnlyDictionary<string, string> settings)
    {
        var centre = new Centre(await CentreDatabase.MakeAsync(), now, FreePort(), settings);
        centre.StartServer();
        return centre;
    }

    /// <summary>The first sign-in of an empty centre, as the command line makes it.</summary>
    public async Task MakeAdministratorAsync(string email)
    {
        var made = await new SignInMaker(Services).MakeAsync(new(Roles.Administrator, "Administrator", email, null, null, null), null, CancellationToken.None);
        _signIns.Add(made.Value!);
    }

    /// <summary>Fills the centre from db/demo; cohorts are planned for the courses that are there.</summary>
    public async Task LoadDemoAsync()
    {
        var made = await new DemoCentreLoader(Services).LoadAsync(CancellationToken.None);
        _signIns.AddRange(made.Succeeded ? made.Value : throw new InvalidOperationException(made.Error.Detail));
    }

    /// <summary>The sign-in of this address.</summary>
    public MadeSignIn SignInOf(string email) => _signIns.Single(each => each.Email == email);

    /// <summary>It is so late on the centre's clocks. Time only goes forward.</summary>
    public void ItIs(DateOnly day, int hour, int minute = 0) => Clock.SetUtcNow(Time.At(day, new TimeOnly(hour, minute)));

    /// <summary>What the scheduler does with plans that wait; each is given a second instead of what it asked for.</summary>
    public async Task CarryOutPlansAsync()
    {
        await Database.RunAsync("update planning_run set seconds = 1 where state = 'waiting'");
        await RunAsync<CarryOutPlans>();
    }

    /// <summary>What the scheduler does every other second.</summary>
    public async Task SendDueMessagesAsync()
    {
        await RunAsync<RemindPeople>();
        await RunAsync<SendMessages>();
    }

    /// <summary>What it does every few seconds with deliveries to webhooks.</summary>
    public Task SendWebhooksAsync() => RunAsync<SendWebhooks>();

    /// <summary>What it does four times a minute for holds that end, names that are due, places to release.</summary>
    public Task SeeToCohortsAsync() => RunAsync<KeepCohorts>();

    /// <summary>Sends a request as one of the demo's people, or as the product itself, and takes success for granted.</summary>
    public async Task<T> AskAsync<T>(IRequest<Result<T>> request, string? email = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.ActAs(email is null ? Actor.System : await ActorAsync(email));
        if (email is not null) context.IdempotencyKey = Guid.NewGuid().ToString();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
        return result.Succeeded ? result.Value : throw new InvalidOperationException($"{request.GetType().Name} was refused: {result.Error.Code}. {result.Error.Detail}");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Unpublished static files are served whole in this environment only.
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:Centre", _database.ConnectionString);
        builder.UseSetting("Centre:BaseUrl", Address.ToString());
        builder.UseSetting("DataProtection:Keys", _keys);
        builder.UseSetting("Signing:Keys", Path.Combine(_keys, "signing"));
        builder.UseSetting("Evidence:Folder", Path.Combine(_keys, "evidence"));
        builder.UseSetting("SignIn:AttemptsAMinute", "10000");
        builder.UseSetting("Certificates:ChecksAMinute", "10000");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(Clock);
            foreach (var ticker in services.Where(IsScheduler).ToList()) services.Remove(ticker);
            services.AddLogging(logs => logs.ClearProviders().AddProvider(new FaultBook(_faults)).SetMinimumLevel(LogLevel.Warning));
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }

    private Task RunAsync<TJob>() where TJob : Quartz.IJob => Services.RunAsync<TJob>();

    private async Task<Actor> ActorAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        return Actor.Of(await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.SingleAsync(each => each.Email == email));
    }

    private static bool IsScheduler(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) == true;

    /// <summary>The certificate's QR code holds the whole address, so the port has to be known before the product starts.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class FaultBook(ConcurrentQueue<string> faults) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{formatter(state, exception)} {exception}"));
        }

        public void Dispose()
        {
        }
    }
}
