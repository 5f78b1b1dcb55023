using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>A PIN signs for who set it, where it was set, and not for long.</summary>
public sealed class SigningPinTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const string Pin = "274190";

    [Fact]
    public async Task It_signs_where_it_was_set_and_nowhere_else()
    {
        var place = await MarkedAsync();
        var (phone, desk) = (await Browser.OfAsync(centre, centre.Cast.Instructor), await Browser.OfAsync(centre, centre.Cast.Instructor));
        Assert.Equal(403, (await SignAsync(phone, place, Pin)).Status);
        Assert.Equal(302, (await SetAsync(phone)).Status);

        Assert.Equal(403, (await SignAsync(desk, place, Pin)).Status);
        var program = await centre.ClientOf(centre.Cast.Instructor).Post($"/api/v1/places/{place}/units/FTC-101-U1/decision", new { password = Pin }, Some.Key());
        Assert.Equal((403, "credential-refused"), (program.Status, program.Problem));
        Assert.Equal(0, await DecisionsAsync(place));

        // The account is looked at anew every five minutes; the sign-in stays what it was.
        centre.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(200, (await phone.Get("/today")).Status);
        Assert.Equal(302, (await SignAsync(phone, place, Pin)).Status);
        Assert.Equal(1, await DecisionsAsync(place));
    }

    [Fact]
    public async Task After_five_wrong_ones_even_the_right_one_is_refused_and_the_password_still_signs()
    {
        var place = await MarkedAsync();
        var phone = await Browser.OfAsync(centre, centre.Cast.Instructor);
        await SetAsync(phone);
        var wrong = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => SignAsync(phone, place, $"90000{number}"))));
        Assert.All(wrong, answer => Assert.Equal(403, answer.Status));

        Assert.Equal(403, (await SignAsync(phone, place, Pin)).Status);
        Assert.Equal(0, await DecisionsAsync(place));
        Assert.Equal(302, (await SignAsync(phone, place, centre.Cast.Instructor.Password)).Status);
        Assert.Equal(1, await DecisionsAsync(place));
    }

    /// <summary>The control of the one above: four wrong ones leave it.</summary>
    [Fact]
    public async Task Four_wrong_ones_and_the_right_one_begin_anew()
    {
        var places = new[] { await MarkedAsync(), await MarkedAsync() };
        var phone = await Browser.OfAsync(centre, centre.Cast.Instructor);
        await SetAsync(phone);
        foreach (var place in places)
        {
            for (var tries = 0; tries < SigningPins.Tries - 1; tries++) Assert.Equal(403, (await SignAsync(phone, place, "900009")).Status);
            Assert.Equal(302, (await SignAsync(phone, place, Pin)).Status);
        }
    }

    [Fact]
    public async Task It_is_gone_with_the_sign_in_and_after_twelve_hours()
    {
        var phone = await Browser.OfAsync(centre, centre.Cast.Instructor);
        var others = await PinsAsync();
        await SetAsync(phone);
        Assert.Equal(others + 1, await PinsAsync());
        await phone.Post("/sign-out");
        Assert.Equal(others, await PinsAsync());

        var place = await MarkedAsync();
        var other = await Browser.OfAsync(centre, centre.Cast.Instructor);
        await SetAsync(other);
        for (var passed = TimeSpan.Zero; passed < SigningPins.Life; passed += TimeSpan.FromMinutes(50))
        {
            Assert.Equal(200, (await other.Get("/today")).Status);   // the sign-in goes on as long as it is used
            centre.Clock.Advance(TimeSpan.FromMinutes(50));
        }
        Assert.Equal(403, (await SignAsync(other, place, Pin)).Status);
    }

    [Theory]
    [InlineData("12345"), InlineData("12345678901"), InlineData("2741a0"), InlineData("111111"), InlineData("345678"), InlineData("987654")]
    public async Task One_that_is_short_or_plain_is_refused(string pin)
    {
        var phone = await Browser.OfAsync(centre, centre.Cast.OtherInstructor);
        Assert.Equal(400, (await SetAsync(phone, pin, centre.Cast.OtherInstructor)).Status);
        Assert.Equal(0, await centre.Value<int>("select count(*) from identity.signing_pin where account_id = $1", centre.Cast.OtherInstructor.Account));
    }

    [Fact]
    public async Task Another_one_takes_the_password_and_not_the_one_before()
    {
        var phone = await Browser.OfAsync(centre, centre.Cast.Instructor);
        await SetAsync(phone);
        Assert.Equal(403, (await phone.Post("/signing-pin", ("Pin", "881726"), ("Repeated", "881726"), ("Password", Pin))).Status);
    }

    private Task<int> PinsAsync() => centre.Value<int>("select count(*) from identity.signing_pin where account_id = $1 and expires_at > $2", centre.Cast.Instructor.Account, centre.Clock.GetUtcNow());

    private Task<int> DecisionsAsync(Guid place) => centre.Value<int>("select count(*) from attempt where place_id = $1 and decided_at is not null", place);

    private Task<Answer> SetAsync(Browser browser, string pin = Pin, Person? person = null) =>
        browser.Post("/signing-pin", ("Pin", pin), ("Repeated", pin), ("Password", (person ?? centre.Cast.Instructor).Password));

    private static Task<Answer> SignAsync(Browser browser, Guid place, string secret) =>
        browser.Post($"/places/{place}/sign/FTC-101-U1", ("Password", secret), ("IdempotencyKey", Some.Key()));

    private Task<Guid> MarkedAsync() => centre.GivenMarked();
}
