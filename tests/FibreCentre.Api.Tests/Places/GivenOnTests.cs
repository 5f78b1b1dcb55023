using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What came free meets what is being booked in the same moment.</summary>
public sealed class GivenOnTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private Meeting Meeting => new(centre);

    [Fact]
    public async Task A_place_somebody_is_booking_is_not_given_to_the_line_as_well()
    {
        var (cohort, booked, cancelled) = await Meeting.BookedWhileGivenAsync();

        Assert.Equal((201, 200), (booked.Status, cancelled.Status));
        Assert.Equal((2, 1), (await Places(cohort, "capacity"), await Places(cohort, "places_taken")));
        Assert.Equal(2, await centre.Value<int>("select count(*) from waiting_pass where cohort_id = $1 and reason = 'Wants 2 together; 1 came free.'", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task A_turn_lost_because_the_engineer_was_booked_elsewhere_in_that_moment_is_written_down_and_the_next_is_served()
    {
        var (cohort, beside, ann, booked, cancelled) = await Meeting.LostTurnAsync();

        Assert.Equal((201, 200), (booked.Status, cancelled.Status));
        Assert.Equal("One of the engineers named was booked elsewhere in this moment.", await centre.Value<string>("select reason from waiting_pass where cohort_id = $1", cohort.Id));
        Assert.Equal(["waiting", "served"], await centre.Column<string>("select state from waiting_entry where cohort_id = $1 order by number", cohort.Id));
        Assert.Equal([centre.Cast.SouthBooker.Provider!.Value], await centre.Column<Guid>("select provider_id from place where cohort_id = $1 and state = 'confirmed'", cohort.Id));
        Assert.Equal([beside.Id], await centre.Column<Guid>("select distinct s.cohort_id from reservation r join session s on s.id = r.session_id where r.resource_id = $1", ann));
        Assert.Contains(
            "booked elsewhere in this moment",
            (await centre.ClientOf(centre.Cast.Coordinator).Get($"/api/v1/cohorts/{cohort.Id}/waiting-list")).Json.GetProperty("entries")[0].GetProperty("passedOver")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());
    }

    private Task<int> Places(GivenCohort cohort, string which) => centre.Value<int>($"select {which} from cohort where id = $1", cohort.Id);
}

/// <summary>The same with a guard taken away. What that spoils is in a database of its own.</summary>
public sealed class GivenOnWithoutGuardsTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const string WithoutConstraint = "alter table cohort drop constraint cohort_never_oversold";
    private const string WithConstraint = "alter table cohort add constraint cohort_never_oversold check (places_taken >= 0 and places_kept >= 0 and places_taken + places_kept <= capacity) not valid";
    private const string WithoutLock = "create or replace function lock_cohort(cohort uuid) returns void language sql volatile as 'select pg_sleep(0)'";

    private Meeting Meeting => new(centre);

    [Fact]
    public async Task Should_the_lock_be_forgotten_the_constraint_still_gives_it_once()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        await centre.Run(WithoutLock);
        try
        {
            var (cohort, booked, cancelled) = await Meeting.BookedWhileGivenAsync();
            Assert.Equal((409, "not-enough-places", 200), (booked.Status, booked.Problem, cancelled.Status));
            Assert.Equal(2, await Places(cohort, "places_taken"));
        }
        finally
        {
            await centre.Run(withLock);
        }
    }

    [Fact]
    public async Task Control_without_lock_and_constraint_one_freed_place_is_given_twice()
    {
        var withLock = await centre.Value<string>("select pg_get_functiondef('lock_cohort'::regproc)");
        await centre.Run($"{WithoutConstraint}; {WithoutLock}");
        try
        {
            var (cohort, booked, cancelled) = await Meeting.BookedWhileGivenAsync();
            Assert.Equal((201, 200), (booked.Status, cancelled.Status));
            Assert.Equal((2, 3), (await Places(cohort, "capacity"), await Places(cohort, "places_taken")));
            Assert.Equal(2, await centre.Value<int>("select offered from waiting_entry where cohort_id = $1", cohort.Id));
        }
        finally
        {
            await centre.Run($"{WithConstraint}; {withLock}");
        }
    }

    [Fact]
    public async Task Control_without_the_exclusion_constraint_the_engineer_is_in_two_places()
    {
        var constraint = await centre.Value<string>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'nothing_in_two_places'");
        await centre.Run("alter table reservation drop constraint nothing_in_two_places");
        try
        {
            var (cohort, beside, ann, _, _) = await Meeting.LostTurnAsync();
            Assert.Equal(
                new[] { cohort.Id, beside.Id }.Order(), await centre.Column<Guid>("select distinct s.cohort_id from reservation r join session s on s.id = r.session_id where r.resource_id = $1 order by 1", ann));
        }
        finally
        {
            // What the control has spoilt goes, or the constraint could not come back.
            await centre.Run($"delete from reservation a using reservation b where a.resource_id = b.resource_id and a.id > b.id and a.during && b.during; alter table reservation add constraint nothing_in_two_places {constraint}");
        }
    }

    private Task<int> Places(GivenCohort cohort, string which) => centre.Value<int>($"select {which} from cohort where id = $1", cohort.Id);
}

