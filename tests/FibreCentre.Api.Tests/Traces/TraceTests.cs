using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FibreCentre.Api.CommandLine;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Tests.Evidence;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;
using Npgsql;

namespace FibreCentre.Api.Tests.Traces;

/// <summary>From files of an instrument to a signed decision.</summary>
public sealed partial class TraceTests(EvidenceCentre centre) : IClassFixture<EvidenceCentre>
{
    private const string Unit = "FTC-210-U2", TwoWay = "FTC-210-U2-C3", Worst = "FTC-210-U2-C4", Reflective = "FTC-210-U2-C5";

    private HttpClient Instructor => centre.ClientOf(centre.Cast.Instructor);

    private HttpClient Iqa => centre.ClientOf(centre.Cast.Iqa);

    [Fact]
    public async Task Traces_are_paired_confirmed_and_judged_and_the_decision_names_them()
    {
        var place = await GivenSplicerAsync();
        var link = Cable();
        // From B first: which end is A, the names of the two places say.
        var hashes = new List<string>();
        foreach (var (wavelength, fromB) in new[] { (1310, false), (1310, true), (1550, true), (1550, false) }) hashes.Add((await Instructor.Adds(place, Unit, link.Trace(wavelength, fromB), "trace", name: "t.sor")).Hash());

        var shown = (await Instructor.Get(Path(place))).Json;
        Assert.Equal(["a-to-b", "a-to-b", "b-to-a", "b-to-a"], shown.GetProperty("traces").EnumerateArray().Select(each => each.GetProperty("pairing").GetProperty("direction").GetString()).Order());
        Assert.All(shown.GetProperty("traces").EnumerateArray(), each => Assert.Equal("12", each.GetProperty("pairing").GetProperty("fibre").GetString()));
        Assert.False(shown.GetProperty("isConfirmed").GetBoolean());
        Assert.All(shown.GetProperty("criteria").EnumerateArray(), each => Assert.Equal(JsonValueKind.Null, each.GetProperty("finding").ValueKind));

        var confirmed = await ConfirmAsync(place);
        Assert.Equal(200, confirmed.Status);
        Assert.Equal([(TwoWay, "met", 12), (Worst, "met", 1), (Reflective, "met", 1)], Findings(confirmed).Select(each => (each.Criterion, each.Outcome, each.Readings)));
        // A proposal marks nothing.
        Assert.Equal(0, await centre.Value<int>("select count(*) from criterion_mark m join attempt a on a.id = m.attempt_id where a.place_id = $1", place));

        Assert.Equal(200, (await DecideAsync(place, Take(TwoWay), Take(Worst), Take(Reflective))).Status);
        var content = await SignedAsync(place);
        Assert.Equal(hashes.Order(), content.GetProperty("evidence").EnumerateArray().Select(each => each.GetProperty("hash").GetString()!).Order());
        Assert.Equal("met", Criterion(content, TwoWay).GetProperty("proposed").GetString());
        // Which end a trace was taken from is part of what was signed.
        Assert.Contains("evidence_stands", (await Assert.ThrowsAsync<PostgresException>(() => centre.Run("set session_replication_role = replica; update trace set direction = 'a-to-b' where direction = 'b-to-a'"))).ConstraintName, StringComparison.Ordinal);
        Assert.Equal("signed", (await Iqa.Get(Path(place))).Json.GetProperty("traces")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Deciding_otherwise_takes_a_reason_and_the_assurers_read_it()
    {
        var place = await GivenConfirmedAsync(Cable(bad: 0.35));
        Assert.Equal("not-met", (await Instructor.Get(Path(place))).Json.GetProperty("criteria")[1].GetProperty("finding").GetProperty("outcome").GetString());

        var unexplained = await DecideAsync(place, new { criterion = Worst, take = false, readings = new[] { 0.2m } });
        Assert.Equal((400, "reason-missing"), (unexplained.Status, unexplained.Problem));
        Assert.Equal(0, await centre.Value<int>("select count(*) from trace_override where place_id = $1", place));
        Assert.Equal(200, (await DecideAsync(place, Take(TwoWay), Take(Reflective), new { criterion = Worst, take = false, readings = new[] { 0.28m }, reason = "Measured again by hand: the marker stood on the slope." })).Status);

        var said = (await Iqa.Get("/api/v1/evidence/overrides")).Json.GetProperty("overrides").EnumerateArray().Single(each => each.GetProperty("placeId").GetGuid() == place);
        Assert.Equal(("not-met", "met"), (said.GetProperty("proposed").GetString(), said.GetProperty("decided").GetString()));
        Assert.Contains("Measured again by hand", (await (await Support.Browser.OfAsync(centre, centre.Cast.Iqa)).Get("/evidence/repeated")).Text, StringComparison.Ordinal);
        var content = await SignedAsync(place);
        Assert.Equal(("not-met", "met"), (Criterion(content, Worst).GetProperty("proposed").GetString(), Criterion(content, Worst).GetProperty("outcome").GetString()));
        Assert.All((await centre.Ask(new Features.Audit.CheckInvariants())).Invariants.Where(each => each.Code.StartsWith("traces", StringComparison.Ordinal)), invariant => Assert.True(invariant.Holds, invariant.Code));
        await Assert.ThrowsAsync<PostgresException>(() => centre.Run("update trace_override set reason = 'other'"));
    }

    [Fact]
    public async Task What_is_typed_against_the_traces_is_not_signed_without_a_reason_and_without_traces_it_is()
    {
        var (against, without) = (await GivenConfirmedAsync(Cable(bad: 0.35)), await GivenSplicerAsync());
        foreach (var place in new[] { against, without }) await centre.GivenAllMet(place, await SplicingAsync());
        var refused = await centre.Ask(new SignOff(new(against), Unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor);
        Assert.Equal("override-unexplained", refused.Error?.Code);
        Assert.True((await centre.Ask(new SignOff(new(without), Unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor)).Succeeded);
    }

    [Fact]
    public async Task What_the_traces_of_one_attempt_said_binds_no_other()
    {
        var place = await GivenConfirmedAsync(Cable(bad: 0.35));
        Assert.Equal(200, (await DecideAsync(place, Take(TwoWay), Take(Worst), Take(Reflective))).Status);
        Assert.Equal("referred", (await SignedAsync(place)).GetProperty("outcome").GetString());

        Assert.Equal("no-finding", (await DecideAsync(place, Take(Worst))).Problem);
        await centre.GivenAllMet(place, await SplicingAsync());
        var second = await centre.App.AskAsync(new SignOff(new(place), Unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
        Assert.Equal("competent", second.Outcome);
        Assert.Equal(JsonValueKind.Null, Criterion(JsonDocument.Parse(await centre.Value<string>("select content from ledger_entry where id = $1", second.DecisionId)).RootElement, Worst).GetProperty("proposed").ValueKind);
    }

    [Fact]
    public async Task A_trace_that_nobody_confirmed_is_not_signed_and_another_trace_makes_all_of_them_new()
    {
        var place = await GivenConfirmedAsync(Cable());
        var late = Guid.NewGuid();
        await Instructor.Adds(place, Unit, Cable().Trace(1625), "trace", late);
        Assert.All((await Instructor.Get(Path(place))).Json.GetProperty("criteria").EnumerateArray(), each => Assert.Equal(JsonValueKind.Null, each.GetProperty("finding").ValueKind));
        Assert.Equal("no-finding", (await DecideAsync(place, Take(TwoWay))).Problem);
        await centre.GivenAllMet(place, await SplicingAsync());
        Assert.Equal("traces-unconfirmed", (await centre.Ask(new SignOff(new(place), Unit, null, centre.Cast.Instructor.Password), centre.Cast.Instructor)).Error?.Code);
        // What somebody looked at before is not what is there now.
        var seen = Pairings((await Instructor.Get(Path(place))).Json);
        await Instructor.Post($"/api/v1/evidence/{late}/withdrawal", new { reason = "Another fibre." });
        Assert.Equal("traces-changed", (await Instructor.Send("PUT", $"{Path(place)}/pairing", new { pairings = seen })).Problem);
        Assert.Equal(200, (await ConfirmAsync(place)).Status);
    }

    [Fact]
    public async Task A_trace_of_somebody_else_is_seen_by_its_samples_under_any_header()
    {
        var (one, other) = (await GivenSplicerAsync(), await GivenSplicerAsync());
        var link = Cable();
        await Instructor.Adds(one, Unit, link.Trace(1550, seed: 7), "trace");
        var renamed = await Instructor.Adds(other, Unit, link.Trace(1550, seed: 7, fibre: "48", serial: "mine"), "trace");
        Assert.Equal("samples", Assert.Single(renamed.Json.GetProperty("usedFor").EnumerateArray()).GetProperty("what").GetString());
        // And the control: the same link measured anew is another trace.
        Assert.Empty((await Instructor.Adds(other, Unit, link.Trace(1550, seed: 8), "trace")).Json.GetProperty("usedFor").EnumerateArray());
        var shown = (await Instructor.Get(Path(other))).Json.GetProperty("traces").EnumerateArray().ToList();
        // Of an instrument that nobody knows, and used before; of the centre's own, and new.
        Assert.Equal([(false, 1), (true, 0)], shown.Select(each => (each.GetProperty("isKnownInstrument").GetBoolean(), each.GetProperty("usedFor").GetArrayLength())).Order());
    }

    [Fact]
    public async Task A_file_is_analysed_and_nothing_is_kept()
    {
        var (rows, files) = (await centre.RowCounts(), Directory.GetFiles(centre.Folder, "*", SearchOption.AllDirectories).Length);
        var octets = Link.Of().Trace(1310);
        var report = await Instructor.Send("POST", "/api/v1/otdr/analyse", new ByteArrayContent(octets));
        Assert.Equal((200, 1310), (report.Status, report.Json.GetProperty("wavelengthNanometres").GetInt32()));
        Assert.InRange(report.Json.GetProperty("lengthMetres").GetDouble(), 3995, 4005);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets)), report.Json.GetProperty("fileHash").GetString());
        var broken = await Instructor.Send("POST", "/api/v1/otdr/analyse", new ByteArrayContent(octets[..200]));
        Assert.Equal((400, "trace-broken"), (broken.Status, broken.Problem));
        Assert.Contains("octet", broken.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("evidence-missing", (await Instructor.Send("POST", "/api/v1/otdr/analyse", new ByteArrayContent([]))).Problem);
        Assert.Equal((rows, files), (await centre.RowCounts(), Directory.GetFiles(centre.Folder, "*", SearchOption.AllDirectories).Length));
    }

    [Fact]
    public async Task The_chart_is_drawn_whole_or_a_part_of_it_for_a_strict_policy()
    {
        var place = await GivenConfirmedAsync(Cable());
        var (whole, part) = (await Instructor.Get($"{Path(place)}/chart.svg"), await Instructor.Get($"{Path(place)}/chart.svg?from=900&to=1100"));
        Assert.Equal((200, "image/svg+xml"), (whole.Status, whole.ContentType));
        var svg = XDocument.Parse(part.Text).Root!;
        Assert.Equal(("900", "1100"), ((string?)svg.Attribute("data-from"), (string?)svg.Attribute("data-to")));
        Assert.Equal(2, svg.Descendants().Count(each => each.Name.LocalName == "path"));
        foreach (var text in new[] { whole.Text, part.Text }) Assert.DoesNotMatch(Inline(), text);
        Assert.Equal("no-traces", (await Instructor.Get($"{Path(place)}/chart.svg?fibre=none")).Problem);
        Assert.Equal("request-invalid", (await Instructor.Get($"{Path(place)}/chart.svg?from=900&to=900")).Problem);
        var page = await (await Support.Browser.OfAsync(centre, centre.Cast.Manager)).Get($"/places/{place}/traces/{Unit}?start=900&end=1100");
        Assert.DoesNotMatch(Inline(), page.Text);
        Assert.Contains("Zoom out", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_several_files_go_in_at_once_and_sent_twice_they_are_there_once()
    {
        var place = await GivenSplicerAsync();
        var browser = await Support.Browser.OfAsync(centre, centre.Cast.Instructor);
        var (batch, link) = (Guid.NewGuid(), Cable());
        (string, byte[])[] files = [("A-B.sor", link.Trace(1550)), ("B-A.sor", link.Trace(1550, fromB: true))];
        foreach (var _ in files) Assert.Equal(302, (await browser.PostFiles($"/places/{place}/traces/{Unit}?handler=Add", "Files", files, ("Batch", $"{batch}"))).Status);
        Assert.Equal(["A-B a-to-b", "B-A b-to-a"], (await Instructor.Get(Path(place))).Json.GetProperty("traces").EnumerateArray().Select(each => $"{each.GetProperty("name").GetString()} {each.GetProperty("pairing").GetProperty("direction").GetString()}").Order());
        // One that is no trace is named; the others are there.
        var mixed = await browser.PostFiles($"/places/{place}/traces/{Unit}?handler=Add", "Files", [("ok.sor", Cable().Trace(1310)), ("letter.sor", "Dear Sir"u8.ToArray())], ("Batch", $"{Guid.NewGuid()}"));
        Assert.Equal(400, mixed.Status);
        Assert.Contains("letter.sor: The trace cannot be read", mixed.Text, StringComparison.Ordinal);
        Assert.Equal(3, await centre.Value<int>("select count(*) from evidence where place_id = $1", place));
    }

    [Fact]
    public async Task By_command_a_link_is_simulated_and_shown()
    {
        var folder = Directory.CreateTempSubdirectory("otdr-").FullName;
        var console = Console.Out;
        await using var said = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(said));
        try
        {
            Assert.Equal(0, await CentreCommands.RunAsync(["otdr", "simulate", "--out", folder, "--length", "2500", "--splices", "2", "--serial", "otdr-07"], centre.App.Services));
            Assert.Equal(["A-B.1310.sor", "A-B.1550.sor", "B-A.1310.sor", "B-A.1550.sor"], Directory.GetFiles(folder).Select(System.IO.Path.GetFileName).Order());
            Assert.Equal(0, await CentreCommands.RunAsync(["otdr", "show", System.IO.Path.Combine(folder, "B-A.1550.sor")], centre.App.Services));
            Assert.Contains("1550 nm", said.ToString(), StringComparison.Ordinal);
            Assert.Contains("otdr-07", said.ToString(), StringComparison.Ordinal);
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "x.sor"), "no trace");
            Assert.Equal(1, await CentreCommands.RunAsync(["otdr", "show", System.IO.Path.Combine(folder, "x.sor")], centre.App.Services));
        }
        finally
        {
            Console.SetOut(console);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Commands_on_files_ask_for_no_database()
    {
        var folder = Directory.CreateTempSubdirectory("otdr-").FullName;
        try
        {
            await using var process = FibreCentre.Testing.ChildProcess.Start("dotnet", [typeof(Program).Assembly.Location, "otdr", "simulate", "--out", folder], new Dictionary<string, string?> { ["ConnectionStrings__Centre"] = null }, AppContext.BaseDirectory);
            await process.WaitForLine(line => line.EndsWith("B-A.1550.sor", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
            Assert.Equal(4, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Twelve splices, as the criterion asks for.</summary>
    private static SimulatedLink Cable(double bad = 0.05) => new()
    {
        Sections = [new(5200)], LaunchLeadMetres = 200, ReceiveLeadMetres = 200,
        // The first is bad seen from A alone: the average of both ends is within its limit.
        Elements = [.. Enumerable.Range(1, 12).Select(each => each == 1 ? new FusionSplice(400, bad, 0.10 - bad) : new FusionSplice(each * 400, 0.05))],
    };

    private static string Path(Guid place) => $"/api/v1/places/{place}/units/{Unit}/traces";

    private static object Take(string criterion) => new { criterion, take = true };

    private async Task<Domain.Catalogue.CourseUnit> SplicingAsync() => (await centre.UnitsOf("FTC-210")).Single(each => each.Code == Unit);

    private async Task<Guid> GivenSplicerAsync()
    {
        var cohort = await centre.GivenACohort(wanted => wanted with { Course = "FTC-210", Days = 3 });
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker, Some.Engineer().Holding("FTC-201", "2035-01-01"))).Places[0].Id;
        centre.ItIs(cohort.FirstDay.AddDays(4), 10);
        await centre.GivenPresent(cohort, place);
        return place;
    }

    private async Task<Guid> GivenConfirmedAsync(SimulatedLink link)
    {
        var place = await GivenSplicerAsync();
        foreach (var fromB in new[] { false, true }) await Instructor.Adds(place, Unit, link.Trace(1550, fromB), "trace");
        Assert.Equal(200, (await ConfirmAsync(place)).Status);
        return place;
    }

    private async Task<Answer> ConfirmAsync(Guid place) => await Instructor.Send("PUT", $"{Path(place)}/pairing", new { pairings = Pairings((await Instructor.Get(Path(place))).Json) });

    private static JsonElement[] Pairings(JsonElement shown) => [.. shown.GetProperty("traces").EnumerateArray().Select(each => each.GetProperty("pairing"))];

    private Task<Answer> DecideAsync(Guid place, params object[] decisions) => Instructor.Post($"{Path(place)}/marks", new { decisions });

    private static IEnumerable<(string Criterion, string Outcome, int Readings)> Findings(Answer confirmed) => confirmed.Json.GetProperty("criteria").EnumerateArray()
        .Select(each => (each.GetProperty("criterion").GetString()!, each.GetProperty("finding").GetProperty("outcome").GetString()!, each.GetProperty("finding").GetProperty("readings").GetArrayLength()));

    /// <summary>Everything else met, then signed: what the line of the ledger says.</summary>
    private async Task<JsonElement> SignedAsync(Guid place)
    {
        var unit = await SplicingAsync();
        await centre.App.AskAsync(new MarkCriteria(new(place), Unit, [.. unit.Criteria.Where(each => each.Trace is null).Select(Journeys.Met)]), centre.Cast.Instructor.Actor);
        var signed = await centre.App.AskAsync(new SignOff(new(place), Unit, "Practise more.", centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
        return JsonDocument.Parse(await centre.Value<string>("select content from ledger_entry where id = $1", signed.DecisionId)).RootElement;
    }

    private static JsonElement Criterion(JsonElement content, string code) => content.GetProperty("criteria").EnumerateArray().Single(each => each.GetProperty("code").GetString() == code);

    [GeneratedRegex("""\sstyle=|<style|\son\w+=""")]
    private static partial Regex Inline();
}
