using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>A ledger with a few lines in it.</summary>
public sealed class SignedCentre : TestCentre
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await this.GivenWholeJourneysFor(Cast.NorthTrainee, Cast.SouthTrainee);
    }
}

public sealed class LedgerTests(SignedCentre centre) : IClassFixture<SignedCentre>
{
    /// <summary>As the product's role, told that it is staff: every way to change what was signed.</summary>
    [Theory]
    [InlineData("update ledger_entry set content = '{}' where number = 2")]
    [InlineData("delete from ledger_entry where number = 2")]
    [InlineData("truncate ledger_entry cascade")]
    [InlineData("alter table ledger_entry disable trigger all")]
    [InlineData("alter table ledger_entry disable row level security")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("drop trigger ledger_only_grows on ledger_entry")]
    [InlineData("create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'")]
    [InlineData("update ledger_text set words = 'Well done.'")]
    [InlineData("delete from ledger_text")]
    [InlineData("insert into ledger_head values (2, 0, decode(repeat('00', 32), 'hex'))")]
    [InlineData("update ledger_saved_head set signed = ''")]
    [InlineData("delete from ledger_saved_head")]
    [InlineData("delete from ledger_head")]
    [InlineData("delete from attempt")]
    [InlineData("delete from certificate")]
    [InlineData("delete from audit_entry")]
    [InlineData("update audit_entry set action = 'Nothing'")]
    [InlineData("update course_version set spec = '{}'")]
    [InlineData("set role fibrecentre_owner")]
    public async Task The_product_itself_cannot(string sql)
    {
        await using var connection = await centre.AsProduct.OpenConnectionAsync();
        await using var scope = new NpgsqlCommand("select set_config('app.scope', 'staff', false)", connection);
        await scope.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>The owner, and even a superuser in replica mode, meets the trigger.</summary>
    [Theory]
    [InlineData("update ledger_entry set content = '{}' where number = 2")]
    [InlineData("delete from ledger_entry where number = 2")]
    [InlineData("set session_replication_role = replica; delete from ledger_entry where number = 2")]
    public async Task Even_a_superuser_has_to_take_the_trigger_away_first(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => centre.Run(sql));
        Assert.Contains("only grows", refused.MessageText, StringComparison.Ordinal);
    }

