using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;
using static FibreCentre.Browser.Tests.Pages.StagedCentre;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>Forms as they answer to nonsense.</summary>
internal static partial class Visits
{
    public static readonly IReadOnlyList<PageVisit> Refusals =
    [
        new("sign-in-empty", "/sign-in", null, _ => "/sign-in", visitor => visitor.PressAsync("Sign in")),
        new("plan-empty", "/cohorts/plan", Coordinator, _ => "/cohorts/plan", visitor => visitor.PressAsync("Look what is free")),
        new("plan-sessions-empty", "/cohorts/plan/sessions", Coordinator, _ => "/cohorts/plan/sessions?course=FTC-201&firstDay=2026-11-30&capacity=6", async visitor =>
        {
            await visitor.Page.EvaluateAsync("() => { for (const box of document.querySelectorAll('[type=checkbox]')) box.checked = false }");
            await visitor.PressAsync("Save the cohort");
        }),
        new("move-empty", "/sessions/{id:guid}/move", Coordinator, centre => $"/sessions/{centre.Ahead.Sessions[3].Id}/move", async visitor =>
        {
            foreach (var field in new[] { "Day", "Month", "Year", "Starts" }) await visitor.Field(field).FillAsync("");
            await visitor.PressAsync("See what would happen");
        }),
        new("shift-empty", "/cohorts/{id:guid}/shift", Coordinator, centre => $"/cohorts/{centre.Later.Id}/shift", async visitor =>
        {
            foreach (var field in new[] { "Day", "Month", "Year" }) await visitor.Field(field).FillAsync("");
            await visitor.PressAsync("See what would happen");
        }),
        new("planning-new-empty", "/planning/new", Coordinator, _ => "/planning/new", visitor => visitor.PressAsync("Make a draft")),
        new("planning-new-nonsense", "/planning/new", Coordinator, _ => "/planning/new?course=FTC-201&count=0&places=99", async visitor =>
        {
            var day = visitor.Group("Not before").First;
            foreach (var (field, value) in new[] { ("Day", "30"), ("Month", "2"), ("Year", "2027") }) await day.GetByLabel(field).FillAsync(value);
            await visitor.PressAsync("Make a draft");
        }),
        new("planning-repair-empty", "/planning/repair", Coordinator, _ => "/planning/repair", visitor => visitor.PressAsync("Make a draft of the repair")),
        new("planning-weights-wrong", "/planning/weights", Coordinator, _ => "/planning/weights", async visitor =>
        {
            await visitor.Field("Gaps").FillAsync("101");
            await visitor.Field("Lateness").FillAsync("a lot");
            await visitor.PressAsync("Save");
        }),
        new("planning-session-no-day", "/planning/{id:guid}/session", Coordinator, centre => $"/planning/{centre.Drafted}/session?key=1.1/1", visitor => visitor.PressAsync("Find out")),
        new("outage-new-empty", "/outages/new", Coordinator, _ => "/outages/new", visitor => visitor.PressAsync("Continue")),
        new("outage-new-leave-empty", "/outages/new", Coordinator, _ => "/outages/new?kind=Leave&next=true", visitor => visitor.PressAsync("Record it")),
        new("screen-empty", "/screens", Coordinator, _ => "/screens", visitor => visitor.PressAsync("Make the screen")),
        new("import-empty", "/courses/import", Coordinator, _ => "/courses/import", visitor => visitor.PressAsync("Check and import")),
        new("book-no-file", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", visitor => visitor.PressAsync("Check the file")),
        new("book-nobody", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", visitor => visitor.PressAsync("Check the ticked engineers")),
        new("book-no-order", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", async visitor =>
        {
            await UploadAsync(visitor, "northway-six-engineers.csv");
            await visitor.Page.Locator("#confirm button:not([formaction])").ClickAsync();
        }),
        new("book-unnamed-empty", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Kept.Id}/book", visitor => visitor.PressAsync("Book without names")),
        new("hold-empty", "/cohorts/{id:guid}/hold", OtherBooker, centre => $"/cohorts/{centre.Kept.Id}/hold", visitor => visitor.PressAsync("Hold them")),
        new("confirm-empty", "/bookings/{id:guid}", Booker, centre => $"/bookings/{centre.Held}", visitor => visitor.PressAsync("Book the")),
        new("names-empty", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", visitor => visitor.PressAsync("Name and invite them")),
        new("names-held-no-order", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Held}/names", visitor => visitor.PressAsync("Book, name and invite them")),
        new("names-no-file", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", visitor => visitor.PressAsync("Check the file")),
        new("names-nobody", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", async visitor =>
        {
            await UploadAsync(visitor, "northway-six-engineers.csv", "CSV file with the engineers who come");
            foreach (var box in await visitor.Page.Locator("#confirm [type=checkbox]").AllAsync()) await box.UncheckAsync();
            await visitor.PressAsync("Name and invite the ticked engineers");
        }),
        new("names-large", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", visitor => SendLargeAsync(visitor, "CSV file with the engineers who come")),
        new("book-large", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", visitor => SendLargeAsync(visitor, "CSV file with your engineers")),
        new("book-unnamed-nonsense", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Later.Id}/book", async visitor =>
        {
            await visitor.Group("Your engineers").GetByRole(Microsoft.Playwright.AriaRole.Checkbox).First.CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await visitor.Field("More places without a name yet (optional)").FillAsync("some");
            await visitor.Page.Locator("#confirm button:not([formaction])").ClickAsync();
        }),
        new("cancel-nothing", "/bookings/{id:guid}/cancel", Booker, centre => $"/bookings/{centre.Booking}/cancel", visitor => visitor.PressAsync("Go on")),
        new("substitute-empty", "/bookings/{id:guid}/places/{place:guid}/substitute", Booker, centre => $"/bookings/{centre.Booking}/places/{centre.Place}/substitute", visitor => visitor.PressAsync("Send this engineer")),
        new("transfer-empty", "/bookings/{id:guid}/places/{place:guid}/transfer", Booker, centre => $"/bookings/{centre.Booking}/places/{centre.Place}/transfer", visitor => visitor.PressAsync("Move the place")),
        new("waive-empty", "/bookings/{id:guid}/places/{place:guid}/waive", Coordinator, centre => $"/bookings/{centre.Late}/places/{centre.LateEnded}/waive", visitor => visitor.PressAsync("Waive the fee")),
        new("join-empty", "/cohorts/{id:guid}/waiting-list", Booker, centre => $"/cohorts/{centre.Full.Id}/waiting-list", visitor => visitor.PressAsync("Join the waiting list")),
        new("decide-empty", "/cohorts/{id:guid}/decide", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/decide", visitor => visitor.PressAsync("See what cancelling would do")),
        new("keep-empty", "/cohorts/{id:guid}/places", Coordinator, centre => $"/cohorts/{centre.Kept.Id}/places", visitor => visitor.PressAsync("Keep them")),
        new("prices-empty", "/prices", Coordinator, _ => "/prices", visitor => visitor.PressAsync("Agree the price")),
        new("assess-no-number", "/places/{place:guid}/assess/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/assess/FTC-201-U2", async visitor =>
        {
            await visitor.Group("Loss of the patch lead").GetByLabel("Reading 1").FillAsync("a lot");
            await visitor.PressAsync("Save marks");
        }),
        new("sign-empty", "/places/{place:guid}/sign/{unit}", Instructor, centre => $"/places/{centre.ToSign}/sign/FTC-201-U2", visitor => visitor.PressAsync("Sign:")),
        new("traces-no-file", "/places/{place:guid}/traces/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/traces/FTC-201-U2", visitor => visitor.PressAsync("Add the traces")),
        new("evidence-no-file", "/places/{place:guid}/evidence/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/evidence/FTC-201-U2", visitor => visitor.PressAsync("Add it")),
        new("evidence-no-words", "/places/{place:guid}/evidence/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/evidence/FTC-201-U2", visitor => visitor.PressAsync("Add the statement")),
        new("evidence-no-reason", "/evidence/{evidence:guid}", Instructor, centre => $"/evidence/{centre.Photo}", visitor => visitor.PressAsync("Take it back")),
        new("countersign-empty", "/countersign/{decision:guid}", Iqa, centre => $"/countersign/{centre.Decision}", visitor => visitor.PressAsync("Countersign")),
        new("correct-empty", "/decisions/{decision:guid}", Iqa, centre => $"/decisions/{centre.Decision}", visitor => visitor.PressAsync("Sign the correction")),
        new("quality-review-empty", "/quality/{decision:guid}", Iqa, centre => $"/quality/{centre.Decision}", visitor => visitor.PressAsync("Record it")),
        new("quality-plan-empty", "/quality/plans/{plan:guid}", Iqa, _ => "/quality/plans/5a3b1e00-0000-7000-8000-000000000000", async visitor =>
        {
            foreach (var field in new[] { "What it is called", "Of an established assessor's decisions (%)" }) await visitor.Field(field).FillAsync("");
            await visitor.PressAsync("Save");
        }),
        new("quality-plan-new-empty", "/quality/plans/new", Iqa, _ => "/quality/plans/new", visitor => visitor.PressAsync("Make the plan")),
        new("query-empty", "/queries/{decision:guid}", Instructor, centre => $"/queries/{centre.Queried}", visitor => visitor.PressAsync("Send the answer")),
        new("appeal-new-empty", "/appeals/new/{decision:guid}", Booker, centre => $"/appeals/new/{centre.Contestable}", visitor => visitor.PressAsync("Contest the decision")),
        new("appeal-end-empty", "/appeals/{id:guid}", Iqa, centre => $"/appeals/{centre.Taken}", visitor => visitor.PressAsync("Sign the outcome")),
        new("revoke-empty", "/certificates/{id:guid}/revoke", Coordinator, centre => $"/certificates/{centre.Valid.Id}/revoke", visitor => visitor.PressAsync("Revoke the certificate")),
        new("announcement-empty", "/announcements/new", Coordinator, _ => "/announcements/new", visitor => visitor.PressAsync("Announce it")),
        new("channels-empty", "/announcements/channels", Coordinator, _ => "/announcements/channels", visitor => visitor.PressAsync("Add the channel")),
        new("webhooks-empty", "/webhooks", Booker, _ => "/webhooks", visitor => visitor.PressAsync("Add the webhook")),
        new("engineer-edit-empty", "/engineers/{id:guid}/edit", Booker, centre => $"/engineers/{centre.Engineer}/edit", async visitor =>
        {
            foreach (var field in new[] { "First name", "Last name", "Day", "Month", "Year" }) await visitor.Field(field).FillAsync("");
            await visitor.PressAsync("Save the details");
        }),
        new("engineer-certificate-empty", "/engineers/{id:guid}/certificate", Booker, centre => $"/engineers/{centre.Engineer}/certificate", visitor => visitor.PressAsync("Record the certificate")),
        new("engineer-move-empty", "/engineers/{id:guid}/move", Coordinator, centre => $"/engineers/{centre.FreeEngineer}/move", visitor => visitor.PressAsync("Move the engineer")),
        new("outside-certificate-empty", "/outside-certificates/{id:guid}", Coordinator, centre => $"/outside-certificates/{centre.Outside}", visitor => visitor.PressAsync("Save")),
        new("engineers-import-empty", "/engineers/import", Booker, _ => "/engineers/import", visitor => visitor.PressAsync("Check the file")),
        new("engineers-import-large", "/engineers/import", Booker, _ => "/engineers/import", visitor => SendLargeAsync(visitor, "CSV file with your engineers")),
        new("bay-kind-empty", "/facilities/bay-kinds/{slug}", Coordinator, _ => "/facilities/bay-kinds/splice-bench", async visitor =>
        {
            foreach (var field in new[] { "Minutes to set up", "Minutes to clear away", "Minutes to get there" }) await visitor.Field(field).FillAsync("");
            await visitor.PressAsync("Save");
        }),
        new("bay-kind-new-empty", "/facilities/bay-kinds/new", Coordinator, _ => "/facilities/bay-kinds/new", visitor => visitor.PressAsync("Add the kind")),
        new("bay-new-empty", "/facilities/bays/new", Coordinator, _ => "/facilities/bays/new", visitor => visitor.PressAsync("Add the bay")),
        new("bay-retire-empty", "/facilities/bays/{id:guid}", Coordinator, centre => $"/facilities/bays/{centre.Bench}", visitor => visitor.PressAsync("Take it out of use")),
        new("centre-settings-empty", "/facilities/centre", Coordinator, _ => "/facilities/centre", async visitor =>
        {
            await visitor.Field("Opens").FillAsync("early");
            await visitor.PressAsync("Save");
        }),
        new("instructor-new-empty", "/instructors/new", Coordinator, _ => "/instructors/new", visitor => visitor.PressAsync("Add the instructor")),
        new("instructor-hours-wrong", "/instructors/{id:guid}/hours", Coordinator, centre => $"/instructors/{centre.Teacher}/hours", async visitor =>
        {
            await visitor.Field("Tuesday").FillAsync("mornings");
            await visitor.PressAsync("Save");
        }),
        new("qualification-new-empty", "/instructors/{id:guid}/qualifications/new", Coordinator, centre => $"/instructors/{centre.Teacher}/qualifications/new", visitor => visitor.PressAsync("Add the qualification")),
        new("kit-new-empty", "/kit/new", Coordinator, _ => "/kit/new", visitor => visitor.PressAsync("Add the item")),
        new("kit-check-empty", "/kit/{id:guid}/check", Coordinator, centre => $"/kit/{centre.Splicer}/check", visitor => visitor.PressAsync("Record it")),
        new("practice-new-empty", "/practice/new", Booker, _ => "/practice/new", visitor => visitor.PressAsync("Find free times")),
        new("practice-no-time", "/practice/new", Trainee, _ => "/practice/new?kind=splitter-rack&minutes=60&look=true", visitor => visitor.PressAsync("Book it")),
        new("api-keys-empty", "/api-keys", Coordinator, _ => "/api-keys", visitor => visitor.PressAsync("Make the key")),
    ];
}
