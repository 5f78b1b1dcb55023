using FibreCentre.Api.Features.Accounts;
using FibreCentre.Api.Features.Announcements;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Facilities;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Features.Practising;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Features.Screens;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Webhooks;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain.Quality;
using FibreCentre.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>
/// The demo centre at 7:45 on the Monday on which a cohort begins, with something on every page: a certificate that counts and one revoked, a decision that waits
/// for a second person, marks that wait for a signature, a draft, a booking that can be cancelled, a hold, an offer, a full cohort with somebody in line,
/// places kept for a provider at an agreed price, a fee that is owed, a mail that could not be delivered, a question about a decision, two appeals.
/// </summary>
public sealed partial class StagedCentre : IAsyncLifetime
{
    public const string Name = "A staged centre";

    internal const string Coordinator = "coordinator@centre.example.org", Instructor = "priya.raman@centre.example.org", Iqa = "iqa@centre.example.org",
        Manager = "manager@centre.example.org", Administrator = "administrator@centre.example.org", Booker = "bookings@northway.example.org", OtherBooker = "bookings@calder.example.org", ThirdBooker = "bookings@moorland.example.org", Trainee = "amina.yusuf@northway.example.org";

    /// <summary>The token of an invitation that nobody has answered.</summary>
    internal const string Asked = "00000000000000000000000000000001";

    private readonly string _letters = Directory.CreateTempSubdirectory("fibrecentre-letters-").FullName;
    private readonly Dictionary<string, Visitor> _visitors = [];

    internal Centre Centre { get; private set; } = null!;

    internal CohortAnswer Running { get; private set; } = null!;

    internal CohortAnswer Ahead { get; private set; } = null!;

    internal CohortAnswer Draft { get; private set; } = null!;

    internal CertificateAnswer Valid { get; private set; } = null!;

    internal CertificateAnswer Revoked { get; private set; } = null!;

    /// <summary>Files of engineers: one that was looked at, one that waits for the job, one that was imported.</summary>
    internal Guid Previewed { get; private set; }

    internal Guid Importing { get; private set; }

    internal Guid Imported { get; private set; }

    /// <summary>An engineer with a bit of everything.</summary>
    internal Guid Engineer => Running.Places.First(place => place.Provider.StartsWith("Northway", StringComparison.Ordinal)).TraineeId!.Value;

    /// <summary>One who has no place and can be moved.</summary>
    internal Guid FreeEngineer { get; private set; }

    /// <summary>A certificate from elsewhere that nobody has looked at.</summary>
    internal Guid Outside { get; private set; }

    /// <summary>A screen in the entrance, with the address it was given.</summary>
    internal MadeScreen WallScreen { get; private set; } = null!;

    /// <summary>A splice bench, the instructor who can sign in with one of their qualifications, and a splicer with a history.</summary>
    internal Guid Bench { get; private set; }

    internal Guid Teacher { get; private set; }

    internal Guid Qualification { get; private set; }

    internal Guid Splicer { get; private set; }

    /// <summary>Evidence: a photo that was used for two, and what a witness says, which a decision rests on.</summary>
    internal Guid Photo { get; private set; }

    internal Guid Statement { get; private set; }

    /// <summary>Waits for a second person.</summary>
    internal Guid Decision { get; private set; }

    /// <summary>Drawn, and its assessor was asked about it.</summary>
    internal Guid Queried { get; private set; }

    /// <summary>The draw that took both.</summary>
    internal Guid Draw { get; private set; }

    /// <summary>Contested by its provider and taken by the quality assurer; contested and not taken; to be contested.</summary>
    internal Guid Taken { get; private set; }

    internal Guid Contested { get; private set; }

    internal Guid Contestable { get; private set; }

    internal Guid BookersAccount { get; private set; }

    internal Guid Booking { get; private set; }

    /// <summary>A place that its provider can still cancel.</summary>
    internal Guid Place { get; private set; }

    /// <summary>Another cohort of the course of <see cref="Ahead"/>, for which cancelling is still free.</summary>
    internal CohortAnswer Later { get; private set; } = null!;

    /// <summary>Its places are taken; another provider waits and was passed over once.</summary>
    internal CohortAnswer Full { get; private set; } = null!;

