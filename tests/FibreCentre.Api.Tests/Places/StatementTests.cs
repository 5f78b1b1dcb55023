using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>A centre a month before the clocks go forward in 2027.</summary>
public sealed class StatementTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task A_provider_sees_its_own_whatever_it_asks_for_and_staff_must_say_whose()
    {
        await centre.AssertForbidden("GET", "/api/v1/statement?month=2026-11-01", null, centre.Cast.Instructor, centre.Cast.NorthTrainee);
        var own = (await North.Get($"/api/v1/statement?month=2026-11-15&provider={centre.Cast.SouthBooker.Provider}")).Json;
        Assert.Equal(("Northway Networks", "2026-11-01"), (own.GetProperty("provider").GetString(), own.GetProperty("month").GetString()));
        Assert.Equal("provider-not-found", (await Staff.Get("/api/v1/statement?month=2026-11-01")).Problem);
        Assert.Equal("provider-not-found", (await Staff.Get($"/api/v1/statement?month=2026-11-01&provider={Guid.NewGuid()}")).Problem);
        Assert.Equal("Southern Fibre", (await Staff.Get($"/api/v1/statement?month=2026-11-01&provider={centre.Cast.SouthBooker.Provider}")).Json.GetProperty("provider").GetString());
    }

    [Fact]
    public async Task Without_a_month_it_is_that_of_today()
    {
        var month = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"{month}-01", (await North.Get("/api/v1/statement")).Json.GetProperty("month").GetString());
        var file = await North.Get("/api/v1/statement.csv");
        Assert.Equal((200, true), (file.Status, file.Response.Content.Headers.ContentDisposition!.FileName!.Contains(month, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Months_begin_and_end_at_midnight_on_the_centres_clocks_also_when_they_change()
    {
        var december = await Month("2026-12-01");
        centre.ItIs(new DateOnly(2027, 2, 28), 23, 59);
        var cohort = await centre.GivenACohortAhead(days: 60);
        var february = await North.Books(cohort, Some.Engineer());
        centre.ItIs(new DateOnly(2027, 3, 1), 0);
        await North.Books(cohort, Some.Engineer());
        // The clocks went forward on the 28th: midnight is at 23:00 UTC now.
        centre.ItIs(new DateOnly(2027, 3, 31), 23, 59);
        await North.Cancels(february.Id(), february.PlaceIds());
        centre.ItIs(new DateOnly(2027, 4, 1), 0);
        await North.Books(cohort, Some.Engineer());

        var (feb, mar, apr) = (await Month("2027-02-01"), await Month("2027-03-01"), await Month("2027-04-30"));
        Assert.Equal(["place 140"], feb.Lines);
        Assert.Equal(["place 140", "credit -140"], mar.Lines);
        Assert.Equal(["place 140"], apr.Lines);
        Assert.Equal(december.Closing, feb.Opening);
        Assert.Equal((feb.Opening + 140, feb.Closing), (feb.Closing, mar.Opening));
        Assert.Equal((mar.Opening, mar.Closing), (mar.Closing, apr.Opening));
        Assert.Equal(apr.Closing, await centre.Value<decimal>("select sum(amount) from charge where provider_id = $1", centre.Cast.NorthBooker.Provider!));
    }

    [Fact]
    public async Task As_a_file_it_is_to_the_byte_what_the_page_gives_and_adds_up_to_the_month()
    {
        var cohort = await centre.GivenACohortAhead();
        await North.Books(cohort, Some.Engineer() with { FamilyName = "=Osei" }, Some.Engineer());
        var month = $"{TestCentre.Time.DayOf(centre.Clock.GetUtcNow()):yyyy-MM}";

        var file = await North.Get($"/api/v1/statement.csv?month={month}-01");

        Assert.Equal((200, "text/csv", $"statement-{month}.csv"), (file.Status, file.ContentType, file.Response.Content.Headers.ContentDisposition?.FileName));
        var page = await Support.Browser.OfAsync(centre, centre.Cast.NorthBooker);
        Assert.Equal(await (await page.Get($"/statement?month={month}&handler=csv")).Response.Content.ReadAsByteArrayAsync(), await file.Response.Content.ReadAsByteArrayAsync());
        var amounts = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => decimal.Parse(line.Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var shown = (await North.Get($"/api/v1/statement?month={month}-01")).Json;
        Assert.Equal((shown.GetProperty("total").GetDecimal(), shown.GetProperty("lines").GetArrayLength()), (amounts.Sum(), amounts.Count));
        Assert.Equal("provider-not-found", (await Staff.Get($"/api/v1/statement.csv?month={month}-01")).Problem);
        Assert.Equal(200, (await Staff.Get($"/api/v1/statement.csv?month={month}-01&provider={centre.Cast.SouthBooker.Provider}")).Status);
    }

    private async Task<(decimal Opening, decimal Closing, List<string> Lines)> Month(string month)
    {
        var json = (await North.Get($"/api/v1/statement?month={month}")).Json;
        return (json.GetProperty("opening").GetDecimal(), json.GetProperty("closing").GetDecimal(),
            [.. json.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("kind").GetString()} {line.GetProperty("amount").GetDecimal():0}")]);
    }
}
