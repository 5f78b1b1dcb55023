using System.Collections.Concurrent;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FibreCentre.Api.Tests.Support;

/// <summary>The product as it is, on a test's database and clock. Nothing ticks: a test runs the jobs by hand.</summary>
internal sealed class CentreApp(string connectionString, TimeProvider clock, params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    /// <summary>One folder for all that a run of the tests signs, and one for what it adds as evidence.</summary>
    private static readonly string Keys = UntilTheEnd("signing-"), Evidence = UntilTheEnd("evidence-");

    private readonly ConcurrentQueue<string> _faults = new();

    /// <summary>Every error the product logged.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");   // an endpoint that only a developer's build has
        builder.UseSetting("ConnectionStrings:Centre", connectionString);
        builder.UseSetting("Centre:BaseUrl", "https://localhost");
        builder.UseSetting("SignIn:AttemptsAMinute", "10000");
        builder.UseSetting("Signing:Keys", Keys);
        builder.UseSetting("Evidence:Folder", Evidence);
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton(clock);
            foreach (var ticker in services.Where(each => each.ServiceType == typeof(IHostedService) && each.ImplementationType?.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) == true).ToList())
                services.Remove(ticker);
            services.AddLogging(logs => logs.ClearProviders().AddProvider(new FaultBook(_faults)).SetMinimumLevel(LogLevel.Warning));
        });
    }

    /// <summary>Sends a request as somebody, through the whole pipeline.</summary>
    public async Task<Result<T>> SendAsync<T>(IRequest<Result<T>> request, Actor actor, string? idempotencyKey = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.ActAs(actor);
        context.IdempotencyKey = idempotencyKey;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Sends a request of the product's own and takes success for granted.</summary>
    public async Task<T> AskAsync<T>(IRequest<Result<T>> request, Actor? actor = null)
    {
        var result = await SendAsync(request, actor ?? Actor.System);
        return result.Succeeded ? result.Value : throw new InvalidOperationException($"{request.GetType().Name} was refused: {result.Error.Code}. {result.Error.Detail}");
    }

    private static string UntilTheEnd(string name)
    {
        var folder = Directory.CreateTempSubdirectory(name).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }

    private sealed class FaultBook(ConcurrentQueue<string> faults) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) faults.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
