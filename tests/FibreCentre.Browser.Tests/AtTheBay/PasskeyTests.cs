using FibreCentre.Api.Features.Assessment;
using FibreCentre.Browser.Tests.Journey;
using FibreCentre.Browser.Tests.Pages;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.AtTheBay;

/// <summary>An instructor whose phone signs: a real browser with an authenticator that the browser itself plays (WebAuthn Level 3, 11).</summary>
public sealed class PasskeyTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Unit = "FTC-201-U1", Instructor = StagedCentre.Instructor;

    private readonly DemoWalk _demo = new(chromium);

    public Task InitializeAsync() => _demo.OpenAsync();

    public Task DisposeAsync() => _demo.DisposeAsync().AsTask();

    [Fact]
    public async Task A_passkey_signs_and_signs_again_an_old_answer_and_another_device_do_not()
    {
        var centre = _demo.Centre;
        var (first, second) = await MarkedAsync();
        await using var visitor = await chromium.VisitAsync(centre.Address, Screen.Phone);
        await visitor.SignInAsync(centre.SignInOf(Instructor));
        var device = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await device.SendAsync("WebAuthn.enable");
        var phone = await AddDeviceAsync(device);

        // Without one there is nothing to press.
        await visitor.OpenAsync($"/places/{first}/sign/{Unit}");
        await Expect(visitor.Button("Sign with a passkey")).ToBeHiddenAsync();
        await visitor.FollowAsync("Sign with a passkey from now on");
        await visitor.Field("Which device is it?").FillAsync("My phone");
        await visitor.Field("Your password").FillAsync("not the password at all");
        await visitor.PressAsync("Add a passkey");
        await Expect(visitor.Page.Locator("[data-passkey-note]")).ToContainTextAsync("The password is not right");
        await visitor.Field("Your password").FillAsync(centre.SignInOf(Instructor).Password);
        await visitor.PressAsync("Add a passkey");
        await visitor.IsToldAsync("The passkey signs for you from now on.");
        await visitor.FollowAsync("Back");
        await visitor.FollowAsync("Your passkeys");
        await Expect(visitor.Row("My phone")).ToBeVisibleAsync();
        await Screens.KeepAsync(visitor.Page, "passkeys-one-390");

        // The owner is not recognised: nothing is signed.
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = phone, ["isUserVerified"] = false });
        await visitor.OpenAsync($"/places/{first}/sign/{Unit}");
        await Screens.KeepAsync(visitor.Page, "sign-passkey-390");
        await visitor.PressAsync("Sign with a passkey");
        await Expect(visitor.Page.Locator("[data-passkey-note]")).ToHaveTextAsync("No passkey was used. Try again, or use your password.");
        Assert.Empty(await DecisionsAsync());

        // Recognised, it signs; and the answer that the phone gave signs nothing a second time.
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = phone, ["isUserVerified"] = true });
        var sent = "";
        visitor.Page.Request += (_, request) => { if (request.Method == "POST" && request.Url.Contains("/sign/", StringComparison.Ordinal)) sent = request.PostData ?? ""; };
        await visitor.PressAsync("Sign with a passkey");
        await visitor.IsToldAsync("Signed");
        Assert.Single(await DecisionsAsync());
        await visitor.OpenAsync($"/places/{second}/sign/{Unit}");
        await visitor.Field("Your password").FillAsync(System.Web.HttpUtility.ParseQueryString(sent)["Password"]!);
        await visitor.PressAsync("Sign: competent");
        await visitor.IsRefusedAsync("The password is not right");

        // Another device knows nothing of it.
        await device.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = phone });
        await AddDeviceAsync(device);
        await visitor.PressAsync("Sign with a passkey");
        await Expect(visitor.Page.Locator("[data-passkey-note]")).ToBeVisibleAsync();
        Assert.Single(await DecisionsAsync());

        // Taken away, it is not asked for any more.
        await visitor.FollowAsync("Passkeys");
        await visitor.PressAsync("Remove My phone");
        await visitor.IsToldAsync("The passkey signs no more.");
        await visitor.OpenAsync($"/places/{second}/sign/{Unit}");
        await Expect(visitor.Button("Sign with a passkey")).ToBeHiddenAsync();
        Assert.Empty(centre.Faults);
    }

    private async Task<(Guid First, Guid Second)> MarkedAsync()
    {
        var cohort = await _demo.CohortAsync("FTC-201", new(2026, 11, 2));
        var places = cohort.Places.Take(2).Select(place => place.Id).ToList();
        foreach (var place in places)
        {
            await _demo.Centre.AskAsync(new MarkAttendance(new(cohort.Sessions[0].Id), new(place), AttendanceMark.Present), Instructor);
            await _demo.Centre.AskAsync(new MarkCriteria(new(place), Unit, [.. Enumerable.Range(1, 3).Select(number => new MarkedCriterion($"{Unit}-C{number}", Verdict.Met))]), Instructor);
        }
        return (places[0], places[1]);
    }

    private Task<IReadOnlyList<string>> DecisionsAsync() => _demo.Centre.Database.ColumnAsync("select id::text from ledger_entry where kind = 'decision'");

    private static async Task<string> AddDeviceAsync(ICDPSession device) =>
        (await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        }))!.Value.GetProperty("authenticatorId").GetString()!;
}
