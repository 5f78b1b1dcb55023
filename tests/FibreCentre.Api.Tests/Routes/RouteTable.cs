namespace FibreCentre.Api.Tests.Routes;

/// <summary>One address and method, and who gets in.</summary>
/// <param name="LetsIn">A letter a role: administrator, coordinator, instructor, iqa (q), manager, booker, trainee; a dash for strangers.</param>
/// <param name="Owned">Which of its ids is a provider's own: a booker or trainee of another provider gets the 404 of an id that never was. Null: nothing in the address is.</param>
public sealed record RouteRow(string Method, string Route, string LetsIn, string? Owned = null)
{
    /// <summary>What else the address carries, with the same placeholders.</summary>
    public string Query { get; init; } = "";

    /// <summary>What everybody who gets in is answered; null where that depends on the request.</summary>
    public int? Always { get; init; }

    public bool IsApi => Route.StartsWith("/api/", StringComparison.Ordinal);

    public bool IsPublic => LetsIn.Contains('-', StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Route}";
}

/// <summary>Every address the product answers. Whoever maps one more adds a line here, or the build fails.</summary>
internal static class RouteTable
{
    private const string Staff = "aciqm", Planners = "ac", Assessors = "i", Second = "iq", Bookers = "b", Trainees = "t", Auditors = "aq", StaffAndBookers = "aciqmb", PeopleKeepers = "acb", SignedIn = "aciqmbt", Anyone = "aciqmbt-";

