using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;
using static Microsoft.Playwright.Assertions;
using static FibreCentre.Browser.Tests.Pages.StagedCentre;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>A page as somebody sees it.</summary>
/// <param name="Name">Of its pictures in .test/screens.</param>
/// <param name="Route">As the page declares it.</param>
/// <param name="Who">Null is a stranger.</param>
/// <param name="Then">What is done there to see what is meant; null is nothing.</param>
internal sealed record PageVisit(string Name, string Route, string? Who, Func<StagedCentre, string> Address, Func<Visitor, Task>? Then = null);

/// <summary>Every page as somebody who may see it, and every form as it answers to nonsense.</summary>
internal static partial class Visits
{
    public static readonly IReadOnlyList<PageVisit> Pages =
    [
        new("front", "/", null, _ => "/"),
        new("sign-in", "/sign-in", null, _ => "/sign-in"),
        new("sign-out", "/sign-out", Manager, _ => "/sign-out"),
        new("not-allowed", "/not-allowed", Trainee, _ => "/not-allowed"),
        new("status-404", "/status/{code:int}", null, _ => "/there/is/no/such/page"),
        new("cohorts-coordinator", "/cohorts", Coordinator, _ => "/cohorts"),
        new("cohorts-booker", "/cohorts", Booker, _ => "/cohorts"),
        new("cohort-draft", "/cohorts/{id:guid}", Coordinator, centre => $"/cohorts/{centre.Draft.Id}"),
        new("cohort-running", "/cohorts/{id:guid}", Coordinator, centre => $"/cohorts/{centre.Running.Id}"),
        new("cohort-booker", "/cohorts/{id:guid}", Booker, centre => $"/cohorts/{centre.Ahead.Id}"),
        new("plan", "/cohorts/plan", Coordinator, _ => "/cohorts/plan"),
        new("plan-sessions", "/cohorts/plan/sessions", Coordinator, _ => "/cohorts/plan/sessions?course=FTC-201&firstDay=2026-11-30&capacity=6"),
        new("plan-sessions-short", "/cohorts/plan/sessions", Coordinator, _ => "/cohorts/plan/sessions?course=FTC-210&firstDay=2026-11-11&capacity=12"),
        new("move", "/sessions/{id:guid}/move", Coordinator, centre => $"/sessions/{centre.Ahead.Sessions[3].Id}/move"),
        new("move-preview", "/sessions/{id:guid}/move", Coordinator, centre => $"/sessions/{centre.Ahead.Sessions[3].Id}/move?day={centre.Ahead.LastDay:yyyy-MM-dd}&startsAt=13:30&look=true"),
        new("move-refused", "/sessions/{id:guid}/move", Coordinator, centre => $"/sessions/{centre.Ahead.Sessions[3].Id}/move?day={centre.Ahead.LastDay:yyyy-MM-dd}&startsAt=9am&look=true"),
        new("book", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book"),
        new("book-check-and-unnamed", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Later.Id}/book", async visitor =>
        {
            await visitor.Group("Your engineers").GetByRole(Microsoft.Playwright.AriaRole.Checkbox).First.CheckAsync();
            await visitor.PressAsync("Check the ticked engineers");
            await visitor.Field("More places without a name yet (optional)").FillAsync("1");
            await visitor.PressAsync("Update the total");
            await visitor.ReadsAsync("for 1 engineer and 1 place without a name");
        }),
        new("book-check", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", visitor => UploadAsync(visitor, "northway-six-engineers.csv")),
        new("book-check-faults", "/cohorts/{id:guid}/book", Booker, centre => $"/cohorts/{centre.Ahead.Id}/book", visitor => UploadAsync(visitor, "northway-with-faults.csv")),
        new("bookings", "/bookings", Booker, _ => "/bookings"),
        new("bookings-staff", "/bookings", Coordinator, _ => "/bookings"),
        new("booking", "/bookings/{id:guid}", Booker, centre => $"/bookings/{centre.Booking}"),
        new("booking-held", "/bookings/{id:guid}", Booker, centre => $"/bookings/{centre.Held}"),
        new("booking-offered", "/bookings/{id:guid}", OtherBooker, centre => $"/bookings/{centre.Offered}"),
        new("booking-unnamed", "/bookings/{id:guid}", Booker, centre => $"/bookings/{centre.Unnamed}"),
        new("booking-fee-booker", "/bookings/{id:guid}", Booker, centre => $"/bookings/{centre.Late}"),
        new("booking-fee-staff", "/bookings/{id:guid}", Coordinator, centre => $"/bookings/{centre.Late}"),
        new("give-back", "/bookings/{id:guid}/give-back", Booker, centre => $"/bookings/{centre.Held}/give-back"),
        new("decline", "/bookings/{id:guid}/give-back", OtherBooker, centre => $"/bookings/{centre.Offered}/give-back"),
        new("names", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names"),
        new("names-check", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", visitor => UploadAsync(visitor, "northway-six-engineers.csv", "CSV file with the engineers who come")),
        new("names-check-faults", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Unnamed}/names", visitor => UploadAsync(visitor, "northway-with-faults.csv", "CSV file with the engineers who come")),
        new("names-held", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Held}/names"),
        new("names-offered", "/bookings/{id:guid}/names", OtherBooker, centre => $"/bookings/{centre.Offered}/names"),
        new("names-held-check", "/bookings/{id:guid}/names", Booker, centre => $"/bookings/{centre.Held}/names", visitor => UploadAsync(visitor, "northway-six-engineers.csv", "CSV file with the engineers who come")),
        new("cancel-choose", "/bookings/{id:guid}/cancel", Booker, centre => $"/bookings/{centre.Booking}/cancel"),
        new("cancel-free", "/bookings/{id:guid}/cancel", Booker, centre => $"/bookings/{centre.Free}/cancel?places={centre.FreePlace}&look=true"),
        new("cancel-fee", "/bookings/{id:guid}/cancel", Booker, centre => $"/bookings/{centre.Booking}/cancel?places={centre.Place}&look=true"),
        new("cancel-fee-staff", "/bookings/{id:guid}/cancel", Coordinator, centre => $"/bookings/{centre.Booking}/cancel?places={centre.Place}&look=true"),
        new("substitute", "/bookings/{id:guid}/places/{place:guid}/substitute", Booker, centre => $"/bookings/{centre.Booking}/places/{centre.Place}/substitute"),
        new("transfer", "/bookings/{id:guid}/places/{place:guid}/transfer", Booker, centre => $"/bookings/{centre.Booking}/places/{centre.Place}/transfer"),
        new("transfer-nowhere", "/bookings/{id:guid}/places/{place:guid}/transfer", Booker, centre => $"/bookings/{centre.Unnamed}/places/{centre.UnnamedPlaces[0]}/transfer"),
        new("waive", "/bookings/{id:guid}/places/{place:guid}/waive", Coordinator, centre => $"/bookings/{centre.Late}/places/{centre.LateEnded}/waive"),
        new("home", "/home", Booker, _ => "/home"),
        new("home-waiting", "/home", OtherBooker, _ => "/home"),
        new("cohort-full", "/cohorts/{id:guid}", Booker, centre => $"/cohorts/{centre.Full.Id}"),
        new("cohort-kept", "/cohorts/{id:guid}", Coordinator, centre => $"/cohorts/{centre.Kept.Id}"),
        new("cohort-kept-booker", "/cohorts/{id:guid}", Booker, centre => $"/cohorts/{centre.Kept.Id}"),
        new("hold", "/cohorts/{id:guid}/hold", OtherBooker, centre => $"/cohorts/{centre.Kept.Id}/hold"),
        new("hold-full", "/cohorts/{id:guid}/hold", Booker, centre => $"/cohorts/{centre.Full.Id}/hold"),
        new("waiting-list-join", "/cohorts/{id:guid}/waiting-list", Booker, centre => $"/cohorts/{centre.Full.Id}/waiting-list"),
        new("waiting-list-mine", "/cohorts/{id:guid}/waiting-list", OtherBooker, centre => $"/cohorts/{centre.Full.Id}/waiting-list"),
        new("waiting-list-leave", "/cohorts/{id:guid}/waiting-list", OtherBooker, centre => $"/cohorts/{centre.Full.Id}/waiting-list", visitor => visitor.FollowAsync("Leave the waiting list")),
        new("waiting-list-staff", "/cohorts/{id:guid}/waiting-list", Coordinator, centre => $"/cohorts/{centre.Full.Id}/waiting-list", visitor => visitor.Page.GetByText("Once before").ClickAsync()),
        new("decide", "/cohorts/{id:guid}/decide", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/decide"),
        new("decide-preview", "/cohorts/{id:guid}/decide", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/decide?moveTo={centre.Later.Id}&look=true"),
        new("decide-nowhere", "/cohorts/{id:guid}/decide", Coordinator, centre => $"/cohorts/{centre.Kept.Id}/decide"),
        new("decide-draft", "/cohorts/{id:guid}/decide", Coordinator, centre => $"/cohorts/{centre.Draft.Id}/decide"),
        new("cohort-places-more", "/cohorts/{id:guid}/places", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/places", async visitor =>
        {
            await visitor.Field("Places").FillAsync("7");
            await visitor.PressAsync("Change");
            await visitor.ReadsAsync("7 places instead of 6?");
        }),
        new("cohort-places", "/cohorts/{id:guid}/places", Coordinator, centre => $"/cohorts/{centre.Kept.Id}/places"),
        new("allocation", "/cohorts/{id:guid}/places/change", Coordinator, centre => $"/cohorts/{centre.Kept.Id}/places/change?allocation={centre.Allocation}"),
        new("statement", "/statement", Booker, _ => "/statement"),
        new("statement-empty", "/statement", Booker, _ => "/statement?month=2026-05"),
        new("statement-staff", "/statement", Coordinator, _ => "/statement"),
        new("prices", "/prices", Coordinator, _ => "/prices"),
        new("engineers", "/engineers", Booker, _ => "/engineers"),
        new("engineers-staff", "/engineers", Coordinator, _ => "/engineers?show=90"),
        new("engineer", "/engineers/{id:guid}", Booker, centre => $"/engineers/{centre.Engineer}"),
        new("engineer-staff", "/engineers/{id:guid}", Coordinator, centre => $"/engineers/{centre.Engineer}"),
        new("engineer-edit", "/engineers/{id:guid}/edit", Booker, centre => $"/engineers/{centre.Engineer}/edit"),
        new("engineer-certificate", "/engineers/{id:guid}/certificate", Booker, centre => $"/engineers/{centre.Engineer}/certificate"),
        new("engineer-move", "/engineers/{id:guid}/move", Coordinator, centre => $"/engineers/{centre.Engineer}/move"),
        new("engineer-move-free", "/engineers/{id:guid}/move", Coordinator, centre => $"/engineers/{centre.FreeEngineer}/move"),
        new("outside-certificates", "/outside-certificates", Coordinator, _ => "/outside-certificates"),
        new("outside-certificates-rejected", "/outside-certificates", Iqa, _ => "/outside-certificates?state=rejected"),
        new("outside-certificate", "/outside-certificates/{id:guid}", Coordinator, centre => $"/outside-certificates/{centre.Outside}"),
        new("engineers-import", "/engineers/import", Booker, _ => "/engineers/import"),
        new("engineers-preview", "/engineers/imports/{id:guid}", Booker, centre => $"/engineers/imports/{centre.Previewed}"),
        new("engineers-importing", "/engineers/imports/{id:guid}", Booker, centre => $"/engineers/imports/{centre.Importing}"),
        new("engineers-imported", "/engineers/imports/{id:guid}", Booker, centre => $"/engineers/imports/{centre.Imported}"),
        new("my-training", "/my-training", Trainee, _ => "/my-training"),
        new("feeds-trainee", "/feeds", Trainee, _ => "/feeds", visitor => visitor.PressAsync("Make the address")),
        new("feeds-staff", "/feeds", Coordinator, _ => "/feeds", async visitor =>
        {
            await visitor.Field("Which calendar").SelectOptionAsync("Centre");
            await visitor.PressAsync("Make the address");
            await visitor.ReadsAsync("Copy it now");
        }),
        new("feeds-booker", "/feeds", Booker, _ => "/feeds"),
        new("today", "/today", Instructor, _ => "/today"),
        new("register", "/sessions/{id:guid}/register", Instructor, centre => $"/sessions/{centre.Running.Sessions[0].Id}/register"),
        new("at-the-bay", "/sessions/{session:guid}/bay", Instructor, centre => $"/sessions/{centre.Running.Sessions[0].Id}/bay"),
        new("at-the-bay-panel", "/sessions/{session:guid}/bay", Instructor, centre => $"/sessions/{centre.Running.Sessions[0].Id}/bay", async visitor =>
        {
            await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-kept", "true");
            await visitor.Page.Locator("[data-criterion='FTC-201-U2-C3']").First.ClickAsync();
            await Expect(visitor.Page.Locator("#bay-panel")).ToBeVisibleAsync();
        }),
        new("assess", "/places/{place:guid}/assess/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/assess/FTC-201-U2?session={centre.Running.Sessions[0].Id}"),
        new("record", "/engineers/{id:guid}/record", Booker, centre => $"/engineers/{centre.Engineer}/record"),
        new("my-record", "/my-training/record", Trainee, _ => "/my-training/record"),
        new("erase", "/engineers/{id:guid}/erase", Administrator, centre => $"/engineers/{centre.Engineer}/erase"),
        new("retention", "/retention", Administrator, _ => "/retention"),
        new("sign-ins", "/accounts", Administrator, _ => "/accounts"),
        new("sign-in-new", "/accounts/new", Administrator, _ => "/accounts/new"),
        new("sign-in-new-booker", "/accounts/new", Administrator, _ => "/accounts/new?role=booker"),
        new("sign-in-one", "/accounts/{id:guid}", Administrator, centre => $"/accounts/{centre.BookersAccount}"),
        new("providers", "/accounts/providers", Administrator, _ => "/accounts/providers"),
        new("forgotten-password", "/forgotten-password", null, _ => "/forgotten-password"),
        new("choose-password", "/choose-password", null, _ => $"/choose-password?account={Guid.Empty}&token=x"),
        new("passkeys", "/passkeys", Instructor, _ => "/passkeys"),
        new("signing-pin", "/signing-pin", Instructor, _ => "/signing-pin"),
        new("evidence", "/places/{place:guid}/evidence/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/evidence/FTC-201-U2"),
        new("evidence-signed", "/places/{place:guid}/evidence/{unit}", Iqa, centre => $"/places/{centre.Running.Places[3].Id}/evidence/FTC-201-U1"),
        new("traces", "/places/{place:guid}/traces/{unit}", Instructor, centre => $"/places/{centre.ToAssess}/traces/FTC-201-U2"),
        new("traces-none", "/places/{place:guid}/traces/{unit}", Manager, centre => $"/places/{centre.ToAssess}/traces/FTC-201-U3"),
        new("evidence-photo", "/evidence/{evidence:guid}", Instructor, centre => $"/evidence/{centre.Photo}"),
        new("evidence-statement", "/evidence/{evidence:guid}", Iqa, centre => $"/evidence/{centre.Statement}"),
        new("evidence-repeated", "/evidence/repeated", Iqa, _ => "/evidence/repeated"),
        new("assess-signed", "/places/{place:guid}/assess/{unit}", Instructor, centre => $"/places/{centre.Running.Places[0].Id}/assess/FTC-201-U2"),
        new("sign", "/places/{place:guid}/sign/{unit}", Instructor, centre => $"/places/{centre.ToSign}/sign/FTC-201-U2?session={centre.Running.Sessions[0].Id}"),
        new("countersign", "/countersign", Iqa, _ => "/countersign"),
        new("countersign-one", "/countersign/{decision:guid}", Iqa, centre => $"/countersign/{centre.Decision}"),
        new("ledger", "/ledger", Iqa, _ => "/ledger"),
        new("decisions", "/decisions", Iqa, _ => "/decisions"),
        new("decision", "/decisions/{decision:guid}", Iqa, centre => $"/decisions/{centre.Decision}"),
        new("quality", "/quality", Iqa, _ => "/quality"),
        new("quality-review", "/quality/{decision:guid}", Iqa, centre => $"/quality/{centre.Decision}"),
        new("quality-review-asked", "/quality/{decision:guid}", Iqa, centre => $"/quality/{centre.Queried}"),
        new("quality-coverage", "/quality/coverage", Iqa, _ => "/quality/coverage"),
        new("figures", "/figures", Manager, _ => "/figures"),
        new("quality-plans", "/quality/plans", Iqa, _ => "/quality/plans"),
        new("quality-plan", "/quality/plans/{plan:guid}", Iqa, _ => "/quality/plans/5a3b1e00-0000-7000-8000-000000000000"),
        new("quality-plan-new", "/quality/plans/new", Iqa, _ => "/quality/plans/new"),
        new("quality-draws", "/quality/draws", Iqa, _ => "/quality/draws"),
        new("quality-draw", "/quality/draws/{draw:guid}", Iqa, centre => $"/quality/draws/{centre.Draw}"),
        new("decision-asked", "/decisions/{decision:guid}", Iqa, centre => $"/decisions/{centre.Queried}"),
        new("queries", "/queries", Instructor, _ => "/queries"),
        new("query", "/queries/{decision:guid}", Instructor, centre => $"/queries/{centre.Queried}"),
        new("appeals-booker", "/appeals", Booker, _ => "/appeals"),
        new("appeals-trainee", "/appeals", Trainee, _ => "/appeals"),
        new("appeals", "/appeals", Iqa, _ => "/appeals"),
        new("appeal-new", "/appeals/new/{decision:guid}", Booker, centre => $"/appeals/new/{centre.Contestable}"),
        new("appeal-booker", "/appeals/{id:guid}", Booker, centre => $"/appeals/{centre.Taken}"),
        new("appeal-open", "/appeals/{id:guid}", Iqa, centre => $"/appeals/{centre.Contested}"),
        new("appeal-taken", "/appeals/{id:guid}", Iqa, centre => $"/appeals/{centre.Taken}"),
        new("audit", "/audit", Iqa, _ => "/audit"),
        new("certificates", "/certificates", Coordinator, _ => "/certificates"),
        new("certificate", "/certificates/{id:guid}", Coordinator, centre => $"/certificates/{centre.Valid.Id}"),
        new("certificate-revoked", "/certificates/{id:guid}", Coordinator, centre => $"/certificates/{centre.Revoked.Id}"),
        new("revoke", "/certificates/{id:guid}/revoke", Coordinator, centre => $"/certificates/{centre.Valid.Id}/revoke"),
        new("check-valid", "/c/{publicId:length(1,64)}", null, centre => centre.Valid.CheckPath),
        new("check-revoked", "/c/{publicId:length(1,64)}", null, centre => centre.Revoked.CheckPath),
        new("check-unknown", "/c/{publicId:length(1,64)}", null, _ => "/c/abcdefghjk"),
        new("courses", "/courses", Coordinator, _ => "/courses"),
        new("course", "/courses/{code}", Coordinator, _ => "/courses/FTC-201"),
        new("import", "/courses/import", Coordinator, _ => "/courses/import"),
        new("facilities", "/facilities", Coordinator, _ => "/facilities"),
        new("shift", "/cohorts/{id:guid}/shift", Coordinator, centre => $"/cohorts/{centre.Later.Id}/shift"),
        new("shift-preview", "/cohorts/{id:guid}/shift", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/shift?firstDay=2026-12-07&look=true"),
        new("shift-refused", "/cohorts/{id:guid}/shift", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}/shift?firstDay={centre.Ahead.LastDay:yyyy-MM-dd}&keep=true&look=true"),
        new("planning", "/planning", Coordinator, _ => "/planning"),
        new("planning-new", "/planning/new", Coordinator, _ => "/planning/new"),
        new("planning-new-everything", "/planning/new", Coordinator, _ => "/planning/new?everything=true"),
        new("planning-new-filled", "/planning/new", Coordinator, _ => "/planning/new?course=FTC-201&count=2&places=6", visitor => visitor.PressAsync("Add another row")),
        new("planning-repair", "/planning/repair", Coordinator, centre => $"/planning/repair?outages={centre.Proposed}", visitor => visitor.Page.GetByText("Sessions that must stay where they are").ClickAsync()),
        new("planning-weights", "/planning/weights", Coordinator, _ => "/planning/weights"),
        new("planning-draft", "/planning/{id:guid}", Coordinator, centre => $"/planning/{centre.Drafted}"),
        new("planning-draft-of-a-repair", "/planning/{id:guid}", Coordinator, centre => $"/planning/{centre.Repaired}"),
        new("planning-being-made", "/planning/{id:guid}", Coordinator, centre => $"/planning/{centre.BeingPlanned}"),
        new("planning-compare", "/planning/compare", Coordinator, centre => $"/planning/compare?runs={centre.Drafted}&runs={centre.Redrafted}"),
        new("planning-compare-nothing", "/planning/compare", Coordinator, _ => "/planning/compare"),
        new("planning-session", "/planning/{id:guid}/session", Coordinator, centre => $"/planning/{centre.Drafted}/session?key=1.1/1"),
        new("planning-session-what-if", "/planning/{id:guid}/session", Coordinator, centre => $"/planning/{centre.Drafted}/session?key=1.1/1&whatIf=2026-11-16"),
        new("outages", "/outages", Coordinator, _ => "/outages"),
        new("outage-new", "/outages/new", Coordinator, _ => "/outages/new"),
        new("outage-new-leave", "/outages/new", Coordinator, _ => "/outages/new?kind=Leave&next=true"),
        new("outage-to-settle", "/outages/{id:guid}", Coordinator, centre => $"/outages/{centre.Proposed}"),
        new("outage-in-force", "/outages/{id:guid}", Coordinator, centre => $"/outages/{centre.InForce}"),
        new("free", "/free", Coordinator, _ => "/free"),
        new("free-found", "/free", Coordinator, _ => "/free?bayKind=splice-bench&trainees=6&minutes=180&instructors=1&qualifications=fibre-qualified&kitType=fusion-splicer&kitCount=6&from=2026-11-09&until=2026-11-20&look=true"),
        new("board", "/board", Coordinator, _ => "/board"),
        new("board-only", "/board", Coordinator, _ => "/board?view=board"),
        new("board-day", "/board", Coordinator, _ => "/board?days=1&view=board"),
        new("board-instructors", "/board", Manager, _ => "/board?rows=instructors&course=FTC-201"),
        new("board-table", "/board", Coordinator, _ => "/board?view=table"),
        new("screens", "/screens", Coordinator, _ => "/screens"),
        new("screens-made", "/screens", Coordinator, _ => "/screens", async visitor =>
        {
            await visitor.Field("Where it hangs").FillAsync("Canteen");
            await visitor.PressAsync("Make the screen");
            await visitor.ReadsAsync("Copy it now");
        }),
        new("screen-change", "/screens/{id:guid}", Coordinator, centre => $"/screens/{centre.WallScreen.Id}"),
        new("screen", "/screen/{token}", null, centre => centre.WallScreen.Path),
        new("bay-kinds", "/facilities/bay-kinds", Coordinator, _ => "/facilities/bay-kinds"),
        new("bay-kind-new", "/facilities/bay-kinds/new", Coordinator, _ => "/facilities/bay-kinds/new"),
        new("bay-kind", "/facilities/bay-kinds/{slug}", Coordinator, _ => "/facilities/bay-kinds/splice-bench"),
        new("bay-new", "/facilities/bays/new", Coordinator, _ => "/facilities/bays/new"),
        new("bay", "/facilities/bays/{id:guid}", Coordinator, centre => $"/facilities/bays/{centre.Bench}"),
        new("bay-overtaken", "/facilities/bays/{id:guid}", Coordinator, centre => $"/facilities/bays/{centre.Bench}", async visitor =>
        {
            // As if a colleague had saved it since.
            await visitor.Page.EvaluateAsync("() => { document.querySelector('[name=Revision]').value = '0'; }");
            await visitor.Field("Name").FillAsync("Bench by the window");
            await visitor.PressAsync("Save");
        }),
        new("centre-settings", "/facilities/centre", Coordinator, _ => "/facilities/centre"),
        new("instructors", "/instructors", Coordinator, _ => "/instructors"),
        new("instructor", "/instructors/{id:guid}", Coordinator, centre => $"/instructors/{centre.Teacher}"),
        new("instructor-new", "/instructors/new", Coordinator, _ => "/instructors/new"),
        new("instructor-edit", "/instructors/{id:guid}/edit", Coordinator, centre => $"/instructors/{centre.Teacher}/edit"),
        new("instructor-hours", "/instructors/{id:guid}/hours", Coordinator, centre => $"/instructors/{centre.Teacher}/hours"),
        new("qualification-new", "/instructors/{id:guid}/qualifications/new", Coordinator, centre => $"/instructors/{centre.Teacher}/qualifications/new"),
        new("qualification", "/instructors/{id:guid}/qualifications/{qualification:guid}", Coordinator, centre => $"/instructors/{centre.Teacher}/qualifications/{centre.Qualification}"),
        new("kit", "/kit", Coordinator, _ => "/kit"),
        new("kit-item", "/kit/{id:guid}", Coordinator, centre => $"/kit/{centre.Splicer}"),
        new("kit-new", "/kit/new", Coordinator, _ => "/kit/new"),
        new("kit-check", "/kit/{id:guid}/check", Coordinator, centre => $"/kit/{centre.Splicer}/check"),
        new("pick-list", "/pick-list", Coordinator, _ => "/pick-list"),
        new("pick-list-empty", "/pick-list", Coordinator, _ => "/pick-list?day=2026-12-25"),
        new("practice", "/practice", Booker, _ => "/practice"),
        new("practice-trainee", "/practice", Trainee, _ => "/practice"),
        new("practice-staff", "/practice", Coordinator, _ => "/practice"),
        new("practice-new", "/practice/new", Booker, _ => "/practice/new"),
        new("practice-times", "/practice/new", Booker, centre => $"/practice/new?trainee={centre.FreeEngineer}&kind=splice-bench&minutes=60&look=true"),
        new("practice-times-trainee", "/practice/new", Trainee, _ => "/practice/new?kind=pole-yard&minutes=90&look=true"),
        new("plan-sessions-kit", "/cohorts/plan/sessions", Coordinator, _ => "/cohorts/plan/sessions?course=FTC-210&firstDay=2026-11-30&capacity=4", visitor => visitor.Page.GetByText("Kit: ").First.ClickAsync()),
        new("messages", "/messages", Coordinator, _ => "/messages"),
        new("answers", "/messages/answers", Coordinator, _ => "/messages/answers"),
        new("answers-all", "/messages/answers", Manager, _ => "/messages/answers?all=true"),
        new("answer", "/answer/{token}", null, _ => $"/answer/{StagedCentre.Asked}"),
        new("answer-given", "/answer/{token}", null, _ => $"/answer/{StagedCentre.Asked}", async visitor =>
        {
            await visitor.PressAsync("Yes, I am coming");
            await visitor.ReadsAsync("The centre knows that you are coming");
        }),
        new("cohort-answers", "/cohorts/{id:guid}", Coordinator, centre => $"/cohorts/{centre.Ahead.Id}", visitor => visitor.Page.GetByText("declined 1").First.ClickAsync()),
        new("message-words", "/messages/words", Coordinator, _ => "/messages/words"),
        new("message-wording", "/messages/words/{kind}", Coordinator, _ => "/messages/words/overview"),
        new("message-wording-preview", "/messages/words/{kind}", Coordinator, _ => "/messages/words/invitation", async visitor =>
        {
            await visitor.Field("Text").FillAsync("Dear {{ given_name }},\n\nyou are **in**: {{ session }}, {{ when }}.\n\n- one\n- two");
            await visitor.PressAsync("Preview");
        }),
        new("message-wording-wrong", "/messages/words/{kind}", Coordinator, _ => "/messages/words/invitation", async visitor =>
        {
            await visitor.Field("Text").FillAsync("Dear {{ nobody }}, [here](javascript:alert)");
            await visitor.PressAsync("Save");
        }),
        new("message-wording-reader", "/messages/words/{kind}", Manager, _ => "/messages/words/offer"),
        new("message-reminders", "/messages/reminders", Coordinator, _ => "/messages/reminders"),
        new("competence", "/engineers/competence", Booker, _ => "/engineers/competence"),
        new("competence-staff", "/engineers/competence", Manager, _ => "/engineers/competence"),
        new("messages-to-me", "/messages/mine", Coordinator, _ => "/messages/mine"),
        new("messages-to-booker", "/messages/mine", Booker, _ => "/messages/mine"),
        new("announcements", "/announcements", Coordinator, _ => "/announcements"),
        new("announcement-new", "/announcements/new", Coordinator, _ => "/announcements/new"),
        new("channels", "/announcements/channels", Coordinator, _ => "/announcements/channels"),
        new("channel-log", "/announcements/channels/{id:guid}", Coordinator, _ => "/announcements/channels", async visitor =>
        {
            await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Council intranet" }).First.ClickAsync();
            await visitor.PressAsync("Send a ping");
        }),
        new("message-jobs", "/messages/jobs", Coordinator, _ => "/messages/jobs"),
        new("engineer-messages", "/engineers/{id:guid}/messages", Booker, centre => $"/engineers/{centre.Engineer}/messages"),
        new("my-messages", "/my-training/messages", Trainee, _ => "/my-training/messages"),
        new("api-keys", "/api-keys", Coordinator, _ => "/api-keys"),
        new("webhooks", "/webhooks", Booker, _ => "/webhooks"),
        new("webhooks-added", "/webhooks", Booker, _ => "/webhooks", async visitor =>
        {
            await visitor.Field("Address").FillAsync("https://hooks.example.org/training");
            await visitor.PressAsync("Add the webhook");
            await visitor.ReadsAsync("Copy it now");
        }),
        new("webhook-log", "/webhooks/{id:guid}", Booker, _ => "/webhooks", async visitor =>
        {
            await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "https://hooks.example.org/training" }).First.ClickAsync();
            await visitor.PressAsync("Send a ping");
            await visitor.ReadsAsync("What was sent");
        }),
        new("api-reference", "/api-reference", Coordinator, _ => "/api-reference"),
        new("api-operation", "/api-reference/{operation}", Booker, _ => "/api-reference/BookPlaces"),
        new("api-operation-plain", "/api-reference/{operation}", Booker, _ => "/api-reference/ShowCourse"),
    ];

    /// <summary>A picture by itself and not a page.</summary>
    public const string QrCode = "/c/{publicId:length(1,64)}/qr.svg";

    /// <summary>Likewise; the page of the evidence shows it.</summary>
    public const string EvidenceFile = "/evidence/{evidence:guid}/file";

    private static async Task SendLargeAsync(Visitor visitor, string field)
    {
        var path = Repository.At(".test", "large.csv");
        await using (var file = File.Create(path)) file.SetLength(45_000_000);
        await visitor.Field(field).SetInputFilesAsync(path);
        await visitor.PressAsync("Check the file");
        await visitor.IsRefusedAsync("The file is larger than 5 MB.");
    }

    private static async Task UploadAsync(Visitor visitor, string sheet, string field = "CSV file with your engineers")
    {
        await visitor.Field(field).SetInputFilesAsync(Repository.At("db", "demo", sheet));
        await visitor.PressAsync("Check the file");
        await visitor.ReadsAsync("Result for every engineer");
    }
}
