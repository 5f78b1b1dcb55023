using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Timetable;

public sealed class ShiftCohortTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Every_session_keeps_its_time_of_day_and_its_distance_in_working_days()
    {
        var cohort = await GivenThreeDaysAsync();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, Qualified());
        var friday = FirstFree(DayOfWeek.Friday);

        var preview = await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}/shift?firstDay={friday:yyyy-MM-dd}");
        var shifted = await Coordinator.Shifts(cohort, friday, preview.Json.GetProperty("impact").GetProperty("seen").GetString());

        Assert.True(shifted.Status == 200, $"{preview}\n{shifted}");
        Assert.Equal((friday, friday.AddDays(4)), (shifted.Json.GetProperty("firstDay").GetDateTime().DayOf(), shifted.Json.GetProperty("lastDay").GetDateTime().DayOf()));
        var times = await centre.Column<string>("select to_char(lower(during) at time zone 'Europe/London', 'Dy HH24:MI') from session where cohort_id = $1 order by lower(during)", cohort.Id);
        var before = cohort.Sessions.Select(each => $"{each.During.Starts:HH:mm}").ToList();
        Assert.Equal(before, times.Select(each => each[^5..]));
        Assert.Equal(["Fri", "Mon", "Tue"], times.Select(each => each[..3]).Distinct());
        Assert.Equal(cohort.Sessions.Count, await centre.Value<int>("select count(*) from message where kind = 'update' and invitation_id in (select i.id from invitation i join session s on s.id = i.session_id where s.cohort_id = $1)", cohort.Id));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task By_one_day_into_its_own_time_it_moves_all_the_same()
    {
        var cohort = await GivenThreeDaysAsync();
        var moved = await Coordinator.Post($"/api/v1/cohorts/{cohort.Id}/shift", new { days = 1 }, Some.Key());
        Assert.True(moved.Status == 200, $"{moved}");
        Assert.Equal(cohort.FirstDay.AddDays(1), moved.Json.GetProperty("firstDay").GetDateTime().DayOf());
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_is_not_free_gives_way_to_what_is_unless_told_to_stay()
    {
        var day = centre.NextFreeDay();
        var (cohort, there) = (await centre.GivenACohort(), await centre.GivenACohort(c => c.Starting(day)));
        var (bay, taken) = ((await centre.Serving(cohort.Sessions[0].Id, "bay"))[0], (await centre.Serving(there.Sessions[0].Id, "bay"))[0]);
        Assert.Equal(bay, taken);   // both took the first

        await centre.AssertRefused(409, "resources-taken", () => Coordinator.Post($"/api/v1/cohorts/{cohort.Id}/shift", new { firstDay = day, substitute = false }, Some.Key()));
        Assert.Equal(200, (await Coordinator.Shifts(cohort, day)).Status);

        Assert.NotEqual(taken, (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0]);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task All_or_nothing_when_one_trainee_is_elsewhere_on_one_of_its_days()
    {
        var engineer = Qualified();
        var cohort = await GivenThreeDaysAsync();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var monday = FirstFree(DayOfWeek.Monday);
        var other = await centre.GivenACohort(c => c.Starting(monday.AddDays(1)));
        await centre.GivenABooking(other, centre.Cast.NorthBooker, engineer);

        await centre.AssertRefused(409, "resources-taken", () => Coordinator.Shifts(cohort, monday));
        var preview = await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}/shift?firstDay={monday:yyyy-MM-dd}");
        Assert.Contains("One trainee has another session or practice then.", preview.Json.GetProperty("impact").GetProperty("faults").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task Whoever_saw_another_preview_is_told_so()
    {
        var cohort = await centre.GivenACohort();
        var day = centre.NextFreeDay();
        var seen = (await Coordinator.Get($"/api/v1/cohorts/{cohort.Id}/shift?firstDay={day:yyyy-MM-dd}")).Json.GetProperty("impact").GetProperty("seen").GetString();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker);   // one more to be told

        await centre.AssertRefused(409, "changed-meanwhile", () => Coordinator.Shifts(cohort, day, seen));
    }

    [Fact]
    public async Task Into_a_year_in_which_the_centre_is_shut_neither_a_cohort_shifts_nor_is_one_planned()
    {
        var day = new DateOnly(2028, 1, 31);
        Assert.Equal("in-force", (await Coordinator.TakesOut("centre-closure", null, day.AddDays(1), day.AddDays(366))).Json.GetProperty("state").GetString());
        var cohort = await centre.GivenACohort();
        Assert.Equal(200, (await Coordinator.Moves(cohort.Sessions[1].Id, centre.NextFreeDay(), "13:00")).Status);

        await centre.AssertRefused(409, "too-few-working-days", () => Coordinator.Shifts(cohort, day));
        await centre.AssertRefused(409, "too-few-working-days", () => Coordinator.Post("/api/v1/cohorts", new { course = "FTC-210", firstDay = day, capacity = 6 }, Some.Key()));
    }

    [Fact]
    public async Task Refusals_name_what_to_do()
    {
        var cohort = await centre.GivenACohort();
        await centre.AssertRefused(409, "centre-shut", () => Coordinator.Shifts(cohort, new(2026, 12, 25)));
        await centre.AssertRefused(400, "request-invalid", () => Coordinator.Post($"/api/v1/cohorts/{cohort.Id}/shift", new { }, Some.Key()));
        await centre.AssertRefused(404, "cohort-not-found", () => Coordinator.Post($"/api/v1/cohorts/{Guid.NewGuid()}/shift", new { days = 1 }, Some.Key()));
    }

    /// <summary>At the splice bench, which nobody else has then.</summary>
    private async Task<GivenCohort> GivenThreeDaysAsync()
    {
        var day = FirstFree(DayOfWeek.Monday);
        return await centre.GivenACohort(c => c.Of("FTC-210", 3).Starting(day));
    }

    /// <summary>With a week from it on in which nothing else is planned and the centre is not shut.</summary>
    private DateOnly FirstFree(DayOfWeek weekday)
    {
        DateOnly day;
        do
        {
            day = centre.NextFreeDay(days: 14);
            while (day.DayOfWeek != weekday) day = day.AddDays(1);
        }
        while (Enumerable.Range(0, 8).Select(day.AddDays).Any(each => each is { Month: 12, Day: 25 or 28 }));
        return day;
    }

    private static Features.Places.EngineerDetails Qualified() => Some.Engineer().Holding("FTC-201", "2030-01-01") is var engineer
        ? engineer with { Certificates = [.. engineer.Certificates!, new("FTC-101", $"X-{Guid.NewGuid():N}"[..12], "Elsewhere", "2024-01-01", "2030-01-01")] } : throw new InvalidOperationException();
}

internal static class Days
{
    public static DateOnly DayOf(this DateTime moment) => DateOnly.FromDateTime(moment);
}
