using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Places;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static FibreCentre.Browser.Tests.Journey.DemoWalk;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What providers and staff do with engineers, on the demo centre: a sheet of them, a certificate from elsewhere, a new employer, names for places booked without.</summary>
public sealed class EngineersWalkTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Header = "Team;First name;Last name;E-mail;Date of birth;Employee no;Photo ID";

    private readonly DemoWalk _walk = new(chromium);
    private CohortAnswer _ahead = null!;

    public async Task InitializeAsync()
    {
        await _walk.OpenAsync();
        _ahead = await _walk.CohortAsync("FTC-110");
    }

    [Fact]
    public async Task A_booker_looks_at_a_sheet_decides_on_a_duplicate_imports_takes_the_rejected_rows_home_and_undoes_it()
    {
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync("/engineers");
            await visitor.FollowAsync("Import a spreadsheet");
            // Windows-1252 and semicolons, as Excel writes them; Aminah is somebody's other spelling of Amina.
            await Uploads(visitor, "CSV file with your engineers", Encoding.Latin1.GetBytes(string.Join("\r\n", Header, "A;Zoë;Hale;zoe.hale@northway.example.org;01/02/1990;NW-2001;yes", "A;Aminah;Yusuf;a.yusuf@northway.example.org;12/03/1994;;", "B;Olu;Bello;olu.bello;03/04/1992;NW-2003;")));
            await visitor.ReadsAsync("3 rows: 1 new, 0 with changes, 0 as they are already, 1 possible duplicate, 1 rejected.");
            await Expect(visitor.Row("Zoë Hale")).ToBeVisibleAsync();
            await Expect(visitor.Row("Olu Bello")).ToContainTextAsync("Enter an e-mail address like name@example.org.");
            await visitor.FollowAsync("Say who is the same person");
            // Left out, the row is in the file as much as the one that cannot be read; and it may be decided otherwise.
            await visitor.Page.GetByLabel("Who is it? Aminah Yusuf, line 3").SelectOptionAsync("Leave the row out");
            await visitor.PressAsync("Save what you decided");
            Assert.EndsWith("Left out.", (await visitor.DownloadsAsync(() => visitor.FollowAsync("Download the 2 rows not imported, with the reasons")))[1], StringComparison.Ordinal);
            await visitor.Page.GetByLabel("Who is it? Aminah Yusuf, line 3").SelectOptionAsync("Somebody else: import");
            await visitor.PressAsync("Save what you decided");
            await visitor.IsToldAsync("Every possible duplicate is decided.");
            await visitor.PressAsync("Import 2 engineers");
            await visitor.ReadsAsync("This takes some seconds.");
            while (await _walk.Centre.AskAsync(new ImportNextRows(100)) > 0) continue;
            await Expect(visitor.Button("Undo the import")).ToBeVisibleAsync();

            var rejected = await visitor.DownloadsAsync(() => visitor.FollowAsync("Download the 1 row not imported, with the reasons"));
            Assert.Equal([$"{Header};Reason", "B;Olu;Bello;olu.bello;03/04/1992;NW-2003;;Enter an e-mail address like name@example.org."], rejected);

            await visitor.OpenAsync("/engineers?search=hale");
            await Expect(visitor.Link("Zoë Hale")).ToBeVisibleAsync();
            await visitor.OpenAsync("/engineers/import");
            await visitor.FollowAsync("autumn.csv");
            await visitor.PressAsync("Undo the import");
            await visitor.IsToldAsync("The import is undone.");
            await visitor.OpenAsync("/engineers?search=hale");
            await visitor.ReadsAsync("Nobody matches.");
        }, Screen.Desk);
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task A_booker_records_a_certificate_from_elsewhere_and_staff_verify_one_and_reject_another()
    {
        await _walk.As(Northway, async visitor =>
        {
            await Records(visitor, "EL-100");
            await visitor.IsToldAsync("The certificate is recorded.");
            await visitor.ReadsAsync("EL-100, Elsewhere Training");
            await Records(visitor, "EL-101");
        });
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync("/engineers");
            await visitor.FollowAsync("Certificates from elsewhere to verify");
            await visitor.ReadsAsync("Not yet verified");
            await Opens(visitor, "Rhys Morgan");
            await visitor.FollowAsync("Look at it FTC-110 EL-100");
            await visitor.PressAsync("Save");
            await visitor.IsRefusedAsync("Say whether you verify or reject it.");
            await visitor.Page.GetByLabel("Verify it").CheckAsync();
            await visitor.PressAsync("Save");
            await visitor.IsToldAsync("FTC-110 of Rhys Morgan is verified.");
            await Opens(visitor, "Rhys Morgan");
            await visitor.FollowAsync("Look at it FTC-110 EL-101");
            await visitor.Page.GetByLabel("Reject it").CheckAsync();
            await visitor.Field("Why is it rejected?").FillAsync("The issuer does not know this number.");
            await visitor.PressAsync("Save");
            await visitor.IsToldAsync("FTC-110 of Rhys Morgan is rejected. It does not count any more.");
        });
        await _walk.As(Northway, async visitor =>
        {
            await Opens(visitor, "Rhys Morgan");
            await Expect(visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "EL-100" })).ToContainTextAsync("verified", new() { IgnoreCase = true });
            await Expect(visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "EL-101" })).ToContainTextAsync("Rejected: The issuer does not know this number.");
            // The sheet that brought it is sent again: what was rejected stays rejected, and the check says so.
            await visitor.OpenAsync($"/cohorts/{_ahead.Id}/book");
            await Uploads(visitor, "CSV file with your engineers", Encoding.UTF8.GetBytes($"{Header};Certificate course;Certificate number;Certificate issuer;Certificate achieved\nA;Rhys;Morgan;rhys.morgan@northway.example.org;08/12/2004;;;FTC-110;el-101;Elsewhere Training;3/3/2025"));
            await Expect(visitor.Row("Rhys Morgan")).ToContainTextAsync("The certificate of FTC-110, EL-101, was rejected by the centre and does not count: The issuer does not know this number.");
            await Screens.KeepAsync(visitor.Page, "book-check-rejected-390");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task Staff_move_an_engineer_to_a_new_employer_who_sees_the_certificates_and_the_old_one_nobody_any_more()
    {
        // Somebody without a place that lies ahead: whoever has one cannot be moved.
        var preview = await _walk.Centre.AskAsync(new PreviewEngineers("one.csv", Encoding.UTF8.GetBytes($"{Header}\nA;Ines;Marsh;ines.marsh@northway.example.org;01/02/1993;NW-9;")), Northway);
        await _walk.Centre.AskAsync(new ConfirmEngineerImport(new(preview.Id)), Northway);
        while (await _walk.Centre.AskAsync(new ImportNextRows(100)) > 0) continue;
        await _walk.As(Northway, visitor => Records(visitor, "EL-200", "Ines Marsh"));
        await _walk.As(Coordinator, async visitor =>
        {
            await Opens(visitor, "Ines Marsh");
            await visitor.FollowAsync("Move to a new employer");
            await visitor.ReadsAsync("Works for Northway Networks now.");
            await visitor.Field("New employer").SelectOptionAsync("Calder Valley Fibre");
            await visitor.Field("E-mail there").FillAsync("ines.marsh@calder.example.org");
            await visitor.PressAsync("Move the engineer");
            await visitor.IsToldAsync("Ines Marsh works for Calder Valley Fibre from now on.");
        });
        await _walk.As(Calder, async visitor =>
        {
            await Opens(visitor, "Ines Marsh");
            await visitor.ReadsAsync("ines.marsh@calder.example.org");
            await visitor.ReadsAsync("EL-200, Elsewhere Training");
        });
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync("/engineers?search=marsh");
            await visitor.ReadsAsync("Nobody matches.");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task A_booker_books_one_engineer_and_three_places_and_names_them_later_by_a_sheet()
    {
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync($"/cohorts/{_ahead.Id}/book");
            await visitor.Group("Your engineers").GetByLabel("Amina Yusuf").CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await visitor.Field("More places without a name yet (optional)").FillAsync("99");
            await visitor.Field("Your purchase order number").FillAsync("NW-7");
            await visitor.PressAsync("Book 1 engineer");
            await visitor.IsRefusedAsync("Choose from");
            // What is charged is what the total says: another number is shown first, and booked with the next press.
            await visitor.Field("More places without a name yet (optional)").FillAsync("2");
            await visitor.PressAsync("Book 1 engineer");
            await visitor.IsRefusedAsync("The total is another one with these places. Look at it, then book.");
            await visitor.ReadsAsync("for 1 engineer and 2 places without a name");
            await visitor.Field("More places without a name yet (optional)").FillAsync("3");
            await visitor.PressAsync("Update the total");
            await visitor.ReadsAsync("for 1 engineer and 3 places without a name");
            await Expect(visitor.Field("Your purchase order number")).ToHaveValueAsync("NW-7");
            await visitor.PressAsync("Book 4 places");
            await Expect(visitor.Heading("4 places booked")).ToBeVisibleAsync();
            await visitor.ReadsAsync("3 places without a name");

            await visitor.FollowAsync("Name engineers");
            await Uploads(visitor, "CSV file with the engineers who come", Encoding.UTF8.GetBytes(string.Join('\n', Header, "A;Mateusz;Kowal;mateusz.kowal@northway.example.org;19/01/1991;;", "A;Pia;Holt;pia.holt@northway.example.org;01/02/1991;;yes", "B;Amina;Yusuf;amina.yusuf@northway.example.org;12/03/1994;;", "B;Olu;Bello;olu.bello;03/04/1992;;")));
            await visitor.ReadsAsync("2 of 4 can come.");
            await visitor.ReadsAsync("Nobody is named or invited yet.");
            await Expect(visitor.Row("Amina Yusuf")).ToContainTextAsync("Already has a place on this cohort.");
            var rejected = await visitor.DownloadsAsync(() => visitor.PressAsync("Download these 2 rows with the reasons"));
            Assert.Equal([$"{Header};Reason", "B;Amina;Yusuf;amina.yusuf@northway.example.org;12/03/1994;;;Already has a place on this cohort.", "B;Olu;Bello;olu.bello;03/04/1992;;;Enter an e-mail address like name@example.org."], rejected);
            await visitor.PressAsync("Name and invite 2 of 4 engineers");
            await visitor.IsToldAsync("Mateusz Kowal and Pia Holt will be invited within minutes. 1 place still without a name.");
            await visitor.ReadsAsync("pia.holt@northway.example.org");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    public Task DisposeAsync() => _walk.DisposeAsync().AsTask();

    private static async Task Records(Visitor visitor, string number, string engineer = "Rhys Morgan")
    {
        await Opens(visitor, engineer);
        await visitor.FollowAsync("Record a certificate from elsewhere");
        await visitor.Field("Course").SelectOptionAsync("FTC-110");
        await visitor.Field("Number of the certificate").FillAsync(number);
        await visitor.Field("Who issued it").FillAsync("Elsewhere Training");
        foreach (var (part, value) in new[] { ("Day", "3"), ("Month", "3"), ("Year", "2025") }) await visitor.Group("Day it was achieved").GetByLabel(part).FillAsync(value);
        await visitor.PressAsync("Record the certificate");
    }

    private static async Task Opens(Visitor visitor, string engineer)
    {
        await visitor.OpenAsync($"/engineers?search={Uri.EscapeDataString(engineer.Split(' ')[1])}");
        await visitor.FollowAsync(engineer);
    }

    private static async Task Uploads(Visitor visitor, string field, byte[] file)
    {
        await visitor.Field(field).SetInputFilesAsync(new FilePayload { Name = "autumn.csv", MimeType = "text/csv", Buffer = file });
        await visitor.PressAsync("Check the file");
    }
}