    public static readonly IReadOnlyList<RouteRow> Api =
    [
        new("GET", "/api/v1/courses", StaffAndBookers),
        new("GET", "/api/v1/courses/{code}", StaffAndBookers),
        new("POST", "/api/v1/courses/import", Planners),
        new("GET", "/api/v1/facilities", Staff),
        new("GET", "/api/v1/cohorts", StaffAndBookers),
        new("POST", "/api/v1/cohorts", Planners),
        new("GET", "/api/v1/cohorts/{cohort:guid}", StaffAndBookers),
        new("GET", "/api/v1/cohorts/proposal", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/publication", Planners),
        new("GET", "/api/v1/sessions/{session:guid}/move", Planners),
        new("POST", "/api/v1/sessions/{session:guid}/move", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/places", Bookers),
        new("POST", "/api/v1/cohorts/{cohort:guid}/engineer-check", Bookers),
        new("GET", "/api/v1/bookings", StaffAndBookers),
        new("GET", "/api/v1/bookings/{booking:guid}", StaffAndBookers, Owned: "booking"),
        new("POST", "/api/v1/places/{place:guid}/cancellation", Bookers, Owned: "place"),
        new("GET", "/api/v1/trainees", StaffAndBookers),
        new("GET", "/api/v1/trainees/{trainee:guid}", StaffAndBookers, Owned: "trainee"),
        new("PUT", "/api/v1/trainees/{trainee:guid}", PeopleKeepers),
        new("POST", "/api/v1/trainees/{trainee:guid}/outside-certificates", PeopleKeepers),
        new("POST", "/api/v1/trainees/{trainee:guid}/employer", Planners),
        new("GET", "/api/v1/cohorts/{cohort:guid}/eligibility/{trainee:guid}", StaffAndBookers),
        new("GET", "/api/v1/outside-certificates", Staff),
        new("GET", "/api/v1/outside-certificates/{outside:guid}", Staff),
        new("POST", "/api/v1/outside-certificates/{outside:guid}/check", Planners),
        new("DELETE", "/api/v1/outside-certificates/{takenBack:guid}", PeopleKeepers, Owned: "outside"),
        new("GET", "/api/v1/providers", Staff),
        new("GET", "/api/v1/engineer-imports", Bookers),
        new("POST", "/api/v1/engineer-imports", Bookers),
        new("GET", "/api/v1/engineer-imports/{import:guid}", Bookers, Owned: "import"),
        new("GET", "/api/v1/engineer-imports/{import:guid}/rows", Bookers, Owned: "import"),
        new("GET", "/api/v1/engineer-imports/{import:guid}/rejected", Bookers, Owned: "import"),
        new("POST", "/api/v1/engineer-imports/{import:guid}/decisions", Bookers),
        new("POST", "/api/v1/engineer-imports/{import:guid}/confirmation", Bookers, Owned: "import"),
        new("POST", "/api/v1/engineer-imports/{import:guid}/undo", Bookers, Owned: "import"),
        new("GET", "/api/v1/messages", Staff),
        new("POST", "/api/v1/messages/{message:long}/resend", Planners),
        new("GET", "/api/v1/my-training", Trainees),
        new("POST", "/api/v1/my-training/feed", Trainees),
        new("DELETE", "/api/v1/my-training/feed", Trainees),
        new("GET", "/api/v1/today", Staff),
        new("GET", "/api/v1/sessions/{session:guid}/register", Staff),
        new("PUT", "/api/v1/sessions/{session:guid}/register/{place:guid}", Assessors),
        new("GET", "/api/v1/places/{place:guid}/units/{unit}", Staff),
        new("PUT", "/api/v1/places/{place:guid}/units/{unit}/marks", Assessors),
        new("POST", "/api/v1/places/{place:guid}/units/{unit}/decision", Assessors),
        new("GET", "/api/v1/decisions/provisional", Second),
        new("POST", "/api/v1/decisions/{decision:guid}/countersignature", Second),
        new("GET", "/api/v1/ledger/verification", Auditors),
        new("GET", "/api/v1/certificates", SignedIn),
        new("GET", "/api/v1/certificates/{certificate:guid}", SignedIn, Owned: "certificate"),
        new("POST", "/api/v1/certificates/{certificate:guid}/revocation", Planners),
    ];

    public static readonly IReadOnlyList<RouteRow> Pages =
    [
        new("GET", "/", Anyone),
        new("GET", "/sign-in", Anyone),
        new("POST", "/sign-in", Anyone),
        new("GET", "/sign-out", Anyone),
        new("POST", "/sign-out", Anyone),
        new("GET", "/not-allowed", Anyone) { Always = 403 },
        new("GET", "/status/{status:int}", Anyone) { Always = 404 },
        new("POST", "/status/{status:int}", Anyone) { Always = 404 },
        new("GET", "/courses", StaffAndBookers),
        new("GET", "/courses/{code}", StaffAndBookers),
        new("GET", "/courses/import", Planners),
        new("POST", "/courses/import", Planners),
        new("GET", "/facilities", Staff),
        new("GET", "/cohorts", StaffAndBookers),
        new("GET", "/cohorts/{cohort:guid}", StaffAndBookers),
        new("POST", "/cohorts/{cohort:guid}?handler=publish", Planners),
        new("GET", "/cohorts/plan", Planners),
        new("GET", "/cohorts/plan/sessions", Planners),
        new("POST", "/cohorts/plan/sessions", Planners),
        new("GET", "/sessions/{session:guid}/move", Planners),
        new("POST", "/sessions/{session:guid}/move", Planners),
        new("GET", "/engineers", StaffAndBookers),
        new("GET", "/engineers/{trainee:guid}", StaffAndBookers, Owned: "trainee"),
        new("POST", "/engineers/{trainee:guid}?handler=takeback", PeopleKeepers, Owned: "trainee") { Query = "&certificate={takenBack}" },
        new("GET", "/engineers/{trainee:guid}/edit", PeopleKeepers, Owned: "trainee"),
        new("POST", "/engineers/{trainee:guid}/edit", PeopleKeepers, Owned: "trainee"),
        new("GET", "/engineers/{trainee:guid}/certificate", PeopleKeepers, Owned: "trainee"),
        new("POST", "/engineers/{trainee:guid}/certificate", PeopleKeepers, Owned: "trainee"),
        new("GET", "/engineers/{trainee:guid}/move", Planners),
        new("POST", "/engineers/{trainee:guid}/move", Planners),
        new("GET", "/outside-certificates", Staff),
        new("GET", "/outside-certificates/{outside:guid}", Planners),
        new("POST", "/outside-certificates/{outside:guid}", Planners),
        new("GET", "/engineers/import", Bookers),
        new("POST", "/engineers/import", Bookers),
        new("GET", "/engineers/imports/{import:guid}", Bookers, Owned: "import"),
        new("GET", "/engineers/imports/{import:guid}?handler=progress", Bookers, Owned: "import"),
        new("GET", "/engineers/imports/{import:guid}?handler=rejected", Bookers, Owned: "import"),
        new("POST", "/engineers/imports/{import:guid}?handler=decide", Bookers, Owned: "import"),
        new("POST", "/engineers/imports/{import:guid}?handler=confirm", Bookers, Owned: "import"),
        new("POST", "/engineers/imports/{import:guid}?handler=undo", Bookers, Owned: "import"),
        new("GET", "/bookings", StaffAndBookers),
        new("GET", "/bookings/{booking:guid}", StaffAndBookers, Owned: "booking"),
        new("GET", "/cohorts/{cohort:guid}/book", Bookers),
        new("POST", "/cohorts/{cohort:guid}/book?handler=sheet", Bookers),
        new("POST", "/cohorts/{cohort:guid}/book?handler=pick", Bookers),
        new("POST", "/cohorts/{cohort:guid}/book?handler=confirm", Bookers),
        new("POST", "/cohorts/{cohort:guid}/book?handler=rejected", Bookers),
        new("GET", "/places/{place:guid}/cancel", Bookers, Owned: "place") { Query = "?booking={openBooking}" },
        new("POST", "/places/{place:guid}/cancel", Bookers, Owned: "place") { Query = "?booking={openBooking}" },
        new("GET", "/messages", Staff),
        new("POST", "/messages?handler=resend", Planners) { Query = "&message={message}" },
        new("GET", "/my-training", Trainees),
        new("POST", "/my-training?handler=renew", Trainees),
        new("POST", "/my-training?handler=revoke", Trainees),
        new("GET", "/today", Assessors),
        new("GET", "/sessions/{session:guid}/register", Assessors),
        new("POST", "/sessions/{session:guid}/register?handler=mark", Assessors) { Query = "&place={place}&mark=Present" },
        new("GET", "/places/{place:guid}/assess/{unit}", Assessors),
        new("POST", "/places/{place:guid}/assess/{unit}", Assessors),
        new("GET", "/places/{place:guid}/sign/{unit}", Assessors),
        new("POST", "/places/{place:guid}/sign/{unit}", Assessors),
        new("GET", "/countersign", Second),
        new("GET", "/countersign/{decision:guid}", Second),
        new("POST", "/countersign/{decision:guid}", Second),
        new("GET", "/ledger", Auditors),
        new("GET", "/certificates", SignedIn),
        new("GET", "/certificates/{certificate:guid}", SignedIn, Owned: "certificate"),
        new("GET", "/certificates/{certificate:guid}/revoke", Planners),
        new("POST", "/certificates/{certificate:guid}/revoke", Planners),
        new("GET", "/api-keys", SignedIn),
        new("POST", "/api-keys?handler=make", SignedIn),
        new("POST", "/api-keys?handler=revoke", SignedIn) { Always = 404 },   // a key that is not one's own
        new("GET", "/api-reference", SignedIn),
        new("GET", "/api-reference/{operation}", SignedIn),
        new("GET", "/c/{publicId:length(1,64)}", Anyone),
        new("GET", "/c/{publicId:length(1,64)}/qr.svg", Anyone),
    ];

    public static readonly IReadOnlyList<RouteRow> Others =
    [
        new("GET", "/cal/{token}.ics", Anyone),
        new("HEAD", "/cal/{token}.ics", Anyone),
        new("GET", "/health/live", Anyone) { Always = 200 },
        new("GET", "/health/ready", Anyone),
        new("GET", "/openapi/{documentName}.json", SignedIn),
        new("GET", "/favicon.ico", Anyone) { Always = 301 },
        new("GET", "{*path}", Anyone) { Always = 404 },
    ];

    public static IEnumerable<RouteRow> All => [.. Api, .. Pages, .. Others];

    /// <summary>A placeholder is named for what it stands for; the product's own name of it may be plainer (<c>{id:guid}</c>).</summary>
    public static string Shape(string route) => System.Text.RegularExpressions.Regex.Replace(route, @"\{(\*?)\w+", "{$1").TrimEnd('/') is { Length: > 0 } shape ? shape : "/";
}
