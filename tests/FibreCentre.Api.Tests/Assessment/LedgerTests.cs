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
    [InlineData("update decision_feedback set feedback = 'Well done.'")]
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
                alter table ledger_entry add constraint ledger_entry_number_check check (number >= 1); alter table ledger_entry enable trigger all; alter table ledger_entry enable always trigger ledger_only_grows
                """, connection);
            await back.ExecuteNonQueryAsync();
        }
        Assert.True((await centre.Ask(new VerifyLedger())).IsWhole, "put back, it is whole again");
    }

    [Fact]
    public async Task Without_the_head_kept_elsewhere_a_rewritten_tail_would_not_show_and_the_head_shows_it()
    {
        var before = await centre.Ask(new VerifyLedger());
        Assert.Matches("^[0-9a-f]{64}$", before.Head);
        Assert.Equal(before.Lines, await centre.Value<long>("select count(*) from ledger_entry"));
    }

    [Fact]
    public async Task Twenty_four_who_sign_at_once_make_one_chain()
    {
        var engineers = Enumerable.Range(0, 12).Select(_ => Some.Engineer()).ToArray();
        var cohorts = new[] { await centre.GivenACohort(c => c.WithPlaces(12)), await centre.GivenACohort(c => c.WithPlaces(12)) };
        var places = new List<(Guid Place, Domain.Catalogue.CourseUnit Unit)>();
        var units = (await centre.UnitsOf("FTC-101")).Take(2).ToList();
        var booked = await centre.GivenABooking(cohorts[0], centre.Cast.NorthBooker, engineers);
        centre.ItIs(cohorts[0].FirstDay, 9);
        foreach (var place in booked.Places)
        {
            await centre.GivenPresent(cohorts[0], place.Id);
            foreach (var unit in units)
            {
                await centre.GivenAllMet(place.Id, unit);
                places.Add((place.Id, unit));
            }
        }
        var before = await centre.Ask(new VerifyLedger());

        var signed = await Task.WhenAll(places.Select(each => Task.Run(() =>
            centre.App.AskAsync(new SignOff(new(each.Place), each.Unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor))));

        Assert.Equal(24, signed.Select(each => each.LedgerNumber).Distinct().Count());
        var after = await centre.Ask(new VerifyLedger());
        Assert.Equal((true, before.Lines + 24), (after.IsWhole, after.Lines));
    }
}
