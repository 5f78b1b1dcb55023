namespace FibreCentre.Api.Tests.Routes;

/// <summary>One address and method, and who gets in.</summary>
/// <param name="LetsIn">A letter a role: administrator, coordinator, instructor, iqa (q), manager, booker, trainee; a dash for strangers.</param>
/// <param name="Owned">Which of its ids is a provider's own: a booker or trainee of another provider gets the 404 of an id that never was. Null: nothing in the address is.</param>
public sealed record RouteRow(string Method, string Route, string LetsIn, string? Owned = null)
{
    /// <summary>What it is sent, with the same placeholders; nothing that is right means an empty object.</summary>
    public string Body { get; init; } = "{}";

    /// <summary>What else the address carries, with the same placeholders.</summary>
    public string Query { get; init; } = "";

    /// <summary>What everybody who gets in is answered; null where that depends on the request.</summary>
    public int? Always { get; init; }

    public bool IsApi => Route.StartsWith("/api/", StringComparison.Ordinal);

    public bool IsPublic => LetsIn.Contains('-', StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Route}";
}

/// <summary>Every address the product answers. Whoever maps one more adds a line here, or the build fails.</summary>
internal static partial class RouteTable
{
    private const string Staff = "aciqm", Planners = "ac", Assessors = "i", Second = "iq", Correctors = "q", Administrators = "a", Bookers = "b", PlaceKeepers = "acb", Trainees = "t", Practisers = "bt", PracticeKeepers = "acbt", Auditors = "aq", StaffAndBookers = "aciqmb", PeopleKeepers = "acb", SignedIn = "aciqmbt", Anyone = "aciqmbt-";

