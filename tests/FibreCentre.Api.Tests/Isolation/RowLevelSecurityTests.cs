using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Isolation;

/// <summary>Two providers with a whole journey each.</summary>
public class TwoProviders : TestCentre
{
    internal Journey North { get; private set; } = null!;

    internal Journey South { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var brought = new List<(GivenCohort Cohort, Guid Place)>();
        foreach (var booker in new[] { Cast.NorthBooker, Cast.SouthBooker })
        {
            var cohort = await GivenACohort();
            brought.Add((cohort, (await GivenABooking(cohort, booker, Some.Engineer().Holding("FTC-110", "2030-01-01"))).Places[0].Id));
        }
        if (await this.GivenWholeJourneysFor(Cast.NorthTrainee, Cast.SouthTrainee) is not [var north, var south]) throw new InvalidOperationException();
        North = await GoingOnAsync(north, Cast.NorthBooker, brought[0].Cohort, brought[0].Place);
        South = await GoingOnAsync(south, Cast.SouthBooker, brought[1].Cohort, brought[1].Place);
        var soon = TestCentre.Time.DayOf(Clock.GetUtcNow());
        (North, South) = (North with { Practice = await this.GivenPractice(soon.AddDays(70), Cast.NorthTrainee) }, South with { Practice = await this.GivenPractice(soon.AddDays(77), Cast.SouthTrainee) });
        var closed = await ClientOf(Cast.Coordinator).TakesOut("closure", (await this.Serving(North.Session, "bay"))[0], TestCentre.Time.DayOf(Clock.GetUtcNow()).AddDays(60));
        (North, South) = (North with { Outage = closed.Id("id") }, South with { Outage = closed.Id("id") });
        var run = await this.GivenADraft(PlanningTalk.Wanted("FTC-101", soon.AddDays(90)));
        (North, South) = (North with { Run = run }, South with { Run = run });
        var facility = (await this.Bay("SB-1"), Cast.Instructor.Instructor!.Value, await Value<Guid>("select id from kit_item where serial_number = 'otdr-01'"), await Value<Guid>("select id from instructor_qualification where instructor_id = $1 and qualification = 'assessor'", Cast.Instructor.Instructor.Value));
        (North, South) = (North with { Facility = facility }, South with { Facility = facility });
        await Run("insert into invitation_reply (invitation_id, provider_id, trainee_id, sequence, answer, way, outcome, stamp, received_at, to_see) select id, provider_id, trainee_id, sequence, 'declined', 'link', 'applied', now(), now(), true from invitation");
        const string reply = "select min(id) from invitation_reply where trainee_id = $1";
        (North, South) = (North with { Reply = await Value<long>(reply, North.Trainee) }, South with { Reply = await Value<long>(reply, South.Trainee) });
        await SampleAsync();
        // A decision with feedback, so that no table is empty.
        await Run($"""
            insert into ledger_text select id, provider_id, trainee_id, 'Practise more.', decode(repeat('00', 16), 'hex') from ledger_entry where kind = 'decision';
            insert into idempotency_key values ('{Cast.NorthBooker.Account}', 'k', '\x00', '1', now()), ('{Cast.SouthBooker.Account}', 'k', '\x00', '1', now());
            """);
    }

    /// <summary>Everything signed has been drawn from, somebody was asked about the decisions that wait, and each provider has contested one.</summary>
    private async Task SampleAsync()
    {
        var draw = (await App.AskAsync(new Features.Quality.DrawSample())).Draw!.Value;
        foreach (var journey in new[] { North, South }) await App.AskAsync(new Features.Quality.ReviewDecision(journey.Decision, Domain.Quality.ReviewVerdict.Query, "Which helmet was worn?"), Cast.Iqa.Actor);
        (North, South) = (North with { Draw = draw, Appeal = await ContestAsync(North, Cast.NorthBooker) }, South with { Draw = draw, Appeal = await ContestAsync(South, Cast.SouthBooker) });

        async Task<Guid> ContestAsync(Journey journey, Person booker) => (await App.AskAsync(new Features.Quality.MakeAppeal(journey.Contested, "Too easy."), booker.Actor)).Id;
    }

