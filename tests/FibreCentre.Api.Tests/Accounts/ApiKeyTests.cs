using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
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
