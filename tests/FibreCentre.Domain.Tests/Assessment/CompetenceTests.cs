using FibreCentre.Domain.Assessment;

namespace FibreCentre.Domain.Tests.Assessment;

public sealed class CompetenceTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);

    [Theory]
    [InlineData(null, CompetenceState.Valid)]
    [InlineData(91, CompetenceState.Valid)]
    [InlineData(90, CompetenceState.Ending)]
    [InlineData(0, CompetenceState.Ending)]
    [InlineData(-1, CompetenceState.Lapsed)]
    public void It_counts_through_its_last_day_and_ends_within_ninety(int? days, CompetenceState expected) =>
        Assert.Equal(expected, Competence.Of([(days is { } ahead ? Today.AddDays(ahead) : null, false)], [], Today).State);

    [Fact]
    public void The_longest_of_several_counts_and_of_two_as_long_the_verified_one()
    {
        Assert.Equal((Today.AddDays(400), true), Of((Today.AddDays(100), false), (Today.AddDays(400), true)));
        Assert.Equal((Today.AddDays(100), false), Of((Today.AddDays(100), true), (Today.AddDays(100), false)));
        Assert.Equal((null, false), Of((Today.AddDays(400), false), (null, false)));

        static (DateOnly?, bool) Of(params (DateOnly?, bool)[] held) => Competence.Of(held, [], Today) is var now ? (now.Until, now.IsUnverified) : default;
    }

    [Fact]
    public void Who_holds_nothing_may_be_booked_for_the_nearest_of_several() =>
        Assert.Equal(Competence.Nothing with { BookedOn = Today.AddDays(3) }, Competence.Of([], [Today.AddDays(10), Today.AddDays(3)], Today));
}
