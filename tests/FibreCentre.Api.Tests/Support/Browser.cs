using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A browser that keeps cookies, follows nothing by itself and sends forms with their token.</summary>
internal sealed partial class Browser(HttpClient client)
{
    private string _token = "";

    public static async Task<Browser> OfAsync(TestCentre centre, Person? person)
    {
        var browser = new Browser(centre.App.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new("https://localhost"), AllowAutoRedirect = false }));
        await browser.ReadTokenAsync("/sign-in");
        if (person is null) return browser;
        var answer = await browser.Post("/sign-in", ("Email", person.Email), ("Password", person.Password));
        if (answer.Status != 302) throw new InvalidOperationException($"{person} could not sign in: {answer.Status}");
        await browser.ReadTokenAsync("/sign-out");
        return browser;
    }

    public Task<Answer> Get(string path) => client.Get(path);

    public Task<Answer> Post(string path, params (string Name, string Value)[] fields) =>
        client.Send("POST", path, new FormUrlEncodedContent([.. fields.Select(each => KeyValuePair.Create(each.Name, each.Value)), KeyValuePair.Create("__RequestVerificationToken", _token)]));

    /// <summary>Without the form's token.</summary>
    public Task<Answer> PostForged(string path) => client.Send("POST", path, new FormUrlEncodedContent([]));

    private async Task ReadTokenAsync(string path) => _token = Token().Match((await Get(path)).Text).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
