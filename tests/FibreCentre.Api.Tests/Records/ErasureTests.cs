using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Tests.Isolation;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Records;

/// <summary>A person is erased, and what proves that somebody was safe stays.</summary>
public sealed class ErasureTests(TwoProviders centre) : IClassFixture<TwoProviders>
{
    private const string Canary = "Wilhelmina-Canary";

    /// <summary>Everything in one test, because it is one person who is erased once.</summary>
    [Fact]
    public async Task Nothing_names_the_person_any_more_and_the_chain_is_whole()
    {
        var (person, trainee) = (centre.Cast.NorthTrainee, centre.North.Trainee);
        await centre.Run($"update trainee set given_name = '{Canary}' where id = '{trainee}'; update certificate set holder_name = '{Canary} ' || holder_name where trainee_id = '{trainee}'");
        await centre.Run($"insert into ledger_text select e.id, e.provider_id, e.trainee_id, '{Canary} was slow.', decode(repeat('00', 16), 'hex') from ledger_entry e where e.trainee_id = '{trainee}' and not exists (select from ledger_text t where t.entry_id = e.id)");
        await centre.Run($"update criterion_mark set note = '{Canary} hurried.' where attempt_id in (select id from attempt where trainee_id = '{trainee}')");
        await centre.Run($"""
            insert into engineer_import_row (import_id, provider_id, number, line, raw, details, result, outcome, trainee_id, after)
            select id, provider_id, 900, 901, '{Canary},x', '{"{}"}', 'new', 'created', '{trainee}', '{"{}"}' from engineer_import where id = '{centre.North.Import}'
            """);
        // An answer that is kept for somebody else, should that request come again.
        await centre.Run($"insert into idempotency_key (actor_id, key, request_hash, created_at, answer) values ('{centre.Cast.Coordinator.Account}', 'canary', '\\x00', now(), jsonb_build_object('name', (select given_name || ' ' || family_name from trainee where id = '{trainee}')))");
        var email = await centre.Value<string>("select email::text from trainee where id = $1", trainee);
        Assert.Equal("practice-ahead", (await EraseAsync(trainee)).Error?.Code);
        await EndAllAsync(trainee);
        // The control: before, it is found in many tables.
        Assert.True((await TablesNamingAsync(Canary, email)).Count >= 4);
        var lines = (await centre.App.AskAsync(new PreviewErasure(new(trainee)), centre.Cast.Administrator.Actor)).Lines;
        var before = await centre.Ask(new VerifyLedger());
        var broken = await BrokenAsync();   // by what this test wrote past the product

        var refused = await centre.Ask(new EraseEngineer(new(trainee), "not the password"), centre.Cast.Administrator);
        Assert.Equal("credential-refused", refused.Error?.Code);
        var erased = await centre.App.AskAsync(new EraseEngineer(new(trainee), centre.Cast.Administrator.Password), centre.Cast.Administrator.Actor);

        Assert.Equal(lines.Select(line => (line.Table, line.Fate, line.Rows)), erased.Lines.Select(line => (line.Table, line.Fate, line.Rows)));
        Assert.Empty(await TablesNamingAsync(Canary, email));
        var after = await centre.Ask(new VerifyLedger());
        Assert.Equal((true, before.Lines), (after.IsWhole, after.Lines));
        Assert.Empty((await BrokenAsync()).Except(broken));

        // What was achieved, by whom and when, is still there.
        var check = await centre.ClientOf(null).Get($"/c/{centre.North.PublicId}");
        Assert.Equal(200, check.Status);
        Assert.Contains(erased.Name, check.Text, StringComparison.Ordinal);
        Assert.True((await centre.App.AskAsync(new ShowRecord(new(trainee)), centre.Cast.Coordinator.Actor)).Courses.SelectMany(course => course.Decisions).Any());
        // The sign-in is gone, and the person cannot be booked.
        Assert.Equal(401, (await centre.ClientOf(person).Get("/api/v1/my-training")).Status);
        var booking = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{(await centre.GivenACohort()).Id}/bookings", new { trainees = new[] { trainee } }, Some.Key());
        Assert.True(booking.Status is >= 400 and < 500, booking.ToString());
        Assert.Equal("erased-already", (await EraseAsync(trainee)).Error?.Code);
        Assert.Equal(0, await CountAsync("declaration", trainee) + await CountAsync("message", trainee) + await CountAsync("calendar_feed", trainee));
    }

