using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Tests.Catalogue;

namespace FibreCentre.Domain.Tests.Places;

/// <summary>The cohort runs from Monday 7 to Wednesday 9 December 2026.</summary>
public sealed class EligibilityTests
{
    private static readonly DateOnly First = Some.Monday, Last = Some.Monday.AddDays(2);

    [Fact]
    public void Without_the_certificate_it_says_which_one_is_needed() =>
        Assert.Equal("Needs FTC-201: record a certificate, or book FTC-201 first.", Assert.Single(Unmet(Some.Engineer(), new HoldsCertificate(new("FTC-201")))));

    [Fact]
    public void A_certificate_has_to_last_until_the_last_day()
    {
        var needs = new HoldsCertificate(new("FTC-201"));

        Assert.Empty(Unmet(Some.Engineer(Some.Held("FTC-201", Last)), needs));
        Assert.Equal("Holds FTC-201 until Tuesday 8 December 2026; it must count until Wednesday 9 December 2026.", Assert.Single(Unmet(Some.Engineer(Some.Held("FTC-201", Last.AddDays(-1))), needs)));
        Assert.NotEmpty(Unmet(Some.Engineer(Some.Held("FTC-202", Last)), needs));
    }

    [Fact]
    public void One_that_does_not_run_out_counts_from_the_day_it_was_achieved()
    {
        var needs = new HoldsCertificate(new("FTC-201"));
        Assert.Empty(Unmet(Some.Engineer(new HeldCertificate(new("FTC-201"), "X", First, null)), needs));
        Assert.Equal("Holds FTC-201 only from Tuesday 8 December 2026.", Assert.Single(Unmet(Some.Engineer(new HeldCertificate(new("FTC-201"), "X", First.AddDays(1), null)), needs)));
    }

    [Fact]
    public void Of_several_one_good_one_is_enough_and_two_halves_are_not()
    {
        var needs = new HoldsCertificate(new("FTC-201"));
        Assert.Empty(Unmet(Some.Engineer(Some.Held("FTC-201", First.AddDays(-1)), Some.Held("FTC-201", Last)), needs));
        Assert.NotEmpty(Unmet(Some.Engineer(Some.Held("FTC-201", First), new HeldCertificate(new("FTC-201"), "Y", Last, null)), needs));
    }

    [Theory]
    [InlineData("2008-12-07", true)]
    [InlineData("2008-12-08", false)]
    [InlineData("2008-02-29", true)]
    public void Age_is_judged_on_the_first_day(string born, bool old) => Assert.Equal(old, Unmet(Some.Engineer() with { DateOfBirth = DateOnly.Parse(born) }, new MinimumAge(18)).Count == 0);

    [Theory]
    [InlineData("2008-02-29", "2026-02-28", 18)]   // AddYears puts the birthday of the 29th on the 28th of a common year
    [InlineData("2008-02-29", "2026-02-27", 17)]
    [InlineData("2008-02-29", "2028-02-28", 19)]
    [InlineData("2008-02-29", "2028-02-29", 20)]
    public void A_birthday_on_the_leap_day_falls_on_the_28th_of_a_common_year(string born, string on, int age) =>
        Assert.Equal(age, (Some.Engineer() with { DateOfBirth = DateOnly.Parse(born) }).AgeOn(DateOnly.Parse(on)));

    [Fact]
    public void A_declaration_has_to_stand_until_the_last_day()
    {
        var needs = new Declares("asbestos-awareness");

        Assert.Empty(Unmet(Declaring("asbestos-awareness", Last), needs));
        Assert.Empty(Unmet(Declaring("asbestos-awareness", null), needs));
        Assert.Contains("counts until Tuesday 8 December 2026", Assert.Single(Unmet(Declaring("asbestos-awareness", Last.AddDays(-1)), needs)), StringComparison.Ordinal);
        Assert.Equal("Needs a declaration of asbestos awareness: give it with the engineer's details.", Assert.Single(Unmet(Some.Engineer(), needs)));
    }

    [Fact]
    public void Every_prerequisite_that_is_not_met_is_named() => Assert.Equal(3, Unmet(Some.Engineer() with { DateOfBirth = new(2015, 1, 1) }, new HoldsCertificate(new("FTC-201")), new Declares("fitness"), new MinimumAge(18)).Count);

