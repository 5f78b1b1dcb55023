using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;

namespace FibreCentre.Domain.Tests.Places;

/// <summary>A refusal that ends what somebody was about to do says what can be done instead.</summary>
public sealed class RefusalWordsTests
{
    public static TheoryData<Error> DeadEnds =>
    [
        PlaceErrors.AlreadyCancelled(), PlaceErrors.CohortHasBegun(), PlaceErrors.NotConfirmed(), PlaceErrors.PlaceCompleted(), PlaceErrors.NotWaiting(), PlaceErrors.NothingToWaive(), PlaceErrors.SoldMeanwhile(),
        PlaceErrors.NotEnoughPlaces(3, 1), PlaceErrors.NotEnoughPlaces(3, 0),
        .. Enum.GetValues<CohortState>().Where(state => state != CohortState.Draft).Select(CohortErrors.NotADraft),
        .. new[] { CohortState.Running, CohortState.Completed, CohortState.Cancelled }.Select(CohortErrors.CannotChange),
        .. Enum.GetValues<CohortState>().Where(state => state != CohortState.Open).Select(CohortErrors.NotOpen),
    ];

    [Theory]
    [MemberData(nameof(DeadEnds))]
    public void What_is_wrong_and_what_to_do_are_a_sentence_each(Error error)
    {
        var sentences = error.Detail.Split(". ");
        Assert.True(sentences.Length >= 2 && sentences.All(each => each.Length > 3) && error.Detail.EndsWith('.'), error.Detail);
    }

    [Fact]
    public void Too_few_places_point_to_the_waiting_list() => Assert.All([PlaceErrors.NotEnoughPlaces(3, 1), PlaceErrors.NotEnoughPlaces(3, 0), PlaceErrors.SoldMeanwhile()], error => Assert.Contains("join the waiting list", error.Detail, StringComparison.OrdinalIgnoreCase));
}
