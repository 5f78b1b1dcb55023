using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FibreCentre.Api.Tests.Support;

/// <summary>Keeps every line that is logged, and what stands around it, at every level.</summary>
internal sealed class LogBook(ConcurrentQueue<string> lines, string category = "") : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => new LogBook(lines, categoryName);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        lines.Enqueue($"{category}: {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