    [Fact]
    public async Task What_a_person_is_given_has_a_table_for_everything_and_no_secret()
    {
        var export = await centre.App.AskAsync(new ExportSubject(new(centre.South.Trainee)), centre.Cast.Administrator.Actor);

        Assert.Equal(PersonalData.Tables.Select(table => table.Table), export.Tables.Keys);
        foreach (var table in (string[])["trainee", "employment", "attendance", "attempt", "ledger_entry", "certificate", "message", "place", "identity.account"]) Assert.NotEqual(0, export.Tables[table].GetArrayLength());
        var text = JsonSerializer.Serialize(export);
        Assert.Contains(centre.Cast.SouthTrainee.Email, text, StringComparison.Ordinal);
        Assert.DoesNotContain(centre.Cast.NorthTrainee.Email, text, StringComparison.Ordinal);
        foreach (var secret in (string[])["password_hash", "token_hash", "reply_token", "security_stamp"]) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    /// <summary>A table that comes to know people has to say here what becomes of it.</summary>
    [Fact]
    public async Task No_table_that_knows_people_is_forgotten()
    {
        var known = await centre.Column<string>("""
            select distinct case table_schema when 'public' then '' else table_schema || '.' end || table_name from information_schema.columns
            where column_name in ('trainee_id', 'holder_name', 'date_of_birth') and table_schema in ('public', 'identity') and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')
            """);
        // And what hangs on an attempt, a place or a piece of evidence speaks of whom that is about.
        known.AddRange(await centre.Column<string>("""
            select distinct conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid in ('attempt'::regclass, 'place'::regclass, 'evidence'::regclass)
            """));
        Assert.Contains("ledger_text", known);
        Assert.Contains("trace_override", known);
        Assert.Empty(known.Except(PersonalData.Tables.Select(table => table.Table)));
    }

    private async Task<List<string>> BrokenAsync() => [.. (await centre.Ask(new CheckInvariants())).Invariants.SelectMany(each => each.Rows.Select(row => $"{each.Code}: {row}"))];

    private Task<Domain.Result<ErasureAnswer>> EraseAsync(Guid trainee) => centre.Ask(new EraseEngineer(new(trainee), centre.Cast.Administrator.Password), centre.Cast.Administrator);

    /// <summary>What lies ahead is over.</summary>
    private Task EndAllAsync(Guid trainee) => centre.Run($"""
        alter table appeal disable trigger appeal_stays; delete from appeal where trainee_id = '{trainee}' and outcome is null; alter table appeal enable always trigger appeal_stays;
        update practice set state = 'released', released_at = now() where trainee_id = '{trainee}' and state = 'booked';
        delete from reservation where practice_id in (select id from practice where trainee_id = '{trainee}');
        update waiting_entry set ended_at = now(), state = 'left' where id in (select waiting_entry_id from waiting_engineer where trainee_id = '{trainee}') and ended_at is null;
        """);

    private async Task<List<string>> TablesNamingAsync(params string[] names)
    {
        var found = new List<string>();
        foreach (var table in await centre.Column<string>("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'identity')"))
            foreach (var name in names)
                if (await centre.Value<int>($"select count(*) from {table} t where t::text ilike '%' || $1 || '%'", name) > 0) found.Add($"{table}: {name}");
        return found;
    }

    private Task<int> CountAsync(string table, Guid trainee) => centre.Value<int>($"select count(*) from {table} where trainee_id = $1", trainee);
}
