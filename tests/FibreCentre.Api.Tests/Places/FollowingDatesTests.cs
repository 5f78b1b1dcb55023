using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What a cohort's dates carry with them when its first session moves. Each test has weeks of its own, so that bay and instructor are free on both days.</summary>
public sealed class FollowingDatesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    [Fact]
    public async Task Moved_so_near_that_names_would_be_due_at_once_there_is_still_a_day_for_them()
    {
        var cohort = await centre.GivenACohortAhead(days: 70);
        var booking = (await North.BooksUnnamed(cohort, 1)).Id();
        centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
        var now = centre.Clock.GetUtcNow();

        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));

        Assert.Equal(now.AddHours(24).UtcDateTime, await centre.NamesDueAt(cohort));
        await centre.SeeToCohorts();
        Assert.Equal(200, (await North.Names(booking, [Some.Engineer()])).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Holds_end_no_later_than_names_are_due_offers_and_kept_places_no_later_than_the_cohort_begins()
    {
        var cohort = await centre.GivenACohortAhead(days: 90, places: 12);
        await centre.ClientOf(centre.Cast.Coordinator).Keeps(cohort, centre.Cast.SouthBooker, 3, cohort.FirstDay.AddDays(-1));
        centre.ItIs(cohort.FirstDay.AddDays(-15), 9);
        var now = centre.Clock.GetUtcNow();
        var hold = (await North.Holds(cohort, 7)).Id();
        Assert.Equal(now.AddDays(7).UtcDateTime, await Until(hold));

        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));

        var due = await centre.NamesDueAt(cohort);
        Assert.Equal(due, await Until(hold));
        Assert.Equal(TestCentre.Time.At(cohort.FirstDay.AddDays(-7), TimeOnly.MinValue).UtcDateTime, await centre.Value<DateTime>("select release_at from allocation where cohort_id = $1", cohort.Id));

        // Moved away again nothing lasts longer than it was said to.
        await MovesTo(cohort, cohort.FirstDay, hour: 8);
        Assert.Equal(due, await Until(hold));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task An_offer_does_not_outlive_the_beginning()
    {
        var cohort = await centre.GivenACohortAhead(days: 130, places: 1);
        var booked = await South.Books(cohort, Some.Engineer());
        await North.Joins(cohort, 1, trainees: [centre.Cast.NorthTrainee.Trainee!.Value]);
        centre.ItIs(cohort.FirstDay.AddDays(-8), 9);
        await South.Cancels(booked.Id(), booked.PlaceIds());
        var offer = Assert.Single(await centre.Column<Guid>("select id from booking where cohort_id = $1 and waiting_entry_id is not null", cohort.Id));
        Assert.Equal(centre.Clock.GetUtcNow().AddHours(24).UtcDateTime, await Until(offer));

        await MovesTo(cohort, cohort.FirstDay.AddDays(-7), hour: 8);

        Assert.Equal(TestCentre.Time.At(cohort.FirstDay.AddDays(-7), new(8, 0)).UtcDateTime, await Until(offer));
    }

    [Fact]
    public async Task Staff_are_asked_whether_it_goes_ahead_at_the_new_moment_and_again_only_if_it_is_a_later_one()
    {
        var cohort = await centre.GivenACohortAhead(days: 150);
        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));
        centre.ItIs(cohort.FirstDay.AddDays(-17), 8, 59);
        await centre.SeeToCohorts();
        Assert.Empty(await AskedAsync(cohort));
        centre.ItIs(cohort.FirstDay.AddDays(-17), 9);
        await centre.SeeToCohorts();
        Assert.Equal(["decision-due"], await AskedAsync(cohort));

        await MovesTo(cohort, cohort.FirstDay, hour: 8);
        await centre.SeeToCohorts();
        Assert.Single(await AskedAsync(cohort));
        centre.ItIs(cohort.FirstDay.AddDays(-10), 9);
        await centre.SeeToCohorts();
        await centre.SeeToCohorts();
        Assert.Equal(2, (await AskedAsync(cohort)).Count);
        await MovesTo(cohort, cohort.FirstDay.AddDays(-7));
        await centre.SeeToCohorts();
        Assert.Equal(2, (await AskedAsync(cohort)).Count);

        Task<List<string>> AskedAsync(GivenCohort about) => centre.Column<string>("select kind from message where subject_id = $1 and kind = 'decision-due'", about.Id);
    }

    [Fact]
    public async Task A_whole_cohort_shifted_takes_it_along_as_well()
    {
        var cohort = await centre.GivenACohortAhead(days: 240);
        await centre.ClientOf(centre.Cast.Coordinator).Keeps(cohort, centre.Cast.SouthBooker, 1, cohort.FirstDay.AddDays(-1));
        var due = await centre.NamesDueAt(cohort);

        var shifted = await centre.ClientOf(centre.Cast.Coordinator).Shifts(cohort, cohort.FirstDay.AddDays(-7));

        Assert.True(shifted.Status == 200, $"{shifted}");
        Assert.True(await centre.NamesDueAt(cohort) < due.AddDays(-5));
        Assert.Equal(TestCentre.Time.At(cohort.FirstDay.AddDays(-7), TimeOnly.MinValue).UtcDateTime, await centre.Value<DateTime>("select release_at from allocation where cohort_id = $1", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task The_centre_shut_takes_along_what_hangs_on_both_cohorts_that_give_way()
    {
        var coordinator = centre.ClientOf(centre.Cast.Coordinator);
        var one = await centre.GivenACohortAhead(days: 260);
        var two = await centre.GivenAnotherOn(one.FirstDay);
        var due = await centre.NamesDueAt(one);
        var shut = await coordinator.TakesOut("centreClosure", null, one.FirstDay);

        var approved = await coordinator.Approves(shut.Id("id"));

        Assert.True(approved.Status == 200, $"{approved}");
        foreach (var cohort in new[] { one, two }) Assert.NotEqual(due, await centre.NamesDueAt(cohort));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Brought_nearer_by_the_centre_giving_a_place_up_is_free_for_as_long_as_was_promised_when_it_was_booked()
    {
        var cohort = await centre.GivenACohortAhead(days: 300);
        var (moved, promised) = (cohort.FirstDay.AddDays(-21), cohort.FirstDay.AddDays(-14));
        var before = await North.Books(cohort, Some.Engineer(), Some.Engineer(), Some.Engineer());
        await MovesTo(cohort, cohort.FirstDay, hour: 8);
        Assert.Null(await PromiseOf(before.Id()));
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Coordinator).Shifts(cohort, moved)).Status);
        var after = await North.Books(cohort, Some.Engineer(), Some.Engineer());

        // Late by the dates as they are now: half the price for who booked on them, nothing for who booked before.
        centre.ItIs(moved.AddDays(-3), 9);
        var cost = (await North.Get($"/api/v1/bookings/{before.Id()}/cancellation")).Json;
        Assert.Equal((0m, $"{promised:yyyy-MM-dd}"), (cost.GetProperty("fee").GetDecimal(), cost.GetProperty("freeUntil").GetString()));
        Assert.Contains("What was promised then still holds.", await PromiseOf(before.Id()), StringComparison.Ordinal);
        Assert.Equal(200, (await North.Cancels(before.Id(), [before.PlaceIds()[0]], expectedFee: 0)).Status);
        Assert.Equal(["place 140.00", "credit -140.00"], await centre.ChargesOf(before.PlaceIds()[0]));
        Assert.Null(await PromiseOf(after.Id()));
        await centre.AssertRefused(409, "cost-changed", () => North.Cancels(after.Id(), [after.PlaceIds()[0]], expectedFee: 0));
        Assert.Equal(200, (await North.Cancels(after.Id(), [after.PlaceIds()[0]], expectedFee: 70)).Status);

        // Whoever goes to other dates gives the old place up at the same cost.
        var other = await centre.GivenACohortAhead(days: 320);
        Assert.Equal(0, (await North.Transfers(before.PlaceIds()[1], other, expectedFee: 0)).Json.GetProperty("fee").GetDecimal());
        Assert.Empty(await centre.Broken());

        async Task<string?> PromiseOf(Guid booking) => (await North.Get($"/api/v1/bookings/{booking}/cancellation")).Json.GetProperty("promise").GetString();
    }

    [Fact]
    public async Task Moved_later_and_back_again_the_later_day_stands_and_places_that_lapse_without_a_name_cost_nothing_until_then()
    {
        var cohort = await centre.GivenACohortAhead(days: 340);
        var booking = await North.BooksUnnamed(cohort, 1);
        await centre.ClientOf(centre.Cast.Coordinator).Shifts(cohort, cohort.FirstDay.AddDays(14));
        Assert.Equal([cohort.FirstDay], await FreeUntil());
        await centre.ClientOf(centre.Cast.Coordinator).Shifts(cohort, cohort.FirstDay);
        Assert.Equal([cohort.FirstDay], await FreeUntil());

        centre.ItIs(await centre.NamesDueAt(cohort));
        await centre.SeeToCohorts();
        Assert.Equal(["place 140.00", "credit -140.00"], await centre.ChargesOf(booking.PlaceIds()[0]));
        Assert.Empty(await centre.Broken());

        Task<List<DateOnly>> FreeUntil() => centre.Column<DateOnly>("select free_until from place where booking_id = $1", booking.Id());
    }

    [Fact]
    public async Task A_session_that_is_not_the_first_carries_nothing_with_it()
    {
        var cohort = await centre.GivenACohortAhead(days: 180);
        await centre.ClientOf(centre.Cast.Coordinator).Keeps(cohort, centre.Cast.SouthBooker, 1, cohort.FirstDay.AddDays(-1));
        var before = (await centre.NamesDueAt(cohort), await centre.Value<DateTime>("select release_at from allocation where cohort_id = $1", cohort.Id));
        await MovesTo(cohort, cohort.FirstDay.AddDays(7), session: 1);
        Assert.Equal(before, (await centre.NamesDueAt(cohort), await centre.Value<DateTime>("select release_at from allocation where cohort_id = $1", cohort.Id)));
    }

    private Task<MovedSession> MovesTo(GivenCohort cohort, DateOnly day, int hour = 9, int session = 0) =>
        centre.App.AskAsync(new MoveSession(new(cohort.Sessions[session].Id), day, new(hour, 0), null), centre.Cast.Coordinator.Actor);

    private Task<DateTime> Until(Guid booking) => centre.Value<DateTime>("select held_until from booking where id = $1", booking);
}
