using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class PriceAgreementTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Only_planners_agree_prices_and_a_provider_sees_its_own()
    {
        await centre.AssertForbidden("POST", "/api/v1/price-agreements", new { provider = centre.Cast.NorthBooker.Provider, course = "FTC-110", price = 1, validFrom = "2026-12-01", validUntil = "2026-12-31" }, centre.Cast.NorthBooker, centre.Cast.Instructor);
        Assert.Equal(201, (await Agree("FTC-110", 99.50m, new(2026, 12, 1), new(2026, 12, 31))).Status);
        Assert.Contains("99.5", (await North.Get("/api/v1/price-agreements")).Text, StringComparison.Ordinal);
        var foreign = await centre.ClientOf(centre.Cast.SouthBooker).Get("/api/v1/price-agreements");
        Assert.Equal(0, foreign.Json.GetProperty("agreements").GetArrayLength());
        Assert.DoesNotContain("Northway", foreign.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_books_under_it_pays_it_and_keeps_it_when_it_ends()
    {
        var cohort = await centre.GivenACohortAhead();
        var agreement = await Agree("FTC-101", 100, cohort.FirstDay, cohort.FirstDay);
        var booked = await North.Books(cohort, Some.Engineer());
        var hold = (await North.Holds(cohort, 1)).Id();
        var listed = await centre.ClientOf(centre.Cast.SouthBooker).Books(cohort, Some.Engineer());
        Assert.Equal(["place 100.00"], await centre.ChargesOf(booked.PlaceIds()[0]));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(listed.PlaceIds()[0]));

        Assert.Equal(200, (await Staff.Send("DELETE", $"/api/v1/price-agreements/{agreement.Id("id")}")).Status);
        await centre.AssertRefused(409, "agreement-ended", () => Staff.Send("DELETE", $"/api/v1/price-agreements/{agreement.Id("id")}"));
        Assert.Equal(200, (await North.Confirms(hold)).Status);
        Assert.Equal(["place 100.00"], await centre.ChargesOf((await centre.PlacesOf(hold))[0]));
        Assert.Equal(["place 140.00"], await centre.ChargesOf((await North.Books(cohort, Some.Engineer())).PlaceIds()[0]));
        await North.Cancels(booked.Id(), booked.PlaceIds());
        Assert.Equal(["place 100.00", "credit -100.00"], await centre.ChargesOf(booked.PlaceIds()[0]));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task One_price_for_one_day_and_only_for_what_there_is()
    {
        Assert.Equal(201, (await Agree("FTC-120", 300, new(2027, 1, 1), new(2027, 3, 31))).Status);
        await centre.AssertRefused(409, "agreement-overlaps", () => Agree("FTC-120", 290, new(2027, 3, 31), new(2027, 4, 30)));
        Assert.Equal(201, (await Agree("FTC-120", 290, new(2027, 4, 1), new(2027, 4, 30))).Status);
        await centre.AssertRefused(400, "request-invalid", () => Agree("FTC-120", -1, new(2028, 1, 1), new(2028, 1, 2)));
        await centre.AssertRefused(400, "request-invalid", () => Agree("FTC-120", 1.005m, new(2028, 1, 1), new(2028, 1, 2)));
        await centre.AssertRefused(400, "request-invalid", () => Agree("FTC-120", 1, new(2028, 1, 2), new(2028, 1, 1)));
        await centre.AssertRefused(404, "course-not-found", () => Agree("FTC-999", 1, new(2028, 1, 1), new(2028, 1, 2)));
        await centre.AssertUnknown(centre.Cast.Coordinator, "agreement-not-found", "DELETE", id => $"/api/v1/price-agreements/{id}", Guid.NewGuid());
    }

    private Task<Answer> Agree(string course, decimal price, DateOnly validFrom, DateOnly validUntil) =>
        Staff.Post("/api/v1/price-agreements", new { provider = centre.Cast.NorthBooker.Provider, course, price, validFrom, validUntil }, Some.Key());
}
