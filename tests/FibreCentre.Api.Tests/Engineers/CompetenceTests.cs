using System.Text;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Engineers;

public sealed class CompetenceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task A_provider_sees_its_own_people_by_courses_and_staff_see_all_or_one_providers()
    {
        var (holder, today) = (centre.Cast.NorthTrainee, TestCentre.Time.DayOf(centre.Clock.GetUtcNow()));
        await HoldsAsync(holder, "FTC-101", today.AddDays(30), "verified");
        await HoldsAsync(holder, "FTC-101", today.AddDays(400), "rejected");
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(holder, cohort);

        var own = (await North.Get("/api/v1/competence")).Json;
        var person = own.GetProperty("people").EnumerateArray().Single(each => each.GetProperty("traineeId").GetGuid() == holder.Trainee);
        var cell = person.GetProperty("held").EnumerateArray().Single(each => each.GetProperty("course").GetString() == "FTC-101");
        Assert.Equal(("ending", $"{today.AddDays(30):yyyy-MM-dd}", false, $"{cohort.FirstDay:yyyy-MM-dd}"), (cell.GetProperty("state").GetString(), cell.GetProperty("until").GetString(), cell.GetProperty("unverified").GetBoolean(), cell.GetProperty("bookedOn").GetString()));
        Assert.DoesNotContain($"{centre.Cast.SouthTrainee.Trainee}", own.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"{centre.Cast.SouthTrainee.Trainee}", (await North.Get($"/api/v1/competence?provider={centre.Cast.SouthBooker.Provider}")).Text, StringComparison.Ordinal);
        var staff = centre.ClientOf(centre.Cast.Coordinator);
        Assert.Contains($"{centre.Cast.SouthTrainee.Trainee}", (await staff.Get("/api/v1/competence?limit=200")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{holder.Trainee}", (await staff.Get($"/api/v1/competence?limit=200&provider={centre.Cast.SouthBooker.Provider}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_by_page_everybody_comes_once_in_order_and_the_file_has_them_all()
    {
        await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, Some.Engineer(), Some.Engineer(), Some.Engineer() with { EmployeeReference = "=cmd()" });
        var (names, after) = (new List<string>(), "");
        do
        {
            var page = (await North.Get($"/api/v1/competence?limit=2{after}")).Json;
            names.AddRange(page.GetProperty("people").EnumerateArray().Select(each => each.GetProperty("traineeId").GetString()!));
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        }
        while (after.Length > 0);
        Assert.Equal(await centre.Column<string>("select id::text from trainee where provider_id = $1 order by family_name || ' ' || given_name || ' ' || email, id", centre.Cast.NorthBooker.Provider!.Value), names);

        var file = await North.Get("/api/v1/competence.csv");
        Assert.Equal(("text/csv", names.Count + 1), (file.ContentType, file.Text.Trim().Split("\r\n").Length));
        Assert.Contains("'=cmd()", file.Text, StringComparison.Ordinal);
        Assert.StartsWith("\uFEFFEngineer,Employee number,Provider,FTC-101", Encoding.UTF8.GetString(await file.Response.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
    }

    private Task HoldsAsync(Person who, string course, DateOnly until, string state) => centre.Run($"""
        insert into outside_certificate (id, trainee_id, provider_id, course_code, number, issuer, achieved_on, expires_on, state, checked_at, checked_by, rejection_reason)
        values (gen_random_uuid(), '{who.Trainee}', '{who.Provider}', '{course}', 'OUT-{Guid.NewGuid():N}', 'Elsewhere', '2025-01-01', '{until:yyyy-MM-dd}', '{state}', now(), gen_random_uuid(), {(state == "rejected" ? "'No such number.'" : "null")})
        """);
}
