using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;

namespace FibreCentre.Api.Tests.Engineers;

/// <summary>A birthday or a certificate still to come is a slip, wherever it is written down.</summary>
public sealed class DaysToComeTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private DateOnly Today => TestCentre.Time.DayOf(centre.Clock.GetUtcNow());

    private Actor Booker => centre.Cast.NorthBooker.Actor;

    [Fact]
    public async Task A_certificate_is_achieved_today_at_the_latest()
    {
        var engineer = centre.Cast.NorthTrainee.Trainee!.Value;
        Assert.Contains("still to come", Told(await RecordAsync(engineer, Today.AddDays(1)), "achievedOn"), StringComparison.Ordinal);
        Assert.True((await RecordAsync(engineer, Today)).Succeeded);

        var cohort = await centre.GivenACohort();
        var ahead = Some.Engineer() with { Certificates = [new("FTC-110", "Y-1", "Elsewhere", $"{Today.AddDays(1):yyyy-MM-dd}")] };
        var check = await centre.App.AskAsync(new CheckEngineers(new(cohort.Id), [], [ahead, ahead with { Email = "other@example.org", Certificates = [ahead.Certificates![0] with { AchievedOn = $"{Today:yyyy-MM-dd}" }] }]), Booker);
        Assert.Contains(check.Rows[0].Reasons, reason => reason.Contains("still to come", StringComparison.Ordinal));
        Assert.DoesNotContain(check.Rows[1].Reasons, reason => reason.Contains("still to come", StringComparison.Ordinal));
        Assert.False((await centre.App.SendAsync(new BookPlaces(new(cohort.Id), "PO-1", [], [ahead]), Booker)).Succeeded);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public async Task Nobody_is_younger_than_10(int days, bool refused)
    {
        var born = Today.AddYears(-10).AddDays(-days);
        var engineer = (await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker)).Places[0].TraineeId!.Value;
        var edited = await centre.App.SendAsync(new EditEngineer(new(engineer), Some.Engineer() with { DateOfBirth = $"{born:yyyy-MM-dd}" }, null), Booker);
        Assert.Equal(refused, !edited.Succeeded);
        if (refused) Assert.Contains("is not 10 yet", Told(edited, "dateOfBirth"), StringComparison.Ordinal);
    }

    private Task<Result<RecordedOutsideCertificate>> RecordAsync(Guid engineer, DateOnly achieved) =>
        centre.App.SendAsync(new RecordOutsideCertificate(new(engineer), new("FTC-110", Guid.NewGuid().ToString("N"), "Elsewhere", $"{achieved:yyyy-MM-dd}")), Booker);

    private static string Told<T>(Result<T> result, string field) => ((IReadOnlyDictionary<string, string[]>)result.Error!.Facts["errors"]!)[field][0];
}