    [Fact]
    public void Every_prerequisite_is_explained_and_what_is_not_met_is_refused_in_the_same_words()
    {
        Prerequisite[] needs = [new HoldsCertificate(new("FTC-101")), new HoldsCertificate(new("FTC-201")), new Declares("fitness"), new Declares("photo-id"), new MinimumAge(18)];
        var engineer = Some.Engineer(Some.Held("FTC-101", Last), Some.Held("FTC-201", Last.AddDays(-1))) with { Declarations = new Dictionary<string, DateOnly?> { ["photo-id"] = null } };
        var course = SomeCourse.Called("FTC-210") with { Prerequisites = needs };

        var explained = Eligibility.Explain(course, First, Last, engineer);

        Assert.Equal([true, false, false, true, true], explained.Select(each => each.IsMet));
        Assert.Equal(Eligibility.Unmet(course, First, Last, engineer), explained.Select(each => each.Unmet).OfType<string>());
        Assert.Equal([Last, Last.AddDays(-1), null, null, null], explained.Select(each => each.Until));
        Assert.All(explained, each => Assert.Equal(each.IsMet, each.Remedy is null));
        Assert.Null(explained[2].Holds);
    }

    [Fact]
    public void A_certificate_nobody_has_verified_counts_and_is_marked_unless_a_verified_one_counts_too()
    {
        var needs = SomeCourse.Called("FTC-210") with { Prerequisites = [new HoldsCertificate(new("FTC-201"))] };
        var unverified = Some.Held("FTC-201", Last) with { Verified = false };

        var alone = Assert.Single(Eligibility.Explain(needs, First, Last, Some.Engineer(unverified)));
        var beside = Assert.Single(Eligibility.Explain(needs, First, Last, Some.Engineer(unverified, Some.Held("FTC-201", Last))));

        Assert.Equal((true, true), (alone.IsMet, alone.NotYetVerified));
        Assert.Contains("not yet verified", alone.Holds, StringComparison.Ordinal);
        Assert.Equal((true, false), (beside.IsMet, beside.NotYetVerified));
    }

    [Fact]
    public void A_rejected_certificate_never_counts_and_whoever_lacks_one_is_told_why()
    {
        var needs = new HoldsCertificate(new("FTC-201"));
        var rejected = Some.Held("FTC-201", Last) with { RejectedBecause = "Not known there." };

        var why = $"The certificate of FTC-201, {rejected.Number}, was rejected by the centre and does not count: Not known there.";
        Assert.Equal($"Needs FTC-201: record a certificate, or book FTC-201 first. {why}", Assert.Single(Unmet(Some.Engineer(rejected), needs)));
        Assert.Null(Assert.Single(Eligibility.Explain(SomeCourse.Called("FTC-210") with { Prerequisites = [needs] }, First, Last, Some.Engineer(rejected))).Holds);
        Assert.Empty(Unmet(Some.Engineer(rejected, Some.Held("FTC-201", Last)), needs));
        Assert.Empty(Unmet(Some.Engineer(rejected with { RejectedBecause = null }), needs));
    }

    [Fact]
    public void Where_other_dates_are_given_than_recorded_those_recorded_count_and_it_is_said()
    {
        var held = Some.Held("FTC-201", Last.AddDays(-1)) with { IsDescribedOtherwise = true };
        Assert.EndsWith("Those dates count, not the ones given now: ask the centre to put it right.", Assert.Single(Unmet(Some.Engineer(held), new HoldsCertificate(new("FTC-201")))), StringComparison.Ordinal);
        Assert.EndsWith("take it back on the engineer's page and record it anew if they are wrong.", Assert.Single(Unmet(Some.Engineer(held with { Verified = false }), new HoldsCertificate(new("FTC-201")))), StringComparison.Ordinal);
        Assert.DoesNotContain("Those dates count", Assert.Single(Unmet(Some.Engineer(held with { IsDescribedOtherwise = false }), new HoldsCertificate(new("FTC-201")))), StringComparison.Ordinal);
    }

    private static EngineerFacts Declaring(string kind, DateOnly? until) => Some.Engineer() with { Declarations = new Dictionary<string, DateOnly?> { [kind] = until } };

    private static IReadOnlyList<string> Unmet(EngineerFacts engineer, params Prerequisite[] prerequisites) =>
        Eligibility.Unmet(SomeCourse.Called("FTC-210") with { Prerequisites = prerequisites }, First, Last, engineer);
}
