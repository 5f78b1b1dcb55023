using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Facilities;
using FibreCentre.Testing;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>The adapter and the engine against the centre's own rules: whatever is planned of a full timetable, the command that puts it there accepts.</summary>
public sealed class DemoPlanTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DateOnly Tomorrow = new(2026, 11, 3);

    private string _name = "";
    private CentreApp _app = null!;
    private NpgsqlDataSource _everything = null!;
    private Actor _coordinator = null!;

    public async Task InitializeAsync()
    {
        _name = await TemplateDatabase.EmptyAsync();
        await TemplateDatabase.MigrateAsync(TemplateDatabase.To(_name));
        _app = new(TemplateDatabase.To(_name), new FakeTimeProvider(TestCentre.Start));
        _everything = NpgsqlDataSource.Create(TemplateDatabase.To(_name));
        await _app.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Order(StringComparer.Ordinal).Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));
        Assert.True((await new DemoCentreLoader(_app.Services).LoadAsync(CancellationToken.None)).Succeeded);
        await using var account = _everything.CreateCommand("select a.id from identity.account a limit 1");
        // One of its cohorts has begun: the clock's job sees to it.
        foreach (var cohort in await _app.AskAsync(new ListCohortsDue())) await _app.AskAsync(new TendCohort(cohort));
        _coordinator = new(TenantScope.Staff, (Guid)(await account.ExecuteScalarAsync())!, "Cora", new HashSet<string> { Roles.Coordinator });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _everything.DisposeAsync();
        await TemplateDatabase.DropAsync(_name);
    }

    [Fact]
    public async Task Every_plan_made_of_the_demo_timetable_is_accepted_without_refusal()
    {
        await AcceptedAsync(new AskForPlan([Of("FTC-201", 3), Of("FTC-210", 3), Of("FTC-240", 1), Of("FTC-140", 2, 4), Of("FTC-120", 2, 8), Of("FTC-101", 2, 12), Of("FTC-230", 1)], 5));
        // Around what has been accepted, by people with few hours, some of them part of the day, and kit that runs out of calibration on the way.
        await RunAsync("""
            update instructor set max_minutes_day = 420, max_minutes_week = 1500;
            insert into instructor_hours (instructor_id, weekday, starts, ends)
              select i.id, d, t.starts, t.ends from instructor i, generate_series(1, 4) d, (values (time '08:00', time '12:30'), (time '12:30', time '17:00')) t (starts, ends) where i.code in ('BAK', 'RAM');
            update kit_item set calibrated_until = '2026-11-20' where serial_number in ('FS-2401', 'FS-2402', 'OT-2401');
            """);
        var before = await BrokenAsync();   // what lay outside of those hours already
        await AcceptedAsync(new AskForPlan([Of("FTC-210", 2), Of("FTC-220", 2), Of("FTC-145", 1, 4), Of("FTC-130", 2), Of("FTC-135", 1), Of("FTC-110", 1, 12), Of("FTC-125", 1, 8)], 5));
        Assert.Equal(before, await BrokenAsync());
    }

    [Fact]
    public async Task Every_repair_of_the_demo_timetable_is_accepted_without_refusal()
    {
        await AcceptedAsync(new AskForPlan([Of("FTC-201", 3), Of("FTC-210", 3), Of("FTC-140", 2, 4), Of("FTC-220", 2)], 5));
        // A bay with sessions in it, the one who teaches most, a splicer in use, and a day on which the centre is shut.
        Guid[] outages =
        [
            await OutAsync(OutageKind.Closure, "select resource_id from reservation r join bay b on b.id = r.resource_id where r.session_id is not null and lower(r.during) > '2026-11-04' and b.bay_kind = 'splice-bench' group by 1 order by count(*) desc, 1 limit 1", new(2026, 11, 4), new(2026, 11, 12)),
            await OutAsync(OutageKind.Leave, "select resource_id from reservation r where r.session_id is not null and resource_kind = 'instructor' and lower(r.during) > '2026-11-16' group by 1 order by count(*) desc, 1 limit 1", new(2026, 11, 16), new(2026, 11, 20)),
            await OutAsync(OutageKind.Breakdown, "select resource_id from reservation r where r.session_id is not null and resource_kind = 'kit' and lower(r.during) > '2026-11-04' group by 1 order by count(*) desc, 1 limit 1", new(2026, 11, 4), new(2026, 11, 30)),
            await OutAsync(OutageKind.CentreClosure, null, new(2026, 11, 10), new(2026, 11, 10)),
        ];
        var answer = await AcceptedAsync(new AskForPlan([Of("FTC-201", 1), Of("FTC-130", 1)], 5, Repair: true, outages));
        Assert.Equal((4, true), (answer.OutagesInForce, answer.SessionsChanged > 0));
        Assert.Empty(await BrokenAsync());
    }

    private static CohortsWanted Of(string course, int count, int places = 6) => new(course, count, places, Tomorrow);

    private async Task<AcceptedDraft> AcceptedAsync(AskForPlan ask)
    {
        var asked = await _app.AskAsync(ask, _coordinator);
        await RunAsync("update planning_run set seconds = 3 where state = 'waiting'");
        await _app.CarryOutPlans();
        var shown = await _app.AskAsync(new ShowPlanningRun(new(asked.Id)), _coordinator);
        Assert.True(shown.State == "done", $"{shown.State} {shown.Failure} {string.Join('\n', _app.Faults)}");
        foreach (var cohort in shown.Best!.Cohorts) output.WriteLine($"{cohort.Label}: {cohort.FirstDay} to {cohort.LastDay}, {cohort.DaysOnSite} days, people {cohort.ChangesOfPeople}, bays {cohort.ChangesOfBay}, moved {cohort.Sessions.Count(each => each.Moved)}");
        output.WriteLine($"unplaced {shown.Best.Unplaced}, hit {shown.Best.Hit}, moved {shown.Best.Moved}; {string.Join(", ", shown.Best.Costs.Select(each => $"{each.Words} {each.Amount}"))}");
        foreach (var left in shown.Unplaced) output.WriteLine($"{left.Cohort}, {left.Title}: {string.Join(" ", left.Reasons)} | {string.Join(" ", left.Remedies)}");
        Assert.Equal(0, shown.Best.Unplaced);

        var accepted = await _app.SendAsync(new AcceptDraft(new(asked.Id)), _coordinator);
        Assert.True(accepted.Succeeded, accepted.Error?.Detail);
        Assert.Equal(ask.Cohorts.Sum(each => each.Count), accepted.Value!.Cohorts.Count);
        return accepted.Value;
    }

    private async Task<Guid> OutAsync(OutageKind kind, string? which, DateOnly first, DateOnly last)
    {
        Guid? resource = null;
        if (which is not null)
        {
            await using var command = _everything.CreateCommand(which);
            resource = (Guid)(await command.ExecuteScalarAsync())!;
        }
        var taken = await _app.AskAsync(new TakeOutOfUse(kind, resource, first, last, null, null, "As it happens"), _coordinator);
        Assert.Equal("proposed", taken.State);
        return taken.Id;
    }

    private Task RunAsync(string sql) => TemplateDatabase.RunAsync(TemplateDatabase.To(_name), sql);

    private async Task<List<string>> BrokenAsync() => [.. (await _app.AskAsync(new CheckInvariants())).Invariants.SelectMany(invariant => invariant.Rows.Select(row => $"{invariant.Code}: {row}"))];
}
