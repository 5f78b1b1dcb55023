using FibreCentre.Api.Features.Reporting;
using FibreCentre.Api.Tests.Quality;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Reporting;

/// <summary>The last hour of June in UTC is the first of July at the centre.</summary>
public sealed class SummerTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_month_ends_when_it_does_at_the_centre()
    {
        var (june, july) = (new DateOnly(2027, 6, 30), new DateOnly(2027, 7, 1));
        var cohort = await centre.GivenACohort(c => c.Starting(june));
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(june, hour: 16);
        await centre.GivenPresent(cohort, place);
        centre.ItIs(new DateTime(2027, 6, 30, 23, 30, 0));
        await centre.GivenReferred(place, (await centre.UnitsOf(cohort.Course))[0]);

        Assert.Equal((0, 1), ((await ShownAsync(june)).All.Assessed, (await ShownAsync(july)).All.Assessed));
        var both = await centre.App.AskAsync(new ShowFigures(june, july), centre.Cast.Manager.Actor);
        Assert.Equal([0, 1], both.Months.Select(month => month.Yield.Assessed));
    }

    private Task<CentreFigures> ShownAsync(DateOnly month) => centre.App.AskAsync(new ShowFigures(month, month), centre.Cast.Manager.Actor);
}
