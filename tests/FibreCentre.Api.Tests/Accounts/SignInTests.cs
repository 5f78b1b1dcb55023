using System.Text.RegularExpressions;
using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Quality;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Tests.Accounts;

/// <summary>How people come by a sign-in, get back in, and are shut out.</summary>
public sealed partial class SignInTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private const string Good = "correct horse battery staple";

    private Actor Administrator => centre.Cast.Administrator.Actor;

    [Fact]
    public async Task Whoever_is_added_chooses_a_password_by_the_link_of_the_letter_once()
    {
        var email = NewEmail();
        var added = await centre.App.AskAsync(new AddSignIn(Roles.Booker, " Bo Booker ", email, centre.Cast.NorthBooker.Provider), Administrator);
        Assert.Equal(("Bo Booker", email), (added.Name, added.Email));
        Assert.Equal("invited", (await ShownAsync(added.Id)).State);
        Assert.False(await CanSignInAsync(email, Good));

        var letter = Assert.Single(await centre.MailOf(email)).Message;
        Assert.StartsWith("You can sign in to ", letter.Subject, StringComparison.Ordinal);
        var (account, token) = Link(letter.TextBody!);
        Assert.Equal(added.Id, account);
        Assert.Equal("link-ended", (await TryAsync(new ChoosePassword(account, token + "x", Good))).Error?.Code);
        Assert.Contains("at least 15 characters", FieldFault(await TryAsync(new ChoosePassword(account, token, "too short")), "password"), StringComparison.Ordinal);

        Assert.Equal(email, (await centre.App.AskAsync(new ChoosePassword(account, token, Good))).Email);

        Assert.True(await CanSignInAsync(email, Good));
        Assert.Equal("active", (await ShownAsync(added.Id)).State);
        Assert.Equal("link-ended", (await TryAsync(new ChoosePassword(account, token, "another horse battery staple"))).Error?.Code);
        Assert.Equal(1, await centre.Value<int>("select count(*) from audit_entry where action = 'AddSignIn' and actor_id = $1 and at >= $2", Administrator.Account, centre.Clock.GetUtcNow().AddMinutes(-1)));
    }

    [Fact]
    public async Task Who_has_forgotten_is_sent_a_link_and_nobody_learns_who_signs_in()
    {
        var (id, email) = await GivenSomebodyAsync();
        Assert.False((await centre.App.AskAsync(new AskForPasswordLink(NewEmail()))).Sent);
        centre.Clock.Advance(TimeSpan.FromMinutes(6));

        var browser = await Browser.OfAsync(centre, null);
        var (unknown, known) = (await browser.Post("/forgotten-password", ("Email", NewEmail())), await browser.Post("/forgotten-password", ("Email", $" {email.ToUpperInvariant()} ")));
        Assert.Equal((302, unknown.Response.Headers.Location, unknown.Text), (known.Status, known.Response.Headers.Location, known.Text));
        Assert.False((await centre.App.AskAsync(new AskForPasswordLink(email))).Sent);   // one is on its way
        Assert.True(await CanSignInAsync(email, Good));                                  // and changes nothing yet

        var letter = (await centre.MailOf(email))[^1].Message;
        Assert.StartsWith("Choose a new password", letter.Subject, StringComparison.Ordinal);
        var (account, token) = Link(letter.TextBody!);
        await centre.App.AskAsync(new ChoosePassword(account, token, "a new horse battery staple"));
        Assert.Equal((false, true), (await CanSignInAsync(email, Good), await CanSignInAsync(email, "a new horse battery staple")));

        centre.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await centre.App.AskAsync(new AskForPasswordLink(email))).Sent);
        Assert.Equal("link-just-sent", (await centre.Ask(new SendPasswordLink(id), centre.Cast.Administrator)).Error?.Code);
    }

    [Fact]
    public async Task Who_is_shut_out_neither_signs_in_nor_is_sent_a_link_and_their_keys_end()
    {
        var (id, email) = await GivenSomebodyAsync();
        centre.Clock.Advance(TimeSpan.FromMinutes(6));
        await centre.App.AskAsync(new SendPasswordLink(id), Administrator);
        var (account, token) = Link((await centre.MailOf(email))[^1].Message.TextBody!);
        await centre.Run($"insert into identity.api_key (id, account_id, name, prefix, hash, scopes, created_at, expires_at) values (gen_random_uuid(), '{id}', 'A program', 'fc_x{id:N}', '\\x00', '{{read}}', now(), now() + interval '9 years')");
        Assert.Equal("own-sign-in", (await centre.Ask(new DisableSignIn(Administrator.Account), centre.Cast.Administrator)).Error?.Code);

        await centre.App.AskAsync(new DisableSignIn(id), Administrator);

        centre.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("disabled", (await ShownAsync(id)).State);
        Assert.False(await CanSignInAsync(email, Good));
        Assert.False((await centre.App.AskAsync(new AskForPasswordLink(email))).Sent);
        Assert.Equal("sign-in-disabled", (await centre.Ask(new SendPasswordLink(id), centre.Cast.Administrator)).Error?.Code);
        Assert.Equal("link-ended", (await TryAsync(new ChoosePassword(account, token, "a new horse battery staple"))).Error?.Code);
        Assert.Equal(0, await centre.Value<int>("select count(*) from identity.api_key where account_id = $1 and revoked_at is null", id));

        await centre.App.AskAsync(new EnableSignIn(id), Administrator);
        Assert.True(await CanSignInAsync(email, Good));
        Assert.Equal("link-ended", (await TryAsync(new ChoosePassword(account, token, "a new horse battery staple"))).Error?.Code);   // from before
    }

    [Fact]
    public async Task Administrators_who_shut_each_other_out_leave_one()
    {
        var second = await centre.GivenAnAdministrator();
        var answers = await Task.WhenAll(centre.App.SendAsync(new DisableSignIn(second.Account), Administrator), centre.App.SendAsync(new DisableSignIn(Administrator.Account), second.Actor));
        var refused = Assert.Single(answers, each => !each.Succeeded);
        Assert.Equal("sign-in-disabled", refused.Error!.Code);
        var (winner, loser) = answers[0].Succeeded ? (centre.Cast.Administrator, second) : (second, centre.Cast.Administrator);
        Assert.Equal("sign-in-disabled", (await centre.Ask(new MakeApiKey("Meanwhile", [ApiScopes.Read], 30), loser)).Error?.Code);
        // Nor do they let themselves in again, or somebody else, while the page they have open still works.
        Assert.Equal("sign-in-disabled", (await centre.Ask(new EnableSignIn(loser.Account), loser)).Error?.Code);
        Assert.Equal("sign-in-disabled", (await centre.Ask(new AddSignIn(Roles.Administrator, "Ally", NewEmail()), loser)).Error?.Code);
        Assert.Equal("sign-in-disabled", (await centre.Ask(new SendPasswordLink(winner.Account), loser)).Error?.Code);
        await centre.App.AskAsync(new EnableSignIn(loser.Account), winner.Actor);
        await centre.App.AskAsync(new DisableSignIn(second.Account), Administrator);
        // Even the product itself leaves the last one.
        Assert.Equal("last-administrator", (await centre.App.SendAsync(new DisableSignIn(Administrator.Account), Actor.System)).Error?.Code);
    }

    [Fact]
    public async Task A_sign_in_follows_its_record_and_links_to_the_old_address_end()
    {
        var engineer = (await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker)).Places[0].TraineeId!.Value;
        var added = await centre.App.AskAsync(new AddSignIn(Roles.Trainee, null, null, Trainee: engineer), Administrator);
        var (account, token) = Link(Assert.Single(await centre.MailOf(added.Email), mail => mail.Message.TextBody!.Contains("/choose-password", StringComparison.Ordinal)).Message.TextBody!);
        var (taken, email) = ((await GivenSomebodyAsync()).Email, NewEmail());
        Assert.Contains("signs in with", FieldFault(await centre.Ask(new EditEngineer(new(engineer), Some.Engineer(taken), null), centre.Cast.NorthBooker), "email"), StringComparison.Ordinal);

        await centre.App.AskAsync(new EditEngineer(new(engineer), Some.Engineer(email), null), centre.Cast.NorthBooker.Actor);

        Assert.Equal(email, (await ShownAsync(added.Id)).Email);
        Assert.Equal("link-ended", (await TryAsync(new ChoosePassword(account, token, Good))).Error?.Code);
        centre.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.True((await centre.App.AskAsync(new AskForPasswordLink(email))).Sent);
        Assert.False((await centre.App.AskAsync(new AskForPasswordLink(added.Email))).Sent);
    }

    [Fact]
    public async Task The_words_of_the_letter_with_the_link_are_nobodys_to_change() =>
        Assert.Contains("the product's", FieldFault(await centre.Ask(new ChangeWording(MessageKind.PasswordLink, "Look", "![](https://elsewhere.example/?{{ link }})"), centre.Cast.Coordinator), "kind"), StringComparison.Ordinal);

    [Fact]
    public async Task An_administrator_does_all_of_it_on_the_pages()
    {
        var page = await Browser.OfAsync(centre, centre.Cast.Administrator);
        var email = NewEmail();
        Assert.Equal(400, (await page.Post("/accounts/new", ("Role", Roles.Booker), ("Name", "Pat Page"), ("Email", email))).Status);
        var added = await page.Post("/accounts/new", ("Role", Roles.Booker), ("Provider", $"{centre.Cast.NorthBooker.Provider}"), ("Name", "Pat Page"), ("Email", email));
        Assert.Equal(302, added.Status);
        var address = added.Response.Headers.Location!.OriginalString;
        var id = Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
        Assert.Contains("No password yet", (await page.Get(address)).Text, StringComparison.Ordinal);

        // The link as it stands in the mail, opened by somebody who is not signed in.
        var link = LinkPattern().Match(Assert.Single(await centre.MailOf(email)).Message.TextBody!).Value;
        var stranger = await Browser.OfAsync(centre, null);
        Assert.Equal(200, (await stranger.Get(link)).Status);

        centre.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(302, (await page.Post($"{address}?handler=link")).Status);
        Assert.Equal(2, (await centre.MailOf(email)).Count);
        Assert.Equal(302, (await page.Post($"{address}?handler=disable", ("Disabled", "true"))).Status);
        Assert.Equal("disabled", (await ShownAsync(id)).State);
        Assert.Equal(302, (await page.Post($"{address}?handler=disable", ("Disabled", "false"))).Status);
        Assert.Equal("invited", (await ShownAsync(id)).State);
        Assert.Equal(["AddSignIn", "SendPasswordLink", "DisableSignIn", "EnableSignIn"], await centre.Column<string>("select action from audit_entry where subject = $1 order by at, id", id));

        Assert.Equal(302, (await page.Post("/accounts/providers", ("Name", "Pagewise Fibre"), ("Code", "pagewise"))).Status);
        Assert.Contains("Pagewise Fibre", (await page.Get("/accounts/providers")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_shut_out_while_signed_in_is_out_within_five_minutes()
    {
        var (id, email) = await GivenSomebodyAsync();
        var browser = await Browser.OfAsync(centre, null);
        Assert.Equal(302, (await browser.Post("/sign-in", ("Email", email), ("Password", Good))).Status);
        Assert.Equal(200, (await browser.Get("/figures")).Status);

        await centre.App.AskAsync(new DisableSignIn(id), Administrator);
        centre.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal((302, "/sign-in"), await browser.Get("/figures") is var shut ? (shut.Status, shut.Response.Headers.Location!.IsAbsoluteUri ? shut.Response.Headers.Location.AbsolutePath : shut.Response.Headers.Location.OriginalString.Split('?')[0]) : default);
    }

    [Fact]
    public async Task An_address_and_an_engineer_sign_in_once()
    {
        var (_, email) = await GivenSomebodyAsync();
        Assert.Contains("signs in with", FieldFault(await centre.Ask(new AddSignIn(Roles.Manager, "Somebody Else", email.ToUpperInvariant()), centre.Cast.Administrator), "email"), StringComparison.Ordinal);
        Assert.Equal("signs-in-already", (await centre.Ask(new AddSignIn(Roles.Trainee, null, null, Trainee: centre.Cast.NorthTrainee.Trainee), centre.Cast.Administrator)).Error?.Code);
        Assert.Equal("signs-in-already", (await centre.Ask(new AddSignIn(Roles.Instructor, null, null, Instructor: centre.Cast.Instructor.Instructor), centre.Cast.Administrator)).Error?.Code);
        foreach (var (role, field) in new[] { (Roles.Booker, "provider"), (Roles.Instructor, "instructor"), (Roles.Trainee, "trainee") })
        {
            var nobody = Guid.NewGuid();
            Assert.Contains("no such one", FieldFault(await centre.Ask(new AddSignIn(role, "Bo", NewEmail(), nobody, nobody, nobody), centre.Cast.Administrator), field), StringComparison.Ordinal);
            Assert.StartsWith("Choose the", FieldFault(await centre.Ask(new AddSignIn(role, "Bo", NewEmail()), centre.Cast.Administrator), field), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_engineer_signs_in_under_the_name_and_address_of_the_record_and_sees_the_own_training_only()
    {
        var place = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);
        var added = await centre.App.AskAsync(new AddSignIn(Roles.Trainee, "Ignored", "ignored@example.org", centre.Cast.SouthBooker.Provider, null, place.Places[0].TraineeId), Administrator);
        Assert.Equal(place.Places[0].Name, added.Name);
        Assert.Equal((centre.Cast.NorthBooker.Provider, place.Places[0].TraineeId), await centre.Value<Guid>("select provider_id from identity.account where id = $1", added.Id) is var provider ? (provider, await centre.Value<Guid>("select trainee_id from identity.account where id = $1", added.Id)) : default);
    }

    [Fact]
    public async Task A_provider_is_taken_on_with_a_booker_who_books()
    {
        var provider = await centre.App.AskAsync(new AddProvider("FELLSIDE", "Fellside Fibre"), Administrator);
        Assert.Contains("has this code", FieldFault(await centre.Ask(new AddProvider("FELLSIDE", "Another"), centre.Cast.Administrator), "code"), StringComparison.Ordinal);
        Assert.Contains("of this name", FieldFault(await centre.Ask(new AddProvider("FELL", "fellside fibre"), centre.Cast.Administrator), "name"), StringComparison.Ordinal);
        Assert.Contains("2 to 8 capital letters", FieldFault(await centre.Ask(new AddProvider("F1", "Another"), centre.Cast.Administrator), "code"), StringComparison.Ordinal);
        Assert.Contains((await centre.App.AskAsync(new ListProviders(), Administrator)).Providers, each => each.Id == provider.Id);

        var booker = await centre.App.AskAsync(new AddSignIn(Roles.Booker, "Fay Fell", NewEmail(), provider.Id), Administrator);
        var acting = new Actor(TenantScope.Provider, booker.Id, booker.Name, new HashSet<string> { Roles.Booker }, provider.Id);
        var booked = await centre.App.AskAsync(new Features.Places.BookPlaces(new((await centre.GivenACohort()).Id), "PO-9", [], [Some.Engineer()]), acting);
        Assert.Single(booked.Places);
    }

    [Fact]
    public async Task Sign_ins_are_found_by_name_address_and_provider()
    {
        var (id, email) = await GivenSomebodyAsync();
        Assert.Equal(id, Assert.Single((await centre.App.AskAsync(new ListSignIns(email[..20]), Administrator)).SignIns).Id);
        var all = await centre.App.AskAsync(new ListSignIns(), Administrator);
        Assert.Equal((all.Total, all.SignIns.Count - 1), (all.SignIns.Count, (await centre.App.AskAsync(new ListSignIns(Skip: 1), Administrator)).SignIns.Count));
        Assert.Empty((await centre.App.AskAsync(new ListSignIns("100%"), Administrator)).SignIns);
        Assert.Contains((await centre.App.AskAsync(new ListSignIns("NORTH"), Administrator)).SignIns, each => each.Id == centre.Cast.NorthBooker.Account);
    }

    private async Task<(Guid Id, string Email)> GivenSomebodyAsync()
    {
        var email = NewEmail();
        var added = await centre.App.AskAsync(new AddSignIn(Roles.Manager, "Mo Manager", email), Administrator);
        var (account, token) = Link(Assert.Single(await centre.MailOf(email)).Message.TextBody!);
        var browser = await Browser.OfAsync(centre, null);
        Assert.Equal(200, (await browser.Get($"/choose-password?account={account}&token={Uri.EscapeDataString(token)}")).Status);
        Assert.Equal(400, (await browser.Post("/choose-password", ("Account", $"{account}"), ("Token", token), ("Password", Good), ("Repeated", "something else"))).Status);
        Assert.Equal(302, (await browser.Post("/choose-password", ("Account", $"{account}"), ("Token", token), ("Password", Good), ("Repeated", Good))).Status);
        return (added.Id, email);
    }

    private Task<Result<ChosenPassword>> TryAsync(ChoosePassword request) => centre.App.SendAsync(request, Actor.System);

    private async Task<SignInLine> ShownAsync(Guid account) => (await centre.App.AskAsync(new ShowSignIn(account), Administrator)).SignIn;

    private async Task<bool> CanSignInAsync(string email, string password)
    {
        var browser = await Browser.OfAsync(centre, null);
        return (await browser.Post("/sign-in", ("Email", email), ("Password", password))).Status == 302;
    }

    private static string FieldFault<T>(Result<T> result, string field) => ((IReadOnlyDictionary<string, string[]>)result.Error!.Facts["errors"]!)[field][0];

    private static string NewEmail() => $"{Guid.NewGuid():N}@example.org";

    private static (Guid Account, string Token) Link(string text)
    {
        var found = LinkPattern().Match(text);
        Assert.True(found.Success, text);
        return (Guid.Parse(found.Groups[1].Value), Uri.UnescapeDataString(found.Groups[2].Value));
    }

    [GeneratedRegex(@"/choose-password\?account=([0-9a-f-]+)&token=([^>\s]+)")]
    private static partial Regex LinkPattern();
}
