using System.Net.Http.Json;
using System.Text.Json;

namespace FibreCentre.Api.Tests.Support;

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, string? ContentType, string Text, HttpResponseMessage Response)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The last part of a problem's type; null when the answer is no problem.</summary>
    public string? Problem => ContentType == "application/problem+json" ? Json.GetProperty("type").GetString()!["/problems/".Length..] : null;

    /// <summary>Everything that could tell two answers apart, but for the id of the request itself.</summary>
    public string AllButCorrelation => string.Join('\n',
        [$"{Status}", .. Response.Headers.Concat(Response.Content.Headers).Where(each => each.Key is not ("X-Correlation-Id" or "Date" or "Set-Cookie"))
            .OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}: {string.Join(',', each.Value)}"), Text]);

    public override string ToString() => $"{Status} {Text}";
}

internal static class Http
{
    public static async Task<Answer> Send(this HttpClient client, string method, string path, object? body = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), response);
    }

    public static Task<Answer> Get(this HttpClient client, string path, params (string Name, string Value)[] headers) => client.Send("GET", path, null, null, headers);

    public static Task<Answer> Post(this HttpClient client, string path, object? body, string? key = null) => client.Send("POST", path, body, key);
}
