using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Facilities;
using FibreCentre.Planning;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Planning;

/// <summary>What the engine is told of the timetable, held against the rules by which the centre plans a cohort: wherever the one says yes, so do the others, whatever they forbid.</summary>
public sealed class TableTests(TestCentre centre, ITestOutputHelper output) : IClassFixture<TestCentre>
{
    private static readonly DateOnly First = new(2026, 11, 23);

    /// <summary>What the centre says to a session that breaks each rule. Each has to be met, or it was not tried.</summary>
    private static readonly Dictionary<string, string> Rules = new()
    {
        ["a bay or person taken by another cohort"] = "by FTC-", ["set up and cleared away"] = "too close for clearing away", ["on the way"] = "too close for the way there", ["a bay closed"] = "by closure: As it happens",
        ["a bay that is proposed to be closed"] = "by a proposed closure", ["leave"] = "by leave", ["practice"] = "by practice", ["a bay too small"] = "hold 5, the cohort has 6", ["a bay that is gone"] = "is out of use from", ["somebody who left"] = "has left from",
        ["a qualification that runs out"] = "does not hold safety-trainer", ["working hours"] = "does not work on", ["hours of a day"] = "would teach more than 3 hours on", ["hours of a week"] = "would teach more than 14 hours in the week", ["calibration"] = "choose 6 fusion splicers",
        ["opening hours"] = "is not open then",
    };

    [Fact]
    public async Task Wherever_the_engine_may_place_a_session_the_centre_would_plan_it_and_every_rule_was_met()
    {
        await GivenACrowdedTimetableAsync();
        var met = Rules.Keys.ToDictionary(rule => rule, _ => 0);
        var (allowed, refused, wronged) = (0, 0, new List<string>());
        foreach (var wanted in new[] { new CohortsWanted("FTC-101", 1, 6, First), new CohortsWanted("FTC-101", 1, 16, First), new CohortsWanted("FTC-210", 1, 6, First) })
        {
            var table = await centre.ReadsTable(new(First, [wanted], MayMove: false, [], []));
            Assert.All(table.Days, day => Assert.Null(table.Calendar.WhyShut(day)));
            var random = new Random(7);
            foreach (var session in table.Sessions.Take(2))
            {
                var bays = table.Centre.Bays.Where(bay => bay.BayKind == session.Pattern.BayKind).ToList();
                for (var number = 0; number < 900; number++)
                {
                    var placement = new Placement(random.Next(30), random.Next(table.Problem.SlotsPerDay - session.Core + 1), [.. Some(bays.ConvertAll(bay => bay.Id), session.Bays.Count), .. Some([.. table.Centre.Instructors.Select(each => each.Id)], session.Instructors)]);
                    if (placement.Resources.Any(id => table.Problem.Resources.All(each => each.Id != id)) || placement.Resources.Count != session.Bays.Count + session.Instructors) continue;
                    var sound = PlanScore.Of(table.Problem, new(new Dictionary<string, Placement> { [session.Key] = placement })).IsSound;
                    var says = House(table, session, placement);
                    foreach (var rule in Rules.Where(rule => says.Exists(each => each.Contains(rule.Value, StringComparison.Ordinal)))) met[rule.Key]++;
                    if (sound) allowed++;
                    else refused++;
                    if (sound && says.Count > 0) wronged.Add($"{session.Key} {placement.Day} {placement.Start}: {string.Join(" ", says)}");
                }

                List<string> Some(List<ResourceId> from, int count) => [.. from.OrderBy(_ => random.Next()).Take(count).Select(id => $"{id.Value:N}")];
            }
        }
        output.WriteLine($"{allowed} allowed, {refused} refused; {string.Join(", ", met.Select(each => $"{each.Key} {each.Value}"))}");
        Assert.True(wronged.Count == 0, string.Join('\n', wronged.Take(10)));
        Assert.DoesNotContain(met, each => each.Value == 0);
        Assert.InRange(allowed, 50, refused);
    }

    /// <summary>What the rules by which cohorts are planned say to it.</summary>
    private static List<string> House(PlanningTable table, TableSession session, Placement placement)
    {
        var place = table.PlaceOf(session, placement);
        var during = table.SlotOf(session, place);
        if (!table.Calendar.IsOpenFor(during)) return ["It is not open then."];
        var kit = table.KitFor(new Dictionary<string, DraftPlace> { [session.Key] = place })[session.Key];
        return [.. Proposing.Faults(
            session.Cohort.Version.Spec, new(session.Number, session.Pattern, during, place.Day), session.Cohort.Places, [.. place.Bays.Select(id => new ResourceId(id))], [.. place.Instructors.Select(id => new ResourceId(id))], kit, table.Centre)];
    }

    private async Task GivenACrowdedTimetableAsync()
    {
        var coordinator = centre.ClientOf(centre.Cast.Coordinator);
        await centre.Run("update bay_kind set set_up_minutes = 15, clear_away_minutes = 15, travel_minutes = 10");
        foreach (var day in new[] { 0, 1, 3, 7 }) await centre.GivenACohort(cohort => cohort.Starting(First.AddDays(day)));
        await centre.GivenACohort(cohort => cohort.Of("FTC-210", 3).Starting(First.AddDays(1)));
        await centre.GivenPractice(First.AddDays(8));
        await coordinator.TakesOut("closure", await centre.Bay("CR-2"), First.AddDays(9), First.AddDays(10));
        var ida = await centre.Value<Guid>("select id from instructor where code = 'IDA'");
        await coordinator.TakesOut("leave", ida, First.AddDays(14), First.AddDays(17));
        var busy = (await centre.Column<Guid>("select r.resource_id from reservation r join session s on s.id = r.session_id where resource_kind = 'bay' and r.resource_id <> $1 order by lower(s.during) limit 1", await centre.Bay("SB-1")))[0];
        Assert.Equal("proposed", (await coordinator.TakesOut("closure", busy, First, First.AddDays(21))).Json.GetProperty("state").GetString());
        await centre.Run($"""
            update bay set capacity = 5 where code = 'CR-3';
            update bay set retired_on = '{First.AddDays(21):yyyy-MM-dd}' where code = 'CR-4';
            update instructor set left_on = '{First.AddDays(24):yyyy-MM-dd}' where code = 'IVAN';
            update instructor set max_minutes_day = case when code = 'IVY' then 180 else 420 end, max_minutes_week = 840;
            update instructor_qualification set valid_until = '{First.AddDays(15):yyyy-MM-dd}' where qualification = 'safety-trainer' and instructor_id = (select id from instructor where code = 'IVY');
            insert into instructor_hours (instructor_id, weekday, starts, ends) select id, d, t.starts, t.ends from instructor, generate_series(1, 4) d, (values (time '08:00', time '12:00'), (time '12:00', time '17:00')) t (starts, ends) where code = 'IVAN';
            update kit_item set calibrated_until = '{First.AddDays(16):yyyy-MM-dd}' where kit_type = 'fusion-splicer' and serial_number > 'fusion-splicer-04';
            """);
    }
}
