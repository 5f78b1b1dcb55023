using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Tests.Places;

public sealed class LikenessesTests
{
    private const int Many = 5_000;

    private static readonly DateOnly Born = new(1900, 1, 1);

    [Fact]
    public void What_a_search_costs_does_not_grow_with_how_many_share_a_birthday()
    {
        var known = new Likenesses<int>();
        for (var each = 0; each < Many; each++) known.Add(Called($"Q{each:D5}X{each * 7:D6}", "Zyx"), each);
        for (var each = 0; each < Many; each++) Assert.Null(known.Find(Called($"J{each * 3:D6}W{each:D5}", "Zyx")));
        Assert.InRange(known.Compared, Many, Many * Likenesses<int>.MostCompared);
    }

    [Fact]
    public void However_many_share_a_birthday_the_same_name_the_same_number_and_a_slip_in_one_name_are_found()
    {
        var known = new Likenesses<int>();
        for (var each = 0; each < Many; each++) known.Add(Called($"Given{each * each}", $"Family{each * 31}"), each);
        known.Add(Called("Siobhán", "Kilbride", "NW-7"), -1);

        Assert.Equal((-1, "the same name and date of birth"), known.Find(Called("Siobhan", "Kilbride")));
        Assert.Equal((-1, "the same date of birth and nearly the same name"), known.Find(Called("Kilbride", "Siobhan")));
        Assert.Equal((-1, "the same date of birth and nearly the same name"), known.Find(Called("Siobhan", "Kilbryde")));
        Assert.Equal((-1, "the same employee number"), known.Find(Called("Grace", "Adeyemi", " nw-7 ") with { DateOfBirth = Born.AddYears(70) }));
        Assert.Null(known.Find(Called("Siobhan", "Kilbride") with { DateOfBirth = Born.AddDays(1) }));
    }

    [Fact]
    public void Both_names_with_a_slip_are_found_among_as_many_as_a_provider_has_of_one_birthday()
    {
        var known = new Likenesses<int>();
        for (var each = 0; each < 20; each++) known.Add(Called($"Given{each * each}", $"Family{each * 31}"), each);
        known.Add(Called("Siobhan", "Kilbride"), -1);
        Assert.Equal(-1, known.Find(Called("Siobhen", "Kilbryde"))?.Who);
    }

    [Fact]
    public void Of_several_the_first_is_found()
    {
        var known = new Likenesses<int>();
        foreach (var each in new[] { 1, 2 }) known.Add(Called("Rhys", "Morgan"), each);
        Assert.Equal(1, known.Find(Called("Rhys", "Morgan"))?.Who);
    }

    [Fact]
    public void An_address_that_was_passed_on_is_one_whose_owner_has_another_name_and_another_birthday()
    {
        var owner = Called("Siobhan", "Kilbride");
        Assert.True(Resemblance.IsAnother(owner, Called("Tom", "Ford") with { DateOfBirth = Born.AddYears(90) }));
        Assert.False(Resemblance.IsAnother(owner, Called("Tom", "Ford")));
        Assert.False(Resemblance.IsAnother(owner, Called("Siobhán", "Kilbryde") with { DateOfBirth = Born.AddYears(90) }));
    }

    private static Likeness Called(string given, string family, string? number = null) => new(given, family, Born, number);
}