    /// <summary>A decision that waits for its second signature, and places that can still be given back.</summary>
    private async Task<Journey> GoingOnAsync(Journey journey, Person booker, GivenCohort cohort, Guid place)
    {
        var unit = (await this.UnitsOf(cohort.Course))[0];
        await this.GivenPresent(cohort, place);
        await this.GivenAllMet(place, unit);
        await App.AskAsync(new KeepEntry(Guid.NewGuid(), new(cohort.Sessions[0].Id), new(place), new(await Value<Guid>("select trainee_id from place where id = $1", place)), new(Domain.Assessment.AttendanceMark.Present), new(), Clock.GetUtcNow()), Cast.Instructor.Actor);
        var waiting = await App.AskAsync(new SignOff(new(place), unit.Code, null, Cast.Instructor.Password), Cast.Instructor.Actor);
        var open = await GivenABooking(await GivenACohort(), booker, engineers: 3);
        var import = await App.AskAsync(new PreviewEngineers("engineers.csv", "First name,Last name,E-mail,Date of birth\nAma,Osei,ama.osei@example.org,27/3/1994\n"u8.ToArray()), booker.Actor);
        var outside = await this.GivenAnOutsideCertificate(booker, journey.Trainee);
        var evidence = await App.AskAsync(new Features.Evidence.AddStatement(new(Guid.NewGuid()), new(place), (await this.UnitsOf(cohort.Course))[1].Code, null, null, "Grace Lim", "Site supervisor", "I saw it done."), Cast.Instructor.Actor);
        return journey with
        {
            Evidence = evidence.Id,
            Contested = journey.Decision, Decision = waiting.DecisionId, OpenBooking = open.BookingId, OpenPlaces = [.. open.Places.Select(each => each.Id)], Provider = booker.Provider!.Value, Import = import.Id, OutsideCertificate = outside,
            Webhook = await HookAsync(booker), Channel = await HookAsync(Cast.Coordinator, "Intranet"), Screen = (await App.AskAsync(new Features.Screens.MakeScreen("Entrance"), Cast.Coordinator.Actor)).Id,
            Kept = await WaitAndKeepAsync(booker, booker == Cast.NorthBooker ? Cast.NorthTrainee : Cast.SouthTrainee),
        };
    }

    private async Task<(Guid, long)> HookAsync(Person booker, string? name = null)
    {
        var hook = await App.AskAsync(new Features.Webhooks.AddWebhook($"https://hooks.example.org/{booker.Provider}", [], name), booker.Actor);
        await App.AskAsync(new Features.Webhooks.PingWebhook(new(hook.Id)), booker.Actor);
        return (hook.Id, await Value<long>("select max(id) from webhook_delivery where webhook_id = $1", hook.Id));
    }

    /// <summary>In line for a cohort that is full, and passed over once; places kept on another; a price agreed.</summary>
    private async Task<(Guid, Guid, Guid)> WaitAndKeepAsync(Person booker, Person trainee)
    {
        var full = await GivenACohort(c => c.WithPlaces(1));
        await GivenABooking(full, booker);
        var entry = await App.AskAsync(new JoinWaitingList(new(full.Id), 1, Together: true, Automatic: false, null, [trainee.Trainee!.Value]), booker.Actor);
        await Run($"insert into waiting_pass (waiting_entry_id, provider_id, cohort_id, at, places_free, reason) values ('{entry.Id}', '{booker.Provider}', '{full.Id}', now(), 1, 'Wants 2 together; 1 came free.')");
        var roomy = await GivenACohort();
        var kept = await App.AskAsync(new KeepPlaces(new(roomy.Id), new(booker.Provider!.Value), 2, roomy.FirstDay.AddDays(-1)), Cast.Coordinator.Actor);
        var agreed = await App.AskAsync(new AgreePrice(new(booker.Provider.Value), new("FTC-210"), 700m, new(2030, 1, 1), new(2030, 12, 31)), Cast.Coordinator.Actor);
        return (entry.Id, kept.AllocationId, agreed.Id);
    }
}

