using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Tests.Notices;

public sealed class WordingTests(MailCentre centre) : IClassFixture<MailCentre>
{
    public static TheoryData<MessageKind> Kinds => [.. Enum.GetValues<MessageKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_products_own_words_name_only_what_there_is_and_leave_no_brace(MessageKind kind)
    {
        var (words, sample) = (Wording.DefaultOf(kind), MessageSamples.Of(kind));

        Assert.Empty(Phrasing.FaultsOf(words.Subject, sample, isBody: false));
        Assert.Empty(Phrasing.FaultsOf(words.Body, sample, isBody: true));
        var said = Phrasing.Of(words, sample);
        Assert.All(new[] { said.Subject, said.Plain, said.Html }, text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.DoesNotContain("\n\n\n", said.Plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dear {{ nobody }}", "There is no {{ nobody }} in this message.")]
    [InlineData("Dear {{ given_name", "A brace does not fit")]
    [InlineData("{% if given_name %}Dear", "A brace does not fit")]
    [InlineData("[here](javascript:alert(1))", "The link to javascript:alert(1) does not work in a mail.")]
    [InlineData("{{ given_name | shout }}", "It cannot be filled in")]
    public async Task What_is_wrong_with_words_is_said_and_nothing_is_changed(string body, string fault)
    {
        var answer = await centre.ClientOf(centre.Cast.Coordinator).Send("PUT", "/api/v1/message-wordings/invitation", new { subject = "Hello", body }, Some.Key());

        Assert.Equal((400, "request-invalid"), (answer.Status, answer.Problem));
        Assert.Contains(fault, answer.Json.GetProperty("errors").GetProperty("body")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await centre.Value<int>("select count(*) from wording"));
    }

    [Fact]
    public void Names_are_text_in_both_forms_whatever_they_hold()
    {
        var facts = MessageFacts.Of(("given_name", "<b>*Ann*</b> [x](http://evil.example) `_`"));

        var said = Phrasing.Of(new("Hi {{ given_name }}\r\nBcc: x", "Dear {{ given_name }}, **welcome** <script>1</script>"), facts);

        Assert.Equal("Hi <b>*Ann*</b> [x](http://evil.example) `_` Bcc: x", said.Subject);
        Assert.Contains("Dear <b>*Ann*</b> [x](http://evil.example) `_`", said.Plain, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;*Ann*&lt;/b&gt; [x](http://evil.example) `_`, <strong>welcome</strong> &lt;script&gt;", said.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", said.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_centres_own_words_are_sent_from_then_on_until_it_goes_back()
    {
        var coordinator = centre.ClientOf(centre.Cast.Coordinator);
        var changed = await coordinator.Send("PUT", "/api/v1/message-wordings/invitation", new { subject = "Welcome, {{ given_name }}", body = "Be there: **{{ when }}**", revision = 0 }, Some.Key());
        Assert.Equal((200, 1), (changed.Status, changed.Json.GetProperty("revision").GetInt32()));
        var engineer = Some.Engineer() with { GivenName = "Zoë" };
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineer);

        var mail = (await centre.MailOf(engineer.Email))[0];
        Assert.Equal("Welcome, Zoë", mail.Subject);
        Assert.StartsWith("Be there: **", mail.Message.TextBody, StringComparison.Ordinal);
        Assert.Contains("<p>Be there: <strong>", mail.Message.HtmlBody, StringComparison.Ordinal);
        Assert.NotNull(mail.Calendar);

        var late = await coordinator.Send("PUT", "/api/v1/message-wordings/invitation", new { subject = "Mine", body = "Mine", revision = 0 }, Some.Key());
        Assert.Equal((409, "wording-changed"), (late.Status, late.Problem));
        Assert.False((await coordinator.Send("DELETE", "/api/v1/message-wordings/invitation", null, Some.Key())).Json.GetProperty("isOwn").GetBoolean());
    }
}
