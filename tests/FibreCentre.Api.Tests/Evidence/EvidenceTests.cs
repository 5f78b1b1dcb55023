using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Evidence;

/// <summary>What evidence is for: whom, until when, and what a decision says it rests on.</summary>
public sealed class EvidenceTests(EvidenceCentre centre) : IClassFixture<EvidenceCentre>
{
    private const string Unit = "FTC-101-U1";

    private HttpClient Instructor => centre.ClientOf(centre.Cast.Instructor);

    private HttpClient Iqa => centre.ClientOf(centre.Cast.Iqa);

    [Fact]
    public async Task Sent_five_times_at_once_under_one_id_it_is_there_once()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var (id, photo) = (Guid.NewGuid(), Pictures.Photo());

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Instructor.Adds(place, Unit, photo, id: id))));

        Assert.Equal([200, 200, 200, 200, 201], answers.Select(answer => answer.Status).Order());
        Assert.Equal(1, await centre.Value<int>("select count(*) from evidence where place_id = $1", place));
        // The id stands for that and nothing else.
        Assert.Equal("evidence-id-used", (await Instructor.Adds(place, Unit, Pictures.Photo(), id: id)).Problem);
        Assert.Equal("evidence-id-used", (await Instructor.Adds((await centre.GivenPresentTrainee()).Place, Unit, photo, id: id)).Problem);
        var said = Guid.NewGuid();
        Assert.Equal([201, 200, 409], new[] { await Instructor.Quotes(place, Unit, "Well done.", said), await Instructor.Quotes(place, Unit, "Well done.", said), await Instructor.Quotes(place, Unit, "Badly done.", said) }.Select(answer => answer.Status));
    }

    /// <summary>A photo that a device kept while there was no signal.</summary>
    [Fact]
    public async Task A_photo_that_comes_late_is_taken_once_and_only_for_the_engineer_and_the_attempt_it_shows()
    {
        var (cohort, place) = await centre.GivenPresentTrainee();
        var phone = await Support.Browser.OfAsync(centre, centre.Cast.Instructor);
        var trainee = await centre.Value<Guid>("select trainee_id from place where id = $1", place);
        Task<Answer> SendAsync(Guid id, Guid of, int attempt, byte[] photo) => phone.PostFile(
            $"/sessions/{cohort.Sessions[0].Id}/bay?handler=Photo", "photo", photo, ("id", $"{id}"), ("place", $"{place}"), ("trainee", $"{of}"), ("unit", Unit), ("criterion", $"{Unit}-C1"), ("attempt", $"{attempt}"));
        var (first, kept) = (Guid.NewGuid(), Pictures.Photo());

        for (var sent = 0; sent < 2; sent++) Assert.Equal(200, (await SendAsync(first, trainee, 1, kept)).Status);
        Assert.Equal([first], await centre.Column<Guid>("select id from evidence where place_id = $1", place));
        Assert.Contains($"data-photos=\"{first}\"", (await phone.Get($"/sessions/{cohort.Sessions[0].Id}/bay")).Text, StringComparison.Ordinal);

        // Another engineer, another attempt, no picture: refused in words, and nothing is there.
        var refused = new[] { await SendAsync(Guid.NewGuid(), centre.Cast.SouthTrainee.Trainee!.Value, 1, Pictures.Photo()), await SendAsync(Guid.NewGuid(), trainee, 2, Pictures.Photo()), await SendAsync(Guid.NewGuid(), trainee, 1, "no picture"u8.ToArray()) };
        Assert.All(refused, answer => Assert.Equal(422, answer.Status));
        Assert.Contains("Another engineer has the place by now, or the attempt that it shows has been decided", refused[1].Json.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await centre.Value<int>("select count(*) from evidence where place_id = $1", place));

        // Once the attempt is decided the photo of it is no photo of the next.
        var unit = (await centre.UnitsOf(cohort.Course))[0];
        await centre.App.AskAsync(new MarkCriteria(new(place), Unit, [.. unit.Criteria.Select(each => new MarkedCriterion(each.Code, Domain.Catalogue.Verdict.NotMeasured))]), centre.Cast.Instructor.Actor);
        await centre.App.AskAsync(new SignOff(new(place), Unit, "Again, please.", centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
        Assert.Equal(422, (await SendAsync(Guid.NewGuid(), trainee, 1, Pictures.Photo())).Status);
        Assert.DoesNotContain($"{first}", (await phone.Get($"/sessions/{cohort.Sessions[0].Id}/bay")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync(Guid.NewGuid(), trainee, 2, Pictures.Photo())).Status);
    }

    [Fact]
    public async Task The_same_file_for_somebody_else_is_taken_and_flagged_wherever_it_is_seen()
    {
        var (one, other) = ((await centre.GivenPresentTrainee()).Place, (await centre.GivenPresentTrainee()).Place);
        var (photo, id) = (Pictures.Photo(), Guid.NewGuid());
        Assert.Equal(0, (await Instructor.Adds(one, Unit, photo, id: id)).Json.GetProperty("usedFor").GetArrayLength());
        // For the same trainee twice is nobody's concern.
        Assert.Equal(0, (await Instructor.Adds(one, Unit, photo)).Json.GetProperty("usedFor").GetArrayLength());

        var again = await Instructor.Adds(other, Unit, photo);

        Assert.Equal((201, 2), (again.Status, again.Json.GetProperty("usedFor").GetArrayLength()));
        Assert.Equal("file", again.Json.GetProperty("usedFor")[0].GetProperty("what").GetString());
        // What was kept here and sent on is the same file as well, though its bytes are other ones.
        var kept = await (await Instructor.GetAsync(new Uri($"/api/v1/evidence/{id}/file", UriKind.Relative))).Content.ReadAsByteArrayAsync();
        Assert.NotEqual(photo, kept);
        Assert.Equal(2, (await Instructor.Adds((await centre.GivenPresentTrainee()).Place, Unit, kept)).Json.GetProperty("usedFor").EnumerateArray().Count(use => use.GetProperty("placeId").GetGuid() == one));
        Assert.Equal(2, (await Instructor.Get($"/api/v1/evidence/{id}")).Json.GetProperty("usedFor").GetArrayLength());
        Assert.Contains("Used for somebody else too", (await (await Support.Browser.OfAsync(centre, centre.Cast.Instructor)).Get($"/places/{one}/assess/{Unit}")).Text, StringComparison.Ordinal);
        var flagged = (await Iqa.Get("/api/v1/evidence/repeated")).Json.GetProperty("evidence").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()).ToList();
        Assert.Contains(id, flagged);
        Assert.Contains(again.Json.GetProperty("id").GetGuid(), flagged);
        Assert.Contains($"/evidence/{id}", (await (await Support.Browser.OfAsync(centre, centre.Cast.Iqa)).Get("/evidence/repeated")).Text, StringComparison.Ordinal);
        var alone = await Instructor.Adds(one, Unit, Pictures.Photo());
        Assert.DoesNotContain(alone.Json.GetProperty("id").GetGuid(), (await Iqa.Get("/api/v1/evidence/repeated")).Json.GetProperty("evidence").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_decision_names_what_it_rests_on_and_shows_when_that_is_altered()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var (photo, back) = ((await Instructor.Adds(place, Unit, Pictures.Photo())).Hash(), Guid.NewGuid());
        var said = (await Instructor.Quotes(place, Unit, "I saw it done.")).Hash();
        await Instructor.Adds(place, Unit, "By mistake."u8.ToArray(), "file", back);
        await Instructor.Post($"/api/v1/evidence/{back}/withdrawal", new { reason = "By mistake." });
        await Instructor.Adds(place, "FTC-101-U2", "Of another unit."u8.ToArray(), "file");

        var decision = await SignedAsync(place);

        var content = JsonDocument.Parse(await centre.Value<string>("select content from ledger_entry where id = $1", decision)).RootElement;
        Assert.Equal([("photo", photo), ("statement", said)], content.GetProperty("evidence").EnumerateArray().Select(each => (each.GetProperty("kind").GetString()!, each.GetProperty("hash").GetString()!)).Order());
        Assert.DoesNotContain("Grace Lim", content.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([(photo, "intact"), (said, "intact")], await StatesAsync(decision));
        Assert.All((await centre.Ask(new Features.Audit.CheckInvariants())).Invariants.Where(each => each.Code.StartsWith("evidence", StringComparison.Ordinal)), invariant => Assert.True(invariant.Holds, invariant.Code));

        await File.AppendAllTextAsync(centre.PathOf(photo), "x");
        await centre.Run($"set session_replication_role = replica; alter table evidence disable trigger evidence_stands; update evidence set words = 'I saw nothing.' where hash = '{said}'; alter table evidence enable always trigger evidence_stands");
        Assert.Equal([(photo, "altered"), (said, "altered")], await StatesAsync(decision));
        var page = (await (await Support.Browser.OfAsync(centre, centre.Cast.Iqa)).Get($"/decisions/{decision}")).Text;
        Assert.Contains(photo, page, StringComparison.Ordinal);
        Assert.Contains("Altered since it was signed", page, StringComparison.Ordinal);
        File.Delete(centre.PathOf(photo));
        Assert.Equal("missing", (await StatesAsync(decision))[0].State);
        await File.WriteAllBytesAsync(centre.PathOf(photo), []);
    }

    [Fact]
    public async Task Evidence_is_taken_back_before_the_decision_and_never_after()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var (open, signed) = (Guid.NewGuid(), Guid.NewGuid());
        await Instructor.Adds(place, Unit, Pictures.Photo(), id: open);
        await Instructor.Adds(place, Unit, Pictures.Photo(), id: signed);
        Assert.Equal(200, (await Instructor.Post($"/api/v1/evidence/{open}/withdrawal", new { reason = "Another bench." })).Status);
        Assert.Equal("evidence-withdrawn", (await Instructor.Post($"/api/v1/evidence/{open}/withdrawal", new { reason = "Again." })).Problem);
        Assert.Equal("evidence-gone", (await Instructor.Get($"/api/v1/evidence/{open}/file")).Problem);

        await SignedAsync(place);

        Assert.Equal((409, "evidence-signed"), ((await Instructor.Post($"/api/v1/evidence/{signed}/withdrawal", new { reason = "I regret it." })) is var answer ? answer.Status : 0, answer.Problem));
        Assert.Equal("already-competent", (await Instructor.Adds(place, Unit, Pictures.Photo())).Problem);
    }

    [Theory]
    [InlineData("update evidence set caption = 'other'")]
    [InlineData("update evidence set hash = original_hash")]
    [InlineData("update evidence set withdrawn_at = now(), withdrawn_by = added_by, withdrawn_because = 'x' where decision_id is not null")]
    [InlineData("update evidence set decision_id = null where decision_id is not null")]
    [InlineData("delete from evidence")]
    [InlineData("truncate evidence cascade")]
    public async Task The_database_lets_nobody_alter_it(string sql)
    {
        var (_, place) = await centre.GivenPresentTrainee();
        await Instructor.Adds(place, Unit, Pictures.Photo());
        await SignedAsync(place);
        // As the superuser, with ordinary triggers off.
        Assert.Contains((await Assert.ThrowsAsync<PostgresException>(() => centre.Run($"set session_replication_role = replica; {sql}"))).SqlState, new[] { PostgresErrorCodes.CheckViolation, PostgresErrorCodes.RaiseException, PostgresErrorCodes.InsufficientPrivilege });
    }

    [Fact]
    public async Task Without_script_a_photo_is_added_by_the_page_and_seen_there()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var browser = await Support.Browser.OfAsync(centre, centre.Cast.Instructor);
        var id = Guid.NewGuid();
        var answer = await browser.PostFile($"/places/{place}/evidence/{Unit}?handler=File", "Chosen", Pictures.Photo(), ("EvidenceId", $"{id}"), ("Kind", "photo"), ("From", "assess"), ("Caption", "Bench 4"));

        Assert.Equal((302, $"/places/{place}/assess/{Unit}#evidence"), (answer.Status, answer.Response.Headers.Location?.OriginalString));
        Assert.Contains("Bench 4", (await browser.Get($"/places/{place}/assess/{Unit}")).Text, StringComparison.Ordinal);
        var refused = await browser.PostFile($"/places/{place}/evidence/{Unit}?handler=File", "Chosen", "no photo"u8.ToArray(), ("EvidenceId", $"{Guid.NewGuid()}"), ("Kind", "photo"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("Send a photo as JPEG, PNG or WebP", refused.Text, StringComparison.Ordinal);
        // Who sees evidence need not be one who may add it.
        Assert.Equal("/not-allowed", (await (await Support.Browser.OfAsync(centre, centre.Cast.Manager)).PostFile($"/places/{place}/evidence/{Unit}?handler=File", "Chosen", Pictures.Photo(), ("EvidenceId", $"{Guid.NewGuid()}"))).Response.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task A_criterion_of_another_unit_is_refused_and_an_unknown_place_looks_like_none()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        Assert.Equal("unit-not-found", (await Instructor.Adds(place, "FTC-101-U9", Pictures.Photo())).Problem);
        Assert.Equal("place-not-found", (await Instructor.Adds(Guid.NewGuid(), Unit, Pictures.Photo())).Problem);
        Assert.Equal("criterion-not-found", (await centre.Ask(new Features.Evidence.AddStatement(new(Guid.NewGuid()), new(place), Unit, "FTC-101-U2-C1", null, "W", "R", "Words"), centre.Cast.Instructor)).Error?.Code);
    }

    private async Task<Guid> SignedAsync(Guid place)
    {
        await centre.GivenAllMet(place, (await centre.UnitsOf("FTC-101"))[0]);
        return (await centre.App.AskAsync(new SignOff(new(place), Unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor)).DecisionId;
    }

    private async Task<List<(string Hash, string State)>> StatesAsync(Guid decision) =>
        [.. (await Iqa.Get($"/api/v1/decisions/{decision}/evidence")).Json.GetProperty("evidence").EnumerateArray().OrderBy(each => each.GetProperty("kind").GetString(), StringComparer.Ordinal).Select(each => (each.GetProperty("hash").GetString()!, each.GetProperty("state").GetString()!))];
}