/// <summary>The program forgets everything; the database alone decides.</summary>
public sealed class RowLevelSecurityTests(TwoProviders centre) : IClassFixture<TwoProviders>
{
    [Fact]
    public async Task With_nothing_set_nothing_is_seen()
    {
        foreach (var table in await TenantTablesAsync()) Assert.True(await CountAsync(Actor.Nobody with { Scope = (TenantScope)99 }, table, "true") == 0, table);
    }

    [Fact]
    public async Task A_booker_sees_its_providers_rows_and_nobody_elses()
    {
        var booker = centre.Cast.NorthBooker.Actor;
        foreach (var table in await TenantTablesAsync())
        {
            var foreign = $"{ProviderColumn(table)} is distinct from '{booker.ProviderId}'";
            // The centre's own bays and instructors of a session are no secret, and have no provider.
            if (table == "reservation") foreign += " and provider_id is not null";
            Assert.True(await CountAsync(booker, table, foreign) == 0, table);
            if (Internal.Contains(table) || table is "criterion_mark" or "bay_entry" or "evidence" or "trace" or "trace_finding" or "trace_override" or "audit_entry" or "waiting_pass" or "wall_screen" or "timetable_entry") Assert.True(await CountAsync(booker, table, "true") == 0, $"{table} is the centre's own");
            else Assert.True(await CountAsync(booker, table, "true") > 0, $"{table} shows the booker nothing: the test sees nothing either");
        }
    }

    [Fact]
    public async Task A_trainee_sees_its_own_rows_and_no_colleagues()
    {
        var trainee = centre.Cast.NorthTrainee.Actor;
        foreach (var table in (await TenantTablesAsync()).Where(table => table is not ("provider" or "idempotency_key")))
        {
            var own = table switch
            {
                _ when Internal.Contains(table) => "false",
                "trainee" => $"id = '{trainee.TraineeId}'", "reservation" => $"provider_id is null or resource_id = '{trainee.TraineeId}'",
                "booking" or "criterion_mark" or "bay_entry" or "evidence" or "trace" or "trace_finding" or "trace_override" or "audit_entry" or "allocation" or "waiting_entry" or "waiting_pass" or "price_agreement" or "charge" or "webhook" or "webhook_delivery" or "engineer_import" or "engineer_import_row" or "wall_screen" or "timetable_entry" => "false",
                _ => $"trainee_id = '{trainee.TraineeId}'",
            };
            Assert.True(await CountAsync(trainee, table, $"({own}) is not true") == 0, table);
        }
        Assert.Equal(1, await CountAsync(trainee, "trainee", "true"));
        Assert.Equal(1, await CountAsync(trainee, "provider", "true"));
    }

    [Fact]
    public async Task Who_holds_a_certificates_address_sees_that_one_certificate()
    {
        var holder = Actor.Holding(TenantScope.Public, centre.North.PublicId);
        foreach (var table in await TenantTablesAsync()) Assert.True(await CountAsync(holder, table, "true") == (table == "certificate" ? 1 : 0), table);
        Assert.Equal(0, await CountAsync(Actor.Holding(TenantScope.Public, "guessed"), "certificate", "true"));
    }

