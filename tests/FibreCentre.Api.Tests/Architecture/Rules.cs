namespace FibreCentre.Api.Tests.Architecture;

/// <summary>The rules of the house. Each takes a map of code and the root of the host's namespaces, and gives back every breach in words.</summary>
internal static class Rules
{
    /// <summary>What one capability may know of another, and why. Shared answers and readings, never a handler.</summary>
    private static readonly (string Capability, string Knows, string Why)[] SharedBetweenCapabilities =
    [
        ("*", "Cohorts.CivilSlot", "how a time slot is shown, everywhere the same"),
        ("*", "Cohorts.SessionResources", "which bays and instructors serve a session"),
        ("*", "Cohorts.SessionResource", "the answer of the above"),
        ("*", "Cohorts.NextCohorts", "which cohorts of a course can still be booked"),
        ("Places", "Notices.MailOptions", "calendar UIDs are made with the booking and end in the mail domain"),
        ("Feeds", "Notices.CalendarEntries", "a session stands in a feed as it stands in an invitation"),
        ("Assessment", "Certificates.Certification", "the signature that completes a course issues its certificate in the same transaction"),
        ("Notices", "Certificates.CertificateRenewal", "a trainee is told when to renew in the same words"),
        ("Notices", "Certificates.Renewals", "likewise"),
        ("Certificates", "Assessment.UnitStanding", "which units stand"),
        ("Certificates", "Assessment.LedgerBook", "the one chain"),
        ("Certificates", "Assessment.LedgerText", "words beside a line of it"),
        ("Evidence", "Assessment.UnitToAssess", "whom and what a page of assessing is about"),
        ("Evidence", "Assessment.UnitStanding", "whether a unit still takes evidence"),
        ("Evidence", "Assessment.DecisionContent", "what a decision says it rests on"),
        ("Evidence", "Assessment.DecidedEvidence", "likewise"),
        ("Traces", "Assessment.UnitToAssess", "likewise: traces are evidence of a unit"),
        ("Traces", "Assessment.UnitStanding", "whether it is open"),
        ("Traces", "Assessment.Marking", "the attempt that marks go to, and its lock"),
        ("Traces", "Evidence.EvidenceFolder", "the files"),
        ("Traces", "Evidence.EvidenceUpload", "how much of a body is taken off the wire"),
        ("Traces", "Evidence.RepeatedUse", "where the same file was used"),
        ("Traces", "Evidence.UsedElsewhere", "its answer"),
        ("Quality", "Assessment.Correction", "whatever overturns a decision, it is corrected in one way"),
        ("Quality", "Assessment.CorrectedDecision", "the answer of the above"),
        ("Quality", "Assessment.LedgerBook", "the one chain"),
        ("Quality", "Assessment.LedgerText", "words beside a line of it"),
        ("Quality", "Assessment.DecisionContent", "what a signed decision says"),
        ("Quality", "Assessment.DecidedCriterion", "a part of the above"),
        ("Quality", "Assessment.DecidedCriterionAnswer", "how it is shown"),
        ("Quality", "Assessment.SignedDecisions", "a decision as it was signed, read in one place"),
        ("Quality", "Assessment.SignedDecision", "the answer of the above"),
        ("Quality", "Assessment.DecisionCorrection", "a part of it"),
        ("Quality", "Places.SheetCell", "how cells are written so that no spreadsheet runs them"),
        ("Reporting", "Places.SheetCell", "how cells are written so that no spreadsheet runs them"),
        ("Cohorts", "Catalogue.ShowCourseHandler", "its words for a prerequisite: a static function, not the handler's work"),
        ("Engineers", "Certificates.Certification", "what depends on a key follows a key from elsewhere"),
        ("Engineers", "Places.EngineerDetails", "one description of an engineer, and one validator of it, for booking and for importing"),
        ("Engineers", "Places.CertificateDetails", "a part of the above"),
        ("Engineers", "Places.EngineerDetailsValidator", "the validator"),
        ("Engineers", "Places.EngineerFaults", "what the validator says, in words"),
        ("Engineers", "Places.EmailAddress", "what counts as an e-mail address"),
        ("Facilities", "Places.EmailAddress", "likewise"),
        ("Accounts", "Places.EmailAddress", "likewise"),
        ("Engineers", "Places.Dates", "how people write dates"),
        ("Engineers", "Places.EngineerSheet", "one reader of spreadsheets"),
        ("Engineers", "Places.EngineerUpload", "how a sheet comes off the wire"),
        ("Engineers", "Places.SheetFile", "its answer"),
        ("Engineers", "Places.SheetLine", "a line of it"),
        ("Engineers", "Places.SheetRow", "what a line says"),
        ("Engineers", "Places.RejectedLines", "one writer of lines that came to nothing"),
        ("Engineers", "Places.SheetCell", "how cells are written so that no spreadsheet runs them"),
        ("Engineers", "Places.ListTrainees", "its door stands with the others of engineers"),
        ("Engineers", "Places.ListedTrainees", "its answer"),
        ("Engineers", "Places.ExplainEligibility", "likewise"),
        ("Engineers", "Places.ExplainedEligibility", "its answer"),
        ("Timetable", "Places.FreedPlaces", "more places serve those who wait in the transaction that makes them"),
        ("Timetable", "Places.FollowingDates", "what hangs on a cohort's dates moves in the transaction that moves them"),
        ("Planning", "Cohorts.CohortPlanning", "a draft's cohorts come into being as any other"),
        ("Planning", "Cohorts.ChosenResources", "what it takes"),
        ("Planning", "Cohorts.PlannedCohort", "its answer"),
        ("Planning", "Timetable.Rescheduling", "the one way in which sessions move"),
        ("Planning", "Timetable.Replan", "its answer"),
        ("Planning", "Timetable.RescheduleImpact", "a part of it"),
        ("Planning", "Timetable.SessionChange", "what it takes"),
        ("Planning", "Timetable.One", "a part of its answer"),
        ("Planning", "Timetable.ImpactSearch", "what is in the way of an outage"),
        ("Planning", "Timetable.OutageSettling", "an outage is settled in one way"),
        ("Planning", "Timetable.OutageNames", "how bays, people and kit are called"),
        ("Planning", "Timetable.OutageLine", "how an outage is shown"),
        ("Records", "Engineers.EngineerReading", "a record begins with what is known of the engineer"),
        ("Records", "Engineers.EngineerAnswer", "its answer"),
        ("Records", "Engineers.EngineerTies", "what has to end before a person moves or is erased"),
        ("Records", "Engineers.EngineerLock", "who changes a person comes one after the other"),
        ("Records", "Assessment.UnitStanding", "which decisions there are, and what was said of them"),
        ("Records", "Assessment.DecisionContent", "what a decision says"),
        ("Records", "Assessment.DecidedCriterion", "a part of it"),
        ("Records", "Assessment.DecidedCriterionAnswer", "how it is shown"),
        ("Records", "Assessment.LedgerText", "words beside a line of the ledger"),
        ("Demo", "*", "fills an empty centre: it uses what it fills"),
    ];