/// <summary>
/// Nothing is left to luck: a booking is stopped in the middle by a lock the test holds, and goes on when the other side has got as far as it can.
/// </summary>
internal sealed class Meeting(TestCentre centre)
{
    private const int Gate = 271828;

    /// <summary>Stops the booking that has this order number when it begins to write, or when everything is written and only COMMIT is left.</summary>
    private const string Stops = "PO-STOPS";

    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    /// <summary>
    /// Two places. One has come free and lies there, since who waits wants two together; somebody reads that it is free and is about to write. In that moment the other comes free.
    /// </summary>
    public async Task<(GivenCohort Cohort, Answer Booked, Answer Cancelled)> BookedWhileGivenAsync()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        var there = await South.Books(cohort, Some.Engineer(), Some.Engineer());
        await North.Joins(cohort, 2, together: true);
        await South.Cancels(there.Id(), [there.PlaceIds()[0]]);
        var (booked, cancelled) = await MeetAsync($"create trigger stop before insert on booking for each row when (new.purchase_order = '{Stops}') execute function stop()", cohort, there.Id(), there.PlaceIds()[1], Some.Engineer());
        return (cohort, booked, cancelled);
    }

    /// <summary>Full. First in line is somebody with Ann's name, who is being booked elsewhere at the same time; then one who sends anybody. The place comes free.</summary>
    public async Task<(GivenCohort Cohort, GivenCohort Beside, Guid Ann, Answer Booked, Answer Cancelled)> LostTurnAsync()
    {
        var engineer = Some.Engineer();
        var known = await North.Books(await centre.GivenACohortAhead(), engineer);
        var ann = known.Json.GetProperty("places")[0].GetProperty("traineeId").GetGuid();
        await North.Cancels(known.Id(), known.PlaceIds());
        var cohort = await centre.GivenACohortAhead(places: 1);
        var beside = await centre.GivenAnotherOn(cohort.FirstDay);
        var there = await South.Books(cohort, Some.Engineer());
        await North.Joins(cohort, 1, automatic: true, trainees: [ann]);
        await South.Joins(cohort, 1, automatic: true);
        var (booked, cancelled) = await MeetAsync(
            $"create constraint trigger stop after insert on booking deferrable initially deferred for each row when (new.purchase_order = '{Stops}') execute function stop()", beside, there.Id(), there.PlaceIds()[0], engineer, North);
        return (cohort, beside, ann, booked, cancelled);
    }

    /// <summary>Somebody books and is stopped; South cancels and comes as far as it can; then the booking goes on.</summary>
    private async Task<(Answer Booked, Answer Cancelled)> MeetAsync(string trigger, GivenCohort on, Guid booking, Guid place, Features.Places.EngineerDetails engineer, HttpClient? booker = null)
    {
        await centre.Run($"create function stop() returns trigger language plpgsql as $f$ begin perform pg_advisory_xact_lock({Gate}); return new; end $f$; {trigger}");
        try
        {
            await using var gate = new NpgsqlConnection(TemplateDatabase.To(centre.DatabaseName));
            await gate.OpenAsync();
            await ExecuteAsync(gate, $"select pg_advisory_lock({Gate})");
            var books = Task.Run(() => (booker ?? South).Post($"/api/v1/cohorts/{on.Id}/places", new { purchaseOrder = Stops, engineers = new[] { engineer } }, Some.Key()));
            await centre.UntilWaiting(1);
            var cancels = Task.Run(() => South.Cancels(booking, [place]));
            await Task.WhenAny(cancels, centre.UntilWaiting(2));
            await ExecuteAsync(gate, $"select pg_advisory_unlock({Gate})");
            return (await books, await cancels);
        }
        finally
        {
            await centre.Run("drop trigger stop on booking; drop function stop()");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
