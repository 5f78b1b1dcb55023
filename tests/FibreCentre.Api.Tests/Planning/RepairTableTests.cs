using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Planning;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>What the engine is told of announced sessions and those who come to them, held against what moving a session by hand says.</summary>
public sealed class RepairTableTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task Sessions_move_to_no_day_on_which_a_ticket_has_run_out_and_to_no_time_at_which_a_trainee_is_elsewhere()
    {
        var day = Monday();
        var cohort = await centre.GivenACohort(c => c.Of("FTC-201", 2).Starting(day));
        var engineer = Some.Engineer().Holding("FTC-101", $"{day.AddDays(10):yyyy-MM-dd}");
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var other = await centre.GivenACohort(c => c.Starting(day.AddDays(7)));
        await centre.GivenABooking(other, centre.Cast.NorthBooker, engineer with { Certificates = null });
        var (last, busy) = (cohort.Sessions[^1], other.Sessions[0]);

        var table = await centre.ReadsTable(Asked(day, @fixed: [.. other.Sessions.Select(each => each.Id)]));

        Assert.Empty(Score(table).Hard);
        // On the last day of the ticket, and on the day after.
        Assert.Empty(Score(table, (last.Id, day.AddDays(10), 0)).Hard);
        Assert.Equal([HardFault.GroupClosed], Score(table, (last.Id, day.AddDays(11), 0)).Hard.Keys);
        await SaysAsync(last.Id, day.AddDays(11), "08:00", "could not take it then");
        // While the trainee sits in what stays where it is.
        Assert.Contains(HardFault.GroupClosed, Score(table, (last.Id, day.AddDays(7), 4)).Hard.Keys);
        await SaysAsync(last.Id, day.AddDays(7), $"{busy.During.Starts:HH:mm}", "One trainee has another session");
        // Where both may move, neither may be where the other is.
        var both = await centre.ReadsTable(Asked(day));
        var there = Session(both, busy.Id).Announced!;
        Assert.Contains(HardFault.GroupClash, Score(both, (last.Id, day.AddDays(7), there.Start)).Hard.Keys);
    }

    [Fact]
    public async Task Sessions_keep_their_order_around_those_that_stay_and_what_lies_near_does_not_move()
    {
        var day = Monday();
        var cohort = await centre.GivenACohort(c => c.Of("FTC-201", 2).Starting(day));

        var table = await centre.ReadsTable(Asked(day, @fixed: [cohort.Sessions[1].Id]));

        Assert.Equal([1, 3, 4], table.Sessions.Where(each => each.Cohort.Label == cohort.Code).Select(each => each.Number));
        Assert.Empty(Score(table).Hard);
        Assert.Contains(HardFault.GroupClosed, Score(table, (cohort.Sessions[0].Id, day.AddDays(1), 0)).Hard.Keys);   // after what stays
        Assert.Contains(HardFault.Order, Score(table, (cohort.Sessions[3].Id, day.AddDays(-3), 0)).Hard.Keys);
        // An hour before it begins, and then half an hour before.
        centre.ItIs(day, hour: cohort.Sessions[0].During.Starts.Hour - 1, cohort.Sessions[0].During.Starts.Minute);
        Assert.Contains(1, (await centre.ReadsTable(Asked(day))).Sessions.Where(each => each.Cohort.Label == cohort.Code).Select(each => each.Number));
        centre.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal([2, 3, 4], (await centre.ReadsTable(Asked(day))).Sessions.Where(each => each.Cohort.Label == cohort.Code).Select(each => each.Number));
    }

    private static PlanAsked Asked(DateOnly day, Guid[]? @fixed = null) => new(day.AddDays(-7), [], MayMove: true, [], @fixed ?? []);

    private static TableSession Session(PlanningTable table, Guid id) => table.Sessions.Single(each => each.Existing?.Value == id);

    /// <summary>The timetable as it is, with one session elsewhere, by the resources it has.</summary>
    private static PlanScore Score(PlanningTable table, params (Guid Session, DateOnly Day, int Start)[] moved)
    {
        var plan = new Dictionary<string, Placement>(table.Announced.Placements);
        foreach (var (id, day, start) in moved) plan[Session(table, id).Key] = Session(table, id).Announced! with { Day = table.Days.ToList().IndexOf(day), Start = start };
        return PlanScore.Of(table.Problem, new(plan));
    }

    private async Task SaysAsync(Guid session, DateOnly day, string startsAt, string words) =>
        Assert.Contains(words, $"{(await Coordinator.Get($"/api/v1/sessions/{session}/move?day={day:yyyy-MM-dd}&startsAt={startsAt}")).Json.GetProperty("faults")}", StringComparison.Ordinal);

    private DateOnly Monday()
    {
        var day = centre.NextFreeMonday(days: 14, before: 7);
        return day;
    }
}
