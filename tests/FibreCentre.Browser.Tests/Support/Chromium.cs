using System.Diagnostics;
using FibreCentre.Testing;
using Microsoft.Playwright;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>A browser for all tests of a class or a collection, which take turns in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // Shared cores may be busy with other things; nothing waits that long when it is there.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, ChromiumSandbox = false, Args = Arguments });
    }

    /// <summary>Somebody new before a screen, without cookies.</summary>
    internal async Task<Visitor> VisitAsync(Uri centre, Screen screen, bool script = true) => new(await _browser!.NewContextAsync(new()
    {
        BaseURL = centre.ToString(), JavaScriptEnabled = script, Locale = "en-GB", TimezoneId = "Europe/London", ColorScheme = ColorScheme.Light,
        ViewportSize = new() { Width = screen.Width, Height = screen.Height }, HasTouch = screen.IsTouched, IsMobile = screen.IsTouched,
    }));

    /// <summary>A device that remembers what its browser keeps in this folder. It can be killed and taken up again.</summary>
    internal async Task<Visitor> TakeUpAsync(string folder, Uri centre, Screen screen) => new(await _playwright!.Chromium.LaunchPersistentContextAsync(folder, new()
    {
        ExecutablePath = Program, ChromiumSandbox = false, Args = Arguments, BaseURL = centre.ToString(), Locale = "en-GB", TimezoneId = "Europe/London", ColorScheme = ColorScheme.Light,
        ViewportSize = new() { Width = screen.Width, Height = screen.Height }, HasTouch = screen.IsTouched, IsMobile = screen.IsTouched,
    }));

    /// <summary>The battery is out: every process of that browser ends at once, whatever it was doing.</summary>
    internal static void Kill(string folder)
    {
        var killed = Process.GetProcesses().Where(process => CommandLine(process.Id).Contains($"--user-data-dir={folder}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(killed);
        foreach (var process in killed) process.Kill();
        foreach (var process in killed) process.WaitForExit();
    }

    private static string Program => Repository.Chromium ?? throw new InvalidOperationException("Run these by ./test Browser, or set CHROMIUM to the path of Chromium or Chrome.");

    private static string CommandLine(int process)
    {
        try { return File.ReadAllText($"/proc/{process}/cmdline"); }
        catch (IOException) { return ""; }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

/// <summary>In CSS pixels.</summary>
internal sealed record Screen(int Width, int Height, bool IsTouched)
{
    public static readonly Screen Desk = new(1280, 900, IsTouched: false);
    public static readonly Screen Phone = new(390, 844, IsTouched: true);
}
