using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class ProviderHomeTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task It_names_what_has_a_deadline_and_what_lies_ahead_and_nothing_of_another_provider()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);
        var hold = await centre.App.AskAsync(new HoldPlaces(new(cohort.Id), 2), centre.Cast.NorthBooker.Actor);

        var home = await centre.App.AskAsync(new ShowProviderHome(), centre.Cast.NorthBooker.Actor);

        var due = Assert.Single(home.ToDo);
        Assert.Equal(("hold", hold.BookingId, 2), (due.Kind, due.BookingId, due.Places));
        Assert.Equal((cohort.Id, 2, 0), Assert.Single(home.Upcoming) is var ahead ? (ahead.CohortId, ahead.Places, ahead.Unnamed) : default);
        Assert.Equal((1, 2), (home.UpcomingTotal, home.Booked));
        Assert.Equal(280m, home.MonthTotal);

        var other = await centre.App.AskAsync(new ShowProviderHome(), centre.Cast.SouthBooker.Actor);
        Assert.Empty(other.ToDo);
        Assert.Empty(other.Upcoming);
        Assert.Equal((0, 0m), (other.Booked, other.MonthTotal));
    }

    [Fact]
    public async Task A_cohort_whose_last_places_are_kept_is_shown_to_whom_they_are_kept_for_as_one_to_take_before()
    {
        var before = await centre.GivenACohort(c => c.WithPlaces(2));
        var wanted = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        await centre.ClientOf(centre.Cast.Coordinator).Keeps(before, centre.Cast.NorthBooker, 2, before.FirstDay);
        await centre.Run($"update cohort set booking_closes_at = now() - interval '1 year' where course_code = 'FTC-101' and id <> '{before.Id}'");

        Assert.Equal([(before.Id, 2)], await BeforeAsync(centre.Cast.NorthBooker, centre.Cast.NorthTrainee));
        Assert.Empty(await BeforeAsync(centre.Cast.SouthBooker, centre.Cast.SouthTrainee));
        Assert.Empty(await BeforeAsync(centre.Cast.Coordinator, centre.Cast.NorthTrainee));

        async Task<IEnumerable<(Guid, int)>> BeforeAsync(Person who, Person trainee) =>
            (await centre.App.AskAsync(new ExplainEligibility(new(wanted.Id), new(trainee.Trainee!.Value)), who.Actor)).Before.GetValueOrDefault("FTC-101", []).Select(each => (each.Id, each.PlacesLeft));
    }
}