    [Fact]
    public async Task Who_holds_a_feeds_token_sees_that_one_feed()
    {
        var holder = Actor.Holding(TenantScope.Feed, AddressToken.HashOf(centre.North.FeedToken));
        Assert.Equal(1, await CountAsync(holder, "calendar_feed", "true"));
        Assert.Equal(0, await CountAsync(Actor.Holding(TenantScope.Feed, AddressToken.HashOf("guessed")), "calendar_feed", "true"));
        Assert.Equal(0, await CountAsync(holder, "invitation", $"trainee_id <> '{centre.North.Trainee}'"));
        Assert.Equal(0, await CountAsync(holder, "timetable_entry", $"subject_id <> '{centre.North.Trainee}'"));
        foreach (var table in new[] { "invitation", "timetable_entry" }) Assert.True(await CountAsync(holder, table, "true") > 0, $"{table} shows the holder nothing: the test sees nothing either");
        foreach (var table in (await TenantTablesAsync()).Where(table => table is not ("calendar_feed" or "invitation" or "timetable_entry"))) Assert.True(await CountAsync(holder, table, "true") == 0, table);
        foreach (var table in await TenantTablesAsync()) Assert.True(await CountAsync(Actor.Holding(TenantScope.Feed, AddressToken.HashOf("guessed")), table, "true") == 0, table);
    }

    [Fact]
    public async Task Who_holds_the_address_of_the_whole_centre_sees_its_timetable_and_nobody_on_it()
    {
        var token = (await centre.App.AskAsync(new Features.Feeds.MakeFeed(Domain.Feeds.FeedKind.Centre), centre.Cast.Manager.Actor)).Token;
        var holder = Actor.Holding(TenantScope.Feed, AddressToken.HashOf(token));

        Assert.True(await CountAsync(holder, "timetable_entry", "true") > 0);
        Assert.Equal(0, await CountAsync(holder, "timetable_entry", $"subject_id <> '{Guid.Empty}'"));
        foreach (var table in (await TenantTablesAsync()).Where(table => table is not ("calendar_feed" or "timetable_entry"))) Assert.True(await CountAsync(holder, table, "true") == 0, table);
        Assert.Equal(0, await RunAsync(holder, "update calendar_feed set revoked_at = now()"));
    }

    [Fact]
    public async Task Who_holds_an_invitations_token_sees_that_one_invitation()
    {
        var token = await centre.Value<string>("select reply_token from invitation where trainee_id = $1 limit 1", centre.North.Trainee);
        var (holder, guesser) = (Actor.Holding(TenantScope.Answer, token), Actor.Holding(TenantScope.Answer, "guessed"));
        foreach (var table in await TenantTablesAsync())
        {
            Assert.True(await CountAsync(holder, table, "true") == (table == "invitation" ? 1 : 0), table);
            Assert.True(await CountAsync(guesser, table, "true") == 0, table);
        }
        Assert.Equal(0, await RunAsync(holder, "update invitation set withdrawn = true"));
    }

    [Fact]
    public async Task Who_holds_a_screens_token_sees_that_one_screen_and_what_serves_sessions()
    {
        var token = (await centre.App.AskAsync(new Features.Screens.MakeScreen("Canteen"), centre.Cast.Coordinator.Actor)).Token;
        var (holder, guesser) = (Actor.Holding(TenantScope.Screen, AddressToken.HashOf(token)), Actor.Holding(TenantScope.Screen, AddressToken.HashOf("guessed")));

        Assert.Equal(1, await CountAsync(holder, "wall_screen", "true"));
        Assert.True(await CountAsync(holder, "reservation", "true") > 0, "The screen sees no session's bay: the test sees nothing either");
        Assert.Equal(0, await CountAsync(holder, "reservation", "provider_id is not null or purpose <> 'session' or resource_kind = 'trainee'"));
        foreach (var table in await TenantTablesAsync())
        {
            Assert.True(table is "wall_screen" or "reservation" || await CountAsync(holder, table, "true") == 0, table);
            Assert.True(await CountAsync(guesser, table, "true") == 0, table);
        }
        Assert.Equal(0, await RunAsync(holder, "update wall_screen set name = 'Mine'"));
    }