    public static readonly IReadOnlyList<RouteRow> Api =
    [
        new("GET", "/api/v1/courses", StaffAndBookers),
        new("GET", "/api/v1/courses/{code}", StaffAndBookers),
        new("POST", "/api/v1/courses/import", Planners),
        new("GET", "/api/v1/facilities", Staff),
        new("GET", "/api/v1/pick-list", Staff),
        new("GET", "/api/v1/centre", Staff),
        new("PUT", "/api/v1/centre", Planners),
        new("GET", "/api/v1/bay-kinds", Staff),
        new("POST", "/api/v1/bay-kinds", Planners),
        new("PUT", "/api/v1/bay-kinds/{kind}", Planners),
        new("POST", "/api/v1/bays", Planners),
        new("GET", "/api/v1/bays/{bay:guid}", Staff),
        new("PUT", "/api/v1/bays/{bay:guid}", Planners),
        new("POST", "/api/v1/bays/{bay:guid}/retirement", Planners),
        new("GET", "/api/v1/instructors", Staff),
        new("POST", "/api/v1/instructors", Planners),
        new("GET", "/api/v1/instructors/{instructor:guid}", Staff),
        new("PUT", "/api/v1/instructors/{instructor:guid}", Planners),
        new("PUT", "/api/v1/instructors/{instructor:guid}/hours", Planners),
        new("POST", "/api/v1/instructors/{instructor:guid}/qualifications", Planners),
        new("POST", "/api/v1/instructors/{instructor:guid}/qualifications/{qualification:guid}/end", Planners),
        new("GET", "/api/v1/kit", Staff),
        new("POST", "/api/v1/kit", Planners),
        new("GET", "/api/v1/kit/{item:guid}", Staff),
        new("POST", "/api/v1/kit/{item:guid}/checks", Planners),
        new("POST", "/api/v1/kit/{item:guid}/retirement", Planners),
        new("GET", "/api/v1/practice-times", Practisers),
        new("GET", "/api/v1/practice", SignedIn),
        new("POST", "/api/v1/practice", Practisers),
        new("DELETE", "/api/v1/practice/{practice:guid}", PracticeKeepers, Owned: "practice"),
        new("GET", "/api/v1/cohorts", StaffAndBookers),
        new("POST", "/api/v1/cohorts", Planners),
        new("GET", "/api/v1/cohorts/{cohort:guid}", StaffAndBookers),
        new("GET", "/api/v1/cohorts/proposal", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/publication", Planners),
        new("GET", "/api/v1/sessions/{session:guid}/move", Planners),
        new("POST", "/api/v1/sessions/{session:guid}/move", Planners),
        new("GET", "/api/v1/cohorts/{cohort:guid}/shift", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/shift", Planners),
        new("GET", "/api/v1/outages", Planners),
        new("POST", "/api/v1/outages", Planners),
        new("GET", "/api/v1/outages/{outage:guid}", Planners),
        new("POST", "/api/v1/outages/{outage:guid}/approval", Planners),
        new("POST", "/api/v1/outages/{outage:guid}/end", Planners),
        new("GET", "/api/v1/free-slots", Staff),
        new("POST", "/api/v1/cohorts/{cohort:guid}/places", Bookers),
        new("POST", "/api/v1/cohorts/{cohort:guid}/engineer-check", Bookers),
        new("GET", "/api/v1/bookings", StaffAndBookers),
        new("GET", "/api/v1/bookings/{booking:guid}", StaffAndBookers, Owned: "booking"),
        new("POST", "/api/v1/places/{place:guid}/cancellation", PlaceKeepers, Owned: "place"),
        new("POST", "/api/v1/places/{place:guid}/waiver", Planners),
        new("POST", "/api/v1/places/{place:guid}/substitution", Bookers, Owned: "place") { Body = """{"trainee":"{trainee}"}""" },
        new("POST", "/api/v1/places/{place:guid}/transfer", Bookers, Owned: "place") { Body = """{"cohort":"{cohort}"}""" },
        new("POST", "/api/v1/bookings/{booking:guid}/confirmation", Bookers, Owned: "booking") { Body = """{"purchaseOrder":"PO-1"}""" },
        new("DELETE", "/api/v1/bookings/{booking:guid}/hold", PlaceKeepers, Owned: "booking"),
        new("POST", "/api/v1/bookings/{booking:guid}/names", Bookers, Owned: "booking") { Body = """{"trainees":["{trainee}"]}""" },
        new("GET", "/api/v1/bookings/{booking:guid}/cancellation", PlaceKeepers, Owned: "booking"),
        new("POST", "/api/v1/bookings/{booking:guid}/cancellation", PlaceKeepers, Owned: "booking") { Body = """{"places":["{place}"]}""" },
        new("POST", "/api/v1/cohorts/{cohort:guid}/holds", Bookers),
        new("GET", "/api/v1/cohorts/{cohort:guid}/waiting-list", StaffAndBookers),
        new("POST", "/api/v1/cohorts/{cohort:guid}/waiting-list", Bookers),
        new("DELETE", "/api/v1/waiting-list/{entry:guid}", PlaceKeepers, Owned: "entry"),
        new("GET", "/api/v1/cohorts/{cohort:guid}/allocations", StaffAndBookers),
        new("POST", "/api/v1/cohorts/{cohort:guid}/allocations", Planners),
        new("PUT", "/api/v1/allocations/{allocation:guid}", Planners),
        new("DELETE", "/api/v1/allocations/{allocation:guid}", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/confirmation", Planners),
        new("GET", "/api/v1/cohorts/{cohort:guid}/cancellation", Planners),
        new("POST", "/api/v1/cohorts/{cohort:guid}/cancellation", Planners),
        new("PUT", "/api/v1/cohorts/{cohort:guid}/capacity", Planners),
        new("GET", "/api/v1/webhooks", Bookers),
        new("POST", "/api/v1/webhooks", Bookers),
        new("DELETE", "/api/v1/webhooks/{webhook:guid}", Bookers, Owned: "webhook"),
        new("POST", "/api/v1/webhooks/{webhook:guid}/ping", Bookers, Owned: "webhook"),
        new("GET", "/api/v1/webhooks/{webhook:guid}/deliveries", Bookers, Owned: "webhook"),
        new("POST", "/api/v1/webhooks/{webhook:guid}/deliveries/{delivery:long}/resend", Bookers, Owned: "webhook"),
        new("GET", "/api/v1/announcements", Staff),
        new("POST", "/api/v1/announcements", Planners),
        new("GET", "/api/v1/announcement-channels", Planners),
        new("POST", "/api/v1/announcement-channels", Planners),
        new("DELETE", "/api/v1/announcement-channels/{channel:guid}", Planners),
        new("POST", "/api/v1/announcement-channels/{channel:guid}/ping", Planners),
        new("GET", "/api/v1/announcement-channels/{channel:guid}/deliveries", Planners),
        new("POST", "/api/v1/announcement-channels/{channel:guid}/deliveries/{channelDelivery:long}/resend", Planners),
        new("GET", "/api/v1/home", Bookers),
        new("GET", "/api/v1/statement", PlaceKeepers) { Query = "?month=2026-11-01&provider={provider}" },
        new("GET", "/api/v1/statement.csv", PlaceKeepers) { Query = "?month=2026-11-01&provider={provider}" },
        new("POST", "/api/v1/cohorts/{cohort:guid}/engineer-check.csv", Bookers),
        new("POST", "/api/v1/bookings/{booking:guid}/names.csv", Bookers, Owned: "booking") { Body = "First name,Last name,E-mail,Date of birth\nAma,Osei,ama.osei@example.org,27/03/1994" },
        new("GET", "/api/v1/api-keys", "aciqmbt"),
        new("POST", "/api/v1/api-keys", "aciqmbt"),
        new("DELETE", "/api/v1/api-keys/{key:guid}", "aciqmbt") { Always = 404 },   // none that is one's own
        new("GET", "/api/v1/price-agreements", PlaceKeepers),
        new("POST", "/api/v1/price-agreements", Planners),
        new("DELETE", "/api/v1/price-agreements/{agreement:guid}", Planners),
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
        new("GET", "/api/v1/competence", StaffAndBookers),
        new("GET", "/api/v1/competence.csv", StaffAndBookers),
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
        new("POST", "/api/v1/messages/{message:long}/dismissal", Planners),
        new("GET", "/api/v1/messages/jobs", Staff),
        new("GET", "/api/v1/messages/mine", StaffAndBookers),
        new("PUT", "/api/v1/messages/mine/digest", Staff) { Body = """{"daily":false}""" },
        new("GET", "/api/v1/cohorts/{cohort:guid}/answers", StaffAndBookers),
        new("GET", "/api/v1/answers", Staff),
        new("POST", "/api/v1/answers/{reply:long}/seen", Planners),
        new("GET", "/api/v1/message-wordings", Staff),
        new("GET", "/api/v1/message-wordings/{wording}", Staff),
        new("POST", "/api/v1/message-wordings/{wording}/preview", Planners),
        new("PUT", "/api/v1/message-wordings/{wording}", Planners),
        new("DELETE", "/api/v1/message-wordings/{wording}", Planners),
        new("GET", "/api/v1/reminder-rules", Staff),
        new("PUT", "/api/v1/reminder-rules/{rule:int}", Planners),
        new("GET", "/api/v1/engineers/{trainee:guid}/messages", StaffAndBookers, Owned: "trainee"),
        new("PUT", "/api/v1/engineers/{trainee:guid}/messages/choice", PeopleKeepers, Owned: "trainee") { Body = """{"by":"feed"}""" },
        new("GET", "/api/v1/trainees/{trainee:guid}/record", StaffAndBookers, Owned: "trainee"),
        new("GET", "/api/v1/trainees/{trainee:guid}/export", Administrators),
        new("GET", "/api/v1/trainees/{trainee:guid}/erasure", Administrators),
        new("POST", "/api/v1/trainees/{trainee:guid}/erasure", Administrators),
        new("GET", "/api/v1/my-training/record", Trainees),
        new("GET", "/api/v1/retention", Administrators),
        new("PUT", "/api/v1/retention/{retention}", Administrators) { Body = """{"months":24}""" },
        new("GET", "/api/v1/my-training", Trainees),
        new("GET", "/api/v1/my-training/messages", Trainees),
        new("PUT", "/api/v1/my-training/messages/choice", Trainees) { Body = """{"by":"feed"}""" },
        new("GET", "/api/v1/feeds", SignedIn),
        new("POST", "/api/v1/feeds", SignedIn),
        new("POST", "/api/v1/feeds/{feed:guid}/renewal", SignedIn, Owned: "feed"),
        new("DELETE", "/api/v1/feeds/{feed:guid}", SignedIn, Owned: "feed"),
        new("GET", "/api/v1/today", Staff),
        new("GET", "/api/v1/sessions/{session:guid}/register", Staff),
        new("PUT", "/api/v1/sessions/{session:guid}/register/{place:guid}", Assessors),
        new("GET", "/api/v1/sessions/{session:guid}/marks", Staff),
        new("PUT", "/api/v1/bay-entries/{entry:guid}", Assessors),
        new("POST", "/api/v1/bay-entries/{entry:guid}/settlement", Assessors) { Always = 404, Body = """{"take":false,"stands":null}""" },   // an entry that never was
        new("GET", "/api/v1/places/{place:guid}/units/{unit}", Staff),
        new("PUT", "/api/v1/places/{place:guid}/units/{unit}/marks", Assessors),
        new("POST", "/api/v1/places/{place:guid}/units/{unit}/decision", Assessors),
        new("GET", "/api/v1/decisions/provisional", Second),
        new("POST", "/api/v1/decisions/{decision:guid}/countersignature", Second),
        new("GET", "/api/v1/decisions", Auditors),
        new("GET", "/api/v1/decisions/{decision:guid}", Auditors),
        new("POST", "/api/v1/decisions/{decision:guid}/correction", Correctors),
        new("GET", "/api/v1/ledger/verification", Auditors),
        new("GET", "/api/v1/ledger/heads", Auditors),
        new("GET", "/api/v1/audit", Auditors),
        new("GET", "/api/v1/board", Staff),
        new("GET", "/api/v1/screens", Planners),
        new("POST", "/api/v1/screens", Planners) { Body = """{"name":"Entrance"}""" },
        new("PUT", "/api/v1/screens/{screen:guid}", Planners) { Body = """{"name":"Entrance"}""" },
        new("POST", "/api/v1/screens/{screen:guid}/renewal", Planners),
        new("DELETE", "/api/v1/screens/{screen:guid}", Planners),
        new("GET", "/api/v1/certificates", SignedIn),
        new("GET", "/api/v1/certificates/{certificate:guid}", SignedIn, Owned: "certificate"),
        new("GET", "/api/v1/certificates/{certificate:guid}/credential", SignedIn, Owned: "certificate"),
        new("POST", "/api/v1/certificates/{certificate:guid}/revocation", Planners),
    ];

    public static readonly IReadOnlyList<RouteRow> Others =
    [
        new("GET", "/cal/{token}.ics", Anyone),
        new("HEAD", "/cal/{token}.ics", Anyone),
        new("GET", "/c/{publicId:length(1,64)}/credential.jwt", Anyone),
        new("GET", "/status/revocation", Anyone),
        new("GET", "/.well-known/issuer.json", Anyone),
        new("GET", "/.well-known/jwks.json", Anyone),
        new("POST", "/inbound/mail", Anyone) { Always = 404 },   // while no secret is set
        new("GET", "/board/events", Staff) { Always = 406 },   // whoever asks does not say that it takes a stream
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
