using System.Collections.Concurrent;
using FibreCentre.Api.Tests.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Audit;

/// <summary>What the audit says of the demo centre as it is loaded, and once everything has been done to its places at once.</summary>
public sealed class DemoAuditTests(DemoInstances centre) : IClassFixture<DemoInstances>
{
    [Fact]
    public async Task Everything_holds_of_the_demo_centre_before_and_after_a_round_of_the_race()
    {
        var race = new MixedRace(centre);
        Assert.Empty(await race.BrokenAsync());
        var loaded = await centre.Value<int>("select count(*) from place");

        var tally = new ConcurrentDictionary<string, int>();
        await race.RoundAsync(seed: 1, tally);

        Assert.Empty(await race.BrokenAsync());
        Assert.Equal(0, await race.OversoldAsync());
        race.AssertAsDocumented(tally);
        Assert.True(loaded > 0 && MixedRace.Done(tally).Values.Sum() > 20, "nothing much was done");
        // Control: what the audit does not find broken it looked at.
        await centre.Run("update cohort set places_taken = places_taken - 1 where id = (select cohort_id from place where state = 'confirmed' order by booked_at limit 1)");
        Assert.Contains("places-taken: cohort ", Assert.Single(await race.BrokenAsync()), StringComparison.Ordinal);
    }
}
