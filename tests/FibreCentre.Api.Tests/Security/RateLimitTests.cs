using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Security;

/// <summary>Three a minute, so that the fourth is one too many.</summary>
public sealed class StrictCentre : BehindAProxy
{
    protected override async Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => [.. await base.SettingsAsync(), ("SignIn:AttemptsAMinute", "3"), ("Certificates:ChecksAMinute", "3"), ("Certificates:ListsAMinute", "5")];
}

/// <summary>What one address may try in a minute, whoever it tries to be.</summary>
public sealed class RateLimitTests(StrictCentre centre) : IClassFixture<StrictCentre>
{
    [Fact]
    public async Task The_fourth_sign_in_of_a_minute_is_too_many_for_its_address_and_for_no_other()
    {
        var (one, other) = (await Browser.OfAsync(centre, null, from: "203.0.113.1"), await Browser.OfAsync(centre, null, from: "203.0.113.2"));
        foreach (var person in new[] { centre.Cast.Coordinator, centre.Cast.Manager, centre.Cast.Iqa }) Assert.Equal(400, (await one.SignIn(person, "not the password")).Status);

        AssertTooMany(await one.SignIn(centre.Cast.Coordinator));
        Assert.Equal(302, (await other.SignIn(centre.Cast.Coordinator)).Status);
        Assert.Equal(200, (await one.Get("/sign-in")).Status);   // looking at the form is no try
    }

    [Fact]
    public async Task The_fourth_certificate_of_a_minute_is_too_many_for_its_address_and_for_no_other()
    {
        var (one, other) = (await Browser.OfAsync(centre, null, from: "203.0.113.3"), await Browser.OfAsync(centre, null, from: "203.0.113.4"));
        for (var guess = 0; guess < 3; guess++) Assert.Equal(404, (await one.Get($"/c/guess{guess}")).Status);

        AssertTooMany(await one.Get("/c/guess4"));
        Assert.Equal(200, (await one.Get("/.well-known/jwks.json")).Status);   // what every check reads besides has a limit of its own
        Assert.Equal(404, (await other.Get("/c/guess4")).Status);
    }

    [Fact]
    public async Task The_lists_that_programs_check_credentials_by_are_limited_too()
    {
        var (one, other) = (await Browser.OfAsync(centre, null, from: "203.0.113.5"), await Browser.OfAsync(centre, null, from: "203.0.113.6"));
        for (var read = 0; read < 5; read++) Assert.Equal(200, (await one.Get("/.well-known/jwks.json")).Status);

        AssertTooMany(await one.Get("/.well-known/issuer.json"));
        Assert.Equal(200, (await other.Get("/.well-known/issuer.json")).Status);
    }

    [Fact]
    public async Task All_addresses_of_one_households_network_are_one()
    {
        var household = await Browser.OfAsync(centre, null, from: "2001:db8:1:1::1");
        for (var guess = 1; guess <= 3; guess++)
        {
            household.MovesTo($"2001:db8:1:1::{guess}");
            Assert.Equal(404, (await household.Get($"/c/guess{guess}")).Status);
        }

        household.MovesTo("2001:db8:1:1:ffff::4");
        AssertTooMany(await household.Get("/c/guess4"));
        household.MovesTo("2001:db8:1:2::1");
        Assert.Equal(404, (await household.Get("/c/guess4")).Status);
    }

    /// <summary>A page that says so, and in a header how many seconds to wait.</summary>
    private static void AssertTooMany(Answer answer)
    {
        Assert.Equal((429, "text/html"), (answer.Status, answer.ContentType));
        Assert.Contains("Too many tries", answer.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Response.Headers.RetryAfter?.Delta);
    }
}
