using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Reporting;
using FibreCentre.Api.Tests.Quality;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Reporting;

/// <summary>All figures of one month, in a centre in which nothing else happens.</summary>
public sealed class MonthTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task What_was_booked_taught_signed_and_waited_for_is_counted_in_its_month_and_nowhere_else()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(3));
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);
        Assert.Equal(201, (await centre.ClientOf(centre.Cast.SouthBooker).BooksUnnamed(cohort, 1)).Status);
        Assert.Equal(201, (await centre.ClientOf(centre.Cast.NorthBooker).Joins(cohort, 4)).Status);
        await centre.GivenACohort(c => c.WithPlaces(5) with { Draft = true });
        var before = await ShownAsync(cohort.FirstDay);
        Assert.Equal((1, 3, 3, 100m, 4), (before.All.Cohorts, before.All.Places, before.All.Taken, before.All.TakenPercent, before.All.Waiting));
        Assert.Equal((0, null, null), (before.All.Qualified, before.All.PassedPercent, before.All.FirstPassedPercent));

        centre.ItIs(cohort.FirstDay, hour: 16);
        await centre.GivenAllSignedOff(cohort, booked.Places[0].Id);
        var units = await centre.UnitsOf(cohort.Course);
        await centre.GivenPresent(cohort, booked.Places[1].Id);
        await centre.GivenReferred(booked.Places[1].Id, units[0]);
        var signed = await centre.GivenCompetent(booked.Places[1].Id, units[0]);
        await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);

        var after = await ShownAsync(cohort.FirstDay);
        var month = Assert.Single(after.Months);
        var course = Assert.Single(after.Courses);
        Assert.Equal("FTC-101", course.Course);
        Assert.All(new[] { after.All, month.Yield, course.Yield }, yield =>
        {
            Assert.Equal((1, 1, 0, 1, 3, 3, 4), (yield.Qualified, yield.Certificates, yield.Renewals, yield.Cohorts, yield.Places, yield.Taken, yield.Waiting));
            Assert.Equal((units.Count + 2, units.Count + 1, units.Count + 1, units.Count), (yield.Assessed, yield.Passed, yield.FirstAttempts, yield.FirstPassed));
        });
        var reserved = await centre.Value<long>("select sum(extract(epoch from upper(r.during) - lower(r.during)) / 60)::bigint from reservation r join session s on s.id = r.session_id where r.resource_kind = 'bay' and s.cohort_id = $1", cohort.Id);
        // Of the draft beside it nothing.
        Assert.True(reserved > 0);
        Assert.All(new[] { after.Bays.UsedMinutes, month.Bays.UsedMinutes, after.Kinds.Sum(kind => kind.Bays.UsedMinutes) }, minutes => Assert.Equal(reserved, minutes));
        Assert.Equal(after.Bays.OpenMinutes, after.Kinds.Sum(kind => kind.Bays.OpenMinutes));

        // Two months earlier there was nothing; over both, what is in one of them is not counted twice.
        var earlier = await ShownAsync(cohort.FirstDay.AddMonths(-2));
        Assert.Equal(Yield.None, earlier.All);
        var both = await centre.App.AskAsync(new ShowFigures(cohort.FirstDay.AddMonths(-2), cohort.FirstDay), centre.Cast.Manager.Actor);
        Assert.Equal((3, after.All), (both.Months.Count, both.All));
        Assert.Equal([earlier.All, Yield.None, after.All], both.Months.Select(each => each.Yield));
    }

    private Task<CentreFigures> ShownAsync(DateOnly month) => centre.App.AskAsync(new ShowFigures(month, month), centre.Cast.Manager.Actor);
}
