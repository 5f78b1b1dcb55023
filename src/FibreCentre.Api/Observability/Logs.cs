using System.Diagnostics;

namespace FibreCentre.Api.Observability;

/// <summary>One line a request and one a job's message, with ids and never a name, an address or a token.</summary>
internal static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsProduction()) builder.Logging.AddJsonConsole(options => (options.IncludeScopes, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, "O"));
        else builder.Logging.AddSimpleConsole(options => (options.SingleLine, options.IncludeScopes, options.TimestampFormat) = (true, false, "HH:mm:ss "));
        // It would tell every address it looks at, however much else somebody wants to hear.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Routing.Matching", LogLevel.Information);
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
    }

    /// <summary>The route's pattern stands for the address: what is in an address may be a secret or a person.</summary>
    public static void UseRequestLog(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("FibreCentre.Requests");
        app.Use(async (http, next) =>
        {
            var started = Stopwatch.GetTimestamp();
            var trace = Activity.Current?.TraceId.ToString();
            http.Response.OnStarting(() =>
            {
                http.Response.Headers["X-Correlation-Id"] = trace;
                return Task.CompletedTask;
            });
            await next();
            // Calendar programs and browsers ask all day whether something has changed: that nothing has is no news.
            var level = http.Response.StatusCode == StatusCodes.Status304NotModified ? LogLevel.Debug : LogLevel.Information;
            if (!log.IsEnabled(level)) return;
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            log.Log(level, "{Method} {Route} {Status} {Milliseconds}", http.Request.Method, route, http.Response.StatusCode, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        });
    }
}
