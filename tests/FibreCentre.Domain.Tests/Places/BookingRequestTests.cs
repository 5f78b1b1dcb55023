using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain.Tests.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Places;

public sealed class BookingRequestTests
{
    [Fact]
    public void A_place_for_everybody_named_at_the_price_of_the_day()
    {
        var places = Book(Cohort(capacity: 6), Engineers(2)).Value!;
        Assert.Equal(2, places.Count);
        Assert.All(places, place => Assert.Equal((780m, PlaceState.Confirmed, Some.LongBefore), (place.Price, place.State, place.BookedAt)));
        Assert.Equal(2, places.Select(place => place.Id).Distinct().Count());
    }

    [Fact]
    public void A_cohort_one_place_short_books_nobody()
    {
        var refused = Book(Cohort(capacity: 6, taken: 3), Engineers(4)).Error!;
        Assert.Equal(("not-enough-places", "4 asked for, 3 left. Book fewer, join the waiting list for all of them together, or choose another cohort."), (refused.Code, refused.Detail));
        Assert.Equal((4, 3), (refused.Facts["asked"], refused.Facts["placesLeft"]));
    }

    [Theory]
    [InlineData(CohortState.Draft, false)]
    [InlineData(CohortState.Open, true)]
    [InlineData(CohortState.Confirmed, true)]
    [InlineData(CohortState.Running, false)]
    [InlineData(CohortState.Completed, false)]
    [InlineData(CohortState.Cancelled, false)]
    public void Bookings_are_taken_while_it_is_open_or_confirmed(CohortState state, bool taken) =>
        Assert.Equal(taken ? null : "booking-closed", Book(Cohort() with { State = state }, Engineers(1)).Error?.Code);

    [Fact]
    public void And_not_from_the_moment_it_closes() => Assert.Equal("booking-closed", Book(Cohort() with { BookingClosesAt = Some.LongBefore }, Engineers(1)).Error?.Code);

    [Fact]
    public void Every_engineer_who_cannot_come_is_named_with_every_reason_and_nobody_is_booked()
    {
        var engineers = Engineers(3);
        engineers[1] = engineers[1] with { Facts = Some.Engineer() with { DateOfBirth = new(2015, 1, 1) }, BusyWith = "FTC-101-261207-A" };
        engineers[2] = engineers[2] with { HasPlace = true, BusyWith = "FTC-210-261207-A" };

        var refused = Book(Cohort(), engineers).Error!;

        Assert.Equal("engineers-refused", refused.Code);
        var rows = Assert.IsAssignableFrom<IReadOnlyList<object>>(refused.Facts["rows"]).Cast<EngineerRefused>().ToList();
        Assert.Equal([2, 3], rows.Select(row => row.Row));
        Assert.Equal(["Must be 18 on Monday 7 December 2026; will be 11.", "Is busy at the same time: FTC-101-261207-A."], rows[0].Reasons);
        Assert.Equal(["Already has a place on this cohort."], rows[1].Reasons);   // the rest would only confuse
    }

    /// <summary>All or nobody, and never more than there are places.</summary>
    [Fact]
    public void It_books_all_who_fit_or_nobody() => Prop.ForAll(
        (from capacity in Gen.Choose(1, 20) from taken in Gen.Choose(0, 20) from asked in Gen.Choose(1, 20) where taken <= capacity select (capacity, taken, asked)).ToArbitrary(),
        each => Book(Cohort(each.capacity, each.taken), Engineers(each.asked)) is var booked && (each.asked <= each.capacity - each.taken ? booked.Value?.Count == each.asked : booked.Error?.Code == "not-enough-places"))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_is_given_back_once_and_only_before_the_cohort_begins()
    {
        var cohort = Some.Cohort().Published();
        var place = Some.Place(cohort);
        Assert.Equal("cohort-has-begun", place.Cancel(cohort, cohort.BookingClosesAt).Error?.Code);

        Assert.True(place.Cancel(cohort, cohort.BookingClosesAt.AddTicks(-1)).Succeeded);
        Assert.Equal((PlaceState.Cancelled, cohort.BookingClosesAt.AddTicks(-1)), (place.State, place.CancelledAt));
        Assert.Equal("already-cancelled", place.Cancel(cohort, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void Who_has_completed_gives_nothing_back()
    {
        var cohort = Some.Cohort().Published();
        var place = Some.Place(cohort);
        place.Complete();
        Assert.Equal("cohort-has-begun", place.Cancel(cohort, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void Declared_again_a_declaration_replaces_the_one_before_and_asbestos_awareness_counts_for_a_year()
    {
        var trainee = new Trainee { Id = TraineeId.New(Some.LongBefore), Provider = new(Guid.NewGuid()), GivenName = "A", FamilyName = "B", Email = "a@example.org", DateOfBirth = new(1990, 1, 1), CreatedAt = Some.LongBefore };
        trainee.Declare(Declaration.Made("asbestos-awareness", new(2026, 1, 31)));
        trainee.Declare(Declaration.Made("asbestos-awareness", new(2026, 6, 30)));
        trainee.Declare(Declaration.Made("photo-id", new(2026, 6, 30)));

        Assert.Equal([("asbestos-awareness", new DateOnly(2027, 6, 30)), ("photo-id", (DateOnly?)null)], trainee.Declarations.Select(held => (held.Kind, held.ValidUntil)));
        var brought = new OutsideCertificate(Guid.NewGuid(), new("FTC-101"), "N", "Elsewhere", new(2025, 1, 1), null);
        trainee.Bring(brought);
        trainee.Bring(brought with { Id = Guid.NewGuid() });
        Assert.Single(trainee.OutsideCertificates);
    }

    private static CohortToBook Cohort(int capacity = 6, int taken = 0, int kept = 0, AllocationLeft? allocation = null) => new(
        CohortId.New(Some.LongBefore), CohortState.Open, capacity, taken, kept, allocation, Some.At(Some.Monday, 8, 30), Some.At(Some.Monday.AddDays(-5), 17), 780m, Some.Monday, Some.Monday.AddDays(2), SomeCourse.Called("FTC-210") with { Prerequisites = [new MinimumAge(18)] });

    private static List<EngineerToBook> Engineers(int count) => [.. Enumerable.Range(1, count).Select(row => new EngineerToBook(row, TraineeId.New(Some.LongBefore), Some.Engineer(), false, null))];

    private static Result<IReadOnlyList<Place>> Book(CohortToBook cohort, IReadOnlyList<EngineerToBook> engineers) => BookingRequest.Book(cohort, Some.Order(cohort.Id), engineers, Some.LongBefore);
}
