using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>Kit and its history: what runs out, what is planned after that, and what nobody changes afterwards.</summary>
public sealed class KitFacilitiesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task An_item_counts_until_the_day_of_its_latest_check_and_the_history_only_grows()
    {
        var item = (await Staff.Post("/api/v1/kit", new { kitType = "gas-detector", serialNumber = "GD-1", calibratedUntil = "2026-10-31", inspectedUntil = (string?)null })).Id("id");
        Assert.Equal((409, "kit-there"), Said(await Staff.Post("/api/v1/kit", new { kitType = "gas-detector", serialNumber = "GD-1", calibratedUntil = "2026-10-31", inspectedUntil = (string?)null })));
        // Once one of a type is calibrated, none is added that would never be out of calibration.
        Assert.Equal((400, "request-invalid"), Said(await Staff.Post("/api/v1/kit", new { kitType = "gas-detector", serialNumber = "GD-2", calibratedUntil = (string?)null, inspectedUntil = (string?)null })));
        Assert.Equal(201, (await Staff.Post("/api/v1/kit", new { kitType = "rope-bag", serialNumber = "RB-1", calibratedUntil = (string?)null, inspectedUntil = (string?)null })).Status);
        Assert.Equal("expired", await StateOf(item));

        Assert.Equal((400, "check-ahead"), Said(await Check(item, "calibration", "2027-01-01", "2028-01-01")));
        Assert.Equal((400, "request-invalid"), Said(await Check(item, "calibration", "2026-11-01", "2026-10-01")));
        Assert.Equal(200, (await Check(item, "calibration", "2026-11-01", "2027-10-31")).Status);
        Assert.Equal("valid", await StateOf(item));
        Assert.Equal(200, (await Check(item, "inspection", "2026-11-02", "2026-11-20")).Status);
        Assert.Equal("within-30-days", await StateOf(item));
        Assert.Equal((409, "later-check-there"), Said(await Check(item, "calibration", "2026-09-01", "2027-08-31")));

        var shown = (await Staff.Get($"/api/v1/kit/{item}")).Json;
        Assert.Equal(["inspection", "calibration"], shown.GetProperty("checks").EnumerateArray().Select(each => each.GetProperty("kind").GetString()));
        Assert.Equal("Cora Coordinator", shown.GetProperty("checks")[0].GetProperty("recordedBy").GetString());
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => centre.Run("update kit_check set valid_until = '2099-01-01'"));
    }

    [Fact]
    public async Task Sessions_planned_after_an_item_runs_out_are_named()
    {
        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3));
        var item = (await centre.Serving(cohort.Sessions[0].Id, "kit"))[0];
        await centre.Run($"update kit_item set calibrated_until = '{cohort.FirstDay.AddDays(-1):yyyy-MM-dd}' where id = '{item}'");
        try
        {
            var line = (await Staff.Get("/api/v1/kit")).Json.GetProperty("types").EnumerateArray().SelectMany(type => type.GetProperty("items").EnumerateArray()).Single(each => each.GetProperty("id").GetGuid() == item);
            Assert.Contains(cohort.Code, line.GetProperty("plannedAfterwards").GetRawText(), StringComparison.Ordinal);
            var picked = (await Staff.Get($"/api/v1/pick-list?day={cohort.FirstDay:yyyy-MM-dd}")).Text;
            Assert.Contains("out of calibration", picked, StringComparison.Ordinal);
        }
        finally
        {
            await centre.Run($"update kit_item set calibrated_until = '2027-12-31' where id = '{item}'");
        }
    }

    [Fact]
    public async Task An_item_out_of_use_now_says_so_and_one_that_is_planned_is_not_retired()
    {
        var broken = await centre.Value<Guid>("select id from kit_item where serial_number = 'copper-tester-02'");
        var today = TestCentre.Time.DayOf(centre.Clock.GetUtcNow());
        Assert.Equal(201, (await Staff.TakesOut("breakdown", broken, today, today.AddDays(3))).Status);
        centre.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("out-of-use", await StateOf(broken));

        var cohort = await centre.GivenACohort(c => c.Of("FTC-210", 3));
        var planned = (await centre.Serving(cohort.Sessions[0].Id, "kit"))[0];
        Assert.Equal((409, "still-planned"), Said(await Staff.Post($"/api/v1/kit/{planned}/retirement", new { from = cohort.FirstDay })));
        var idle = await centre.Value<Guid>("select id from kit_item where serial_number = 'copper-tester-01'");
        Assert.Equal(200, (await Staff.Post($"/api/v1/kit/{idle}/retirement", new { from = today })).Status);
        Assert.Equal("retired", await StateOf(idle));
        Assert.DoesNotContain("copper-tester-01", (await Staff.Get("/api/v1/kit")).Text, StringComparison.Ordinal);
        Assert.Contains("copper-tester-01", (await Staff.Get("/api/v1/kit?retired=true")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("copper-tester-01", (await Staff.Get("/api/v1/facilities")).Text, StringComparison.Ordinal);
    }

    private Task<Answer> Check(Guid item, string kind, string doneOn, string validUntil) => Staff.Post($"/api/v1/kit/{item}/checks", new { kind, doneOn, validUntil, reference = "CAL-1" }, Some.Key());

    private async Task<string?> StateOf(Guid item) => (await Staff.Get($"/api/v1/kit/{item}")).Json.GetProperty("item").GetProperty("state").GetString();

    private static (int, string?) Said(Answer answer) => (answer.Status, answer.Problem);
}
