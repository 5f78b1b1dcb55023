using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FibreCentre.Api.Tests.Accounts;

public sealed class ApiKeyTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private static readonly MakeApiKey Wanted = new("for the planning program", [ApiScopes.Read], 30);

    [Fact]
    public async Task A_key_whose_audit_entry_cannot_be_written_is_not_made()
    {
        var before = await centre.RowCounts();
        await WithoutAuditOf(nameof(MakeApiKey), () => Assert.ThrowsAsync<PostgresException>(() => centre.Ask(Wanted, centre.Cast.Coordinator)));
        Assert.Equal(before, await centre.RowCounts());

        var made = (await centre.Ask(Wanted, centre.Cast.Coordinator)).Value!;
        Assert.Equal(1, await centre.Value<int>("select count(*) from identity.api_key where id = $1", made.Id));
        Assert.Equal(1, await AuditedAsync(nameof(MakeApiKey), centre.Cast.Coordinator));
    }

    [Fact]
    public async Task A_revocation_whose_audit_entry_cannot_be_written_leaves_the_key_alive()
    {
        var made = (await centre.Ask(Wanted, centre.Cast.Manager)).Value!;
        var program = centre.ClientOf(centre.Cast.Manager with { ApiKey = made.Key });
        await WithoutAuditOf(nameof(RevokeApiKey), () => Assert.ThrowsAsync<PostgresException>(() => centre.Ask(new RevokeApiKey(made.Id), centre.Cast.Manager)));
        Assert.Equal(200, (await program.Get("/api/v1/cohorts")).Status);

        var revoked = (await centre.Ask(new RevokeApiKey(made.Id), centre.Cast.Manager)).Value!;
        Assert.Equal(401, (await program.Get("/api/v1/cohorts")).Status);
        Assert.Equal(1, await AuditedAsync(nameof(RevokeApiKey), centre.Cast.Manager));
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(revoked.RevokedAt, (await centre.Ask(new RevokeApiKey(made.Id), centre.Cast.Manager)).Value!.RevokedAt);
    }

    [Fact]
    public async Task Somebody_elses_key_is_revoked_by_nobody_else()
    {
        var made = (await centre.Ask(Wanted, centre.Cast.Iqa)).Value!;
        Assert.Equal("api-key-not-found", (await centre.Ask(new RevokeApiKey(made.Id), centre.Cast.Coordinator)).Error?.Code);
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Iqa with { ApiKey = made.Key }).Get("/api/v1/cohorts")).Status);
    }

    [Fact]
    public async Task Eight_who_want_a_key_of_one_account_at_once_leave_it_with_four()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => centre.Ask(Wanted, centre.Cast.Instructor))));

        Assert.Equal(3, made.Count(each => each.Succeeded));   // one came with the account
        Assert.All(made.Where(each => !each.Succeeded), each => Assert.Equal("too-many-api-keys", each.Error!.Code));
        Assert.Equal(4, await centre.Value<int>("select count(*) from identity.api_key where account_id = $1", centre.Cast.Instructor.Account));
    }

    [Fact]
    public async Task A_key_makes_others_that_may_no_more_than_it_live_no_longer_make_none_and_end_with_it()
    {
        var maker = await MakerAsync(ApiScopes.Read, ApiScopes.Book, ApiScopes.Keys);
        foreach (var (scopes, days) in new (string[], int)[] { ([ApiScopes.Read], 31), ([ApiScopes.Keys], 1), ([ApiScopes.Read, ApiScopes.Plan], 1) })
            await centre.AssertRefused(scopes.Contains(ApiScopes.Plan) ? 400 : 403, scopes.Contains(ApiScopes.Plan) ? "scopes-not-yours" : "beyond-its-maker", () => maker.Post("/api/v1/api-keys", new { name = "more", scopes, days }));

        var made = await maker.Post("/api/v1/api-keys", new { name = "places on our intranet", scopes = new[] { ApiScopes.Read }, days = 29 });
        Assert.Equal(201, made.Status);
        var program = centre.ClientOf(centre.Cast.SouthBooker with { ApiKey = made.Json.GetProperty("key").GetString()! });
        Assert.Equal(200, (await program.Get("/api/v1/home")).Status);
        Assert.Equal("not-allowed", (await program.Post("/api/v1/api-keys", new { name = "chain", scopes = new[] { ApiScopes.Read }, days = 1 })).Problem);
        Assert.Equal(["places on our intranet"], Names(await program.Get("/api/v1/api-keys"), key => key.GetProperty("madeWith").ValueKind != System.Text.Json.JsonValueKind.Null));
        Assert.DoesNotContain(made.Json.GetProperty("key").GetString()!, (await program.Get("/api/v1/api-keys")).Text, StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());

        // Of its owner's keys it revokes none that a person made but itself; and with it goes what it made.
        var byHand = (await centre.Ask(Wanted, centre.Cast.SouthBooker)).Value!.Id;
        await centre.AssertRefused(404, "api-key-not-found", () => maker.Send("DELETE", $"/api/v1/api-keys/{byHand}"));
        var itself = (await maker.Get("/api/v1/api-keys")).Json.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("scopes").EnumerateArray().Any(scope => scope.GetString() == ApiScopes.Keys) && key.GetProperty("name").GetString() == "makes keys").GetProperty("id").GetGuid();
        Assert.Equal(200, (await maker.Send("DELETE", $"/api/v1/api-keys/{itself}")).Status);
        Assert.Equal((401, 401), ((await maker.Get("/api/v1/home")).Status, (await program.Get("/api/v1/home")).Status));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task One_made_by_a_key_is_revoked_by_it_alone()
    {
        var maker = await MakerAsync(ApiScopes.Read, ApiScopes.Keys);
        var made = await maker.Post("/api/v1/api-keys", new { name = "for a day", scopes = new[] { ApiScopes.Read }, days = 1 });
        Assert.Equal(200, (await maker.Send("DELETE", $"/api/v1/api-keys/{made.Id("id")}")).Status);
        Assert.Equal((200, 401), ((await maker.Get("/api/v1/home")).Status, (await centre.ClientOf(centre.Cast.SouthBooker with { ApiKey = made.Json.GetProperty("key").GetString()! }).Get("/api/v1/home")).Status));
    }

    [Fact]
    public async Task Eight_keys_wanted_of_one_that_is_revoked_meanwhile_leave_none_alive()
    {
        for (var round = 0; round < 5; round++)
        {
            var maker = await MakerAsync(ApiScopes.Read, ApiScopes.Keys);
            var id = await centre.Value<Guid>("select id from identity.api_key where account_id = $1 and name = 'makes keys' and revoked_at is null", centre.Cast.SouthBooker.Account);
            var asked = Enumerable.Range(0, 8).Select(number => Task.Run(() => number == 3 ? centre.App.AskAsync(new RevokeApiKey(id), centre.Cast.SouthBooker.Actor) : (Task)maker.Post("/api/v1/api-keys", new { name = "late", scopes = new[] { ApiScopes.Read }, days = 1 })));
            await Task.WhenAll(asked);
            Assert.Equal(0, await centre.Value<int>("select count(*) from identity.api_key where made_with = $1 and revoked_at is null", id));
        }
    }

    [Fact]
    public async Task Whoever_an_operation_lets_in_can_be_given_the_scope_it_asks_for()
    {
        using var started = centre.App.CreateClient();
        var policies = centre.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()).Select(each => each.Policy).OfType<string>().Where(policy => policy.StartsWith("api:", StringComparison.Ordinal)).Distinct().ToList();
        Assert.NotEmpty(policies);
        foreach (var (access, scope) in policies.Select(policy => (policy.Split(':')[1], policy.Split(':')[2])))
            foreach (var role in Access.RolesOf[access]) Assert.Contains(scope, ApiScopes.Of(new HashSet<string> { role }));
        Assert.Equal([ApiScopes.Read, ApiScopes.Keys], ApiScopes.Of(new HashSet<string> { Roles.Manager }));
        Assert.Equal("scopes-not-yours", (await centre.Ask(Wanted with { Scopes = [ApiScopes.Assess] }, centre.Cast.SouthBooker)).Error?.Code);
    }

    /// <summary>A program of Southern's booker, whose other keys are all gone.</summary>
    private async Task<HttpClient> MakerAsync(params string[] scopes)
    {
        await centre.Run($"update identity.api_key set revoked_at = now() where account_id = '{centre.Cast.SouthBooker.Account}'");
        return centre.ClientOf(centre.Cast.SouthBooker with { ApiKey = (await centre.Ask(new MakeApiKey("makes keys", scopes, 30), centre.Cast.SouthBooker)).Value!.Key });
    }

    private static IEnumerable<string?> Names(Answer listed, Func<System.Text.Json.JsonElement, bool> which) => listed.Json.GetProperty("keys").EnumerateArray().Where(which).Select(key => key.GetProperty("name").GetString());

    private Task<int> AuditedAsync(string action, Person person) => centre.Value<int>("select count(*) from audit_entry where action = $1 and actor_id = $2", action, person.Account);

    private async Task WithoutAuditOf(string action, Func<Task> act)
    {
        await centre.Run($"alter table audit_entry add constraint full_up check (action <> '{action}') not valid");
        try
        {
            await act();
        }
        finally
        {
            await centre.Run("alter table audit_entry drop constraint full_up");
        }
    }
}
