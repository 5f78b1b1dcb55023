using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

/// <summary>A centre with a session that could be moved.</summary>
public sealed class PlannedCentre : TestCentre
{
    internal GivenCohort Cohort { get; private set; } = null!;

    internal Browser Coordinator { get; private set; } = null!;

    internal Browser Instructor { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Cohort = await GivenACohort();
        (Coordinator, Instructor) = (await Browser.OfAsync(this, Cast.Coordinator), await Browser.OfAsync(this, Cast.Instructor));
    }
}

/// <summary>A day nobody means is refused at its field, on every page and operation that takes one.</summary>
public sealed class FarDaysTests(PlannedCentre centre) : IClassFixture<PlannedCentre>
{
    public static TheoryData<string> Far => ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"];

    [Theory, MemberData(nameof(Far))]
    public async Task Pages_say_which_days_they_take(string day)
    {
        var move = $"/sessions/{centre.Cohort.Sessions[1].Id}/move";
        AssertSaid(await centre.Instructor.Get($"/today?day={day}"));
        AssertSaid(await centre.Coordinator.Get($"{move}?day={day}&startsAt=9:00&look=true"));
        AssertSaid(await centre.Coordinator.Post(move, ("Day.Day", day[8..]), ("Day.Month", day[5..7]), ("Day.Year", day[..4]), ("StartsAt", "9:00"), ("IdempotencyKey", Some.Key())));
        AssertSaid(await centre.Coordinator.Get($"/cohorts/plan?course=FTC-101&firstDay={day}&capacity=6&look=true"));
        AssertSaid(await centre.Coordinator.Get($"/cohorts/plan/sessions?course=FTC-101&firstDay={day}&capacity=6"));
        AssertSaid(await centre.Coordinator.Post($"/cohorts/plan/sessions?course=FTC-101&firstDay={day}&capacity=6", ("IdempotencyKey", Some.Key())));
        Assert.Empty(centre.App.Faults);
    }

    [Theory, MemberData(nameof(Far))]
    public async Task Operations_name_the_field(string day)
    {
        var (program, session) = (centre.ClientOf(centre.Cast.Coordinator), centre.Cohort.Sessions[1].Id);
        AssertNamed("day", await program.Get($"/api/v1/today?day={day}"));
        AssertNamed("day", await program.Get($"/api/v1/sessions/{session}/move?day={day}&startsAt=09:00:00"));
        AssertNamed("day", await program.Post($"/api/v1/sessions/{session}/move", new { day, startsAt = "09:00:00" }, Some.Key()));
        AssertNamed("firstDay", await program.Get($"/api/v1/cohorts/proposal?course=FTC-101&firstDay={day}"));
        AssertNamed("firstDay", await program.Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = day, capacity = 6 }, Some.Key()));
        Assert.Empty(centre.App.Faults);
    }

    [Theory]
    [InlineData("0001-01-01", "2024-01-01", "2030-01-01", false)]
    [InlineData("9999-12-31", "2024-01-01", "2030-01-01", false)]
    [InlineData("1990-05-04", "0001-01-01", "2030-01-01", false)]
    [InlineData("1990-05-04", "2024-01-01", "9999-12-31", false)]
    [InlineData("1990-05-04", "1985-01-01", "2100-12-31", true)]
    public async Task Of_an_engineer_too_no_day_is_taken_that_nobody_means(string born, string achieved, string expires, bool taken)
    {
        var engineer = Some.Engineer() with { DateOfBirth = born, Certificates = [new("FTC-110", "X-1", "Elsewhere", achieved, expires)] };
        var answer = await centre.ClientOf(centre.Cast.NorthBooker).Post($"/api/v1/cohorts/{centre.Cohort.Id}/places", new { purchaseOrder = "PO", engineers = new[] { engineer } }, Some.Key());

        Assert.Equal(taken ? (201, null) : (400, "request-invalid"), (answer.Status, answer.Problem));
        Assert.Empty(centre.App.Faults);
    }

    [Theory]
    [InlineData("2000-01-01")]
    [InlineData("2100-12-31")]
    public async Task The_first_and_the_last_day_are_days_like_any_other(string day)
    {
        Assert.Equal(200, (await centre.Instructor.Get($"/today?day={day}")).Status);
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Coordinator).Get($"/api/v1/sessions/{centre.Cohort.Sessions[1].Id}/move?day={day}&startsAt=09:00:00")).Status);
        Assert.Empty(centre.App.Faults);
    }

    [Theory]
    [InlineData("/api/v1/bookings?before=0001-01-01T00:00:00Z")]
    [InlineData("/api/v1/bookings?before=9999-12-31T23:59:59.9999999Z")]
    [InlineData("/api/v1/certificates?before=0001-01-01T00:00:00Z")]
    [InlineData("/api/v1/certificates?before=9999-12-31T23:59:59.9999999Z")]
    [InlineData("/api/v1/cohorts?after=00010101.X")]
    [InlineData("/api/v1/cohorts?after=99991231.X")]
    public async Task A_list_may_begin_at_either_end_of_the_calendar(string list)
    {
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Coordinator).Get(list)).Status);
        Assert.Empty(centre.App.Faults);
    }

    private static void AssertSaid(Answer answer)
    {
        Assert.Equal(400, answer.Status);
        Assert.Contains(CentreDays.Advice, answer.Text, StringComparison.Ordinal);
    }

    private static void AssertNamed(string field, Answer answer)
    {
        Assert.Equal((400, "request-invalid"), (answer.Status, answer.Problem));
        Assert.Equal(CentreDays.Advice, Assert.Single(answer.Json.GetProperty("errors").GetProperty(field).EnumerateArray()).GetString());
    }
}
