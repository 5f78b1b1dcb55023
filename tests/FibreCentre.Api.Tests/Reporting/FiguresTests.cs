using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Practising;
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
        Assert.Equal((1, before.Assessed + (await centre.UnitsOf(cohort.Course)).Count), (with.Certificates - before.Certificates, with.Assessed));

        await centre.App.AskAsync(new CorrectDecision(decision, "Somebody else was assessed.", centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        var without = (await ShownAsync(Today)).All;
        Assert.Equal((before.Qualified, before.Certificates, with.Assessed - 1, with.Passed - 1, with.FirstAttempts - 1), (without.Qualified, without.Certificates, without.Assessed, without.Passed, without.FirstAttempts));

        // The attempt that follows a corrected one is the first that counts.
        var again = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course))[0]);
        await centre.App.AskAsync(new Countersign(again.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        Assert.Equal((with.FirstAttempts, with.FirstPassed), (await ShownAsync(Today)).All is var after ? (after.FirstAttempts, after.FirstPassed) : default);
    }

    [Fact]
    public async Task What_takes_a_second_signature_is_not_decided_before_it_has_it()
    {
        var (cohort, place) = await centre.GivenSomebodyPresent();
        var before = (await ShownAsync(Today)).All;
        var signed = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course)).First(unit => unit.IsCritical()));
        Assert.Equal(before, (await ShownAsync(Today)).All);
        await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
        Assert.Equal((before.Assessed + 1, before.Passed + 1, before.FirstPassed + 1), (await ShownAsync(Today)).All is var after ? (after.Assessed, after.Passed, after.FirstPassed) : default);
    }

    [Fact]
    public async Task Who_qualifies_again_is_still_one_engineer_and_a_second_certificate_of_the_same_course_a_renewal()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        if (centre.Clock.GetUtcNow() < TestCentre.Time.At(cohort.FirstDay, new(16, 0))) centre.ItIs(cohort.FirstDay, hour: 16);
        var (month, before) = (Today, (await ShownAsync(Today, Today.AddMonths(1))).All);
        await centre.GivenAllSignedOff(cohort, place);
        await AgainAsync(cohort.Course, days: 1);
        await AgainAsync("FTC-201", days: 2);

        var after = await ShownAsync(month, month.AddMonths(1));
        Assert.Equal((1, 3, 1), (after.All.Qualified - before.Qualified, after.All.Certificates - before.Certificates, after.All.Renewals - before.Renewals));
        Assert.Equal(["FTC-101", "FTC-201"], after.Courses.Where(each => each.Yield.Qualified > 0).Select(each => each.Course));

        Task AgainAsync(string course, int days) => centre.Run($"""
            set session_replication_role = replica;
            insert into certificate (id, number, public_id, provider_id, trainee_id, place_id, course_code, course_version_id, course_title, holder_name, achieved_on, issued_at, ledger_entry_id)
            select gen_random_uuid(), number || '-{days}', public_id || '{days}', provider_id, trainee_id, gen_random_uuid(), '{course}', course_version_id, course_title, holder_name, achieved_on + {days}, issued_at, ledger_entry_id
            from certificate where place_id = '{place}';
            """);
    }

    [Fact]
    public async Task What_is_on_offer_is_not_waited_for_and_nobody_waits_for_a_cohort_that_was_called_off()
    {
        var cohort = await centre.GivenACohortAhead(places: 2);
        var before = (await ShownAsync(cohort.FirstDay)).All;
        var (north, south) = (centre.ClientOf(centre.Cast.NorthBooker), centre.ClientOf(centre.Cast.SouthBooker));
        var full = await south.BooksUnnamed(cohort, 2);
        Assert.Equal(201, (await north.Joins(cohort, 2)).Status);
        Assert.Equal((2, 2), await WaitingAsync());
        Assert.Equal(200, (await south.Cancels(full.Id(), [full.PlaceIds()[0]])).Status);
        await centre.SeeToCohorts();
        Assert.Equal((1, 2), await WaitingAsync());
        await centre.App.AskAsync(new CancelCohort(new(cohort.Id)), centre.Cast.Coordinator.Actor);
        Assert.Equal((0, 0), await WaitingAsync());

        async Task<(int, int)> WaitingAsync() => (await ShownAsync(cohort.FirstDay)).All is var now ? (now.Waiting - before.Waiting, now.Taken - before.Taken) : default;
    }

    [Fact]
    public async Task Practice_uses_its_bay_until_it_is_released()
    {
        var day = Today.AddDays(8);
        var before = await UsedAsync();
        var practice = await centre.GivenPractice(day);
        var reserved = await centre.Value<int>("select (sum(extract(epoch from ends - starts)) / 60)::int from reservation where practice_id = $1 and resource_kind = 'bay'", practice);
        Assert.True(reserved >= 60);
        Assert.Equal(before + reserved, await UsedAsync());
        await centre.App.AskAsync(new ReleasePractice(new(practice)), centre.Cast.NorthTrainee.Actor);
        Assert.Equal(before, await UsedAsync());

        async Task<long> UsedAsync() => (await ShownAsync(day, day.AddMonths(1))).Bays.UsedMinutes;
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
        Assert.Equal((12, $"{today.AddMonths(-11):yyyy-MM}-01"), (shown.GetProperty("months").GetArrayLength(), shown.GetProperty("from").GetString()));
        Assert.Equal((12, "2025-03-01"), (await manager.Get("/api/v1/figures?until=2026-02-10")).Json is var until ? (until.GetProperty("months").GetArrayLength(), until.GetProperty("from").GetString()) : default);
        Assert.Equal(36, (await manager.Get("/api/v1/figures?from=2024-01-31&until=2026-12-01")).Json.GetProperty("months").GetArrayLength());
        Assert.Equal((400, "Enter a last month within 36 months of the first."), await RefusedAsync("from=2024-01-31&until=2027-01-01"));
        Assert.Equal((400, "Enter a last month that is not before the first."), await RefusedAsync("from=2026-02-01&until=2026-01-31"));
        Assert.Equal(400, (await manager.Get("/api/v1/figures.csv?from=2026-02-01&until=2026-01-31")).Status);

        var file = (await manager.Get("/api/v1/figures.csv?from=2024-01-01&until=2024-02-01")).Text;
        Assert.Contains("month,2024-02,0,0,0,0,0,0,,0,0,,0,0,,0,0,", file, StringComparison.Ordinal);
        Assert.Contains("all,2024-01 to 2024-02,", file, StringComparison.Ordinal);

        async Task<(int, string?)> RefusedAsync(string query) => await manager.Get($"/api/v1/figures?{query}") is var answer ? (answer.Status, answer.Json.GetProperty("errors").GetProperty("until")[0].GetString()) : default;
    }

    [Fact]
    public async Task On_the_page_a_month_that_is_none_is_named_at_its_field()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.Manager);
        var none = await browser.Get("/figures?from=november");
        Assert.Equal(400, none.Status);
        Assert.Contains("Choose a month, such as 2026-11.", none.Text, StringComparison.Ordinal);
        var far = await browser.Get("/figures?from=2020-01&until=2026-01");
        Assert.Equal(400, far.Status);
        Assert.Contains("within 36 months of the first", far.Text, StringComparison.Ordinal);
        // What was chosen stays chosen, and what is shown without being chosen is.
        Assert.Equal(["2020-01", "2026-01"], Chosen(far.Text));
        Assert.Equal(["2026-01", "2026-12"], Chosen((await browser.Get("/figures?from=2026-01&until=")).Text));

        static IEnumerable<string> Chosen(string page) => System.Text.RegularExpressions.Regex.Matches(page, "<option selected=\"selected\" value=\"([^\"]+)\"").Select(each => each.Groups[1].Value);
    }

    private DateOnly Today => TestCentre.Time.DayOf(centre.Clock.GetUtcNow());

    private Task<CentreFigures> ShownAsync(DateOnly month, DateOnly? until = null) => centre.App.AskAsync(new ShowFigures(month, until ?? month), centre.Cast.Manager.Actor);
}
