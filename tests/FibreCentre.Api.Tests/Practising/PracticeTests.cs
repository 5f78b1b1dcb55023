using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Practising;

/// <summary>Providers and trainees book free bays to practise in, within what the centre allows.</summary>
public sealed class PracticeTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Nora => centre.ClientOf(centre.Cast.NorthTrainee);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    private Guid NoraId => centre.Cast.NorthTrainee.Trainee!.Value;

    [Fact]
    public async Task A_trainee_books_an_hour_and_the_bay_and_their_own_time_are_kept_for_it()
    {
        var bay = await centre.Bay("SB-1");

        var answer = await Week(4, monday => Nora.Practises(bay, monday, "10:00"));

        Assert.Equal(201, answer.Status);
        Assert.Equal(("Splice bench 1", 180), (answer.Json.GetProperty("bay").GetString(), answer.Json.GetProperty("minutesLeft").GetInt32()));
        Assert.Equal(["bay", "trainee"], await centre.Column<string>("select resource_kind from reservation where practice_id = $1 and purpose = 'practice' order by 1", answer.Id("id")));
        Assert.Equal(["practice-booked"], await centre.LettersAbout(answer.Id("id")));
        Assert.Contains("Splice bench 1", (await Nora.Get("/api/v1/my-training")).Text, StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Whoever_gives_back_what_somebody_else_booked_or_was_to_come_to_tells_the_other_and_not_themself()
    {
        var bay = await centre.Bay("SB-1");
        var (bookers, traineesOwn, given) = (await Booked(North, "12:00", NoraId), await Booked(Nora, "13:00", null), await Booked(North, "14:00", NoraId));

        Assert.Equal(200, (await Nora.Releases(bookers)).Status);
        Assert.Equal([centre.Cast.NorthBooker.Account], await ToldAsync(bookers));
        Assert.Equal(200, (await North.Releases(traineesOwn)).Status);
        Assert.Equal([centre.Cast.NorthTrainee.Account], await ToldAsync(traineesOwn));
        Assert.Equal(200, (await North.Releases(given)).Status);
        Assert.Equal([centre.Cast.NorthTrainee.Account], await ToldAsync(given));

        async Task<Guid> Booked(HttpClient who, string starts, Guid? trainee) => (await Week(3, monday => who.Practises(bay, monday, starts, trainee: trainee))).Id("id");

        Task<List<Guid>> ToldAsync(Guid practice) => centre.Column<Guid>("select account_id from message where subject_id = $1 and kind = 'practice-off'", practice);
    }

    [Fact]
    public async Task What_is_taken_is_refused_with_what_is_free_instead_and_not_with_who_has_it()
    {
        var (bay, day) = (await centre.Bay("SB-1"), Day(1));
        Assert.Equal(201, (await Nora.Practises(bay, day, "10:00")).Status);

        var answer = await South.Practises(bay, day, "10:00", trainee: centre.Cast.SouthTrainee.Trainee);

        Assert.Equal((409, "practice-taken"), (answer.Status, answer.Problem));
        Assert.StartsWith("Splice bench 1 is not free then. Free instead: Splice bench 1 on", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, answer.Json.GetProperty("instead").GetArrayLength());
        Assert.DoesNotContain("Nora", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Northway", answer.Text, StringComparison.Ordinal);
        var offered = answer.Json.GetProperty("instead")[0].GetProperty("starts").GetDateTimeOffset();
        Assert.Equal(201, (await South.Practises(bay, DateOnly.FromDateTime(offered.DateTime), $"{offered:HH:mm}", trainee: centre.Cast.SouthTrainee.Trainee)).Status);
    }

    [Fact]
    public async Task Free_times_leave_out_what_is_taken_and_say_nothing_of_whom_by()
    {
        var (bay, day) = (await centre.Bay("SB-1"), Day(2));
        Assert.Equal(201, (await Nora.Practises(bay, day, "08:00", minutes: 120)).Status);

        var found = await South.Get($"/api/v1/practice-times?bayKind=splice-bench&minutes=60&from={day:yyyy-MM-dd}&days=1");

        var starts = found.Json.GetProperty("days")[0].GetProperty("bays")[0].GetProperty("starts").EnumerateArray().Select(each => $"{each.GetDateTimeOffset():HH:mm}").ToList();
        Assert.Equal("10:00", starts[0]);
        Assert.Equal("16:30", starts[^1]);
        Assert.DoesNotContain("Nora", found.Text, StringComparison.Ordinal);
        var kinds = found.Json.GetProperty("kinds").EnumerateArray().Select(each => each.GetProperty("slug").GetString()).ToList();
        Assert.Contains("splice-bench", kinds);
        Assert.DoesNotContain("classroom", kinds);
        // One's own times count as well, and what is left of the week is said.
        var own = await North.Get($"/api/v1/practice-times?bayKind=splice-bench&minutes=240&from={day:yyyy-MM-dd}&days=1&trainee={NoraId}");
        Assert.InRange(own.Json.GetProperty("days")[0].GetProperty("minutesLeft").GetInt32(), 0, 120);
        Assert.Equal(0, own.Json.GetProperty("days")[0].GetProperty("bays").GetArrayLength());
    }

    [Fact]
    public async Task The_centres_limits_hold_and_each_says_what_it_is()
    {
        var bay = await centre.Bay("SB-1");
        var today = TestCentre.Time.DayOf(centre.Clock.GetUtcNow());

        await Refused("practice-too-soon", 409, bay, today, "16:00");
        await Refused("practice-too-far", 409, bay, today.AddDays(29), "10:00");
        await Refused("centre-shut", 409, bay, Saturday(), "10:00");
        await Refused("outside-opening-hours", 409, bay, Day(3), "17:00");
        await Refused("not-for-practice", 409, await centre.Bay("CR-1"), Day(3), "10:00");
        await Refused("request-invalid", 400, bay, Day(3), "10:10");
        await Refused("request-invalid", 400, bay, Day(3), "10:00", minutes: 45);
        await Refused("request-invalid", 400, bay, Day(3), "10:00", minutes: 270);
        await Refused("bay-not-found", 404, Guid.NewGuid(), Day(3), "10:00");
        var spent = await Week(3, async monday =>
        {
            Assert.Equal(201, (await Nora.Practises(bay, monday, "08:00", minutes: 210)).Status);
            return await Nora.Practises(bay, monday.AddDays(1), "10:00");
        });
        Assert.Equal((409, "practice-hours-spent", 30), (spent.Status, spent.Problem, spent.Json.GetProperty("minutesLeft").GetInt32()));
        Assert.Contains("30 minutes of them are left", spent.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);

        async Task Refused(string code, int status, Guid where, DateOnly day, string starts, int minutes = 60)
        {
            var answer = await Nora.Practises(where, day, starts, minutes);
            Assert.True((answer.Status, answer.Problem) == (status, code), $"{code}: {answer}");
        }
    }

    [Fact]
    public async Task Nobody_books_for_or_learns_of_another_providers_engineer()
    {
        var (bay, day) = (await centre.Bay("SB-1"), Day(4));
        var sam = centre.Cast.SouthTrainee.Trainee!.Value;
        Assert.Equal((404, "engineer-not-found"), Said(await North.Practises(bay, day, "10:00", trainee: sam)));
        Assert.Equal((404, "engineer-not-found"), Said(await Nora.Practises(bay, day, "10:00", trainee: sam)));
        Assert.Equal((404, "engineer-not-found"), Said(await North.Get($"/api/v1/practice-times?bayKind=splice-bench&trainee={sam}")));
        Assert.Equal((400, "request-invalid"), Said(await North.Practises(bay, day, "10:00")));

        var hers = (await Nora.Practises(bay, day, "14:00")).Id("id");
        Assert.Contains($"{hers}", (await North.Get("/api/v1/practice")).Text, StringComparison.Ordinal);
        foreach (var stranger in new[] { South, centre.ClientOf(centre.Cast.SouthTrainee) })
        {
            Assert.DoesNotContain($"{hers}", (await stranger.Get("/api/v1/practice")).Text, StringComparison.Ordinal);
            Assert.Equal((404, "practice-not-found"), Said(await stranger.Releases(hers)));
        }
        Assert.Contains("Nora Nash", (await Staff.Get("/api/v1/practice")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Released_practice_frees_the_bay_and_the_hours_and_is_not_released_twice()
    {
        var (bay, day) = (await centre.Bay("SB-1"), Day(5));
        var practice = (await North.Practises(bay, day, "10:00", trainee: NoraId)).Id("id");

        Assert.Equal(200, (await Nora.Releases(practice)).Status);

        Assert.Equal(0, await centre.Value<int>("select count(*) from reservation where practice_id = $1", practice));
        Assert.Equal((409, "practice-released"), Said(await North.Releases(practice)));
        Assert.Equal(201, (await Nora.Practises(bay, day, "10:00")).Status);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task The_same_key_books_once()
    {
        var (bay, day, key) = (await centre.Bay("SB-1"), Day(6), Some.Key());
        var first = await Nora.Practises(bay, day, "10:00", key: key);
        var second = await Nora.Practises(bay, day, "10:00", key: key);
        Assert.Equal((201, first.Id("id")), (second.Status, second.Id("id")));
    }

    [Fact]
    public async Task Where_an_instructor_has_to_be_present_the_one_who_teaches_least_is_found_and_kept()
    {
        await centre.Run("""
            insert into bay_kind (slug, title, set_up_minutes, clear_away_minutes, travel_minutes, practice) values ('pole-yard', 'Pole yard', 15, 15, 10, 'supervised');
            with made as (insert into resource values (gen_random_uuid(), 'bay'), (gen_random_uuid(), 'bay') returning id)
            insert into bay (id, code, name, bay_kind, capacity) select id, 'PY-' || row_number() over (), 'Pole yard ' || row_number() over (), 'pole-yard', 4 from made;
            """);
        var (yard, day) = (await centre.Bay("PY-1"), Day(7));

        var first = await Nora.Practises(yard, day, "10:00", minutes: 90);
        // Whoever was present there is busy then, and teaches more: another one comes.
        var second = await South.Practises(await centre.Bay("PY-2"), day, "10:00", minutes: 90, trainee: centre.Cast.SouthTrainee.Trainee);

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal("Ida Irwin", first.Json.GetProperty("supervisor").GetString());
        Assert.Equal("Ivan Ives", second.Json.GetProperty("supervisor").GetString());
        Assert.Equal("09:45 to 11:45", await centre.Value<string>("select to_char(lower(during) at time zone 'Europe/London', 'HH24:MI') || ' to ' || to_char(upper(during) at time zone 'Europe/London', 'HH24:MI') from reservation where practice_id = $1 and resource_kind = 'bay'", first.Id("id")));
        Assert.Equal("09:50 to 11:40", await centre.Value<string>("select to_char(lower(during) at time zone 'Europe/London', 'HH24:MI') || ' to ' || to_char(upper(during) at time zone 'Europe/London', 'HH24:MI') from reservation where practice_id = $1 and resource_kind = 'instructor'", first.Id("id")));
        Assert.Equal(90, (await Staff.Get($"/api/v1/instructors?week={day:yyyy-MM-dd}")).Json.GetProperty("instructors").EnumerateArray().Single(each => each.GetProperty("code").GetString() == "IDA").GetProperty("loads")[0].GetProperty("minutes").GetInt32());
        await centre.Run("update instructor set left_on = '2026-01-01'");
        var third = await Nora.Practises(await centre.Bay("PY-2"), day, "12:00");
        Assert.Equal((409, "practice-taken"), Said(third));
        Assert.StartsWith("No instructor is free to be present in Pole yard 2 then.", third.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await centre.Run("update instructor set left_on = null");
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task An_employer_with_practice_booked_ahead_keeps_the_engineer_until_it_is_released()
    {
        var engineer = (await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, Some.Engineer())).Places[0];
        var id = await centre.Value<Guid>("select trainee_id from place where id = $1", engineer.Id);
        await North.Cancels(await centre.Value<Guid>("select booking_id from place where id = $1", engineer.Id), [engineer.Id]);
        var practice = (await North.Practises(await centre.Bay("SB-1"), Day(8), "10:00", trainee: id)).Id("id");

        var kept = await Staff.Post($"/api/v1/trainees/{id}/employer", new { provider = centre.Cast.SouthBooker.Provider }, Some.Key());
        Assert.Equal((409, "practice-ahead"), Said(kept));
        await North.Releases(practice);
        var moved = await Staff.Post($"/api/v1/trainees/{id}/employer", new { provider = centre.Cast.SouthBooker.Provider }, Some.Key());
        Assert.True(moved.Status == 200, $"{moved}");
    }

    private static (int, string?) Said(Answer answer) => (answer.Status, answer.Problem);

    /// <summary>One working day a test, in weeks of their own so that nobody's hours are used up by another test.</summary>
    private DateOnly Day(int number) => TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(2 + (number % 3) + (7 * (number / 3)));

    private DateOnly Saturday() => TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(5);

    /// <summary>A week that one test alone practises in, since it speaks of the hours left.</summary>
    private Task<Answer> Week(int number, Func<DateOnly, Task<Answer>> inIt) => inIt(TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(7 * number));
}
