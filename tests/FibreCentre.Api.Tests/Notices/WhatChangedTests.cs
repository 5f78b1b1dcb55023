using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>Whoever is told of a change is told what changed, from what that person knows.</summary>
public sealed class WhatChangedTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Whether_a_cohort_goes_ahead_is_asked_in_a_sentence()
    {
        var cohort = await centre.GivenACohortAhead();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 1);
        await centre.Run($"update cohort set minimum_size = 3 where id = '{cohort.Id}'");
        Assert.EndsWith("needs 3. It needs 2 more to run.", await AskedAsync(cohort), StringComparison.Ordinal);

        var enough = await centre.GivenACohortAhead();
        await centre.GivenABooking(enough, centre.Cast.NorthBooker, engineers: 4);
        Assert.EndsWith("It is likely to run.", await AskedAsync(enough), StringComparison.Ordinal);

        async Task<string> AskedAsync(GivenCohort about)
        {
            centre.ItIs(about.FirstDay.AddDays(-10), 9);
            await centre.SeeToCohorts();
            var mail = (await centre.MailOf(centre.Cast.Coordinator.Email)).Single(each => each.Subject == $"Does it go ahead? {about.Code}");
            return mail.Message.TextBody!.ReplaceLineEndings("\n").Split('\n').Single(line => line.Contains("places taken", StringComparison.Ordinal));
        }
    }
}
