using FibreCentre.Api.CommandLine;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Audit;

/// <summary>A centre in which everything has happened that an invariant speaks of.</summary>
public sealed class BusyCentre : TestCentre
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var (north, south, staff) = (ClientOf(Cast.NorthBooker), ClientOf(Cast.SouthBooker), ClientOf(Cast.Coordinator));
        // What is long over first, since the clock only goes forward.
        var (gone, later) = (await this.GivenACohortAhead(), await this.GivenACohortAhead(days: 60, places: 10));
        var late = await north.Books(gone, Some.Engineer(), Some.Engineer());
        this.ItIs(gone.FirstDay.AddDays(-3), 9);
        await north.Cancels(late.Id(), [late.PlaceIds()[0]]);
        await staff.Post($"/api/v1/cohorts/{gone.Id}/cancellation", new { moveTo = later.Id }, Some.Key());
        var (open, full) = (await this.GivenACohortAhead(places: 10), await this.GivenACohortAhead(places: 2));
        var booked = await north.Books(open, Some.Engineer(), Some.Engineer(), Some.Engineer());
        await north.BooksUnnamed(open, 1);
        await north.Transfers(booked.PlaceIds()[2], later);
        await north.Cancels(booked.Id(), [booked.PlaceIds()[1]]);
        // Of what is held some is given back before the rest is ordered: that was never owed.
        var some = await north.Holds(open, 2);
        await north.Cancels(some.Id(), [(await this.PlacesOf(some.Id()))[0]]);
        await north.Confirms(some.Id());
        await south.Holds(open, 2);
        await staff.Keeps(open, Cast.SouthBooker, 2, open.FirstDay.AddDays(-7));
        var taken = await south.Books(full, Some.Engineer(), Some.Engineer());
        await north.Joins(full, 2);
        await south.Joins(full, 1);
        await south.Cancels(taken.Id(), [taken.PlaceIds()[0]]);
        await staff.Post("/api/v1/outages", new { kind = "maintenance", resource = await Value<Guid>("select id from bay where code = 'SB-1'"), firstDay = later.FirstDay.AddDays(7), lastDay = later.FirstDay.AddDays(8), reason = "New lamps" }, Some.Key());
        await ClientOf(Cast.Manager).Post("/api/v1/api-keys", new { name = "by a key", scopes = new[] { "read" }, days = 30 });
        await this.GivenPractice(later.FirstDay.AddDays(9));
    }
}

