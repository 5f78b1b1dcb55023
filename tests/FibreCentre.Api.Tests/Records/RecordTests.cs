using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Tests.Isolation;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Records;

public sealed class RecordTests(TwoProviders centre) : IClassFixture<TwoProviders>
{
    [Fact]
    public async Task A_record_has_attendance_decisions_and_certificates_and_no_note_of_the_centres()
    {
        await centre.Run("update criterion_mark set note = 'for our eyes only'");
        foreach (var actor in new[] { centre.Cast.NorthBooker.Actor, centre.Cast.NorthTrainee.Actor, centre.Cast.Coordinator.Actor })
        {
            var record = await centre.App.AskAsync(new ShowRecord(new(centre.North.Trainee)), actor);
            var course = Assert.Single(record.Courses, each => each.CohortCode == centre.North.Cohort.Code);
            Assert.All(course.Sessions, session => Assert.Equal("present", session.Mark));
            Assert.Equal((await centre.UnitsOf("FTC-101")).Select(unit => unit.Code).Order(), course.Decisions.Select(decision => decision.Unit).Order());
            Assert.All(course.Decisions, decision => Assert.Equal(("competent", "stands", centre.Cast.Instructor.Name), (decision.Outcome, decision.State, decision.SignedBy)));
            Assert.NotEmpty(record.Engineer.Certificates);
            Assert.DoesNotContain("for our eyes only", System.Text.Json.JsonSerializer.Serialize(record), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_providers_engineer_has_none()
    {
        Assert.Equal("engineer-not-found", (await centre.Ask(new ShowRecord(new(centre.South.Trainee)), centre.Cast.NorthBooker)).Error?.Code);
        Assert.Equal("engineer-not-found", (await centre.Ask(new ShowRecord(new(centre.South.Trainee)), centre.Cast.NorthTrainee)).Error?.Code);
    }
}
