using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>A provider with more bookings ahead than its home shows.</summary>
public sealed class ProviderDeadlineTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task However_much_lies_ahead_before_it_no_deadline_is_left_out()
    {
        var (soon, later) = (await centre.GivenACohort(), await centre.GivenACohort());
        var booker = centre.Cast.SouthBooker;
        await centre.Run($"""
            set session_replication_role = replica;
            insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at) select gen_random_uuid(), 'M-' || n, '{booker.Provider}', '{soon.Id}', 'PO', '{booker.Account}', now() from generate_series(1, 205) n;
            insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, free_until, booked_at) select gen_random_uuid(), id, provider_id, cohort_id, gen_random_uuid(), 'confirmed', 140, '2026-11-01', now() from booking where reference like 'M-%';
            """);

        var hold = await centre.App.AskAsync(new HoldPlaces(new(later.Id), 1), booker.Actor);
        var unnamed = await centre.App.AskAsync(new BookPlaces(new(later.Id), "PO", [], [], 1), booker.Actor);

        var home = await centre.App.AskAsync(new ShowProviderHome(), booker.Actor);

        Assert.Equal([("hold", hold.BookingId), ("names", unnamed.BookingId)], home.ToDo.Select(each => (each.Kind, each.BookingId)));
        Assert.Equal(206, home.UpcomingTotal);
        // Control: among the bookings shown as lying ahead they are not.
        Assert.Equal((200, false), (home.Upcoming.Count, home.Upcoming.Any(each => each.CohortId == later.Id)));
    }
}
