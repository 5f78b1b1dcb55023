using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Reporting;
using FibreCentre.Api.Tests.Quality;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Reporting;

/// <summary>What is counted and what is not. Others of this class happen in the same months.</summary>
public sealed class FiguresTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_revoked_certificate_and_a_corrected_decision_are_not_counted()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        if (centre.Clock.GetUtcNow() < TestCentre.Time.At(cohort.FirstDay, new(16, 0))) centre.ItIs(cohort.FirstDay, hour: 16);
        var before = (await ShownAsync(Today)).All;
        var decision = await centre.GivenAllSignedOff(cohort, place);
        var with = (await ShownAsync(Today)).All;
        Assert.Equal((1, before.Decided + (await centre.UnitsOf(cohort.Course)).Count), (with.Certificates - before.Certificates, with.Decided));

        await centre.App.AskAsync(new CorrectDecision(decision, "Somebody else was assessed.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        var without = (await ShownAsync(Today)).All;
        Assert.Equal((before.Qualified, before.Certificates, with.Decided - 1, with.Competent - 1, with.FirstDecided - 1), (without.Qualified, without.Certificates, without.Decided, without.Competent, without.FirstDecided));

        // The attempt that follows a corrected one is the first that counts.
        await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course))[0]);
        Assert.Equal((with.FirstDecided, with.FirstCompetent), (await ShownAsync(Today)).All is var again ? (again.FirstDecided, again.FirstCompetent) : default);
    }

    [Fact]
    public async Task Bays_are_open_on_working_days_until_they_are_retired()
    {
        var month = new DateOnly(2031, 6, 1);
        var before = (await ShownAsync(month)).Bays.OpenMinutes;
        await centre.Run("update bay set retired_on = '2031-06-16' where code = (select min(code) from bay)");
        try
        {
            // 11 working days from Monday the 16th to the 30th.
            Assert.Equal(11 * await centre.Value<int>("select (extract(epoch from closes - opens) / 60)::int from centre"), before - (await ShownAsync(month)).Bays.OpenMinutes);
        }
        finally
        {
            await centre.Run("update bay set retired_on = null");
        }
    }

    [Fact]
    public async Task By_itself_it_shows_twelve_months_and_by_program_and_as_a_file_the_months_asked_for()
    {
        var manager = centre.ClientOf(centre.Cast.Manager);
        var today = Today;
        var shown = (await manager.Get("/api/v1/figures")).Json;
        Assert.Equal((12, $"{today.AddMonths(-9):yyyy-MM}-01"), (shown.GetProperty("months").GetArrayLength(), shown.GetProperty("from").GetString()));
        Assert.Equal((12, "2025-03-01"), (await manager.Get("/api/v1/figures?until=2026-02-10")).Json is var until ? (until.GetProperty("months").GetArrayLength(), until.GetProperty("from").GetString()) : default);
        Assert.Equal(36, (await manager.Get("/api/v1/figures?from=2024-01-31&until=2026-12-01")).Json.GetProperty("months").GetArrayLength());
        Assert.Equal((400, "Enter a last month within 36 months of the first."), await RefusedAsync("from=2024-01-31&until=2027-01-01"));
        Assert.Equal((400, "Enter a last month that is not before the first."), await RefusedAsync("from=2026-02-01&until=2026-01-31"));
        Assert.Equal(400, (await manager.Get("/api/v1/figures.csv?from=2026-02-01&until=2026-01-31")).Status);

        var file = (await manager.Get("/api/v1/figures.csv?from=2024-01-01&until=2024-02-01")).Text;
        Assert.Contains("month,2024-02,0,0,0,0,0,,0,0,,0,0,,0,0,", file, StringComparison.Ordinal);
        Assert.Contains("all,2024-01 to 2024-02,", file, StringComparison.Ordinal);

        async Task<(int, string?)> RefusedAsync(string query) => await manager.Get($"/api/v1/figures?{query}") is var answer ? (answer.Status, answer.Json.GetProperty("errors").GetProperty("until")[0].GetString()) : default;
    }

    [Fact]
    public async Task On_the_page_a_month_that_is_none_is_named_at_its_field()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.Manager);
        Assert.Contains("Choose a month, such as 2026-11.", (await browser.Get("/figures?from=november")).Text, StringComparison.Ordinal);
        Assert.Contains("within 36 months of the first", (await browser.Get("/figures?from=2020-01&until=2026-01")).Text, StringComparison.Ordinal);
    }

    private DateOnly Today => TestCentre.Time.DayOf(centre.Clock.GetUtcNow());

    private Task<CentreFigures> ShownAsync(DateOnly month) => centre.App.AskAsync(new ShowFigures(month, month), centre.Cast.Manager.Actor);
}
