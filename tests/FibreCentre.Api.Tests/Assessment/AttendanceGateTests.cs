using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Assessment;

public sealed class AttendanceGateTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_course_that_takes_every_session_is_assessed_and_signed_only_after_those_that_have_begun()
    {
        var (cohort, place) = await GivenSomebodyOnACourseThatTakesAsync("{ kind: everySession }");
        var unit = (await centre.UnitsOf(cohort.Course))[0];
        var marks = new MarkCriteria(new(place), unit.Code, [.. unit.Criteria.Select(Journeys.Met)]);
        centre.ItIs(cohort.FirstDay, 9);
        await MarkAsync(0, AttendanceMark.Present);
        Assert.True((await centre.Ask(marks, centre.Cast.Instructor)).Succeeded);   // the afternoon has not begun

        centre.ItIs(cohort.FirstDay, 14);
        var refused = (await centre.Ask(marks, centre.Cast.Instructor)).Error!;
        Assert.Equal(("attendance-missing", true), (refused.Code, refused.Detail.Contains($"{cohort.Sessions[1].Title}, ", StringComparison.Ordinal)));
        Assert.DoesNotContain(cohort.Sessions[0].Title, refused.Detail, StringComparison.Ordinal);
        Assert.Equal("attendance-missing", (await SignAsync()).Error?.Code);
        var shown = await centre.App.AskAsync(new ShowAssessment(new(place), unit.Code), centre.Cast.Instructor.Actor);
        Assert.Equal((false, refused.Detail), (shown.IsPresent, shown.Absence));

        await MarkAsync(1, AttendanceMark.Late);
        Assert.True((await SignAsync()).Succeeded);

        Task<MarkedAttendance> MarkAsync(int session, AttendanceMark mark) => centre.App.AskAsync(new MarkAttendance(new(cohort.Sessions[session].Id), new(place), mark), centre.Cast.Instructor.Actor);
        Task<Domain.Result<SignedOff>> SignAsync() => centre.Ask(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor);
    }

    [Fact]
    public async Task A_course_that_says_nothing_takes_any_session()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 14);
        await centre.App.AskAsync(new MarkAttendance(new(cohort.Sessions[1].Id), new(place), AttendanceMark.Present), centre.Cast.Instructor.Actor);
        await centre.GivenAllMet(place, (await centre.UnitsOf(cohort.Course))[0]);
    }

    /// <summary>By a new version of FTC-101, as a centre would publish it.</summary>
    private async Task<(GivenCohort Cohort, Guid Place)> GivenSomebodyOnACourseThatTakesAsync(string attendance)
    {
        var before = await centre.GivenACohort();
        const string file = "01-safety.yaml";
        var text = await System.IO.File.ReadAllTextAsync(Repository.At("db", "catalogue", file));
        const string validity = "    validity: { years: 3, renewalWindowMonths: 12 }\n";
        var at = text.IndexOf(validity, StringComparison.Ordinal);
        Assert.True(at > 0 && at < text.IndexOf("code: FTC-110", StringComparison.Ordinal));
        await centre.App.AskAsync(new ImportCatalogue([new(file, text.Insert(at, $"    attendance: {attendance}\n"))]), centre.Cast.Coordinator.Actor);
        var cohort = await centre.GivenACohort();
        Assert.Equal((1, 2), (await VersionOfAsync(before), await VersionOfAsync(cohort)));   // a cohort keeps its version
        await centre.App.AskAsync(new ImportCatalogue([new(file, text)]), centre.Cast.Coordinator.Actor);
        return (cohort, (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id);

        Task<int> VersionOfAsync(GivenCohort planned) => centre.Value<int>("select v.number from cohort c join course_version v on v.id = c.course_version_id where c.id = $1", planned.Id);
    }
}
