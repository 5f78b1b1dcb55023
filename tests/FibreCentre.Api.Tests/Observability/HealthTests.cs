using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Observability;

public sealed class HealthTests(TestCentre centre) : IClassFixture<TestCentre>
{
    /// <summary>The test's clock stands weeks from the database's own: only one of them can be meant.</summary>
    [Fact]
    public async Task A_message_is_late_by_the_products_clock_and_not_by_the_databases()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await centre.Run($"update message set due_at = '{TestCentre.Start:O}'");
        Assert.Equal("Healthy", await MessagesAsync());

        centre.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("Degraded", await MessagesAsync());
    }

    private async Task<string?> MessagesAsync() => (await centre.ClientOf(null).Get("/health/ready")).Json.GetProperty("checks").GetProperty("messages").GetString();
}
