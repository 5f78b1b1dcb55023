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
        Assert.Equal(2, home.Booked);
        Assert.Equal(280m, home.MonthTotal);

        var other = await centre.App.AskAsync(new ShowProviderHome(), centre.Cast.SouthBooker.Actor);
        Assert.Empty(other.ToDo);
        Assert.Empty(other.Upcoming);
        Assert.Equal((0, 0m), (other.Booked, other.MonthTotal));
    }
}