    private static readonly string[] DatabaseNames = ["Npgsql", "NpgsqlTypes", "Microsoft.EntityFrameworkCore"];

    public static IEnumerable<string> FeaturesUseNoDoor(CodeMap code, string root) =>
        Breaches(code, use => In(use.FromNamespace, root, "Features") && (In(use.ToNamespace, root, "Pages") || In(use.ToNamespace, root, "Jobs") || In(use.ToNamespace, root, "CommandLine")));

    public static IEnumerable<string> ACapabilityKnowsNoOthersHandlers(CodeMap code, string root)
    {
        return Breaches(code, use =>
        {
            var (from, to) = (Capability(use.FromNamespace), Capability(use.ToNamespace));
            return from is not null && to is not null && from != to && !SharedBetweenCapabilities.Any(shared =>
                (shared.Capability == "*" || shared.Capability == from) && (shared.Knows == "*" || shared.Knows == $"{to}.{use.To.Split('`')[0]}"));
        });

        string? Capability(string @namespace) => In(@namespace, root, "Features") && @namespace.Length > root.Length + ".Features.".Length ? @namespace[(root.Length + ".Features.".Length)..].Split('.')[0] : null;
    }

    public static IEnumerable<string> NoDoorTouchesTheDatabase(CodeMap code, string root) => Breaches(code, use =>
        (In(use.FromNamespace, root, "Pages") || (In(use.FromNamespace, root, "Jobs") && use.From != "Schedule") || use.From.EndsWith("Endpoints", StringComparison.Ordinal))
        && (use.To is "CentreDbContext" or "AccountDbContext" || DatabaseNames.Any(name => CodeMap.IsIn(use.ToNamespace, name))));

