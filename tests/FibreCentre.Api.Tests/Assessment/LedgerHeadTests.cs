using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Npgsql;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>A centre with a signing key, a folder for heads and two people who are sent them; one engineer has been signed off.</summary>
public sealed class HeadCentre : TestCentre
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("heads-").FullName;

    internal string Heads => Path.Combine(Folder, "heads");

    internal string Keys => Path.Combine(Folder, "signing");

    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>(
        [("Signing:Keys", Keys), ("Ledger:Heads", Heads), ("Ledger:MailTo", "auditor@example.org, clerk@example.org"), ("Mail:Pickup", Path.Combine(Folder, "mail"))]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await this.GivenWholeJourneysFor(Cast.NorthTrainee);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The mails this address has got.</summary>
    internal IReadOnlyList<MimeMessage> MailsOf(string address) =>
        [.. Directory.GetFiles(Path.Combine(Folder, "mail")).Select(file => MimeMessage.Load(file)).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))];
}

public sealed class LedgerHeadTests(HeadCentre centre) : IClassFixture<HeadCentre>
{
    private SigningKeys Signing => centre.App.Services.GetRequiredService<SigningKeys>();

    [Fact]
    public async Task Once_a_day_the_head_is_signed_goes_into_the_folder_and_is_mailed_to_whoever_is_set_up()
    {
        await NextDayAsync();
        var ledger = await centre.Ask(new VerifyLedger());

        var saved = await centre.Ask(new SaveLedgerHead());
        Assert.Equal(ledger.Lines, saved.Line);
        Assert.Null((await centre.Ask(new SaveLedgerHead())).Line);   // again on the same day: nothing
        await centre.SendDueMessages();

        var file = Assert.Single(Directory.GetFiles(centre.Heads, $"ledger-head-{saved.Day:yyyy-MM-dd}-line-{ledger.Lines}.jwt"));
        var signed = (await File.ReadAllTextAsync(file)).Trim();
        var head = SignedHead.Of((await Signing.ReadAsync(signed, SignedHead.Type))!.Value)!;
        Assert.Equal((saved.Day, ledger.Lines, ledger.Head, "https://localhost"), (head.Day, head.Line, head.Hash, head.Issuer));
        foreach (var reader in new[] { "auditor@example.org", "clerk@example.org" })
        {
            var mail = centre.MailsOf(reader).Single(each => each.TextBody!.Contains(ledger.Head, StringComparison.Ordinal) && each.Subject!.Contains($"line {ledger.Lines}", StringComparison.Ordinal));
            var attached = Assert.IsType<MimePart>(Assert.Single(mail.Attachments));
            using var bytes = new MemoryStream();
            await attached.Content!.DecodeToAsync(bytes);
            Assert.Equal(signed, Encoding.ASCII.GetString(bytes.ToArray()).Trim());
        }
        var listed = await centre.App.AskAsync(new ListLedgerHeads(), centre.Cast.Iqa.Actor);
        Assert.Equal((saved.Day, ledger.Lines, signed), (listed.Heads[0].Day, listed.Heads[0].Line, listed.Heads[0].Jws));
    }

