using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Tests.Places;

public sealed class BookingTests
{
    private static readonly DateTimeOffset Until = Some.LongBefore.AddHours(24);

    [Fact]
    public void A_hold_becomes_an_order_with_all_its_places()
    {
        var (hold, places) = Held(2);

        Assert.True(hold.Confirm("PO-7", places, Until.AddTicks(-1)).Succeeded);

        Assert.Equal(("PO-7", (DateTimeOffset?)null, false), (hold.PurchaseOrder, hold.HeldUntil, hold.IsHeld(Some.LongBefore)));
        Assert.All(places, place => Assert.Equal(PlaceState.Confirmed, place.State));
        Assert.Equal("already-booked", hold.Confirm("PO-8", places, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void From_the_moment_it_ends_it_cannot_be_ordered_whether_or_not_anybody_has_looked()
    {
        var (hold, places) = Held(1);
        Assert.Equal("hold-lapsed", hold.Confirm("PO", places, Until).Error?.Code);
        Assert.False(hold.IsHeld(Until));
        Assert.Equal(PlaceState.Held, places[0].State);

        hold.Lapse(places, Until);
        Assert.Equal((PlaceState.Cancelled, PlaceEnd.Lapsed, Until), (places[0].State, places[0].EndedBecause, places[0].CancelledAt));
        Assert.Equal("hold-lapsed", hold.Confirm("PO", places, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void A_hold_may_be_cut_short_and_is_never_drawn_out()
    {
        var (hold, places) = Held(1);
        Assert.False(hold.EndBy(Until));
        Assert.False(hold.EndBy(Until.AddDays(1)));
        Assert.True(hold.EndBy(Until.AddHours(-1)));
        Assert.Equal(Until.AddHours(-1), hold.HeldUntil);

        hold.Confirm("PO", places, Some.LongBefore);
        Assert.False(hold.EndBy(Some.LongBefore));
        var (over, held) = Held(1);
        over.Lapse(held, Until);
        Assert.False(over.EndBy(Some.LongBefore));
    }

    [Fact]
    public void An_offer_that_ended_says_so_in_its_own_words()
    {
        var offer = Booking.Held(new(Guid.NewGuid()), new(Guid.NewGuid()), "B-1", Until, Guid.NewGuid(), Some.LongBefore, WaitingId.New(Some.LongBefore));
        Assert.True(offer.IsOffer);
        Assert.Equal("offer-lapsed", offer.Confirm("PO", [], Until).Error?.Code);
    }

    [Fact]
    public void What_was_given_back_before_is_not_booked_with_the_rest()
    {
        var (hold, places) = Held(2);
        var cohort = Some.Cohort().Published();
        Assert.True(places[0].Cancel(cohort, Some.LongBefore).Succeeded);

        Assert.True(hold.Confirm("PO", places, Some.LongBefore).Succeeded);
        Assert.Equal([PlaceState.Cancelled, PlaceState.Confirmed], places.Select(place => place.State));
    }

    private static (Booking Hold, IReadOnlyList<Place> Places) Held(int places)
    {
        var hold = Some.Hold(Until);
        return (hold, [.. Enumerable.Range(0, places).Select(_ => Place.Of(hold, null, 780m, Some.Monday.AddDays(-14), null, Some.LongBefore))]);
    }
}
