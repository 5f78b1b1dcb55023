using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What the clock does by itself.</summary>
public sealed class TendCohortTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    [Fact]
    public async Task A_hold_ends_in_its_minute_and_its_places_go_to_whoever_waits()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        var hold = (await North.Holds(cohort, 2)).Id();
        await South.Joins(cohort, 1);
        centre.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(10));
        await centre.SeeToCohorts();
        Assert.Equal(2, await centre.Value<int>("select count(*) from place where booking_id = $1 and state = 'held'", hold));

        centre.Clock.Advance(TimeSpan.FromTicks(10));
        await centre.SeeToCohorts();

        Assert.Equal(["hold-lapsed"], await centre.LettersAbout(hold));
        Assert.Equal(["cancelled lapsed"], await centre.Column<string>("select distinct state || ' ' || ended_because from place where booking_id = $1", hold));
        Assert.Equal([centre.Cast.SouthBooker.Provider!.Value], await centre.Column<Guid>("select provider_id from place where cohort_id = $1 and state = 'held'", cohort.Id));
    }

    [Fact]
    public async Task Places_without_a_name_lapse_when_names_are_due_and_cost_the_fee()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", engineers = new[] { Some.Engineer() }, unnamed = 1 }, Some.Key());
        var (named, unnamed) = (booked.PlaceIds()[0], booked.PlaceIds()[1]);
        var due = await centre.NamesDueAt(cohort);
        centre.ItIs(due.AddTicks(-10));
        await centre.SeeToCohorts();
        Assert.Equal(2, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));

        centre.ItIs(due);
        await centre.SeeToCohorts();
        await centre.SeeToCohorts();

        Assert.Equal(["place 140.00", "credit -140.00", "cancellation 70.00"], await centre.ChargesOf(unnamed));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(named));
        Assert.Equal(["names-lapsed"], await centre.LettersAbout(booked.Id()));
        Assert.Equal(1, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        await centre.AssertRefused(409, "no-open-places", () => North.Names(booked.Id(), [Some.Engineer()]));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Every_coordinator_is_asked_once_whether_it_goes_ahead()
    {
        var cohort = await centre.GivenACohortAhead();
        centre.ItIs(cohort.FirstDay.AddDays(-10), 8, 59);
        await centre.SeeToCohorts();
        Assert.Empty(await centre.LettersAbout(cohort.Id));

        centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
        await centre.SeeToCohorts();
        await centre.SeeToCohorts();
        Assert.Equal([centre.Cast.Coordinator.Account], await centre.Column<Guid>("select account_id from message where subject_id = $1 and kind = 'decision-due'", cohort.Id));
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_cohort_that_was_confirmed()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.ClientOf(centre.Cast.Coordinator).Post($"/api/v1/cohorts/{cohort.Id}/confirmation", null, Some.Key());
        centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
        await centre.SeeToCohorts();
        Assert.Empty(await centre.LettersAbout(cohort.Id));
    }

    [Fact]
    public async Task A_cohort_runs_from_its_first_session_and_is_completed_after_its_last()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        await North.Books(cohort, Some.Engineer());
        await South.Joins(cohort, 1, trainees: [centre.Cast.SouthTrainee.Trainee!.Value]);
        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts);
        await centre.SeeToCohorts();
        Assert.Equal(("running", "closed"), (await State(cohort), (await centre.Column<string>("select state from waiting_entry where cohort_id = $1", cohort.Id))[0]));
        // Whoever waited in vain is told, once.
        await centre.App.AskAsync(new Features.Places.TendCohort(new(cohort.Id)));
        Assert.Equal([centre.Cast.SouthBooker.Account], await centre.Column<Guid>("select account_id from message where subject_id = $1 and kind = 'waiting-closed'", cohort.Id));

        centre.Clock.SetUtcNow(cohort.Sessions[^1].During.Ends);
        await centre.SeeToCohorts();
        Assert.Equal("completed", await State(cohort));
        Assert.Empty(await centre.Broken());
    }

    [Theory]
    [InlineData("set roles = array_replace(roles, 'coordinator', 'manager')")]
    [InlineData("set lockout_end = '2999-01-01' where 'coordinator' = any (roles)")]
    public async Task Where_the_centre_has_no_coordinator_who_can_sign_in_its_administrators_are_asked_once(string without)
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.Run($"update identity.account {without}");
        try
        {
            centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
            await centre.SeeToCohorts();
            await centre.SeeToCohorts();
            Assert.Equal([centre.Cast.Administrator.Account], await centre.Column<Guid>("select account_id from message where subject_id = $1 and kind = 'decision-due'", cohort.Id));
            Assert.DoesNotContain(new(cohort.Id), await centre.App.AskAsync(new Features.Places.ListCohortsDue()));
        }
        finally
        {
            await centre.Run($"update identity.account set roles = array_replace(roles, 'manager', 'coordinator'), lockout_end = null where id = '{centre.Cast.Coordinator.Account}'");
        }
    }

    [Fact]
    public async Task Looked_at_again_nothing_more_happens()
    {
        var cohort = await centre.GivenACohortAhead(places: 4);
        await North.Holds(cohort, 2);
        await South.BooksUnnamed(cohort, 2);
        centre.ItIs(await centre.NamesDueAt(cohort));
        await centre.SeeToCohorts();
        var before = await centre.RowCounts();
        await centre.SeeToCohorts();
        await centre.App.AskAsync(new Features.Places.TendCohort(new(cohort.Id)));
        Assert.Equal(before, await centre.RowCounts());
    }

    private Task<string> State(GivenCohort cohort) => centre.Value<string>("select state from cohort where id = $1", cohort.Id);
}