    [Fact]
    public async Task Two_instances_at_once_save_one_head()
    {
        await NextDayAsync();
        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => centre.Ask(new SaveLedgerHead()))));
        Assert.Single(saved, each => each.Line is not null);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_leaves_nothing_behind_and_is_tried_again()
    {
        await NextDayAsync();
        await using var broken = new CentreApp(centre.ConnectionString, centre.Clock, ("Signing:Keys", centre.Keys), ("Ledger:Heads", Path.Combine(Directory.GetFiles(centre.Keys)[0], "no-folder")));
        await Assert.ThrowsAnyAsync<IOException>(() => broken.AskAsync(new SaveLedgerHead()));
        Assert.NotNull((await centre.Ask(new SaveLedgerHead())).Line);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_signed_and_that_is_said()
    {
        await NextDayAsync();
        await using var keyless = new CentreApp(centre.ConnectionString, centre.Clock, ("Signing:Keys", ""));
        Assert.Equal("no-signing-key", (await keyless.SendAsync(new SaveLedgerHead(), Actor.System)).Error?.Code);
    }

    /// <summary>The owner of the database cuts the tail off and turns the head back, as if the last lines had never been: within the database everything fits.</summary>
    [Fact]
    public async Task A_tail_cut_off_with_its_head_shows_by_the_saved_head_and_by_nothing_else()
    {
        await NextDayAsync();
        await centre.Ask(new SaveLedgerHead());
        var lines = (await centre.Ask(new VerifyLedger())).Lines;
        await TamperedAsync(
            $"delete from ledger_entry where number > {lines - 2}; update ledger_head set (number, hash) = (select number, hash from ledger_entry where number = {lines - 2})",
            async () =>
            {
                var found = await centre.Ask(new VerifyLedger());
                Assert.Equal((false, lines - 1, "the end of the ledger is missing"), (found.IsWhole, found.FirstBadLine, found.Why));
                var empty = Directory.CreateDirectory(Path.Combine(centre.Folder, "empty")).FullName;
                Assert.True((await centre.Ask(new VerifyLedger(empty))).IsWhole, "without the head nobody could tell");
            });
    }

    /// <summary>The owner writes the whole chain anew with one decision turned: every hash fits, but not the one that was kept.</summary>
    [Fact]
    public async Task A_chain_written_anew_shows_by_the_saved_head()
    {
        await NextDayAsync();
        await centre.Ask(new SaveLedgerHead());
        await TamperedAsync(await RewrittenAsync("\"outcome\":\"competent\"", "\"outcome\":\"referred\""), async () =>
        {
            var found = await centre.Ask(new VerifyLedger());
            Assert.False(found.IsWhole);
            Assert.Contains("written anew", found.Why, StringComparison.Ordinal);
            var empty = Directory.CreateDirectory(Path.Combine(centre.Folder, "empty")).FullName;
            Assert.True((await centre.Ask(new VerifyLedger(empty))).IsWhole, "without the head nobody could tell");
        });
    }

    [Fact]
    public async Task Every_character_of_a_head_is_signed()
    {
        await NextDayAsync();
        var saved = await centre.Ask(new SaveLedgerHead());
        var signed = (await centre.App.AskAsync(new ListLedgerHeads(), centre.Cast.Iqa.Actor)).Heads.Single(head => head.Day == saved.Day).Jws;
        for (var at = 0; at < signed.Length; at++)
        {
            if (at == signed.Length - 1) continue;   // the last character carries bits that mean nothing
            var altered = signed[..at] + (signed[at] == 'A' ? 'B' : 'A') + signed[(at + 1)..];
            Assert.True(await Signing.ReadAsync(altered, SignedHead.Type) is null, $"character {at}");
        }
        Assert.Null(await Signing.ReadAsync(signed, "another+jwt"));   // a signature on one thing is none on another
        var folder = Directory.CreateTempSubdirectory("altered-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "head.jwt"), signed[..40] + (signed[40] == 'A' ? 'B' : 'A') + signed[41..]);
        var verdict = await centre.Ask(new VerifyLedger(folder));
        Directory.Delete(folder, recursive: true);
        Assert.False(verdict.IsWhole);
        Assert.StartsWith("head.jwt is no head that the centre signed", verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_signs_and_the_old_one_goes_on_proving()
    {
        await NextDayAsync();
        var before = await centre.Ask(new SaveLedgerHead());
        var old = await KeyIdsAsync();
        var made = Signing.Rotate()!;
        Assert.DoesNotContain(made, old);
        await NextDayAsync();
        var after = await centre.Ask(new SaveLedgerHead());

        var heads = (await centre.App.AskAsync(new ListLedgerHeads(), centre.Cast.Iqa.Actor)).Heads.ToDictionary(head => head.Day);
        Assert.Equal((old[^1], made), (heads[before.Day].KeyId, heads[after.Day].KeyId));
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        Assert.Equal([.. old, made], await KeyIdsAsync());
        foreach (var file in Directory.GetFiles(centre.Keys))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Instances_that_start_at_once_in_an_empty_folder_share_one_key()
    {
        var folder = Directory.CreateTempSubdirectory("fresh-").FullName;
        var settings = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Signing:Keys"] = folder };
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new SigningKeys(settings).Sign(new { a = 1 }, "a+jwt").KeyId)));
        Directory.Delete(folder, recursive: true);
        Assert.Single(ids.Distinct());
    }

    private Task<List<string>> KeyIdsAsync() =>
        Task.FromResult(JsonSerializer.SerializeToElement(Signing.PublicKeys()).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!).ToList());

    private Task NextDayAsync()
    {
        centre.Clock.Advance(TimeSpan.FromDays(1));
        return Task.CompletedTask;
    }

    /// <summary>SQL that writes every line anew, each following the one before, with one word put in another's place.</summary>
    private async Task<string> RewrittenAsync(string word, string other)
    {
        await using var scope = centre.App.Services.CreateAsyncScope();
        var sql = new StringBuilder();
        var previous = Domain.Assessment.Chain.Genesis;
        await using var command = centre.Everything.CreateCommand("select number, id, kind, provider_id, trainee_id, attempt_id, decision_id, signed_by, decision_by, signed_at, content from ledger_entry order by number");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var content = reader.GetString(10).Replace(word, other, StringComparison.Ordinal);
            var hash = System.Security.Cryptography.SHA256.HashData(new Domain.Assessment.CanonicalLine().Write(
                previous, reader.GetInt64(0), reader.GetGuid(1), Enum.Parse<Domain.Assessment.LedgerKind>(reader.GetString(2), ignoreCase: true), reader.GetGuid(3), reader.GetGuid(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.GetGuid(7), reader.IsDBNull(8) ? null : reader.GetGuid(8),
                reader.GetFieldValue<DateTime>(9).Ticks / TimeSpan.TicksPerMicrosecond, Encoding.UTF8.GetBytes(content)));
            sql.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"update ledger_entry set content = '{content.Replace("'", "''", StringComparison.Ordinal)}', previous_hash = '\\x{Convert.ToHexString(previous)}', hash = '\\x{Convert.ToHexString(hash)}' where number = {reader.GetInt64(0)};");
            previous = hash;
        }
        return sql.AppendLine("update ledger_head set hash = (select hash from ledger_entry e where e.number = ledger_head.number)").ToString();
    }

    /// <summary>As the database's master, guards off; afterwards everything is as it was.</summary>
    private async Task TamperedAsync(string sql, Func<Task> look)
    {
        await centre.Run("""
            create table kept as select * from ledger_entry; create table kept_head as select * from ledger_head;
            alter table ledger_entry disable trigger all; alter table ledger_head disable trigger all; alter table ledger_entry drop constraint two_never_follow_one, drop constraint ledger_entry_hash_key
            """);
        try
        {
            await centre.Run("set session_replication_role = replica;" + sql);
            await look();
        }
        finally
        {
            await centre.Run("""
                set session_replication_role = replica; delete from ledger_entry; insert into ledger_entry select * from kept; delete from ledger_head; insert into ledger_head select * from kept_head; drop table kept, kept_head;
                alter table ledger_entry add constraint two_never_follow_one unique (previous_hash), add constraint ledger_entry_hash_key unique (hash);
                alter table ledger_entry enable trigger all; alter table ledger_entry enable always trigger ledger_only_grows; alter table ledger_entry enable always trigger follows_the_head; alter table ledger_entry enable always trigger nobody_signs_for_themselves;
                alter table ledger_head enable always trigger head_goes_to_the_next_line; alter table ledger_head enable always trigger head_stays
                """);
        }
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole, "put back, it is whole again");
    }
}
