using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Tests.Catalogue;

namespace FibreCentre.Domain.Tests.Places;

/// <summary>The cohort of FTC-210, valid for three years and renewed from a year before its end, ends on Wednesday 9 December 2026.</summary>
public sealed class RepetitionTests
{
    private static readonly CourseSpec Course = SomeCourse.Called("FTC-210");
    private static readonly DateOnly Last = Some.Monday.AddDays(2);

    [Fact]
    public void Who_holds_the_course_is_said_to_with_its_end_and_from_when_renewing_loses_nothing()
    {
        Assert.Equal("Already holds FTC-210 until Friday 10 December 2027. Renewed from Thursday 10 December 2026 on, it loses no month.", Of(Some.Held("FTC-210", Last.AddYears(1).AddDays(1))));
        Assert.Equal("Already holds FTC-210, without an end.", Of(new HeldCertificate(new("FTC-210"), "X", Last.AddYears(-1), null)));
        Assert.Equal("Already holds FTC-210, without an end, not yet verified by the centre.", Of(new HeldCertificate(new("FTC-210"), "X", Last.AddYears(-1), null) { Verified = false }));
    }

    [Fact]
    public void Of_several_the_one_that_counts_longest_is_meant() =>
        Assert.StartsWith("Already holds FTC-210 until Sunday 9 December 2029.", Of(Some.Held("FTC-210", Last), Some.Held("FTC-210", Last.AddYears(3))), StringComparison.Ordinal);

    [Fact]
    public void Where_the_course_has_no_renewal_no_day_for_it_is_named() =>
        Assert.Equal("Already holds FTC-210 until Thursday 9 December 2027.", Repetition.OfCertificate(Course with { Validity = new(3, 0) }, Last, Some.Engineer(Some.Held("FTC-210", Last.AddYears(1)))));

    [Fact]
    public void Who_renews_who_holds_it_no_more_and_who_holds_another_course_is_not_spoken_of()
    {
        Assert.Null(Of());
        Assert.Null(Of(Some.Held("FTC-210", Last.AddYears(1))));   // its renewal opens on that very day
        Assert.Null(Of(Some.Held("FTC-210", Last)));
        Assert.Null(Of(Some.Held("FTC-210", Last.AddDays(-1))));
        Assert.Null(Of(Some.Held("FTC-220", Last.AddYears(3))));
        Assert.Null(Of(Some.Held("FTC-210", Last.AddYears(3)) with { RejectedBecause = "It is not known there." }));
    }

    private static string? Of(params HeldCertificate[] held) => Repetition.OfCertificate(Course, Last, Some.Engineer(held));
}
