using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Tests.Places;

public sealed class PlaceTests
{
    private static readonly Cohort December = Some.Cohort().Published();
    private static readonly TraineeId Ama = TraineeId.New(Some.LongBefore), Ben = TraineeId.New(Some.LongBefore);

    [Fact]
    public void A_booked_place_is_named_once()
    {
        var place = Unnamed();
        Assert.Throws<InvalidOperationException>(() => place.Named);

        Assert.True(place.Name(Ama, Some.LongBefore).Succeeded);
        Assert.Equal(Ama, place.Named);
        Assert.Equal("already-named", place.Name(Ben, Some.LongBefore).Error?.Code);
        Assert.Equal(Ama, place.Named);
    }

    [Fact]
    public void Later_dates_give_longer_to_give_it_up_and_sooner_ones_take_nothing_back()
    {
        var (place, terms, promised) = (Named(Ama), BookingTerms.Usual, Some.Monday.AddDays(-14));
        Assert.Equal((0, 390), (place.CostOfGivingUp(terms, promised).Fee, place.CostOfGivingUp(terms, promised.AddDays(1)).Fee));

        place.StayFree(promised.AddDays(-21));
        Assert.Equal((promised, 0, 390), (place.FreeUntil, place.CostOfGivingUp(terms, promised).Fee, place.CostOfGivingUp(terms, promised.AddDays(1)).Fee));
        place.StayFree(promised.AddDays(7));
        place.StayFree(promised.AddDays(-21));
        Assert.Equal((promised.AddDays(7), 0, 390), (place.FreeUntil, place.CostOfGivingUp(terms, promised.AddDays(7)).Fee, place.CostOfGivingUp(terms, promised.AddDays(8)).Fee));
    }

    [Fact]
    public void A_held_place_costs_nothing_however_late()
    {
        var held = Place.Of(Some.Hold(Some.LongBefore.AddDays(1)), null, 780m, Some.Monday.AddDays(-14), null, Some.LongBefore);
        Assert.Equal(0, held.CostOfGivingUp(BookingTerms.Usual, Some.Monday).Fee);
    }

    [Fact]
    public void A_held_place_takes_no_name_and_no_substitute()
    {
        var held = Place.Of(Some.Hold(Some.LongBefore.AddDays(1)), null, 780m, Some.Monday.AddDays(-14), null, Some.LongBefore);
        Assert.Equal("place-not-confirmed", held.Name(Ama, Some.LongBefore).Error?.Code);
        Assert.Equal("place-not-named", held.Substitute(Ama, December, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void Another_engineer_takes_the_seat_until_the_cohort_begins()
    {
        var place = Named(Ama);
        Assert.Equal("cohort-has-begun", place.Substitute(Ben, December, December.BookingClosesAt).Error?.Code);
        Assert.Equal("same-engineer", place.Substitute(Ama, December, Some.LongBefore).Error?.Code);

        var substituted = place.Substitute(Ben, December, December.BookingClosesAt.AddTicks(-1)).Value!;
        Assert.Equal((Ama, Ben, Ben), (substituted.Before, substituted.After, place.Named));
    }

    [Fact]
    public void Nobody_takes_a_seat_that_has_no_name_or_is_gone()
    {
        Assert.Equal("place-not-named", Unnamed().Substitute(Ama, December, Some.LongBefore).Error?.Code);
        var gone = Named(Ama);
        gone.Cancel(December, Some.LongBefore);
        Assert.Equal("already-cancelled", gone.Substitute(Ben, December, Some.LongBefore).Error?.Code);
        Assert.Equal("place-not-confirmed", gone.Name(Ben, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void Only_the_centre_ends_a_place_after_the_start_and_it_says_why()
    {
        var place = Named(Ama);
        Assert.Equal("cohort-has-begun", place.Cancel(December, December.BookingClosesAt, PlaceEnd.Transferred).Error?.Code);
        Assert.True(place.Cancel(December, December.BookingClosesAt, PlaceEnd.CohortCancelled).Succeeded);
        Assert.Equal((PlaceState.Cancelled, PlaceEnd.CohortCancelled, false), (place.State, place.EndedBecause, place.IsLive));
    }

    [Fact]
    public void Held_and_booked_places_draw_on_the_allocation_first_and_no_further_than_it_reaches()
    {
        var allocation = new AllocationLeft(AllocationId.New(Some.LongBefore), 2);
        var cohort = new CohortToBook(December.Id, CohortState.Open, 6, 3, 2, allocation, December.BookingClosesAt, December.NamesDueAt, 780m, December.FirstDay, December.LastDay, Catalogue.SomeCourse.Called("FTC-210"));

        Assert.Equal(3, cohort.PlacesLeft);
        var held = BookingRequest.Hold(cohort, Some.Hold(Some.LongBefore.AddDays(1), December.Id), 3, Some.LongBefore).Value!;
        Assert.Equal([allocation.Id, allocation.Id, null], held.Select(place => place.Allocation));
        Assert.Equal("not-enough-places", BookingRequest.Hold(cohort, Some.Hold(Some.LongBefore.AddDays(1), December.Id), 4, Some.LongBefore).Error?.Code);
        Assert.Equal("names-are-due", BookingRequest.Hold(cohort, Some.Hold(Some.LongBefore.AddDays(1), December.Id), 1, December.NamesDueAt).Error?.Code);
        Assert.Equal("names-are-due", BookingRequest.Book(cohort, Some.Order(December.Id), [], December.NamesDueAt, unnamed: 1).Error?.Code);
        Assert.Equal(1, (cohort with { Allocation = null }).PlacesLeft);
    }

    private static Place Unnamed() => Place.Of(Some.Order(December.Id), null, 780m, Some.Monday.AddDays(-14), null, Some.LongBefore);

    private static Place Named(TraineeId trainee) => Place.Of(Some.Order(December.Id), trainee, 780m, Some.Monday.AddDays(-14), null, Some.LongBefore);
}
