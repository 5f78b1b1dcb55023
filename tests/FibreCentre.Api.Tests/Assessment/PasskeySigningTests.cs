using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>A passkey's answer signs once, for whom it was asked, where it was asked, and not for long.</summary>
public sealed class PasskeySigningTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const string Origin = "https://localhost", Domain = "localhost";

    [Fact]
    public async Task An_answer_signs_once()
    {
        var (first, second) = (await MarkedAsync(), await MarkedAsync());
        using var device = new SoftwareAuthenticator(Origin, Domain);
        var phone = await WithPasskeyAsync(device);

        var answer = device.Answer(await AskAsync(phone));
        Assert.Equal(302, (await SignAsync(phone, first, answer)).Status);

        Assert.Equal(403, (await SignAsync(phone, second, answer)).Status);
        Assert.Equal((1, 0), (await DecisionsAsync(first), await DecisionsAsync(second)));
        Assert.Equal(302, (await SignAsync(phone, second, device.Answer(await AskAsync(phone)))).Status);   // a new question, a new answer
    }

    [Fact]
    public async Task Only_the_sign_in_that_was_asked_and_no_program()
    {
        var place = await MarkedAsync();
        using var device = new SoftwareAuthenticator(Origin, Domain);
        var phone = await WithPasskeyAsync(device);
        var desk = await Browser.OfAsync(centre, centre.Cast.Instructor);

        var answer = device.Answer(await AskAsync(phone));
        Assert.Equal(403, (await SignAsync(desk, place, answer)).Status);
        var program = await centre.ClientOf(centre.Cast.Instructor).Post($"/api/v1/places/{place}/units/FTC-101-U1/decision", new { password = answer }, Some.Key());
        Assert.Equal((403, "credential-refused"), (program.Status, program.Problem));
        Assert.Equal(0, await DecisionsAsync(place));
        Assert.Equal(302, (await SignAsync(phone, place, answer)).Status);
    }

    [Theory]
    [InlineData(0, 302)]
    [InlineData(1, 403)]
    public async Task For_five_minutes(int seconds, int status)
    {
        var place = await MarkedAsync();
        using var device = new SoftwareAuthenticator(Origin, Domain);
        var phone = await WithPasskeyAsync(device);

        var answer = device.Answer(await AskAsync(phone));
        centre.Clock.Advance(Passkeys.Life - TimeSpan.FromSeconds(1) + TimeSpan.FromSeconds(seconds));

        Assert.Equal(status, (await SignAsync(phone, place, answer)).Status);
    }

    [Fact]
    public async Task Nobody_elses_no_other_sites_and_none_whose_owner_was_not_recognised()
    {
        var place = await MarkedAsync();
        using var device = new SoftwareAuthenticator(Origin, Domain);
        using var others = new SoftwareAuthenticator(Origin, Domain);
        using var elsewhere = new SoftwareAuthenticator("https://centre.example.net", Domain);
        var phone = await WithPasskeyAsync(device);
        await WithPasskeyAsync(others, centre.Cast.OtherInstructor);

        Assert.Equal(403, (await SignAsync(phone, place, others.Answer(await AskAsync(phone)))).Status);
        Assert.Equal(403, (await SignAsync(phone, place, device.Answer(await AskAsync(phone), knowsOwner: false))).Status);
        Assert.Equal(409, (await AddAsync(phone, elsewhere)).Status);
        Assert.Equal(403, (await SignAsync(phone, place, "{}")).Status);
        Assert.Equal(0, await DecisionsAsync(place));
        Assert.Equal(302, (await SignAsync(phone, place, device.Answer(await AskAsync(phone)))).Status);
    }

    [Fact]
    public async Task What_was_asked_to_make_one_signs_nothing_and_one_is_made_for_the_password_alone()
    {
        var place = await MarkedAsync();
        using var device = new SoftwareAuthenticator(Origin, Domain);
        using var another = new SoftwareAuthenticator(Origin, Domain);
        var phone = await WithPasskeyAsync(device);
        Assert.Equal(403, (await SignAsync(phone, place, device.Answer(await OfferAsync(phone, centre.Cast.Instructor)))).Status);
        Assert.Equal(0, await DecisionsAsync(place));

        await phone.Post("/signing-pin", ("Pin", "274190"), ("Repeated", "274190"), ("Password", centre.Cast.Instructor.Password));
        foreach (var secret in new[] { "274190", device.Answer(await AskAsync(phone)), "" }) Assert.Equal(409, (await phone.Post("/passkeys?handler=offer", ("password", secret))).Status);
        // Nor does an answer that nothing asked for.
        Assert.Equal(409, (await phone.Post("/passkeys", ("Name", "Mine"), ("Answer", another.Make(await AskAsync(phone, WithUser))))).Status);
    }

    [Fact]
    public async Task Taken_away_it_is_asked_no_more_and_ten_are_enough()
    {
        var place = await MarkedAsync();
        using var device = new SoftwareAuthenticator(Origin, Domain);
        var phone = await WithPasskeyAsync(device);
        var answer = device.Answer(await AskAsync(phone));
        var id = await centre.Value<byte[]>("select credential_id from identity.passkey where user_id = $1 order by data ->> 'CreatedAt' desc limit 1", centre.Cast.Instructor.Account);
        Assert.Equal(404, (await (await Browser.OfAsync(centre, centre.Cast.OtherInstructor)).Post("/passkeys?handler=remove", ("Passkey", System.Buffers.Text.Base64Url.EncodeToString(id)))).Status);
        Assert.Equal(302, (await phone.Post("/passkeys?handler=remove", ("Passkey", System.Buffers.Text.Base64Url.EncodeToString(id)))).Status);
        Assert.Equal(403, (await SignAsync(phone, place, answer)).Status);

        await centre.Run($"delete from identity.passkey where user_id = '{centre.Cast.Instructor.Account}'");
        Assert.Equal(409, (await phone.Post("/passkeys?handler=ask")).Status);
        for (var made = 0; made < Passkeys.Most; made++)
        {
            using var one = new SoftwareAuthenticator(Origin, Domain);
            Assert.Equal(302, (await AddAsync(phone, one)).Status);
        }
        var more = await phone.Post("/passkeys?handler=offer", ("password", centre.Cast.Instructor.Password));
        Assert.Equal(409, more.Status);
        Assert.Contains("Too many passkeys", more.Text, StringComparison.Ordinal);
        await centre.Run($"delete from identity.passkey where user_id = '{centre.Cast.Instructor.Account}'");
    }

    private async Task<Browser> WithPasskeyAsync(SoftwareAuthenticator device, Person? person = null)
    {
        var browser = await Browser.OfAsync(centre, person ?? centre.Cast.Instructor);
        Assert.Equal(302, (await AddAsync(browser, device, person)).Status);
        return browser;
    }

    private async Task<Answer> AddAsync(Browser browser, SoftwareAuthenticator device, Person? person = null) =>
        await browser.Post("/passkeys", ("Name", "Phone"), ("Answer", device.Make(await OfferAsync(browser, person ?? centre.Cast.Instructor))));

    private static async Task<string> OfferAsync(Browser browser, Person person) => await browser.Post("/passkeys?handler=offer", ("password", person.Password)) is { Status: 200 } answer ? answer.Text : throw new InvalidOperationException("Nothing was offered.");

    /// <summary>A question in the form of an offer.</summary>
    private static string WithUser(string question) => question.Replace("\"challenge\"", "\"user\":{\"id\":\"\"},\"challenge\"", StringComparison.Ordinal);

    private static async Task<string> AskAsync(Browser browser, Func<string, string>? written = null) =>
        await browser.Post("/passkeys?handler=ask") is { Status: 200 } answer ? written?.Invoke(answer.Text) ?? answer.Text : throw new InvalidOperationException("Nothing was asked.");

    private Task<int> DecisionsAsync(Guid place) => centre.Value<int>("select count(*) from attempt where place_id = $1 and decided_at is not null", place);

    private static Task<Answer> SignAsync(Browser browser, Guid place, string secret) => browser.Post($"/places/{place}/sign/FTC-101-U1", ("Password", secret), ("IdempotencyKey", Some.Key()));

    private Task<Guid> MarkedAsync() => centre.GivenMarked();
}
