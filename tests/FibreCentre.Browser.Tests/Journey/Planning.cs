using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What the centre's own people do.</summary>
public sealed partial class JourneyTests
{
    private Task TheAdministratorImportsTheCatalogue() => As(Administrator, async visitor =>
    {
        await visitor.FollowAsync("Courses");
        await visitor.FollowAsync("Import courses");
        await visitor.Field("Catalogue files").SetInputFilesAsync(Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml"));
        await visitor.PressAsync("Check and import");
        var table = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "What the import did" });
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(1 + 13);
        await visitor.FollowAsync("Fibre and copper fundamentals");
        await visitor.ReadsAsync("Loss of the patch lead measured");
    });

    private Task TheCoordinatorPlansAndPublishesACohort() => As(Coordinator, async visitor =>
    {
        await visitor.FollowAsync("Plan a cohort");
        await visitor.Field("Course").SelectOptionAsync("FTC-201");
        await visitor.Field("Day").FillAsync($"{FirstDay.Day}");
        await visitor.Field("Month").FillAsync($"{FirstDay.Month}");
        await visitor.Field("Year").FillAsync($"{FirstDay.Year}");
        await visitor.Field("Places").FillAsync("6");
        await visitor.PressAsync("Look what is free");

        await visitor.ReadsAsync("Friday 23 October to Monday 26 October 2026");
        foreach (var session in _sessions)
        {
            // Something is proposed for each; another instructor teaches it.
            var region = visitor.Region(session.Title);
            var instructors = visitor.Group("Instructors", region);
            var proposed = instructors.GetByRole(AriaRole.Checkbox, new() { Checked = true });
            await Expect(proposed).ToHaveCountAsync(1);
            await proposed.UncheckAsync();
            await instructors.GetByLabel("Priya Raman").CheckAsync();
        }
        var rooms = visitor.Group("Classroom", visitor.Region(_sessions[0].Title));
        await rooms.GetByRole(AriaRole.Checkbox, new() { Checked = true }).UncheckAsync();
        await rooms.GetByLabel("Classroom 3").CheckAsync();
        await visitor.PressAsync("Save the cohort");

        await visitor.IsToldAsync("is saved as a draft");
        await Expect(visitor.Row(_sessions[0].Title)).ToContainTextAsync("Classroom 3");
        await Expect(visitor.Row(_sessions[3].Title)).ToContainTextAsync("Priya Raman");
        await visitor.PressAsync("Publish and open for booking");
        await visitor.ReadsAsync("6 of 6");
        await Expect(visitor.Button("Publish and open for booking")).ToHaveCountAsync(0);
    });

    private Task TheCoordinatorMovesASession() => As(Coordinator, async visitor =>
    {
        var last = _sessions[3];
        await visitor.FollowAsync("Fibre and copper fundamentals");
        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Northway Networks, 6 places" })).ToBeVisibleAsync();
        await visitor.FollowAsync($"Move or change {last.Title}");
        // The centre is shut then.
        await visitor.Field("Starts").FillAsync("7pm");
        await visitor.PressAsync("See what would happen");
        await Expect(visitor.Heading("It cannot be done")).ToBeVisibleAsync();
        await visitor.FollowAsync("Choose again");
        await visitor.Field("Starts").FillAsync("1:30pm");
        await visitor.PressAsync("See what would happen");
        await visitor.ReadsAsync("6 trainees, by an update in each calendar");
        await visitor.PressAsync("Move the session");
        await visitor.IsToldAsync("6 trainees will get an update");
        _sessions[3] = last with { Starts = last.Starts.AddMinutes(30), Ends = last.Ends.AddMinutes(30) };
    });

    private Task TheCoordinatorRevokesIt() => As(Coordinator, async visitor =>
    {
        await visitor.FollowAsync("Certificates");
        await visitor.FollowAsync("Amina Yusuf: FTC-201");
        await visitor.FollowAsync("Revoke this certificate");
        await visitor.Field("Why is it revoked?").FillAsync("The written paper was marked with the wrong key.");
        await visitor.Field("Your password").FillAsync(_centre.SignInOf(Coordinator).Password);
        await visitor.PressAsync("Revoke the certificate");
        await visitor.ReadsAsync("Revoked: this certificate does not count");
    });

    private Task TheLedgerIsWhole() => As(Iqa, async visitor =>
    {
        await visitor.FollowAsync("Ledger");
        await Expect(visitor.Heading("The ledger is whole")).ToBeVisibleAsync();
    });
}
