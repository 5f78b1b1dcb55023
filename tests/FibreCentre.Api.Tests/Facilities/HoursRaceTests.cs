using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Facilities;

/// <summary>The hours change in the very moment in which something is planned by the hours before: one of the two sees the other, whichever comes first.</summary>
public sealed class HoursRaceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private static readonly string[] Week = ["monday", "tuesday", "wednesday", "thursday", "friday"];

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Who_planned_by_the_hours_before_sees_those_that_are_set_when_it_comes_to_it()
    {
        var refused = await PlanWhileHoursChangeAsync();
        Assert.Equal((409, "outside-opening-hours"), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task Control_without_looking_at_the_revision_it_would_be_planned_outside_them()
    {
        var function = await centre.Value<string>("select pg_get_functiondef('refuse_on_shut_days'::regproc)");
        await centre.Run(function.Replace("::int <> revision", "::int <> revision and false", StringComparison.Ordinal));
        try
        {
            Assert.Equal(201, (await PlanWhileHoursChangeAsync()).Status);
        }
        finally
        {
            await centre.Run(function);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]   // control: without the trigger that locks the centre's row, both are done
    public async Task Who_changes_the_hours_waits_for_what_is_being_planned_and_finds_it(bool locks)
    {
        var cohort = await centre.GivenACohort();
        var day = centre.NextFreeDay();
        await using var planner = await centre.Everything.OpenConnectionAsync();
        await using var planning = await planner.BeginTransactionAsync();
        if (!locks) await centre.Run("alter table session disable trigger not_on_shut_days");
        try
        {
            await RunAsync(planner, $"insert into session (id, cohort_id, number, title, bay_kind, during) values (gen_random_uuid(), '{cohort.Id}', 99, 'Late', 'classroom', tstzrange('{day:yyyy-MM-dd} 16:30 Europe/London', '{day:yyyy-MM-dd} 17:15 Europe/London'))");
            var changing = Staff.Send("PUT", "/api/v1/centre", Until("17:00"));
            if (locks)
            {
                await centre.UntilWaiting(statement: "%from centre for update%");
                Assert.False(changing.IsCompleted);
            }
            else await changing;
            await planning.CommitAsync();
            Assert.Equal(locks ? 409 : 200, (await changing).Status);
        }
        finally
        {
            await centre.Run("alter table session enable trigger not_on_shut_days; delete from session where number = 99; update centre set closes = '17:30', revision = revision + 1");
        }
    }

    /// <summary>The planner has read the hours and comes to put its sessions down; the centre's row is held by whoever sets others just then.</summary>
    private async Task<Answer> PlanWhileHoursChangeAsync()
    {
        var day = centre.NextFreeDay();
        await using var setter = await centre.Everything.OpenConnectionAsync();
        await using var setting = await setter.BeginTransactionAsync();
        await RunAsync(setter, "select from centre for update");
        var planning = Staff.Post("/api/v1/cohorts", new { course = "FTC-101", firstDay = day, capacity = 6 }, Some.Key());
        await centre.UntilWaiting(statement: "%session%");
        await RunAsync(setter, "update centre set closes = '13:00', revision = revision + 1");
        await setting.CommitAsync();
        try
        {
            return await planning;
        }
        finally
        {
            await centre.Run("update centre set closes = '17:30', revision = revision + 1");
        }
    }

    private static object Until(string closes) => new { opens = "08:00", closes, workingDays = Week, practiceHoursAWeek = 4, practiceLeadHours = 24, practiceDaysAhead = 28 };

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