public sealed class InvariantTests(BusyCentre centre) : IClassFixture<BusyCentre>
{
    /// <summary>What breaks each; with triggers off, and without the constraints that would have refused it.</summary>
    private static readonly (string Code, string Sql)[] Breaks =
    [
        ("nothing-in-two-places", "alter table reservation drop constraint nothing_in_two_places; update reservation set during = '[2030-01-01, 2030-01-02)' where resource_kind = 'trainee'"),
        ("places-taken", "update cohort set places_taken = places_taken - 1 where places_taken > 0"),
        ("places-kept", "update cohort set places_kept = places_kept - 1 where places_kept > 0"),
        ("never-oversold", "alter table cohort drop constraint cohort_never_oversold; update cohort set capacity = 1, minimum_size = 1 where places_taken > 1"),
        ("allocations", "update allocation set used = used + 1 where released_at is null"),
        ("allocations", "update place set allocation_id = (select id from allocation limit 1) where state = 'confirmed' and allocation_id is null"),
        ("named-and-reserved", "delete from reservation where resource_kind = 'trainee'"),
        ("named-and-reserved", "update reservation set during = tstzrange(lower(during), upper(during) + interval '1 minute') where resource_kind = 'trainee'"),
        ("reserved-and-named", "update place set trainee_id = null where state = 'confirmed'"),
        ("reserved-and-named", "update place set state = 'cancelled', ended_because = 'cancelled', cancelled_at = now() where trainee_id is not null and state = 'confirmed'"),
        ("sessions-served", "update reservation set during = tstzrange(lower(during) + interval '1 minute', upper(during)) where resource_kind = 'bay' and purpose = 'session'"),
        ("outages", "delete from reservation where outage_id is not null"),
        ("outages", "update outage set state = 'withdrawn' where state = 'in-force'"),
        ("practice", "delete from reservation where practice_id is not null and resource_kind = 'bay'"),
        ("practice", "update practice set state = 'released', released_at = now()"),
        ("calendars", "update session set during = tstzrange(lower(during), upper(during) + interval '1 minute')"),
        ("calendars", "update timetable_entry set withdrawn = true where session_id is not null"),
        ("calendars", "update timetable_entry set withdrawn = false where subject_id <> '00000000-0000-0000-0000-000000000000'; delete from reservation where resource_kind = 'bay' and purpose = 'session'; update session set served_by = array(select r.resource_id from reservation r where r.session_id = session.id and r.resource_kind in ('bay', 'instructor') order by 1)"),
        ("calendars", "update session set served_by = '{}'"),
        ("calendars", "delete from timetable_entry where practice_id is not null"),
        ("instructors-hours", "update instructor set max_minutes_day = 30"),
        ("instructors-hours", "update instructor set max_minutes_week = 30"),
        ("charges", "insert into charge (provider_id, booking_id, place_id, kind, amount, at) select provider_id, booking_id, id, 'place', price, now() from place where state = 'confirmed' limit 1"),
        ("charges", "insert into charge (provider_id, booking_id, place_id, kind, amount, at) select provider_id, booking_id, id, 'place', price, now() from place where state = 'held' limit 1"),
        ("charges", "insert into charge (provider_id, booking_id, place_id, kind, amount, at) select provider_id, booking_id, id, 'credit', -price, now() from place where state = 'confirmed' limit 1"),
        ("charges", "insert into charge (provider_id, booking_id, place_id, kind, amount, at) select provider_id, booking_id, id, 'cancellation', price, now() from place where ended_because = 'cancelled' and exists (select from charge c where c.place_id = place.id and c.kind = 'cancellation') limit 1"),
        ("charges", "insert into charge (provider_id, booking_id, place_id, kind, amount, at, reason) select provider_id, booking_id, id, 'waiver', -price, now(), 'x' from place where ended_because = 'cancelled' limit 1"),
        ("charges", "update place set price = price + 1 where state = 'confirmed'"),
        ("charges", "insert into place (id, booking_id, provider_id, cohort_id, state, ended_because, price, free_until, booked_at, cancelled_at) select gen_random_uuid(), booking_id, provider_id, cohort_id, 'cancelled', 'cancelled', price, free_until, booked_at, booked_at + interval '1 hour' from place where state = 'confirmed' limit 1"),
        ("free-as-promised", "update place set free_until = '2100-01-01' where exists (select from charge c where c.place_id = place.id and c.kind = 'cancellation')"),
        ("free-as-promised", "update place set free_until = free_until - 1 where state = 'confirmed'"),
        ("booking-and-places", "update place set state = 'confirmed' where state = 'held'"),
        ("booking-and-places", "update booking set lapsed_at = now() where held_until is not null"),
        ("booking-and-places", "update booking set held_until = null, purchase_order = 'PO' where held_until is not null"),
        ("booking-and-places", "update place set state = 'cancelled', ended_because = 'lapsed', cancelled_at = now() where state = 'held'"),
        ("booking-and-places", "update booking set cohort_id = (select id from cohort c where c.id <> booking.cohort_id limit 1)"),
        ("holds-end", "update booking set held_until = '2020-01-01' where held_until is not null"),
        ("offers", "update waiting_entry set offered = offered + 1 where ended_at is null"),
        ("offers", "update booking set lapsed_at = now() where waiting_entry_id is not null"),
        ("turns", "update waiting_entry set cohort_id = (select id from cohort c where c.id <> waiting_entry.cohort_id limit 1) where offered > 0"),
        ("nobody-waits-for-free-places", "update cohort set capacity = capacity + 5"),
        ("waiting-ends", "update cohort set state = 'running'"),
        ("names", "update cohort set names_due_at = '2020-01-01'"),
        ("allocations-end", "update allocation set release_at = '2020-01-01'"),
        ("invited", "update invitation set withdrawn = true"),
        ("withdrawn", "update invitation set withdrawn = false"),
        ("letters", "update message set subject_id = gen_random_uuid() where subject_id is not null"),
        ("on-the-wire", "update message set state = 'transmitting', claimed_at = '2020-01-01'"),
        ("transfers", "update place set transferred_from = null"),
        ("cancelled-cohorts", "update cohort set state = 'cancelled'"),
        ("made-keys", "update identity.api_key set scopes = array['sweep'] where made_with is not null"),
        ("made-keys", "update identity.api_key set scopes = scopes || array['keys'] where made_with is not null"),
        ("made-keys", "update identity.api_key set expires_at = expires_at + interval '100 years' where made_with is not null"),
        ("made-keys", "update identity.api_key set revoked_at = now() where made_with is null"),
        ("made-keys", "update identity.api_key set account_id = (select id from identity.account a where a.id <> api_key.account_id limit 1) where made_with is not null"),
        ("ledger-words", $"{Line(1, "certificate", """{"holderHash":"0"}""")}; {Words}"),
        ("issued", $"{Line(1, "certificate", """{"number":"FTC-1"}""")}; {Certificate("Somebody")}"),
        ("certified", $"{Line(1, "certificate", "{}")}; {Words}; {Certificate("Somebody else")}"),
        ("certified", $"{Line(1, "decision", "{}")}; {Line(2, "correction", "{}")}; {Certificate("Somebody")}"),
        ("evidence-signed", Line(1, "decision", """{"evidence":[{"kind":"photo","hash":"0"}]}""")),
        ("evidence-signed", $"{Line(1, "decision", "{}")}; {Evidence("'U1'", "now() - interval '1 day'")}"),
        ("evidence-belongs", $"{Line(1, "decision", "{}")}; {Evidence("'U2'", "now() - interval '1 day'")}"),
        ("evidence-belongs", $"{Line(1, "decision", "{}")}; {Evidence("'U1'", "now() + interval '1 day'")}"),
        ("traces-explained", Line(1, "decision", """{"criteria":[{"code":"C1","outcome":"met","proposed":"not-met"}]}""")),
        ("traces-are-evidence", $"{Line(1, "decision", "{}")}; {Evidence("'U1'", "now() - interval '1 day'")}; insert into trace (evidence_id, fibre, direction, confirmed_by, confirmed_at) values (md5('evidence')::uuid, '1', 'a-to-b', md5('x')::uuid, now())"),
        ("traces-are-evidence", "insert into trace_finding (place_id, unit_code, criterion, outcome, readings, sentence, rests_on, found_at) select id, 'U1', 'C1', 'met', '{}', 'x', '[]', now() from place limit 1"),
        ("sample", $"{Line(1, "decision", "{}")}; {Draw}"),
        ("sample", $"{Line(1, "decision", "{}")}; {Draw}; {Considered(percent: 100, drawn: false)}"),
        ("sample", $"{Line(1, "decision", "{}")}; {Draw}; {Considered(percent: 0, drawn: true)}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Considered(percent: 0, drawn: false)}; {Review(1, "agreed", "md5('reviewer')::uuid")}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Line(2, "countersignature", "{}")}; {Considered(percent: 100, drawn: true)}; {Review(1, "agreed", "md5('signer2')::uuid")}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Considered(percent: 100, drawn: true)}; {Review(2, "agreed", "md5('reviewer')::uuid")}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Considered(percent: 100, drawn: true)}; {Review(1, "answered", "md5('signer1')::uuid")}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Considered(percent: 100, drawn: true)}; {Review(1, "queried", "md5('reviewer')::uuid")}; {Review(2, "agreed", "md5('reviewer')::uuid")}"),
        ("reviews", $"{Line(1, "decision", "{}")}; {Line(2, "correction", "{}")}; {Considered(percent: 100, drawn: true)}; {Review(1, "overturned", "md5('reviewer')::uuid", "md5('line2')::uuid")}"),
        ("appeals", $"{Line(1, "decision", "{}")}; {Line(2, "correction", "{}")}; {Appeal("md5('signer2')::uuid", "upheld", "md5('line2')::uuid")}"),
        ("appeals", $"{Line(1, "decision", "{}")}; {Line(2, "appeal", """{"outcome":"upheld"}""")}; {Appeal("md5('signer2')::uuid", "upheld", "md5('line2')::uuid")}"),
        ("appeals", $"{Line(1, "decision", "{}")}; {Line(2, "appeal", """{"outcome":"dismissed"}""")}; {Appeal("md5('judge')::uuid", "dismissed", "md5('line2')::uuid")}"),
        ("appeals", $"{Line(1, "decision", "{}")}; {Line(2, "countersignature", "{}")}; {Appeal("md5('signer2')::uuid", null, null)}"),
        ("appeals", $"{Line(1, "decision", "{}")}; {Line(2, "appeal", """{"outcome":"dismissed"}""")}"),
        ("cohorts-follow-the-clock", "update cohort set booking_closes_at = '2020-01-01'"),
    ];

    private const string Draw = "insert into sampling_draw values (md5('draw')::uuid, null, 1, sha256('seed'), now())";

    private static string Considered(int percent, bool drawn) =>
        $"insert into considered_decision values (md5('line1')::uuid, md5('draw')::uuid, '5a3b1e00-0000-7000-8000-000000000000', 1, 'interim', false, 0, 0, 0, 0, 0, 0, '{{}}', {percent}, {drawn})";

    private static string Review(int step, string kind, string by, string correction = "null") =>
        $"alter table quality_review disable trigger all; insert into quality_review (decision_id, step, kind, said_by, assessor, at, correction) values (md5('line1')::uuid, {step}, '{kind}', {by}, md5('signer1')::uuid, now(), {correction})";

    private static string Appeal(string by, string? outcome, string? line) => $"""
        alter table appeal disable trigger all;
        insert into appeal select md5('appeal')::uuid, id, provider_id, trainee_id, signed_by, 'provider', md5('booker')::uuid, now(), 'Why', {by}, now(), {(outcome is null ? "null" : $"'{outcome}'")}, {(outcome is null ? "null" : "now()")}, {line ?? "null"} from ledger_entry where number = 1
        """;

    private const string Words = "insert into ledger_text select id, provider_id, trainee_id, 'Somebody', decode(repeat('00', 16), 'hex') from ledger_entry";

    /// <summary>A line about somebody who has a place, which follows the one before. A decision brings its attempt along.</summary>
    private static string Line(int number, string kind, string content) => $"""
        insert into attempt (id, provider_id, trainee_id, place_id, cohort_id, course_version_id, unit_code, number, started_by, started_at, decided_at)
          select md5('attempt')::uuid, p.provider_id, p.trainee_id, p.id, c.id, c.course_version_id, 'U1', 1, p.trainee_id, now(), now() from place p join cohort c on c.id = p.cohort_id where p.trainee_id is not null and '{kind}' = 'decision' order by p.id limit 1;
        alter table ledger_entry disable trigger appeal_line_of_its_judge;
        insert into ledger_entry (number, id, kind, provider_id, trainee_id, attempt_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash)
          select {number}, md5('line{number}')::uuid, '{kind}', provider_id, trainee_id, case '{kind}' when 'decision' then md5('attempt')::uuid end, case when '{kind}' in ('correction', 'countersignature', 'appeal') then md5('line1')::uuid end, md5('signer{number}')::uuid,
            case when '{kind}' in ('correction', 'countersignature', 'appeal') then md5('signer1')::uuid end, now(), '{content}', (select hash from ledger_head), sha256('line{number}') from place where trainee_id is not null order by id limit 1;
        update ledger_head set number = {number}, hash = sha256('line{number}')
        """;

    /// <summary>Which the decision on line 1 is said to rest on.</summary>
    private static string Evidence(string unit, string added) => $"""
        insert into evidence (id, provider_id, trainee_id, place_id, unit_code, kind, caption, hash, witness, witness_role, words, salt, added_by, added_at, decision_id)
          select md5('evidence')::uuid, a.provider_id, a.trainee_id, a.place_id, {unit}, 'statement', '', repeat('0', 64), 'W', 'R', 'Words', decode(repeat('00', 16), 'hex'), a.trainee_id, {added}, md5('line1')::uuid from attempt a where a.id = md5('attempt')::uuid
        """;

    private static string Certificate(string holder) => $"""
        insert into certificate (id, number, public_id, provider_id, trainee_id, place_id, course_code, course_version_id, course_title, holder_name, achieved_on, issued_at, ledger_entry_id)
          select md5('certificate')::uuid, 'FTC-1', repeat('x', 27), p.provider_id, p.trainee_id, p.id, c.course_code, c.course_version_id, c.title, '{holder}', current_date, now(), md5('line1')::uuid
          from place p join cohort c on c.id = p.cohort_id where p.trainee_id is not null order by p.id limit 1
        """;

    public static TheoryData<string, string> Controls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (code, sql) in Breaks) data.Add(code, sql);
            return data;
        }
    }

    [Fact]
    public async Task Everything_holds_of_a_busy_centre() => Assert.Empty(await centre.Broken());

    [Fact]
    public void Every_invariant_has_a_control_and_a_code_of_its_own()
    {
        Assert.Equal(Invariants.All.Select(each => each.Code).Order(StringComparer.Ordinal), Breaks.Select(each => each.Code).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Invariants.All.Count, Invariants.All.Select(each => each.Code).Distinct().Count());
    }

    /// <summary>In a transaction that is rolled back, so that the next control starts from a whole centre.</summary>
    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Broken_it_is_found(string code, string sql)
    {
        await using var connection = await centre.Everything.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var damage = connection.CreateCommand())
        {
            damage.CommandText = $"set local session_replication_role = replica; {sql}";
            await damage.ExecuteNonQueryAsync();
        }
        await using var look = connection.CreateCommand();
        look.CommandText = Invariants.All.Single(each => each.Code == code).Sql;
        if (look.CommandText.Contains("$1", StringComparison.Ordinal)) look.Parameters.Add(new() { Value = centre.Clock.GetUtcNow() });
        Assert.NotNull(await look.ExecuteScalarAsync());
    }

    [Fact]
    public async Task By_program_auditors_see_it_and_nobody_else()
    {
        await centre.AssertForbidden("GET", "/api/v1/audit", null, centre.Cast.Coordinator, centre.Cast.NorthBooker, centre.Cast.NorthTrainee);
        var answer = await centre.ClientOf(centre.Cast.Iqa).Get("/api/v1/audit");
        Assert.Equal((200, 0, Invariants.All.Count), (answer.Status, answer.Json.GetProperty("broken").GetInt32(), answer.Json.GetProperty("invariants").GetArrayLength()));
    }

    [Fact]
    public async Task Broken_in_the_night_it_is_logged_and_each_administrator_told_once_a_day()
    {
        var before = centre.App.Faults.Count;
        await NightAsync();
        Assert.Equal((before, 0), (centre.App.Faults.Count, await LettersAsync()));

        await centre.Run("update cohort set places_kept = places_kept + 1 where places_kept > 0");
        try
        {
            await NightAsync();
            await NightAsync();
            Assert.Contains(centre.App.Faults, fault => fault.Contains("Invariant places-kept is broken: cohort ", StringComparison.Ordinal));
            Assert.Equal(1, await LettersAsync());
            centre.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(1, await centre.Value<int>("select count(*) from message where kind = 'invariants-broken' and account_id = $1", centre.Cast.Administrator.Account));

            var page = await (await Support.Browser.OfAsync(centre, centre.Cast.Administrator)).Get("/audit");
            Assert.Contains("1 rule broken", page.Text, StringComparison.Ordinal);
            Assert.Equal((1, "BROKEN  places-kept"), await CommandAsync("BROKEN"));
        }
        finally
        {
            await centre.Run("update cohort set places_kept = places_kept - 1 where places_kept > 0");
        }
        Assert.Equal((0, ""), await CommandAsync("BROKEN"));
    }

    private Task<int> LettersAsync() => centre.Value<int>("select count(*) from message where kind = 'invariants-broken'");

    private async Task NightAsync()
    {
        await centre.App.Services.RunAsync<AuditInvariants>();
    }

    /// <summary>Its exit code, and what the first line that begins so says up to the colon.</summary>
    private async Task<(int Code, string Line)> CommandAsync(string begins)
    {
        var console = Console.Out;
        await using var said = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(said));
        try
        {
            var code = await CentreCommands.RunAsync(["audit"], centre.App.Services);
            return (code, said.ToString().Split('\n').FirstOrDefault(line => line.StartsWith(begins, StringComparison.Ordinal))?.Split(':')[0] ?? "");
        }
        finally
        {
            Console.SetOut(console);
        }
    }
}
