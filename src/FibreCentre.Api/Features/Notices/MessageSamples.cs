using FibreCentre.Domain.Notices;

namespace FibreCentre.Api.Features.Notices;

/// <summary>What may stand between the braces of each kind of message, with an example of it: for whoever writes the words, and for the preview.</summary>
internal static class MessageSamples
{
    private const string About = "FTC-201 Fusion splicing from Mon 7 December 2026", When = "Monday 7 December 2026, 9:00am to 12:30pm", Where = "Splicing bay 1, Fibre Training Centre, 1 Harbour Road",
        Joining = "Bring safety boots and your own safety glasses. Report to reception at 08:45.";

    private static readonly IReadOnlyList<IReadOnlyDictionary<string, object?>> Sessions =
    [
        MessageFacts.Of(("title", "Preparing cable"), ("when", When), ("where", Where)),
        MessageFacts.Of(("title", "Fusion splicing"), ("when", "Monday 7 December 2026, 1:30pm to 4:30pm"), ("where", Where)),
    ];

    private static readonly IReadOnlyList<IReadOnlyDictionary<string, object?>> Bays =
        [MessageFacts.Of(("title", "Splicing bay 1"), ("arriving", "Second door on the left; park behind the pole yard."), ("map", new Uri("https://centre.example.org/site-plan")))];

    private static readonly Uri Link = new("https://centre.example.org/bookings/1");

    private static readonly Dictionary<MessageKind, IReadOnlyDictionary<string, object?>> All = Enum.GetValues<MessageKind>().ToDictionary(kind => kind, Make);

    public static IReadOnlyDictionary<string, object?> Of(MessageKind kind) => All[kind];

    private static IReadOnlyDictionary<string, object?> Make(MessageKind kind) => kind switch
    {
        MessageKind.Invitation or MessageKind.Update or MessageKind.Cancellation => Trainee(("session", "Preparing cable"), ("when", When), ("where", Where), ("was", "Thursday 3 December, 8:30am to 12:15pm, in Splicing bay 2"), ("days", "Monday 7 December 2026 to Wednesday 9 December 2026"), ("joining", Joining), ("bays", Bays), ("by_feed", false), ("answer_link", new Uri("https://centre.example.org/answer/1"))),
        MessageKind.Overview => Trainee(("sessions", Sessions), ("joining", Joining), ("bays", Bays), ("by_feed", true), ("invited", 0), ("link", new Uri("https://centre.example.org/my-training"))),
        MessageKind.Reminder => Trainee(("sessions", Sessions), ("joining", Joining), ("bays", Bays), ("day_word", "Tomorrow"), ("day", "Mon 7 December 2026")),
        MessageKind.Joining => Trainee(("sessions", Sessions), ("joining", Joining), ("bays", Bays), ("day", "Mon 7 December 2026")),
        MessageKind.CertificateExpiring => Account(
            ("own", true), ("holder", "Amira Holt"), ("number", "FTC-2024-000123"), ("course", "FTC-201"), ("title", "Fusion splicing"), ("expires", "Mon 1 March 2027"), ("days", 90), ("booked", "FTC-201-270215-A")),
        MessageKind.AssessmentOutstanding => Account(
            ("code", "FTC-201-261207-A"), ("course", "FTC-201"), ("title", "Fusion splicing"), ("last_day", "Wed 9 December 2026"), ("open", 1), ("trainees", new[] { MessageFacts.Of(("title", "Amira Holt")) })),
        MessageKind.ReviewQueried or MessageKind.DecisionOverturned or MessageKind.AppealMade or MessageKind.AppealToDecide or MessageKind.AppealEnded => Account(
            ("trainee", "Amira Holt"), ("unit", "FTC-201-U2"), ("unit_title", "Test a link"), ("signed", "Monday 7 December at 3:40pm"), ("by", "Ines Okoro"), ("words", "Which meter was the second reading taken with?"),
            ("appellant", "the trainee"), ("outcome", "dismissed"), ("upheld", false)),
        MessageKind.CheckDue => Account(("kit", "otdr OT-0042"), ("check", "calibration"), ("until", "Mon 4 January 2027"), ("days", 30), ("sessions", 2)),
        MessageKind.GoingAhead or MessageKind.CohortCancelled or MessageKind.DecisionDue or MessageKind.WaitingClosed or MessageKind.CohortMoved => Account(
            ("about", About), ("course", "FTC-201"), ("title", "Fusion splicing"), ("code", "FTC-201-261207-A"), ("first_day", "Mon 7 December 2026"), ("last_day", "Wed 9 December 2026"), ("taken", 3), ("capacity", 12), ("minimum", 4),
            ("outlook", "likely to run"), ("wanted", 2), ("credited", "2 places"), ("credited_count", 2), ("moved_to", new[] { MessageFacts.Of(("title", "2 places on FTC-201 Fusion splicing from Mon 14 December 2026, booking B-7K2M9Q"), ("link", Link)) })),
        MessageKind.InvariantsBroken => Account(),
        MessageKind.Digest => Account(("things", new[] { MessageFacts.Of(("title", "Does it go ahead? FTC-201-261207-A"), ("link", Link)), MessageFacts.Of(("title", "otdr OT-0042 needs its calibration by Mon 4 January 2027"), ("link", Link)) }), ("count", 2), ("day", "Thu 26 November 2026")),
        MessageKind.LedgerHead => MessageFacts.Of(("centre", "Fibre Training Centre"), ("day", "Mon 7 December 2026"), ("line", 4711L), ("hash", new string('0', 64)), ("link", Link)),
        MessageKind.PasswordLink => Account(("is_new", true), ("days", 3)),
        MessageKind.RosterChanged => Account(
            ("sessions", new[]
            {
                MessageFacts.Of(("title", "FTC-201 Fusion splicing, Preparing cable, FTC-201-261207-A"), ("when", When), ("where", "Splicing bay 1"), ("was", "in Splicing bay 2"), ("given", false), ("gone", false)),
                MessageFacts.Of(("title", "FTC-201 Fusion splicing, Fusion splicing, FTC-201-261207-A"), ("when", "Monday 7 December 2026, 1:30pm to 4:30pm"), ("where", "Splicing bay 1"), ("was", null), ("given", false), ("gone", true)),
            }),
            ("more", 0)),
        MessageKind.PracticeBooked or MessageKind.PracticeTomorrow or MessageKind.PracticeOff => Account(
            ("trainee", "Amira Holt"), ("bay", "Splicing bay 1"), ("when", "Monday 7 December at 9:00am to 11:00am"), ("supervisor", "Ivo Marsh"), ("day_word", "Tomorrow")),
        _ => Account(
            ("about", About), ("reference", "B-7K2M9Q"), ("order", "PO-4711"), ("held", "3 places"), ("until", "Friday 4 December at 5:00pm"), ("unnamed", "2 places"), ("unnamed_count", 2), ("names_due", "Wednesday 2 December at 5:00pm"), ("names_now", false),
            ("lapsed", "2 places"), ("live", "3 places"), ("live_count", 3)),
    };

    private static IReadOnlyDictionary<string, object?> Trainee(params ReadOnlySpan<(string, object?)> more) =>
        MessageFacts.Of([("given_name", "Amira"), ("name", "Amira Holt"), ("course", "FTC-201"), ("title", "Fusion splicing"), ("centre", "Fibre Training Centre"), .. more]);

    private static IReadOnlyDictionary<string, object?> Account(params ReadOnlySpan<(string, object?)> more) => MessageFacts.Of([("name", "Noor Castell"), ("centre", "Fibre Training Centre"), ("link", Link), .. more]);
}
