using FibreCentre.Browser.Tests.Support;
using FibreCentre.Testing;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>
/// The main job from end to end, as its people do it: each signs in and works through the pages, mail comes from a real SMTP server, and what it carries
/// is opened by parsers that are not ours. The two days of training lie on either side of the night when the clocks go back.
/// </summary>
public sealed partial class JourneyTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Administrator = "administrator@example.org", Coordinator = "coordinator@centre.example.org", Booker = "bookings@northway.example.org", Amina = "amina.yusuf@northway.example.org",
        Rhys = "rhys.morgan@northway.example.org", Instructor = "priya.raman@centre.example.org", Iqa = "iqa@centre.example.org";

    private static readonly DateOnly FirstDay = new(2026, 10, 23), LastDay = new(2026, 10, 26);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly string[] Engineers = ["Amina Yusuf", "Daniel Cartwright", "Sinead Gallagher", "Mateusz Kowal", "Grace Adeyemi", "Rhys Morgan"];

    /// <summary>As the course's pattern lays them over the two working days.</summary>
    private readonly List<PlannedSession> _sessions =
    [
        new("Light, glass and copper; cables and colours", FirstDay, new(8, 30), new(12, 15)), new("Strip, clean, handle and store", FirstDay, new(13, 0), new(16, 30)),
        new("Connectors, copper pairs and first tests", LastDay, new(8, 30), new(12, 15)), new("Link budgets and written paper", LastDay, new(13, 0), new(16, 0)),
    ];

    private SmtpServer _mail = null!;
    private Centre _centre = null!;

    public async Task InitializeAsync()
    {
        _mail = await SmtpServer.Start();
        _centre = await Centre.OpenAsync(Centre.Time.At(new(2026, 9, 1), new(9, 0)), new Dictionary<string, string>
        {
            ["Mail:Smtp:Host"] = SmtpServer.Host, ["Mail:Smtp:Port"] = $"{_mail.Port}", ["Mail:Smtp:Tls"] = "false",
        });
        await _centre.MakeAdministratorAsync(Administrator);
    }

    [Fact]
    public async Task A_cohort_goes_from_the_catalogue_to_a_certificate_that_anyone_can_check()
    {
        await TheAdministratorImportsTheCatalogue();
        await AMonthGoesBy();
        await TheCoordinatorPlansAndPublishesACohort();
        await TheBookerLearnsWhatIsWrongWithASheet();
        await TheBookerBooksSixEngineers();
        var invited = await EveryEngineerIsInvitedToEverySession();
        await TheCoordinatorMovesASession();
        await TheMoveReachesEveryCalendar(invited);
        await TheBookerCancelsOnePlace();
        await OnlyTheEngineerConcernedIsToldOfTheCancellation(invited);
        await TheTraineeSubscribesToACalendar(invited);
        await TheReminderComesTheDayBefore(FirstDay);
        await TheInstructorTakesTheRegister();
        await TheInstructorAssessesAndSigns();
        await AnotherAttemptIsAskedForInWords();
        await TheReminderComesTheDayBefore(LastDay);
        await TheInstructorSignsTheLastUnit();
        await TheSecondPersonCountersigns();
        var address = await TheTraineeHasACertificate();
        await AnyoneSeesThatItIsValid(address);
        await TheCoordinatorRevokesIt();
        await AnyoneSeesThatItIsRevoked(address);
        await TheLedgerIsWhole();
        Assert.Empty(_centre.Faults);
    }

    public async Task DisposeAsync()
    {
        await _centre.DisposeAsync();
        await _mail.DisposeAsync();
    }

    /// <summary>Bays, instructors, kit, providers and their people are there; what the demo plans for its own first weeks is over, and nobody is told of it any more.</summary>
    private async Task AMonthGoesBy()
    {
        await _centre.LoadDemoAsync();
        _centre.ItIs(new(2026, 10, 1), 9);
        await _centre.SendDueMessagesAsync();
        // But for kit: what runs out in October is told of a month before.
        Assert.All((await _mail.Messages()).Select(CalendarMail.Read), letter => Assert.Contains(" needs its calibration by ", letter.Subject, StringComparison.Ordinal));
        _mail.Clear();
    }

    /// <summary>Somebody signs in and does something; nothing may go wrong behind it.</summary>
    private async Task As(string email, Func<Visitor, Task> act, Screen? screen = null)
    {
        await using var visitor = await chromium.VisitAsync(_centre.Address, screen ?? Screen.Desk);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(_centre.SignInOf(email));
            await act(visitor);
        });
        Assert.Empty(visitor.Faults);
    }

    private async Task AsAStranger(Func<Visitor, Task> act)
    {
        await using var visitor = await chromium.VisitAsync(_centre.Address, Screen.Phone);
        await visitor.WatchAsync(() => act(visitor));
        Assert.Empty(visitor.Faults);
    }

    private static string Sheet(string name) => Repository.At("db", "demo", name);

    /// <summary>A session at civil times of the centre.</summary>
    private sealed record PlannedSession(string Title, DateOnly Day, TimeOnly Starts, TimeOnly Ends)
    {
        public string Start => Instant(Starts);

        public string End => Instant(Ends);

        /// <summary>As the parsers write it: in UTC, to the millisecond.</summary>
        private string Instant(TimeOnly time) => Centre.Time.At(Day, time).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
