using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Engineers;

/// <summary>One engineer's record: details, certificates from elsewhere, how they stand to a cohort.</summary>
public sealed class PeopleTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Booker => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Details_are_changed_once_for_each_time_they_were_looked_at()
    {
        var engineer = await GivenAnEngineer();
        var seen = (await Booker.Get($"/api/v1/trainees/{engineer}")).Response.Headers.ETag!.Tag;
        var body = new { givenName = "Ama", familyName = "Osei", email = $"{Guid.NewGuid():N}@example.org", dateOfBirth = "27/3/1994", declarations = new[] { "fitness" } };

        var saved = await Booker.Send("PUT", $"/api/v1/trainees/{engineer}", body, null, ("If-Match", seen));
        var late = await Booker.Send("PUT", $"/api/v1/trainees/{engineer}", body with { givenName = "Other" }, null, ("If-Match", seen));

        Assert.Equal((200, "Ama", "1994-03-27"), (saved.Status, saved.Json.GetProperty("givenName").GetString(), saved.Json.GetProperty("dateOfBirth").GetString()));
        Assert.Equal(["fitness"], saved.Json.GetProperty("declarations").EnumerateArray().Select(each => each.GetProperty("kind").GetString()));
        Assert.Equal("engineer-changed", late.Problem);
        Assert.NotEqual(seen, saved.Response.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Wrong_details_are_named_field_by_field_and_a_taken_address_is_refused()
    {
        var (engineer, other) = (await GivenAnEngineer(), Some.Engineer());
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, other);
        var wrong = await Booker.Send("PUT", $"/api/v1/trainees/{engineer}", new { givenName = "", familyName = "Osei", email = "nobody", dateOfBirth = "tomorrow" });
        var taken = await Booker.Send("PUT", $"/api/v1/trainees/{engineer}", new { givenName = "Ama", familyName = "Osei", email = other.Email.ToUpperInvariant(), dateOfBirth = "27/3/1994" });

        Assert.Equal(["dateOfBirth", "email", "givenName"], wrong.Json.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order());
        Assert.Equal("email-in-use", taken.Problem);
    }

    [Fact]
    public async Task A_certificate_from_elsewhere_counts_unverified_counts_verified_and_never_counts_rejected()
    {
        var engineer = await GivenAnEngineer();
        var needsIt = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);
        Assert.False((await Eligibility(needsIt, engineer)).GetProperty("eligible").GetBoolean());

        var recorded = await Booker.Post($"/api/v1/trainees/{engineer}/outside-certificates", new { course = "FTC-101", number = "S-1", issuer = "Another centre", achievedOn = "1/2/2025", expiresOn = "1/2/2028" }, Some.Key());
        Assert.Equal((201, "unverified"), (recorded.Status, recorded.Json.GetProperty("state").GetString()));
        var unverified = await Eligibility(needsIt, engineer);
        Assert.Equal((true, true), (unverified.GetProperty("eligible").GetBoolean(), Standing(unverified, "FTC-101").GetProperty("notYetVerified").GetBoolean()));

        var certificate = recorded.Json.GetProperty("id").GetGuid();
        Assert.Contains(certificate, (await Coordinator.Get("/api/v1/outside-certificates")).Json.GetProperty("certificates").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outside-certificates/{certificate}/check", new { verified = true })).Status);
        var verified = await Eligibility(needsIt, engineer);
        Assert.Equal((true, false), (verified.GetProperty("eligible").GetBoolean(), Standing(verified, "FTC-101").GetProperty("notYetVerified").GetBoolean()));
        var shown = (await Coordinator.Get($"/api/v1/outside-certificates/{certificate}")).Json;
        Assert.Equal((centre.Cast.Coordinator.Name, "verified"), (shown.GetProperty("checkedBy").GetString(), shown.GetProperty("state").GetString()));

        Assert.Equal(400, (await Coordinator.Post($"/api/v1/outside-certificates/{certificate}/check", new { verified = false })).Status);
        Assert.Equal(200, (await Coordinator.Post($"/api/v1/outside-certificates/{certificate}/check", new { verified = false, reason = "The issuer does not know it." })).Status);
        Assert.False((await Eligibility(needsIt, engineer)).GetProperty("eligible").GetBoolean());
        Assert.Equal("engineers-refused", (await Booker.Post($"/api/v1/cohorts/{needsIt.Id}/places", new { purchaseOrder = "PO", trainees = new[] { engineer } }, Some.Key())).Problem);
        Assert.Equal("outside-certificate-known", (await Booker.Post($"/api/v1/trainees/{engineer}/outside-certificates", new { course = "FTC-101", number = "S-1", issuer = "Another centre", achievedOn = "1/2/2025" }, Some.Key())).Problem);
        Assert.Equal("outside-certificate-checked", (await Booker.Send("DELETE", $"/api/v1/outside-certificates/{certificate}")).Problem);
    }

    [Fact]
    public async Task A_certificate_recorded_by_mistake_is_taken_back_until_the_centre_has_looked_at_it()
    {
        var engineer = await GivenAnEngineer();
        var certificate = await centre.GivenAnOutsideCertificate(centre.Cast.NorthBooker, engineer);
        Assert.Equal("outside-certificate-not-found", (await centre.ClientOf(centre.Cast.SouthBooker).Send("DELETE", $"/api/v1/outside-certificates/{certificate}")).Problem);
        Assert.Equal(200, (await Booker.Send("DELETE", $"/api/v1/outside-certificates/{certificate}")).Status);
        Assert.Empty((await Booker.Get($"/api/v1/trainees/{engineer}")).Json.GetProperty("outsideCertificates").EnumerateArray());
    }

    [Fact]
    public async Task Who_lacks_a_course_is_shown_cohorts_of_it_that_end_before_and_have_places()
    {
        var early = await centre.GivenACohort();
        var full = await centre.GivenACohort(c => c.WithPlaces(1));
        await centre.GivenABooking(full, centre.Cast.SouthBooker);
        var draft = await centre.GivenACohort(c => c.NotPublished());
        var wanted = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        var late = await centre.GivenACohort();
        var engineer = await GivenAnEngineer(bookedOn: late);

        var explained = await Eligibility(wanted, engineer);
        var check = (await Booker.Post($"/api/v1/cohorts/{wanted.Id}/engineer-check", new { trainees = new[] { engineer } })).Json;

        var offered = explained.GetProperty("before").GetProperty("FTC-101").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()).ToList();
        Assert.InRange(offered.Count, 1, 3);
        Assert.DoesNotContain(full.Id, offered);
        Assert.DoesNotContain(draft.Id, offered);
        Assert.DoesNotContain(late.Id, offered);
        foreach (var id in offered) Assert.True(await centre.Value<bool>("select last_day < $1 and places_taken < capacity from cohort where id = $2", wanted.FirstDay, id));
        Assert.True(DateOnly.Parse(explained.GetProperty("before").GetProperty("FTC-101")[0].GetProperty("firstDay").GetString()!) <= early.FirstDay);
        Assert.Contains("book FTC-101 first", Standing(explained, "FTC-101").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(offered, check.GetProperty("before").GetProperty("FTC-101").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
        Assert.Equal(
            explained.GetProperty("prerequisites").EnumerateArray().Select(each => each.GetProperty("met").GetBoolean()),
            check.GetProperty("rows")[0].GetProperty("prerequisites").EnumerateArray().Select(each => each.GetProperty("met").GetBoolean()));
    }

    [Fact]
    public async Task How_another_providers_engineer_stands_is_as_unknown_as_nobodys()
    {
        var cohort = await centre.GivenACohort();
        var foreign = await Booker.Get($"/api/v1/cohorts/{cohort.Id}/eligibility/{centre.Cast.SouthTrainee.Trainee}");
        Assert.Equal((404, "engineer-not-found"), (foreign.Status, foreign.Problem));
        Assert.Equal((await Booker.Get($"/api/v1/cohorts/{cohort.Id}/eligibility/{Guid.NewGuid()}")).AllButCorrelation, foreign.AllButCorrelation);
        Assert.Equal(200, (await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}/eligibility/{centre.Cast.SouthTrainee.Trainee}")).Status);
        Assert.Equal("cohort-not-found", (await Booker.Get($"/api/v1/cohorts/{Guid.NewGuid()}/eligibility/{centre.Cast.NorthTrainee.Trainee}")).Problem);
    }

    [Fact]
    public async Task Engineers_are_found_by_name_by_what_they_hold_by_what_runs_out_and_by_what_is_booked()
    {
        var mark = $"Q{Guid.NewGuid():N}"[..9];
        var cohort = await centre.GivenACohort(c => c.WithPlaces(6));
        var past = centre.Clock.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd");
        var booked = await centre.GivenABooking(
            cohort, centre.Cast.NorthBooker, Some.Engineer() with { FamilyName = $"{mark}100%_a" }, Some.Engineer().Holding("FTC-101", "2030-01-01") with { FamilyName = $"{mark}b" }, Some.Engineer().Holding("FTC-101", past) with { FamilyName = $"{mark}c" });
        await centre.Ask(new CancelPlace(new(booked.Places[0].Id)));

        Assert.Equal(3, await Found($"search={mark}"));
        Assert.Equal(1, await Found($"search={mark}100%25_"));
        Assert.Equal(0, await Found($"search={mark}1%25"));
        Assert.Equal(2, await Found($"search={mark}&booked=true"));
        Assert.Equal((1, 1, 0), (await Found($"search={mark}&runsOutIn=30"), await Found($"search={mark}&runsOutIn=90"), await Found($"search={mark}b&runsOutIn=90")));
        Assert.Equal(2, await Found($"search={mark}&holds=FTC-101"));
        Assert.Equal(2, await Found($"search={mark}&qualifiedFor=FTC-201"));
        Assert.Equal(3, await Found($"search={mark}&qualifiedFor=FTC-101"));
        Assert.Equal("request-invalid", (await Booker.Get("/api/v1/trainees?runsOutIn=45")).Problem);

        async Task<int> Found(string query) => (await Booker.Get($"/api/v1/trainees?{query}")).Json.GetProperty("trainees").GetArrayLength();
    }

    private async Task<Guid> GivenAnEngineer(GivenCohort? bookedOn = null) => (await centre.GivenABooking(bookedOn ?? await centre.GivenACohort(), centre.Cast.NorthBooker)).Places[0].TraineeId!.Value;

    private async Task<System.Text.Json.JsonElement> Eligibility(GivenCohort cohort, Guid engineer) => (await Booker.Get($"/api/v1/cohorts/{cohort.Id}/eligibility/{engineer}")).Json;

    private static System.Text.Json.JsonElement Standing(System.Text.Json.JsonElement explained, string course) =>
        explained.GetProperty("prerequisites").EnumerateArray().Single(each => each.GetProperty("course").GetString() == course);
}
