using System.Diagnostics;
using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Demo;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>Somebody in a browser window of its own. Whatever goes wrong in it without being shown is written down.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private IPage? _page;

    public Visitor(IBrowserContext context)
    {
        _context = context;
        _context.SetDefaultTimeout(20_000);
        _context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsAnswerToAForm(message)) Note($"console {message.Type}: {message.Text}");
        };
        _context.WebError += (_, error) => Note($"script: {error.Error}");
        _context.RequestFailed += (_, request) =>
        {
            // Whoever goes on to the next page cancels what the one before was still loading: a script, a stream of events.
            if (request.Failure != "net::ERR_ABORTED") Note($"failed: {request.Method} {request.Url} {request.Failure}");
        };
        _context.Response += (_, response) =>
        {
            if (response.Status >= 500 || (response.Status >= 400 && !response.Request.IsNavigationRequest)) Note($"{response.Status}: {response.Request.Method} {response.Url}");
        };
    }

    /// <summary>With a signal, or without one.</summary>
    public Task SetSignalAsync(bool there) => _context.SetOfflineAsync(!there);

    public bool IsOpen => _page is not null;

    public IPage Page => _page ?? throw new InvalidOperationException("Nothing is open yet.");

    /// <summary>Errors of scripts and of the console, broken content rules, failed requests.</summary>
    public IReadOnlyList<string> Faults
    {
        get { lock (_faults) return [.. _faults]; }
    }

    /// <summary>The faults since this was asked last.</summary>
    public IReadOnlyList<string> TakeFaults()
    {
        lock (_faults)
        {
            string[] taken = [.. _faults];
            _faults.Clear();
            return taken;
        }
    }

    /// <summary>Opens an address of the centre.</summary>
    /// <returns>The status of the answer.</returns>
    public async Task<int> OpenAsync(string address)
    {
        _page ??= await _context.NewPageAsync();
        var response = await _page.GotoAsync(address);
        return response!.Status;
    }

    /// <summary>Signs in by the page, and is then on the first place of its menu.</summary>
    public async Task SignInAsync(MadeSignIn person)
    {
        await OpenAsync("/sign-in");
        await Field("E-mail address").FillAsync(person.Email);
        await Field("Password").FillAsync(person.Password);
        await PressAsync("Sign in");
        await Expect(Button("Sign out")).ToBeVisibleAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>A mark of the register.</summary>
    public ILocator Mark(string mark, string trainee) => Page.GetByRole(AriaRole.Button, new() { NameRegex = new($@"^{mark}\W+{trainee}$") });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public ILocator Row(string name) => Page.GetByRole(AriaRole.Row, new() { Name = name });

    /// <summary>The part of the page under a heading.</summary>
    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name });

    public ILocator Group(string legend, ILocator? within = null) => (within ?? Page.Locator("main")).GetByRole(AriaRole.Group, new() { Name = legend });

    public Task PressAsync(string button) => ClickAsync(Button(button));

    public Task FollowAsync(string link) => ClickAsync(Link(link).First);

    // A click holds on to the element it found first: before the page's scripts have folded the menu of a phone, that is a link which is hidden a moment later.
    private async Task ClickAsync(ILocator what)
    {
        await ReadyAsync();
        await what.ClickAsync();
    }

    /// <summary>The page's scripts have begun: before that they have folded nothing, listen to nothing, and may still take the focus from a field that is being filled.</summary>
    public async Task ReadyAsync()
    {
        for (var patience = Stopwatch.StartNew(); !await IsReadyAsync(); await Task.Delay(20))
            if (patience.Elapsed > TimeSpan.FromSeconds(20)) throw new TimeoutException($"{Page.Url} was not there in time.");
    }

    private async Task<bool> IsReadyAsync()
    {
        try { return await Page.EvaluateAsync<string>("document.readyState") == "complete"; }
        catch (PlaywrightException) { return false; }   // on the way to another page
    }

    /// <summary>What the page says was done.</summary>
    public async Task IsToldAsync(string words)
    {
        await Expect(Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Done" })).ToContainTextAsync(words);
        await ReadyAsync();
    }

    /// <summary>What the page says is wrong.</summary>
    public async Task IsRefusedAsync(string words)
    {
        await Expect(Page.Locator(".govuk-error-summary")).ToContainTextAsync(words);
        await ReadyAsync();
    }

    public Task ReadsAsync(string words) => Expect(Page.Locator("main")).ToContainTextAsync(words);

    public Task IsAtAsync(string pattern) => Expect(Page).ToHaveURLAsync(new Regex(pattern));

    /// <summary>When something fails, a picture of what was on the screen goes to .test/screens.</summary>
    public async Task WatchAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception) when (_page is not null)
        {
            await Screens.KeepAsync(_page, "failed");
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(string fault)
    {
        lock (_faults) _faults.Add(fault);
    }

    /// <summary>A form that is shown again answers with 4xx, which the console calls a failure to load.</summary>
    private static bool IsAnswerToAForm(IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && message.Page is { } page && message.Location.Split('#')[0].StartsWith(page.Url.Split('#')[0], StringComparison.Ordinal);
}
