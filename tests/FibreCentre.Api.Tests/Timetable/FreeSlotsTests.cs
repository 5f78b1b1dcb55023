using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Timetable;

public sealed class FreeSlotsTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task The_best_time_found_can_be_planned_and_the_days_without_say_why()
    {
        var coordinator = centre.ClientOf(centre.Cast.Coordinator);
        var day = centre.NextFreeDay();
        await coordinator.TakesOut("closure", await centre.Bay("SB-1"), day);

        var found = await coordinator.Get($"/api/v1/free-slots?bayKind=splice-bench&minutes=180&trainees=4&qualification=fibre-qualified&kit=fusion-splicer:4&from={day:yyyy-MM-dd}&until={day.AddDays(1):yyyy-MM-dd}");

        Assert.True(found.Status == 200, $"{found}");
        var slot = found.Json.GetProperty("slots")[0];
        Assert.Equal((1, 4, 1), (slot.GetProperty("rank").GetInt32(), slot.GetProperty("kit").GetArrayLength(), slot.GetProperty("instructors").GetArrayLength()));
        Assert.NotEqual(day, DateOnly.FromDateTime(slot.GetProperty("during").GetProperty("starts").GetDateTimeOffset().DateTime));
        var without = found.Json.GetProperty("without")[0];
        Assert.Equal($"{day:yyyy-MM-dd}", without.GetProperty("day").GetString());
        Assert.Contains("by closure: As it happens", without.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Manager).Get("/api/v1/free-slots?bayKind=classroom&minutes=60&trainees=4")).Status);
    }

    [Fact]
    public async Task The_page_counts_kit_by_type_with_each_serial_number_whole_and_goes_on_to_a_plan()
    {
        await centre.Run("update kit_item set serial_number = 'FS 12' where id = (select id from kit_item where kit_type = 'fusion-splicer' order by serial_number limit 1)");
        var count = await centre.Value<int>("select count(*) from kit_item where kit_type = 'fusion-splicer'");
        var day = centre.NextFreeDay();

        var page = (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get($"/free?bayKind=splice-bench&minutes=60&trainees=2&kitType=fusion-splicer&kitCount={count}&from={day:yyyy-MM-dd}&until={day:yyyy-MM-dd}&look=true")).Text;

        Assert.Contains($">{count} fusion splicers<", page, StringComparison.Ordinal);
        Assert.Contains("FS 12", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/cohorts/plan?firstDay={day:yyyy-MM-dd}\"", page, StringComparison.Ordinal);
    }

    /// <summary>Row-level security asks its own question first and lets an index be asked beforehand only by operators that cannot leak.</summary>
    [Theory]
    [InlineData("r.starts < now() and r.ends > now() and r.resource_kind <> 'trainee'", true)]
    [InlineData("r.starts < now() and r.ends > now() and r.resource_kind in ('bay', 'instructor')", true)]
    [InlineData("r.during && tstzrange(now(), now() + interval '1 day')", false)]   // control: as it was asked before, all of history is read
    public async Task What_is_taken_in_a_window_is_found_by_an_index(string asked, bool isFound)
    {
        await using var connection = await centre.AsProduct.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand($"explain select from reservation r where {asked}", connection);
        await using (var setting = new Npgsql.NpgsqlCommand("set enable_seqscan = off", connection)) await setting.ExecuteNonQueryAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(0));

        Assert.Equal(isFound, plan.Any(line => line.Contains("reservation_window", StringComparison.Ordinal)) && plan.Any(line => line.Contains("Index Cond: ((starts <", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("bayKind=palace&minutes=60&trainees=4", "bayKind")]
    [InlineData("bayKind=classroom&minutes=5&trainees=4", "minutes")]
    [InlineData("bayKind=classroom&minutes=60&trainees=0", "trainees")]
    [InlineData("bayKind=classroom&minutes=60&trainees=4&instructors=7", "instructors")]
    [InlineData("bayKind=classroom&minutes=60&trainees=4&kit=otdr", "kit")]
    [InlineData("bayKind=classroom&minutes=60&trainees=4&from=2026-12-02&until=2026-12-01", "until")]
    public async Task What_cannot_be_asked_names_its_field(string query, string field)
    {
        var refused = await centre.ClientOf(centre.Cast.Coordinator).Get($"/api/v1/free-slots?{query}");
        Assert.Equal((400, "request-invalid"), (refused.Status, refused.Problem));
        Assert.True(refused.Json.GetProperty("errors").TryGetProperty(field, out _), $"{refused}");
    }
}
