using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Security;

/// <summary>A centre that believes a proxy, so that a test can come from any address.</summary>
public class BehindAProxy : TestCentre
{
    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>([("Proxies", "127.0.0.1")]);
}

/// <summary>Guessing is slow, and nobody can keep somebody else out. Every test has a person of its own: what is wrong stays counted.</summary>
public sealed class ThrottleTests(BehindAProxy centre) : IClassFixture<BehindAProxy>
{
    private const int Free = 10, FreeForStrangers = 100;

    private Throttle Throttle => centre.App.Services.GetRequiredService<Throttle>();

    [Fact]
    public async Task Wrong_passwords_make_their_own_address_wait_and_nobody_elses()
    {
        var person = centre.Cast.Coordinator;
        await GuessAsync(person, "203.0.113.9", Free);

        Assert.Equal(400, (await SignInAsync(person, "203.0.113.9")).Status);
        Assert.Equal(302, (await SignInAsync(person, "198.51.100.7")).Status);
    }

    [Fact]
    public async Task One_wrong_password_fewer_and_the_right_one_passes_and_clears_the_count()
    {
        var person = centre.Cast.Administrator;
        await GuessAsync(person, "203.0.113.20", Free - 1);
        Assert.Equal(302, (await SignInAsync(person, "203.0.113.20")).Status);

        await GuessAsync(person, "203.0.113.20", Free - 1);
        Assert.Equal(302, (await SignInAsync(person, "203.0.113.20")).Status);
    }

    [Fact]
    public async Task After_a_minute_the_next_password_is_looked_at_and_each_further_wrong_one_doubles_the_wait()
    {
        var account = centre.Cast.Manager.Account;
        for (var wrong = 0; wrong < Free; wrong++) Assert.NotNull(await TakeAsync(account, "203.0.113.30"));

        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            centre.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Null(await TakeAsync(account, "203.0.113.30"));
            centre.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.NotNull(await TakeAsync(account, "203.0.113.30"));
        }
    }

    [Fact]
    public async Task Two_instances_count_together()
    {
        var person = centre.Cast.Iqa;
        await using var other = new CentreApp(centre.ConnectionString, centre.Clock, ("Proxies", "127.0.0.1"));
        await GuessAsync(person, "203.0.113.40", Free / 2);
        await GuessAsync(person, "203.0.113.40", Free / 2, other);

        Assert.Equal(400, (await SignInAsync(person, "203.0.113.40")).Status);
        Assert.Equal(400, (await SignInAsync(person, "203.0.113.40", other)).Status);
        Assert.Equal(302, (await SignInAsync(person, "203.0.113.41", other)).Status);
    }

    [Fact]
    public async Task Forty_guesses_at_once_from_one_address_get_ten_looks_and_from_forty_addresses_forty()
    {
        var account = centre.Cast.OtherInstructor.Account;
        Assert.Equal(Free, await LetThroughAsync(account, _ => "203.0.113.50"));
        Assert.Equal(40, await LetThroughAsync(account, number => $"192.0.2.{number}"));
    }

    [Fact]
    public async Task Guesses_from_everywhere_slow_down_strangers_and_never_whoever_has_signed_in_before()
    {
        var person = centre.Cast.NorthBooker;
        var laptop = await Browser.OfAsync(centre, person, from: "198.51.100.60");
        for (var number = 0; number < FreeForStrangers; number++) Assert.NotNull(await TakeAsync(person.Account, $"192.0.2.{number}"));

        Assert.Equal(400, (await SignInAsync(person, "203.0.113.60")).Status);
        laptop.MovesTo("203.0.113.61");
        Assert.Equal(302, (await laptop.SignIn(person)).Status);
        Assert.Equal(302, (await SignInAsync(person, "198.51.100.60")).Status);
        Assert.Equal(302, (await SignInAsync(centre.Cast.SouthBooker, "203.0.113.60")).Status);

        centre.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(302, (await SignInAsync(person, "203.0.113.60")).Status);
    }

    [Fact]
    public async Task A_device_is_known_for_the_account_that_signed_in_on_it_and_for_no_other()
    {
        var (own, other) = (centre.Cast.NorthTrainee.Account, centre.Cast.SouthTrainee.Account);
        var device = await Throttle.RememberAsync(own, null, CancellationToken.None);

        Assert.False((await Throttle.TakeAsync(own, "203.0.113.70", device, CancellationToken.None))!.IsStrange);
        Assert.True((await Throttle.TakeAsync(other, "203.0.113.70", device, CancellationToken.None))!.IsStrange);
        Assert.True((await Throttle.TakeAsync(own, "203.0.113.70", "made up", CancellationToken.None))!.IsStrange);
        centre.Clock.Advance(Throttle.KnownFor);
        Assert.True((await Throttle.TakeAsync(own, "203.0.113.70", device, CancellationToken.None))!.IsStrange);
    }

    [Fact]
    public async Task Signing_has_a_count_of_its_own_that_no_stranger_reaches()
    {
        var person = centre.Cast.Instructor;
        for (var number = 0; number <= FreeForStrangers; number++) await TakeAsync(person.Account, "203.0.113.80");
        Assert.Null(await TakeAsync(person.Account, "203.0.113.80"));
        Assert.True(await SignsAsync(person));

        while (await Throttle.TakeForSigningAsync(person.Account, CancellationToken.None) is not null);
        Assert.False(await SignsAsync(person));
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await SignsAsync(person));
    }

    [Fact]
    public async Task A_disabled_account_is_let_in_neither_by_password_nor_by_key()
    {
        var person = centre.Cast.SouthTrainee;
        await centre.Run($"update identity.account set lockout_end = '9999-01-01' where id = '{person.Account}'");
        Assert.Equal((400, 401), ((await SignInAsync(person, "198.51.100.90")).Status, (await centre.ClientOf(person).Get("/api/v1/my-training")).Status));

        await centre.Run($"update identity.account set lockout_end = null where id = '{person.Account}'");
        Assert.Equal((302, 200), ((await SignInAsync(person, "198.51.100.90")).Status, (await centre.ClientOf(person).Get("/api/v1/my-training")).Status));
    }

    private async Task GuessAsync(Person person, string from, int times, CentreApp? app = null)
    {
        var stranger = await Browser.OfAsync(centre, null, app, from);
        for (var guess = 0; guess < times; guess++) Assert.Equal(400, (await stranger.SignIn(person, $"not the password {guess}")).Status);
    }

    /// <summary>With the right password and no cookie.</summary>
    private async Task<Answer> SignInAsync(Person person, string from, CentreApp? app = null) => await (await Browser.OfAsync(centre, null, app, from)).SignIn(person);

    private Task<CountedTry?> TakeAsync(Guid account, string address) => Throttle.TakeAsync(account, address, null, CancellationToken.None);

    private async Task<int> LetThroughAsync(Guid account, Func<int, string> address) =>
        (await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => TakeAsync(account, address(number)))))).Count(taken => taken is not null);

    private async Task<bool> SignsAsync(Person person)
    {
        await using var scope = centre.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Credentials>().AreRightAsync(person.Actor, person.Password);
    }
}
