using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Catalogue;

public sealed class AttendanceRuleTests
{
    private static readonly AttendanceRule Share = new(AttendanceKind.Share, 60);

    /// <summary>One letter a session: p attended, a missed, n still to come, e still to come and marked present already.</summary>
    [Theory]
    [InlineData("any", "apn", "")]
    [InlineData("any", "aan", null)]
    [InlineData("every", "ppn", "")]
    [InlineData("every", "pan", "1")]
    [InlineData("every", "pen", "")]
    [InlineData("every", "nn", null)]
    [InlineData("share", "ppann", "")]      // 2 of 3
    [InlineData("share", "paann", "12")]    // 1 of 3
    [InlineData("share", "pppaa", "")]      // 3 of 5 is 60 %
    [InlineData("share", "ppaan", "23")]
    public void What_is_missing_is_named(string rule, string sessions, string? missing)
    {
        var takes = rule switch { "any" => AttendanceRule.Usual, "every" => AttendanceRule.EverySession, _ => Share };
        var found = takes.Missing(sessions.Select((each, index) => (index, each is 'p' or 'a', each is 'p' or 'e')));
        Assert.Equal(missing, found is null ? null : string.Concat(found));
    }

    [Fact]
    public void It_reads_as_people_say_it() =>
        Assert.Equal(["attending a session", "attending every session so far", "attending at least 60 % of the sessions so far"], new[] { AttendanceRule.Usual, AttendanceRule.EverySession, Share }.Select(each => each.InWords));
}