    [Fact]
    public async Task A_booker_cannot_write_for_another_provider()
    {
        var south = centre.Cast.SouthBooker.Provider!.Value;
        var insert = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(centre.Cast.NorthBooker.Actor,
            $"insert into booking values (gen_random_uuid(), 'B-STOLEN', '{south}', '{centre.South.Cohort.Id}', 'PO', gen_random_uuid(), now())"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, insert.SqlState);
        Assert.Equal(0, await RunAsync(centre.Cast.NorthBooker.Actor, $"update place set price = 0 where provider_id = '{south}'"));
        Assert.Equal(0, await RunAsync(centre.Cast.NorthBooker.Actor, $"delete from reservation where place_id = '{centre.South.Place}'"));
    }

    [Fact]
    public async Task A_thousand_requests_that_share_two_connections_never_cross() => Assert.Equal(0, await CrossingsAsync(requests: 1000));

    [Fact]
    public async Task The_same_thousand_with_the_policies_opened_do_cross()
    {
        await centre.Run("create policy opened on trainee using (true); create policy opened on provider using (true)");
        try
        {
            Assert.NotEqual(0, await CrossingsAsync(requests: 40));
        }
        finally
        {
            await centre.Run("drop policy opened on trainee; drop policy opened on provider");
        }
    }

    private async Task<int> CrossingsAsync(int requests)
    {
        await using var app = new CentreApp(centre.ConnectionString + ";Maximum Pool Size=2;Minimum Pool Size=2", centre.Clock);
        (Person Who, string Sees)[] askers = [(centre.Cast.NorthBooker, "Northway Networks"), (centre.Cast.SouthBooker, "Southern Fibre"), (centre.Cast.NorthTrainee, "Northway Networks")];
        var crossings = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var (who, sees) = askers[number % askers.Length];
            var foreign = number % 2 == 0
                ? (await app.AskAsync(new ListTrainees(), who.Actor)).Trainees.Count(each => each.Provider != sees)
                // A refusal rolls back; what the connection was told must not outlive that either.
                : (await app.SendAsync(new ShowBooking(new(sees[0] == 'N' ? centre.South.Booking : centre.North.Booking)), who.Actor)).Succeeded ? 1 : 0;
            Interlocked.Add(ref crossings, foreign);
        });
        return crossings;
    }

    /// <summary>Quality assurance and drafts of the timetable are the centre's own.</summary>
    private static readonly string[] Internal = ["sampling_plan", "sampling_draw", "considered_decision", "quality_review", "planning_weights", "planning_run"];

    private Task<List<string>> TenantTablesAsync() => centre.Column<string>("select relname::text from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace order by 1");

    private string ProviderColumn(string table) => table switch
    {
        "provider" => "id", "wall_screen" or "timetable_entry" or "trace" or "trace_finding" or "trace_override" => "null::uuid", _ when Internal.Contains(table) => "null::uuid",
        "idempotency_key" => $"case when actor_id = '{centre.Cast.NorthBooker.Account}' then '{centre.Cast.NorthBooker.Provider}'::uuid end",
        _ => "provider_id",
    };

    private async Task<long> CountAsync(Actor actor, string table, string where) =>
        await InScopeAsync(actor, $"select count(*) from {table} where {where}", async command => (long)(await command.ExecuteScalarAsync())!);

    private Task<int> RunAsync(Actor actor, string sql) => InScopeAsync(actor, sql, command => command.ExecuteNonQueryAsync());

    private async Task<T> InScopeAsync<T>(Actor actor, string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = await centre.AsProduct.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (Enum.IsDefined(actor.Scope))
        {
            await using var scope = new NpgsqlCommand("select set_config('app.scope', $1, true), set_config('app.provider_id', $2, true), set_config('app.trainee_id', $3, true), set_config('app.actor_id', $4, true), set_config('app.secret', $5, true)", connection);
            foreach (var value in new[] { actor.Scope.ToString().ToLowerInvariant(), $"{actor.ProviderId}", $"{actor.TraineeId}", $"{actor.AccountId}", actor.Secret ?? "" }) scope.Parameters.Add(new() { Value = value });
            await scope.ExecuteNonQueryAsync();
        }
        await using var command = new NpgsqlCommand(sql, connection);
        return await run(command);
    }
}