    public static IEnumerable<string> OnlyHandlersSave(CodeMap code, string root) => Breaches(code, use =>
        CodeMap.IsIn(use.FromNamespace, root) && use.Member is "SaveChanges" or "SaveChangesAsync" or "ExecuteDeleteAsync" or "ExecuteUpdateAsync"
        && !use.From.Split('`')[0].EndsWith("Handler", StringComparison.Ordinal)
        && use.From is not ("CentreDbContext" or "LedgerBook" or "Certification" or "Correction" or "SamplingPlanWriting" or "FreedPlaces" or "Roll" or "Withdrawal" or "CohortPlanning" or "SignInMaker" or "ApiKeyAuthentication"));   // parts of handlers; and what is no use case: accounts, a key's last use

    public static IEnumerable<string> OnlyThePipelineOpensTransactions(CodeMap code, string root) => Breaches(code, use =>
        CodeMap.IsIn(use.FromNamespace, root) && use.Member is "BeginTransaction" or "BeginTransactionAsync" && use.From is not ("InTransaction`2" or "Migrator" or "Health"
            or "Throttle"));   // a wrong password stays counted though the request it came with is rolled back

    public static IEnumerable<string> OnlyLedgerBookAppends(CodeMap code, string root) => Breaches(code, use =>
        CodeMap.IsIn(use.FromNamespace, root) && use is { To: "LedgerEntry", Member: ".ctor" or "set_Hash" or "set_Content" });

    public static IEnumerable<string> NobodyReadsTheClockButTimeProvider(CodeMap code) => Breaches(code, use =>
        use is { ToNamespace: "System", To: "DateTime" or "DateTimeOffset", Member: "get_Now" or "get_UtcNow" or "get_Today" }
        || (use is { ToNamespace: "System", To: "TimeProvider", Member: "get_System" } && use.From != "Program"));

    public static IEnumerable<string> TypesAreInternalAndSealed(CodeMap code, string root) =>
        from type in code.Types
        where CodeMap.IsIn(type.Namespace, root) && !type.Name.StartsWith('<')
        let open = !type.IsSealed && !type.IsAbstract && !type.IsInterface
        // What a caller sends and gets back is public, and tag helpers are, since Razor finds no others; everything else is nobody's business.
        let shown = type.IsPublic && !(type.IsRecord && In(type.Namespace, root, "Features")) && !In(type.Namespace, root, "Pages.Shared.TagHelpers") && type.Name != "Program"
        where open || shown
        select $"{type.Namespace}.{type.Name} is {(open ? "not sealed" : "public")}";

    public static IEnumerable<string> NamesSayWhatThingsAre(CodeMap code, string root) => code.Types
        .Where(type => CodeMap.IsIn(type.Namespace, root) && new[] { "Service", "Manager", "Helper", "Dto", "Repository", "Utils" }.Any(ending => type.Name.EndsWith(ending, StringComparison.Ordinal)) && !type.Name.EndsWith("TagHelper", StringComparison.Ordinal))
        .Select(type => $"{type.Namespace}.{type.Name}");

    /// <summary>What an assembly may lean on, besides .NET itself.</summary>
    public static IEnumerable<string> LeansOnNothingBut(System.Reflection.Assembly assembly, params string[] allowed) => assembly.GetReferencedAssemblies().Select(each => each.Name!)
        .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard" or "mscorlib") && !allowed.Contains(name));

    private static bool In(string @namespace, string root, string folder) => CodeMap.IsIn(@namespace, $"{root}.{folder}");

    private static IEnumerable<string> Breaches(CodeMap code, Func<Use, bool> isBreach) =>
        code.Uses.Where(isBreach).Select(use => $"{use.FromNamespace}.{use.From} uses {use.ToNamespace}.{use.To}{(use.Member.Length == 0 ? "" : "." + use.Member)}").Distinct();
}