    /// <summary>So does whoever would have a certificate say something else than what was issued, or take its revocation back.</summary>
    [Theory]
    [InlineData("update certificate set ends_on = '2099-12-31', expires_on = '2099-12-31'")]
    [InlineData("update certificate set number = 'FTC-2026-999999'")]
    [InlineData("update certificate set revoked_at = now(), revocation_reason = 'x'; update certificate set revoked_at = null, revocation_reason = null")]
    [InlineData("set session_replication_role = replica; update certificate set achieved_on = '2020-01-01'")]
    public async Task A_certificate_stays_as_it_was_issued(string sql)
    {
        Assert.NotEqual(0, await centre.Value<int>("select count(*) from certificate where revoked_at is null"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => centre.Run($"begin; {sql}"));
        Assert.Equal("certificate_keeps", refused.ConstraintName);
    }

    [Theory]
    [InlineData("altered", "update ledger_entry set content = replace(content, 'competent', 'Competent') where number = 3", 3, "its content was altered")]
    [InlineData("re-signed", "update ledger_entry set signed_by = gen_random_uuid() where number = 6", 6, "its content was altered")]
    [InlineData("removed", "delete from ledger_entry where number = 6", 6, "the line is missing, or lines were put in another order")]
    [InlineData("cut off", "delete from ledger_entry where number = (select max(number) from ledger_entry)", -1, "the end of the ledger is missing")]
    [InlineData("reordered", "update ledger_entry set number = case number when 6 then -6 when 7 then 6 end where number in (6, 7); update ledger_entry set number = 7 where number = -6", 6, "it does not follow the line before it")]
    public async Task Tampering_by_a_superuser_is_found_and_the_first_bad_line_named(string how, string sql, long line, string why)
    {
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole, how);
        var last = await centre.Value<long>("select number from ledger_head");
        await using var connection = await centre.Everything.OpenConnectionAsync();
        await using (var keep = new NpgsqlCommand("create table kept as select * from ledger_entry; alter table ledger_entry disable trigger all", connection)) await keep.ExecuteNonQueryAsync();
        try
        {
            // Whoever tampers is the database's master: constraints and foreign keys go too.
            await using (var tamper = new NpgsqlCommand($"set session_replication_role = replica; alter table ledger_entry drop constraint ledger_entry_number_check; {sql}", connection)) await tamper.ExecuteNonQueryAsync();

            var verdict = await centre.Ask(new VerifyLedger());

            Assert.Equal((false, line < 0 ? last : line, why), (verdict.IsWhole, verdict.FirstBadLine, verdict.Why));
        }
        finally
        {
            await using var back = new NpgsqlCommand("""
                set session_replication_role = replica; delete from ledger_entry; insert into ledger_entry select * from kept; drop table kept; set session_replication_role = origin;
                alter table ledger_entry add constraint ledger_entry_number_check check (number >= 1); alter table ledger_entry enable trigger all; alter table ledger_entry enable always trigger ledger_only_grows;
                alter table ledger_entry enable always trigger follows_the_head; alter table ledger_entry enable always trigger nobody_signs_for_themselves
                """, connection);
            await back.ExecuteNonQueryAsync();
        }
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole, "put back, it is whole again");
    }

    /// <summary>A line that follows line 2 besides line 3.</summary>
    private static string Fork(long number) => $$"""
        insert into ledger_entry (number, id, kind, provider_id, trainee_id, attempt_id, signed_by, signed_at, content, previous_hash, hash)
        select {{number}}, gen_random_uuid(), 'revocation', provider_id, trainee_id, null, signed_by, signed_at, '{}', previous_hash, sha256(hash) from ledger_entry where number = 3
        """;

    /// <summary>What the product's role may write at all, written wrongly: the database holds the chain together even then, and in replica mode.</summary>
    [Theory]
    [InlineData("a second line after line 2", 3, "follows_the_head")]
    [InlineData("a line after the last that follows an earlier one", 0, "follows_the_head")]
    [InlineData("a line further on", 99, "follows_the_head")]
    public async Task A_fork_is_refused(string how, long offset, string by)
    {
        var number = offset is 3 ? 3 : await centre.Value<long>("select number from ledger_head") + 1 + offset;
        var sql = Fork(number);
        foreach (var (database, first) in new[] { (centre.AsProduct, "select set_config('app.scope', 'staff', false)"), (centre.Everything, "set session_replication_role = replica") })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(database, first, sql));
            Assert.True(refused.ConstraintName == by, $"{how}: {refused.ConstraintName}");
        }
    }

    [Theory]
    [InlineData("update ledger_head set number = number - 1")]
    [InlineData("update ledger_head set number = 0, hash = decode(repeat('00', 32), 'hex')")]
    [InlineData("update ledger_head set hash = sha256(hash)")]
    [InlineData("update ledger_head set number = number + 1, hash = sha256(hash)")]
    [InlineData("update ledger_head set (number, hash) = (select number, hash from ledger_entry where number = 2)")]
    public async Task The_head_goes_nowhere_but_to_the_next_line(string sql)
    {
        foreach (var (database, first) in new[] { (centre.AsProduct, "select set_config('app.scope', 'staff', false)"), (centre.Everything, "set session_replication_role = replica") })
            Assert.Equal("head_goes_to_the_next_line", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(database, first, sql))).ConstraintName);
    }

    /// <summary>The same two with the guards taken away: the database takes them, and the walk finds them.</summary>
    [Fact]
    public async Task Without_the_guards_a_fork_goes_in_and_the_walk_finds_it()
    {
        var last = await centre.Value<long>("select number from ledger_head");
        await centre.Run("alter table ledger_entry disable trigger all; alter table ledger_entry drop constraint two_never_follow_one");
        try
        {
            await centre.Run(Fork(last + 1));
            var verdict = await centre.Ask(new VerifyLedger());
            Assert.Equal((false, last + 1, "a line stands after the last one that was signed"), (verdict.IsWhole, verdict.FirstBadLine, verdict.Why));
        }
        finally
        {
            await centre.Run($"""
                delete from ledger_entry where number = {last + 1}; alter table ledger_entry add constraint two_never_follow_one unique (previous_hash); alter table ledger_entry enable trigger all;
                alter table ledger_entry enable always trigger ledger_only_grows; alter table ledger_entry enable always trigger follows_the_head; alter table ledger_entry enable always trigger nobody_signs_for_themselves
                """);
        }
    }

    /// <summary>Everything personal beside the ledger is gone, as after erasing a person: feedback, reasons, names. The chain does not speak of it but by its salted hash.</summary>
    [Fact]
    public async Task Erased_words_leave_the_chain_whole()
    {
        Assert.True(await centre.Value<int>("select count(*) from ledger_text") > 0);
        var name = await centre.Value<string>("select holder_name from certificate limit 1");
        Assert.Equal(0, await centre.Value<int>("select count(*) from ledger_entry where position($1 in content) > 0", name));
        await centre.Run("create table kept_words as select * from ledger_text; set session_replication_role = replica; delete from ledger_text; reset session_replication_role");
        try
        {
            Assert.True((await centre.Ask(new VerifyLedger())).IsWhole);
        }
        finally
        {
            await centre.Run("insert into ledger_text select * from kept_words; drop table kept_words");
        }
    }

    private static async Task RunAsync(NpgsqlDataSource database, params string[] statements)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql.Replace("false)", "true)", StringComparison.Ordinal).Replace("set session_", "set local session_", StringComparison.Ordinal), connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_hundred_who_sign_at_once_make_one_chain()
    {
        var places = new List<(Guid Place, Domain.Catalogue.CourseUnit Unit)>();
        var units = (await centre.UnitsOf("FTC-101")).Take(2).ToList();
        var booked = new List<(GivenCohort Cohort, IEnumerable<Guid> Places)>();
        for (var number = 0; number < 5; number++)
        {
            var cohort = await centre.GivenACohort(c => c.WithPlaces(10));
            booked.Add((cohort, (await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 10)).Places.Select(each => each.Id)));
        }
        centre.ItIs(booked[^1].Cohort.FirstDay, 9);
        foreach (var (cohort, place) in booked.SelectMany(each => each.Places.Select(place => (each.Cohort, place))))
        {
            await centre.GivenPresent(cohort, place);
            foreach (var unit in units)
            {
                await centre.GivenAllMet(place, unit);
                places.Add((place, unit));
            }
        }
        var before = await centre.Ask(new VerifyLedger());

        var signed = await Task.WhenAll(places.Select(each => Task.Run(() => SignAsync(each.Place, each.Unit.Code))));

        Assert.Equal(100, signed.Select(each => each.LedgerNumber).Distinct().Count());
        var after = await centre.Ask(new VerifyLedger());
        Assert.Equal((true, before.Lines + 100), (after.IsWhole, after.Lines));
    }

    /// <summary>Who is told that many are signing just now, and that nothing was changed, signs again: on a busy machine the hundredth waits too long.</summary>
    private async Task<SignedOff> SignAsync(Guid place, string unit)
    {
        for (var tries = 1; ; tries++)
        {
            var signed = await centre.Ask(new SignOff(new(place), unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor);
            if (signed.Succeeded) return signed.Value;
            Assert.True(signed.Error.Code == "busy-try-again" && tries < 10, signed.Error.Code);
        }
    }
}
