using System.Net;

namespace FibreCentre.Benchmarks;

/// <summary>CPU of one 200-event calendar feed read from the database, and of one answered "unchanged".</summary>
internal static class FeedBenchmark
{
    /// <summary>Until the runtime has compiled for good what it runs often.</summary>
    private const int WarmUp = 8000;

    private const int Counted = 1000;

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        var path = new Uri($"/cal/{centre.FeedToken}.ics", UriKind.Relative);
        var first = await centre.Http.GetAsync(path);
        var text = await first.Content.ReadAsStringAsync();
        var events = text.Split("BEGIN:VEVENT").Length - 1;
        if (events != 200) throw new InvalidOperationException($"The feed has {events} events.");
        var whole = await MeasureAsync(centre, () => new HttpRequestMessage(HttpMethod.Get, path), HttpStatusCode.OK);
        var unchanged = await MeasureAsync(centre, () => new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", first.Headers.ETag!.Tag } } }, HttpStatusCode.NotModified);
        return $"Feed of {events} events, {text.Length / 1024} kB: {whole.Product:F2} ms CPU in the product and {whole.Database:F2} ms in PostgreSQL. Unchanged (304): {unchanged.Product:F2} ms and {unchanged.Database:F2} ms. (mean of {Counted})";
    }

    private static async Task<(double Product, double Database)> MeasureAsync(BenchCentre centre, Func<HttpRequestMessage> request, HttpStatusCode expected)
    {
        await SendAsync(centre, request, expected, WarmUp);
        var before = centre.Cpu();
        await SendAsync(centre, request, expected, Counted);
        var after = centre.Cpu();
        return ((after.Product - before.Product).TotalMilliseconds / Counted, (after.Database - before.Database).TotalMilliseconds / Counted);
    }

    private static async Task SendAsync(BenchCentre centre, Func<HttpRequestMessage> request, HttpStatusCode expected, int count)
    {
        for (var sent = 0; sent < count; sent++)
        {
            using var message = request();
            using var answer = await centre.Http.SendAsync(message);
            if (answer.StatusCode != expected) throw new InvalidOperationException($"{(int)answer.StatusCode} instead of {(int)expected}.");
            await answer.Content.ReadAsByteArrayAsync();
        }
    }
}
