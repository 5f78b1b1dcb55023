using System.Text.RegularExpressions;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

/// <summary>The forms about bays, kit, instructors and practice, as a browser without script sends them.</summary>
public sealed partial class FacilitiesPagesTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_booker_finds_a_time_books_it_and_releases_it()
    {
        var booker = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var wish = $"trainee={centre.Cast.NorthTrainee.Trainee}&kind=splice-bench&minutes=60&look=true";
        var slot = Slot().Match((await booker.Get($"/practice/new?{wish}")).Text).Groups[1].Value.Replace("&#x7C;", "|", StringComparison.Ordinal);
        var day = FirstDay().Match((await booker.Get($"/practice/new?{wish}")).Text).Groups[1].Value;
        (string, string)[] form = [("Trainee", $"{centre.Cast.NorthTrainee.Trainee}"), ("Kind", "splice-bench"), ("Minutes", "60"), ("Day", day), ("Slot", slot)];

        var booked = await booker.Post("/practice/new", [.. form, ("IdempotencyKey", Some.Key())]);
        Assert.Equal((302, "/practice"), (booked.Status, booked.Response.Headers.Location?.OriginalString));
        Assert.Contains("Nora Nash", (await booker.Get("/practice")).Text, StringComparison.Ordinal);

        // Whoever sends the same time again is told so where the times are.
        var refused = await booker.Post("/practice/new", [.. form, ("IdempotencyKey", Some.Key())]);
        Assert.Equal(409, refused.Status);
        Assert.Contains("href=\"#slot-1\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Nora Nash has a session or practice then. Free instead:", refused.Text, StringComparison.Ordinal);

        var id = await centre.Value<Guid>("select id from practice where state = 'booked'");
        Assert.Equal(302, (await booker.Post("/practice?handler=release", ("Practised", $"{id}"))).Status);
        Assert.Equal("released", await centre.Value<string>("select state from practice where id = $1", id));
        Assert.Equal(404, (await booker.Get($"/practice/new?trainee={centre.Cast.SouthTrainee.Trainee}&kind=splice-bench&minutes=60&look=true")).Status);
    }

    [Fact]
    public async Task Kit_that_was_left_as_proposed_may_change_until_it_is_saved_and_kit_that_was_chosen_may_not()
    {
        var planner = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var day = centre.NextFreeDay(3);
        var page = $"/cohorts/plan/sessions?course=FTC-210&firstDay={day:yyyy-MM-dd}&capacity=2";
        var fields = Fields().Matches((await planner.Get(page)).Text).Select(found => found.Value).Where(input => input.Contains("name=\"Sessions[", StringComparison.Ordinal))
            .Where(input => !input.Contains("type=\"checkbox\"", StringComparison.Ordinal) || input.Contains("checked", StringComparison.Ordinal)).Select(input => (Name().Match(input).Groups[1].Value, Value().Match(input).Groups[1].Value)).ToList();
        (string, string)[] head = [("Course", "FTC-210"), ("FirstDay", $"{day:yyyy-MM-dd}"), ("Capacity", "2"), ("IdempotencyKey", Some.Key())];
        var chosen = fields.First(each => each.Item1 == "Sessions[0].Kit[0].Items").Item2;
        // What was proposed goes away for good while the page is open.
        await centre.Run($"update kit_item set retired_on = '2026-01-01' where id = '{chosen}'");

        var other = fields.ConvertAll(each => each.Item1.EndsWith("KitProposed", StringComparison.Ordinal) ? (each.Item1, "") : each);
        var refused = await planner.Post(page, [.. head, .. other]);
        Assert.Equal(409, refused.Status);
        Assert.Contains("is retired on", refused.Text, StringComparison.Ordinal);
        var saved = await planner.Post(page, [.. head, .. fields]);
        Assert.True(saved.Status == 302, saved.Text);
    }

    [Fact]
    public async Task A_working_pattern_is_read_as_people_write_it()
    {
        var planner = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var page = $"/instructors/{centre.Cast.OtherInstructor.Instructor}/hours";
        var wrong = await planner.Post(page, ("Days[0]", "9 till 5"), ("Days[1]", "9am to 1pm, 12pm to 5pm"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("href=\"#Days_0_\"", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("Two spells of Tuesday overlap", wrong.Text, StringComparison.Ordinal);

        Assert.Equal(302, (await planner.Post(page, ("Days[0]", "9am to 1pm and 2 pm-5.30pm"), ("Days[1]", ""), ("Days[2]", ""), ("Days[3]", ""), ("Days[4]", "08:00-12:00"))).Status);
        Assert.Equal(["1 09:00:00-13:00:00", "1 14:00:00-17:30:00", "5 08:00:00-12:00:00"], await centre.Column<string>("select weekday || ' ' || starts || '-' || ends from instructor_hours where instructor_id = $1 order by 1", centre.Cast.OtherInstructor.Instructor!.Value));
        Assert.Equal(302, (await planner.Post(page, ("Days[0]", ""))).Status);
        Assert.Equal(0, await centre.Value<int>("select count(*) from instructor_hours"));
    }

    [Fact]
    public async Task A_bay_that_is_planned_with_says_at_the_date_why_it_stays()
    {
        var cohort = await centre.GivenACohort();
        var planner = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var bay = (await centre.Serving(cohort.Sessions[0].Id, "bay"))[0];
        var day = cohort.FirstDay;
        var refused = await planner.Post($"/facilities/bays/{bay}?handler=retire", ("From.Day", $"{day.Day}"), ("From.Month", $"{day.Month}"), ("From.Year", $"{day.Year}"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("href=\"#From_Day\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains(cohort.Code, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_there_is_to_do_about_kit_comes_first_and_what_has_run_out_before_that()
    {
        var items = await centre.Column<Guid>("select id from kit_item where kit_type = 'otdr' order by serial_number limit 2");
        await centre.Run($"update kit_item set calibrated_until = '2026-10-01' where id = '{items[1]}'; update kit_item set calibrated_until = '2026-11-20' where id = '{items[0]}'");
        try
        {
            var page = (await (await Browser.OfAsync(centre, centre.Cast.Manager)).Get("/kit")).Text;
            string[] order = [">To look at<", $"/kit/{items[1]}", $"/kit/{items[0]}", ">Kit by type<"];
            var places = order.Select(each => page.IndexOf(each, StringComparison.Ordinal)).ToList();
            Assert.DoesNotContain(-1, places);
            Assert.Equal(places.Order(), places);
        }
        finally
        {
            await centre.Run("update kit_item set calibrated_until = '2027-12-31' where kit_type = 'otdr'");
        }
    }

    [GeneratedRegex("name=\"Slot\" type=\"radio\" value=\"([^\"]+)\"")]
    private static partial Regex Slot();

    [GeneratedRegex("name=\"Day\" value=\"([0-9-]+)\"")]
    private static partial Regex FirstDay();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Fields();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
