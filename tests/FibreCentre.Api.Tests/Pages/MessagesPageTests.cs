using System.Globalization;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

public sealed class MessagesPageTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Every_message_says_which_course_and_day_it_is_about_and_leads_to_the_cohort()
    {
        var cohort = await centre.GivenACohort();
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        var moved = centre.NextFreeDay();
        await centre.App.AskAsync(new MoveSession(new(cohort.Sessions[1].Id), moved, new(13, 0), null), centre.Cast.Coordinator.Actor);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);

        centre.ItIs(cohort.FirstDay.AddDays(-1), 7);
        await centre.SendDueMessages();
        centre.ItIs(moved.AddDays(-1), 7);
        await centre.SendDueMessages();
        var lines = (await centre.ClientOf(centre.Cast.Coordinator).Get("/api/v1/messages")).Json.GetProperty("messages").EnumerateArray()
            .Select(each => $"{each.GetProperty("kind")} {each.GetProperty("about").GetProperty("course")} {each.GetProperty("day")} {each.GetProperty("about").GetProperty("cohortId")}").Distinct().ToList();
        foreach (var kind in new[] { "invitation", "cancellation" })
            Assert.All(new[] { cohort.FirstDay, moved }, day => Assert.Contains($"{kind} FTC-101 {day:yyyy-MM-dd} {cohort.Id}", lines));

        var page = (await (await Browser.OfAsync(centre, centre.Cast.Coordinator)).Get("/messages")).Text;
        Assert.Contains($"<a class=\"govuk-link\" href=\"/cohorts/{cohort.Id}\">FTC-101 ", page, StringComparison.Ordinal);
        Assert.Contains(cohort.Sessions[1].Title + ", " + moved.ToString("dddd d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")), page, StringComparison.Ordinal);
    }
}