    /// <summary>Two of its places are kept for the booker's provider, which has two without names there.</summary>
    internal CohortAnswer Kept { get; private set; } = null!;

    internal Guid Allocation { get; private set; }

    internal Guid Held { get; private set; }

    /// <summary>A closure with sessions in its way, and maintenance with none.</summary>
    internal Guid Proposed { get; private set; }

    internal Guid InForce { get; private set; }

    /// <summary>To the other booker.</summary>
    internal Guid Offered { get; private set; }

    internal Guid Unnamed { get; private set; }

    internal IReadOnlyList<Guid> UnnamedPlaces { get; private set; } = [];

    /// <summary>The booker's one place on <see cref="Full"/>.</summary>
    internal Guid Free { get; private set; }

    internal Guid FreePlace { get; private set; }

    /// <summary>Its one place was given up late, and the fee is owed.</summary>
    internal Guid Late { get; private set; }

    internal Guid LateEnded { get; private set; }

    /// <summary>On the running cohort: everything marked and nothing signed, some of it marked, nothing marked.</summary>
    internal Guid ToSign => Running.Places[2].Id;

    internal Guid ToAssess => Running.Places[4].Id;

    internal PlaceLine Unmarked => Running.Places[5];

    public async Task InitializeAsync()
    {
        Centre = await Centre.OpenAsync(Centre.Time.At(new(2026, 11, 2), new(7, 45)), new Dictionary<string, string> { ["Mail:Pickup"] = _letters });
        await Centre.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Select(file => new CatalogueText(Path.GetFileName(file), System.IO.File.ReadAllText(file)))]));
        await Centre.LoadDemoAsync();
        var cohorts = (await Centre.AskAsync(new ListCohorts(new CourseCode("FTC-201")), Coordinator)).Cohorts;
        Ahead = await ShowAsync(cohorts[1]);
        Draft = await ShowAsync(cohorts.Single(cohort => cohort.State == "draft"));
        Running = await ShowAsync(cohorts[0]);
        BookersAccount = (await Centre.AskAsync(new ListSignIns(Booker), Administrator)).SignIns.Single().Id;
        await BookAsync();
        await FillAsync();
        await AssessAsync();
        await SampleAsync();
        await RecordAsync();
        await TakeAsync();
        await CloseAsync();
        await PlanAsync();
        await EquipAsync();
        await Centre.SendDueMessagesAsync();
        await AnswerAsync();
        await Centre.Database.RunAsync("update message set state = 'dead', note = '550 5.1.1 There is no such mailbox' where id = (select min(id) from message where state = 'sent')");
    }

    /// <summary>Somebody signed in before; null is a stranger. Each has one window for all visits.</summary>
    internal async Task<Visitor> VisitorAsync(Chromium chromium, string? email)
    {
        var key = email ?? "";
        if (_visitors.TryGetValue(key, out var known)) return known;
        var visitor = await chromium.VisitAsync(Centre.Address, Screen.Desk);
        if (email is not null) await visitor.SignInAsync(Centre.SignInOf(email));
        return _visitors[key] = visitor;
    }

    public async Task DisposeAsync()
    {
        // The visitors' windows close with their browser.
        await Centre.DisposeAsync();
        Directory.Delete(_letters, recursive: true);
    }

    private Task<CohortAnswer> ShowAsync(CohortLine cohort) => Centre.AskAsync(new ShowCohort(new(cohort.Id)), Coordinator);

    private async Task BookAsync()
    {
        var engineers = (await Centre.AskAsync(new ListTrainees(), Booker)).Trainees;
        var free = engineers.Where(each => each.Email is Trainee or "mateusz.kowal@northway.example.org").Select(each => each.Id).ToList();
        var booked = await Centre.AskAsync(new BookPlaces(new(Ahead.Id), "NW-2026-0398", free, []), Booker);
        (Booking, Place) = (booked.BookingId, booked.Places[0].Id);
    }

    /// <summary>A bay that is closed, an instructor who is away, and a session that was moved this morning.</summary>
    private async Task TakeAsync()
    {
        await Centre.AskAsync(new AddWebhook("https://chat.example.org/services/T1/B1", [], "Council intranet", WebhookFormat.Chat), Coordinator);
        await Centre.AskAsync(new MakeAnnouncement("Two more OTDR cohorts in May", "Places on FTC-220 from 4 and 18 May can be booked from today.", "https://example.org/cohorts", []), Coordinator);
        WallScreen = await Centre.AskAsync(new MakeScreen("Entrance"), Coordinator);
        var facilities = await Centre.AskAsync(new ListFacilities(), Coordinator);
        await Centre.AskAsync(new TakeOutOfUse(OutageKind.Closure, facilities.Bays.Single(each => each.Code == "MEWP-1").Id, new(2026, 11, 3), new(2026, 11, 5), new(8, 0), new(12, 0), "Hydraulic leak"), Coordinator);
        await Centre.AskAsync(new TakeOutOfUse(OutageKind.Leave, facilities.Instructors.Single(each => each.Code == "ELL").Id, new(2026, 11, 5), new(2026, 11, 6), null, null, "Away"), Coordinator);
        await Centre.Database.RunAsync($"insert into session_change (session_id, at, was) select id, '2026-11-02 07:30+00', tstzrange(lower(during) + interval '90 minutes', upper(during) + interval '90 minutes') from session where id = '{Running.Sessions[1].Id}'");
    }

    /// <summary>A "no" to the first session of <see cref="Ahead"/>, a yes, another time that is proposed, and a mail from somebody else.</summary>
    private async Task AnswerAsync()
    {
        await Centre.Database.RunAsync($"""
            with asked as (select i.*, row_number() over (order by i.id) as number from invitation i where i.session_id = '{Ahead.Sessions[0].Id}')
            insert into invitation_reply (invitation_id, provider_id, trainee_id, sequence, answer, comment, proposes, way, outcome, stamp, received_at, sender, content_hash, to_see)
            select a.id, a.provider_id, a.trainee_id, a.sequence, r.answer, r.comment, r.proposes, case when r.hash is null then 'link' else 'mail' end, r.outcome, r.at, r.at, r.sender, r.hash, r.to_see
            from asked a join (values
              (1, 'declined', 'On leave that week, sorry. Could a colleague come instead?', null::timestamptz, 'applied', timestamptz '2026-11-01 18:20+00', null, null, true),
              (2, 'accepted', null, null, 'applied', '2026-11-01 18:32+00', null, repeat('a', 64), false),
              (2, 'counter', 'Could we begin later?', '2026-11-09 10:30+00', 'note', '2026-11-02 06:10+00', null, repeat('b', 64), true),
              (2, 'declined', null, null, 'stranger', '2026-11-02 07:02+00', 'somebody.with.a.long.name@another-company.example.net', repeat('c', 64), true))
              r (number, answer, comment, proposes, outcome, at, sender, hash, to_see) on r.number = a.number;
            update invitation set reply_token = '{Asked}' where id = (select min(id::text)::uuid from invitation where session_id = '{Ahead.Sessions[1].Id}' and not withdrawn);
            """);
    }

    private async Task RecordAsync()
    {
        Outside = (await Centre.AskAsync(new RecordOutsideCertificate(new(Engineer), new("FTC-110", "EL-20417", "Another training centre", "2025-03-01", "2026-11-20")), Booker)).Id;
        var rejected = await Centre.AskAsync(new RecordOutsideCertificate(new(Engineer), new("FTC-120", "EL-20418", "Another training centre", "2025-03-01")), Booker);
        await Centre.AskAsync(new CheckOutsideCertificate(rejected.Id, false, "The issuer does not know this number."), Coordinator);
        Imported = (await Centre.AskAsync(new PreviewEngineers("autumn.csv", File("Ines,Marsh,ines.marsh@northway.example.org,1/2/1993,", "Olu,Bello,olu.bello,3/4/1992,")), Booker)).Id;
        await Centre.AskAsync(new ConfirmEngineerImport(new(Imported)), Booker);
        while (await Centre.AskAsync(new ImportNextRows(100)) > 0) continue;
        FreeEngineer = (await Centre.AskAsync(new ListTrainees(Search: "Ines"), Booker)).Trainees[0].Id;
        Importing = (await Centre.AskAsync(new PreviewEngineers("winter.csv", File("Pia,Holt,pia.holt@northway.example.org,1/2/1991,")), Booker)).Id;
        await Centre.AskAsync(new ConfirmEngineerImport(new(Importing)), Booker);
        Previewed = (await Centre.AskAsync(new PreviewEngineers("northway-with-faults.csv", System.IO.File.ReadAllBytes(Repository.At("db", "demo", "northway-with-faults.csv"))), Booker)).Id;
    }

    private async Task CloseAsync()
    {
        var bay = Later.Sessions[0].Resources.First(each => each.Kind == "bay").Id;
        Proposed = (await Centre.AskAsync(new TakeOutOfUse(OutageKind.Closure, bay, Later.FirstDay, Later.LastDay, null, null, "Burst pipe above the ceiling"), Coordinator)).Id;
        var pit = (await Centre.AskAsync(new ListFacilities(), Coordinator)).Bays.First(each => each.BayKind == "confined-space-rig").Id;
        InForce = (await Centre.AskAsync(new TakeOutOfUse(OutageKind.Maintenance, pit, new(2026, 11, 9), new(2026, 11, 10), null, new(12, 0), "New tripod anchors"), Coordinator)).Id;
    }

    private async Task EquipAsync()
    {
        var all = await Centre.AskAsync(new ListFacilities(), Coordinator);
        Bench = all.Bays.First(each => each.BayKind == "splice-bench").Id;
        Teacher = all.Instructors.Single(each => each.Name == "Priya Raman").Id;
        Qualification = (await Centre.AskAsync(new ShowInstructor(new(Teacher)), Coordinator)).Qualifications[0].Id;
        Splicer = all.Kit.First(each => each.KitType == "fusion-splicer").Id;
        await Centre.AskAsync(new ChangeWorkingHours(new(Teacher), [.. Enumerable.Range(1, 5).Select(day => new WorkingSpell((DayOfWeek)day, new(8, 0), new(17, 30)))]), Coordinator);
        await Centre.AskAsync(new RecordKitCheck(new(Splicer), KitCheckKind.Calibration, new(2026, 10, 26), new(2027, 10, 25), "CAL-20417"), Coordinator);
        await Centre.AskAsync(new RecordKitCheck(new(Splicer), KitCheckKind.Inspection, new(2026, 10, 27), new(2026, 11, 24), "PAT-0931"), Coordinator);
        await PractiseAsync("splice-bench", Booker, FreeEngineer);
        await PractiseAsync("splitter-rack", Trainee, null);
        await Centre.AskAsync(new ReleasePractice(new((await PractiseAsync("pole-yard", Booker, FreeEngineer)).Id)), Booker);
    }

    /// <summary>The first hour that is offered.</summary>
    private async Task<BookedPractice> PractiseAsync(string kind, string who, Guid? trainee)
    {
        var first = (await Centre.AskAsync(new FindPracticeTimes(kind, 60, new(2026, 11, 9), 14, trainee), who)).Days.SelectMany(each => each.Bays).First();
        var starts = first.Starts[0].DateTime;
        return await Centre.AskAsync(new BookPractice(new(first.Id), DateOnly.FromDateTime(starts), TimeOnly.FromDateTime(starts), 60, trainee), who);
    }

    private static byte[] File(params string[] rows) => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', ["First name,Last name,E-mail,Date of birth,Employee no", .. rows]));

    private async Task FillAsync()
    {
        var planned = await Centre.AskAsync(new PlanCohort(new("FTC-201"), new(2026, 11, 23), 6, []), Coordinator);
        await Centre.AskAsync(new PublishCohort(new(planned.Id), null), Coordinator);
        Later = await Centre.AskAsync(new ShowCohort(new(planned.Id)), Coordinator);
        var providers = (await Centre.AskAsync(new ListAgreements(), Coordinator)).Providers;
        var northway = new Domain.Providers.ProviderId(providers.Single(each => each.Name == "Northway Networks").Id);

        var late = await Centre.AskAsync(new BookPlaces(new(Ahead.Id), "NW-2026-0399", [], [], 1), Booker);
        (Late, LateEnded) = (late.BookingId, late.Places[0].Id);
        await Centre.AskAsync(new CancelPlace(new(LateEnded)), Booker);

        await Centre.AskAsync(new AgreePrice(northway, new("FTC-110"), 98, new(2026, 11, 1), new(2027, 10, 31)), Coordinator);
        var kept = await OnlyAsync("FTC-110");
        var unnamed = await Centre.AskAsync(new BookPlaces(new(kept.Id), "NW-2026-0402", [], [], 2), Booker);
        (Unnamed, UnnamedPlaces) = (unnamed.BookingId, [.. unnamed.Places.Select(each => each.Id)]);
        Allocation = (await Centre.AskAsync(new KeepPlaces(new(kept.Id), northway, 2, new(2026, 11, 6)), Coordinator)).AllocationId;
        Kept = await ShowAsync(kept);

        Held = (await Centre.AskAsync(new HoldPlaces(new((await OnlyAsync("FTC-220")).Id), 3), Booker)).BookingId;

        var full = await OnlyAsync("FTC-140");
        var others = await Centre.AskAsync(new BookPlaces(new(full.Id), "MB-77", [], [], 4), ThirdBooker);
        await Centre.AskAsync(new JoinWaitingList(new(full.Id), 3, Together: true, Automatic: false, null, []), OtherBooker);
        await Centre.AskAsync(new CancelPlace(new(others.Places[0].Id)), ThirdBooker);
        // Kept and let go again: passed over once more.
        await Centre.AskAsync(new ReleaseAllocation(new((await Centre.AskAsync(new KeepPlaces(new(full.Id), northway, 1, new(2026, 11, 6)), Coordinator)).AllocationId)), Coordinator);
        var free = await Centre.AskAsync(new BookPlaces(new(full.Id), "NW-2026-0403", [], [], 1), Booker);
        (Free, FreePlace) = (free.BookingId, free.Places[0].Id);
        Full = await ShowAsync(full);

        var offering = await OnlyAsync("FTC-120");
        var given = await Centre.AskAsync(new BookPlaces(new(offering.Id), "MB-78", [], [], 8), ThirdBooker);
        await Centre.AskAsync(new JoinWaitingList(new(offering.Id), 1, Together: false, Automatic: false, null, []), OtherBooker);
        await Centre.AskAsync(new CancelPlace(new(given.Places[0].Id)), ThirdBooker);
        Offered = (await Centre.AskAsync(new ListBookings(), OtherBooker)).Bookings.Single(each => each.State == "offered").Id;
    }

    private async Task<CohortLine> OnlyAsync(string course) => (await Centre.AskAsync(new ListCohorts(new CourseCode(course)), Coordinator)).Cohorts.Single(each => each.TakesBookings);

    private async Task AssessAsync()
    {
        foreach (var (index, place) in Running.Places.Take(5).Index())
            await Centre.AskAsync(new MarkAttendance(new(Running.Sessions[0].Id), new(place.Id), index == 3 ? AttendanceMark.Late : AttendanceMark.Present), Instructor);
        Valid = await CertifyAsync(Running.Places[0].Id);
        Revoked = await CertifyAsync(Running.Places[1].Id);
        await Centre.AskAsync(new RevokeCertificate(new(Revoked.Id), "Issued in the wrong name.", Centre.SignInOf(Coordinator).Password), Coordinator);
        Revoked = await Centre.AskAsync(new ShowCertificate(new(Revoked.Id)), Coordinator);
        await Centre.AskAsync(new SaveLedgerHead());
        var photo = Evidence.Photo();
        await AddAsync(Running.Places[3].Id, "FTC-201-U1", photo, "Cable prepared, bench 2");
        Statement = (await Centre.AskAsync(new AddStatement(new(Guid.NewGuid()), new(Running.Places[3].Id), "FTC-201-U1", null, null, "Grace Lim", "Site supervisor", "I watched the whole preparation. It was done as we do it on site."), Instructor)).Id;
        Photo = await AddAsync(ToAssess, "FTC-201-U2", photo, "Colours laid out");
        foreach (var (name, octets) in Evidence.Traces(Centre.Clock.GetUtcNow()).Take(3)) await AddAsync(ToAssess, "FTC-201-U2", octets, Path.GetFileNameWithoutExtension(name), Domain.Evidence.EvidenceKind.Trace);
        Decision = await SignAsync(Running.Places[3].Id, "FTC-201-U1");
        await MarkAsync(ToSign, "FTC-201-U2", colours: Verdict.NotMet);
        await Centre.AskAsync(new MarkCriteria(new(ToAssess), "FTC-201-U2", [new("FTC-201-U2-C1", Verdict.Met, [], "Slow on violet and aqua."), new("FTC-201-U2-C3", null, [0.12m, 0.35m])]), Instructor);
    }

    private async Task<Guid> AddAsync(Guid place, string unit, byte[] octets, string caption, Domain.Evidence.EvidenceKind kind = Domain.Evidence.EvidenceKind.Photo)
    {
        var taken = await Centre.Services.GetRequiredService<EvidenceIntake>().TakeAsync(new MemoryStream(octets), kind, CancellationToken.None);
        return (await Centre.AskAsync(new AddEvidence(new(Guid.NewGuid()), new(place), unit, null, caption, taken.Value!), Instructor)).Id;
    }

    /// <summary>The system has drawn; the assessor was asked about one decision, and two are contested.</summary>
    private async Task SampleAsync()
    {
        Queried = await SignAsync(ToSign, "FTC-201-U1");
        await MarkAsync(ToAssess, "FTC-201-U1", colours: Verdict.NotMeasured);
        var referred = (await Centre.AskAsync(new SignOff(new(ToAssess), "FTC-201-U1", "Look at the connector before you plug it in, every time. Practise on the yellow leads.", Centre.SignInOf(Instructor).Password), Instructor)).DecisionId;
        Contestable = await SignAsync(ToAssess, "FTC-201-U3");
        Draw = (await Centre.AskAsync(new DrawSample())).Draw!.Value;
        await Centre.AskAsync(new ReviewDecision(Queried, ReviewVerdict.Query, "The second reading is better than the first by far. Was the connector cleaned in between?"), Iqa);
        Taken = (await Centre.AskAsync(new MakeAppeal(referred, "The inspection scope at bench 2 was out of focus all morning, and two others said so."), Booker)).Id;
        await Centre.AskAsync(new TakeAppeal(new(Taken)), Iqa);
        Contested = (await Centre.AskAsync(new MakeAppeal(Decision, "He tells us he was shown the answers."), ThirdBooker)).Id;
        await Centre.AskAsync(new MakeSamplingPlan("Fundamentals, closer", ["FTC-201-U2", "FTC-201-U3"], new() { EstablishedPercent = 30 }), Iqa);
    }

    private async Task<CertificateAnswer> CertifyAsync(Guid place)
    {
        var decision = await SignAsync(place, "FTC-201-U1");
        await SignAsync(place, "FTC-201-U2");
        await SignAsync(place, "FTC-201-U3");
        var signed = await Centre.AskAsync(new Countersign(decision, Centre.SignInOf(Iqa).Password), Iqa);
        return await Centre.AskAsync(new ShowCertificate(new(signed.CertificateId!.Value)), Coordinator);
    }

    private async Task<Guid> SignAsync(Guid place, string unit)
    {
        await MarkAsync(place, unit);
        return (await Centre.AskAsync(new SignOff(new(place), unit, null, Centre.SignInOf(Instructor).Password), Instructor)).DecisionId;
    }

    private Task<MarkedCriteria> MarkAsync(Guid place, string unit, Verdict colours = Verdict.Met) => Centre.AskAsync(new MarkCriteria(new(place), unit, unit switch
    {
        "FTC-201-U1" => [new($"{unit}-C1", colours, [], colours == Verdict.Met ? null : "Could not see the end face."), new($"{unit}-C2", Verdict.Met, []), new($"{unit}-C3", Verdict.Met, [])],
        "FTC-201-U2" => [new($"{unit}-C1", colours, []), new($"{unit}-C2", Verdict.Met, []), new($"{unit}-C3", null, [0.12m, 0.18m]), new($"{unit}-C4", null, [2m, 4.5m])],
        _ => [new($"{unit}-C1", null, [0.02m, 0.05m, 0.1m]), new($"{unit}-C2", null, [85m])],
    }), Instructor);
}

[CollectionDefinition(StagedCentre.Name)]
public sealed class InAStagedCentre : ICollectionFixture<Chromium>, ICollectionFixture<StagedCentre>;
