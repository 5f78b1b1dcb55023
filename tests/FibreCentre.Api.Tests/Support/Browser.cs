using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A browser that keeps cookies, follows nothing by itself and sends forms with their token.</summary>
internal sealed partial class Browser(HttpClient client)
{
    private string _token = "";

    /// <param name="app">Another instance than the centre's first.</param>
    /// <param name="from">The address it comes from, as a proxy would say; the centre has to believe proxies for it.</param>
    public static async Task<Browser> OfAsync(TestCentre centre, Person? person, CentreApp? app = null, string? from = null)
    {
        var client = (app ?? centre.App).CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new("https://localhost"), AllowAutoRedirect = false });
        return await OverAsync(client, person, from);
    }

    /// <summary>The same over a client of the test's own, which keeps cookies and follows nothing.</summary>
    public static async Task<Browser> OverAsync(HttpClient client, Person? person, string? from = null)
    {
        var browser = new Browser(client);
        if (from is not null) browser.MovesTo(from);
        await browser.ReadTokenAsync("/sign-in");
        if (person is null) return browser;
        var answer = await browser.SignIn(person);
        if (answer.Status != 302) throw new InvalidOperationException($"{person} could not sign in: {answer.Status}");
        await browser.ReadTokenAsync("/sign-out");
        return browser;
    }

    public Task<Answer> SignIn(Person person, string? password = null) => Post("/sign-in", ("Email", person.Email), ("Password", password ?? person.Password));

    /// <summary>The same browser with its cookies, somewhere else.</summary>
    public void MovesTo(string address)
    {
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
    }

    public Task<Answer> Get(string path) => client.Get(path);

    public Task<Answer> Post(string path, params (string Name, string Value)[] fields) =>
        client.Send("POST", path, new FormUrlEncodedContent([.. fields.Select(each => KeyValuePair.Create(each.Name, each.Value)), KeyValuePair.Create("__RequestVerificationToken", _token)]));

    /// <summary>A form with a file.</summary>
    public Task<Answer> PostFile(string path, string field, byte[] file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(_token), "__RequestVerificationToken" }, { new ByteArrayContent(file), field, "a.jpg" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return client.Send("POST", path, form);
    }

    /// <summary>A form with several files in one field.</summary>
    public Task<Answer> PostFiles(string path, string field, IReadOnlyList<(string Name, byte[] Octets)> files, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(_token), "__RequestVerificationToken" } };
        foreach (var (name, octets) in files) form.Add(new ByteArrayContent(octets), field, name);
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return client.Send("POST", path, form);
    }

    /// <summary>Without the form's token.</summary>
    public Task<Answer> PostForged(string path) => client.Send("POST", path, new FormUrlEncodedContent([]));

    private async Task ReadTokenAsync(string path) => _token = Token().Match((await Get(path)).Text).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
