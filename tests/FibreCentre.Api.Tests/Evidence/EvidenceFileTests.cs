using System.Text;
using FibreCentre.Api.CommandLine;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr.Simulation;
using FibreCentre.Otdr.Sor;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace FibreCentre.Api.Tests.Evidence;

/// <summary>What is taken off the wire, what becomes of it on the disk, and how it is given out.</summary>
public sealed class EvidenceFileTests(EvidenceCentre centre) : IClassFixture<EvidenceCentre>
{
    private HttpClient Instructor => centre.ClientOf(centre.Cast.Instructor);

    [Fact]
    public async Task A_photo_is_kept_upright_and_without_where_it_was_taken()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var sent = Pictures.Photo();
        Assert.Contains("Exif", Encoding.Latin1.GetString(sent), StringComparison.Ordinal);

        var added = await Instructor.Adds(place, "FTC-101-U1", sent);

        Assert.Equal(201, added.Status);
        var kept = await File.ReadAllBytesAsync(centre.PathOf(added.Hash()));
        foreach (var mark in new[] { "Exif", "http://ns.adobe.com", "Photoshop", "ICC_PROFILE" }) Assert.DoesNotContain(mark, Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        using var codec = SKCodec.Create(new SKMemoryStream(kept));
        Assert.Equal((40, 64, SKEncodedOrigin.TopLeft), (codec.Info.Width, codec.Info.Height, codec.EncodedOrigin));
        using var picture = SKBitmap.Decode(kept);
        Assert.True(picture.GetPixel(4, 4) is { Red: > 200, Green: < 60 }, $"the corner is {picture.GetPixel(4, 4)}: it was turned the wrong way");
        Assert.True(picture.GetPixel(35, 60) is { Green: > 150 }, "the other corner is red too");
        // The two hashes: of what was sent and of what is kept.
        Assert.Equal(Hash(sent), await centre.Value<string>("select original_hash from evidence where hash = $1", added.Hash()));
        Assert.Equal(Hash(kept), added.Hash());
    }

    [Fact]
    public async Task A_picture_that_claims_too_many_dots_is_refused_before_any_is_decoded()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal((400, "picture-too-large"), Refusal(await Instructor.Adds(place, "FTC-101-U1", Pictures.Bomb(20_000, 20_000))));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100_000_000, "it was unpacked");
        // And the control: fewer dots are decoded, and this one has none.
        Assert.Equal((400, "picture-broken"), Refusal(await Instructor.Adds(place, "FTC-101-U1", Pictures.Bomb(500, 500))));
        var whole = Pictures.Photo(640, 400);
        Assert.Equal((400, "picture-broken"), Refusal(await Instructor.Adds(place, "FTC-101-U1", whole[..(whole.Length * 2 / 3)])));
    }

    public static TheoryData<string, string, string, string?> Files => new()
    {
        { "photo", "a.jpg", "jpeg", "image/jpeg" }, { "photo", "a.txt", "png", "image/jpeg" }, { "photo", "a.exe", "webp", "image/jpeg" },
        { "photo", "a.jpg", "html", null }, { "photo", "a.jpg", "pdf", null }, { "photo", "a.jpg", "heic", null }, { "photo", "a.jpg", "sor", null },
        { "file", "a.jpg", "pdf", "application/pdf" }, { "file", "a.pdf", "html", "text/plain; charset=utf-8" }, { "file", "a.txt", "binary", null }, { "file", "a.txt", "zip", null }, { "file", "a.pdf", "png", "image/jpeg" },
        { "certificate", "a.pdf", "pdf", "application/pdf" }, { "certificate", "a.pdf", "jpeg", "image/jpeg" }, { "certificate", "a.pdf", "html", null },
        { "trace", "a.bin", "sor", "application/octet-stream" }, { "trace", "a.sor", "html", null }, { "trace", "a.sor", "jpeg", null },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_a_file_is_its_bytes_say_and_not_its_name(string kind, string name, string content, string? takenAs)
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var answer = await Instructor.Adds(place, "FTC-101-U1", Bytes(content), kind, name: name);
        if (takenAs is null)
        {
            Assert.True(answer.Status == 400 && answer.Problem is "evidence-not-taken" or "evidence-heic" or "trace-broken", $"{answer}");
            Assert.Equal(0, await centre.Value<int>("select count(*) from evidence where place_id = $1", place));
            return;
        }
        Assert.Equal(201, answer.Status);
        Assert.Equal(takenAs, await centre.Value<string>("select media_type from evidence where place_id = $1", place));
    }

    [Fact]
    public async Task What_is_too_large_or_empty_is_refused_and_leaves_nothing_lying()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        Assert.Equal((400, "evidence-too-large"), Refusal(await Instructor.Adds(place, "FTC-101-U1", new byte[15_000_001])));
        Assert.Equal((400, "evidence-too-large"), Refusal(await Instructor.Adds(place, "FTC-101-U1", new byte[10_000_001], "file")));
        Assert.Equal((400, "evidence-missing"), Refusal(await Instructor.Adds(place, "FTC-101-U1", [])));
        Assert.Empty(Directory.GetFiles(Path.Combine(centre.Folder, "arriving")));
    }

    [Fact]
    public async Task It_is_given_out_as_a_file_that_runs_nothing_and_under_a_name_nobody_typed()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var html = Encoding.UTF8.GetBytes($"<script>alert('{Guid.NewGuid()}')</script>");
        var id = Guid.NewGuid();
        await Instructor.Adds(place, "FTC-101-U1", html, "file", id, name: "../../../etc/cron.d/x.html");

        foreach (var answer in new[] { await Instructor.Get($"/api/v1/evidence/{id}/file"), await (await Support.Browser.OfAsync(centre, centre.Cast.Manager)).Get($"/evidence/{id}/file") })
        {
            Assert.Equal((200, "text/plain"), (answer.Status, answer.ContentType));
            Assert.Equal("attachment", answer.Response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal($"FTC-101-U1-file-{Hash(html)[..12]}.txt", answer.Response.Content.Headers.ContentDisposition.FileName);
            Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", Assert.Single(answer.Response.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(answer.Response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("no-store", answer.Response.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        }
        Assert.All(Directory.GetFiles(centre.Folder, "*", SearchOption.AllDirectories), path => Assert.Matches("^([0-9a-f]{64}|[0-9a-f]{32})$", Path.GetFileName(path)));
    }

    [Fact]
    public async Task The_sweep_takes_what_nothing_refers_to_after_a_day_and_nothing_else()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var kept = (await Instructor.Adds(place, "FTC-101-U1", Pictures.Photo())).Hash();
        var back = Guid.NewGuid();
        var withdrawn = (await Instructor.Adds(place, "FTC-101-U1", Pictures.Photo(), id: back)).Hash();
        await Instructor.Post($"/api/v1/evidence/{back}/withdrawal", new { reason = "Another bench." });
        var intake = centre.App.Services.GetRequiredService<EvidenceIntake>();
        var orphan = (await intake.TakeAsync(new MemoryStream(Pictures.Photo()), EvidenceKind.Photo, CancellationToken.None)).Value!;
        var cut = Path.Combine(centre.Folder, "arriving", new string('a', 32));
        await File.WriteAllTextAsync(cut, "half of a fi");
        File.SetLastWriteTimeUtc(cut, centre.Clock.GetUtcNow().UtcDateTime);

        await SweepAsync();
        Assert.All(new[] { kept, withdrawn, orphan.Hash }, hash => Assert.True(File.Exists(centre.PathOf(hash)), hash));

        centre.Clock.Advance(TimeSpan.FromHours(25));
        // Sent again meanwhile, it counts as new.
        var again = (await intake.TakeAsync(new MemoryStream("A note."u8.ToArray()), EvidenceKind.File, CancellationToken.None)).Value!;
        await SweepAsync();
        Assert.Equal([true, false, false, true, false], new[] { centre.PathOf(kept), centre.PathOf(withdrawn), centre.PathOf(orphan.Hash), centre.PathOf(again.Hash), cut }.Select(File.Exists));
        // What was swept before anybody referred to it is not referred to.
        var place2 = (await centre.GivenPresentTrainee()).Place;
        Assert.Equal("evidence-lost", (await centre.Ask(new AddEvidence(new(Guid.NewGuid()), new(place2), "FTC-101-U1", null, null, orphan), centre.Cast.Instructor)).Error?.Code);
    }

    [Fact]
    public async Task Whoever_sweeps_waits_for_who_is_about_to_refer_to_a_file()
    {
        await using var connection = await centre.Everything.OpenConnectionAsync();
        await using var adding = await connection.BeginTransactionAsync();
        await using (var held = connection.CreateCommand())
        {
            held.CommandText = "select pg_advisory_xact_lock_shared(hashtext('evidence'))";
            await held.ExecuteNonQueryAsync();
        }
        var sweeping = SweepAsync();
        Assert.NotSame(sweeping, await Task.WhenAny(sweeping, WaitedForAsync()));
        await adding.CommitAsync();
        await sweeping;

        async Task WaitedForAsync()
        {
            while (await centre.Value<int>("select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())") == 0) await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_file_that_is_altered_or_missing_is_named()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        var (altered, missing) = ((await Instructor.Adds(place, "FTC-101-U1", "One."u8.ToArray(), "file")).Hash(), (await Instructor.Adds(place, "FTC-101-U1", "Two."u8.ToArray(), "file")).Hash());
        Assert.Empty((await centre.Ask(new VerifyEvidence())).Faults);
        await File.AppendAllTextAsync(centre.PathOf(altered), " ");
        File.Delete(centre.PathOf(missing));
        try
        {
            Assert.Equal([(altered, "altered"), (missing, "missing")], (await centre.Ask(new VerifyEvidence())).Faults.Select(fault => (fault.Hash, fault.What)));
            await centre.App.Services.RunAsync<TendEvidence>();
            Assert.Equal(2, centre.App.Faults.Count(fault => fault.Contains("The file of evidence", StringComparison.Ordinal)));
            Assert.Equal(1, await CentreCommands.RunAsync(["verify-evidence"], centre.App.Services));
        }
        finally
        {
            await File.WriteAllTextAsync(centre.PathOf(altered), "One.");
            await File.WriteAllTextAsync(centre.PathOf(missing), "Two.");
        }
        Assert.Equal(0, await CentreCommands.RunAsync(["verify-evidence"], centre.App.Services));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_taken_and_statements_still_are()
    {
        var (_, place) = await centre.GivenPresentTrainee();
        await using var homeless = new CentreApp(centre.ConnectionString, centre.Clock, ("Evidence:Folder", ""));
        var client = centre.ClientOf(centre.Cast.Instructor, homeless);
        Assert.Equal((503, "no-evidence-folder"), Refusal(await client.Adds(place, "FTC-101-U1", Pictures.Photo())));
        Assert.Equal(201, (await client.Quotes(place, "FTC-101-U1", "It was done as it should be.")).Status);
    }

    private async Task SweepAsync() => await centre.Ask(new SweepEvidence());

    private static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Problem);

    private static string Hash(byte[] octets) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets));

    private static byte[] Bytes(string content) => content switch
    {
        "jpeg" => Pictures.Photo(),
        "png" => Pictures.Encoded(30, 30, SKEncodedImageFormat.Png),
        "webp" => Pictures.Encoded(30, 30, SKEncodedImageFormat.Webp),
        "html" => "<!doctype html><script>alert(1)</script>"u8.ToArray(),
        "pdf" => "%PDF-1.7\n%\u00e2\u00e3\n1 0 obj<<>>endobj"u8.ToArray(),
        "heic" => [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8],
        "zip" => "PK\u0003\u0004\u0014\0"u8.ToArray(),
        "sor" => SorWriter.Write(TraceSimulator.Record(new SimulatedLink { Sections = [new(2000)] }, new SimulatedAcquisition { Seed = Random.Shared.Next() })),
        _ => [1, 2, 3, 0, 255, 254],
    };
}
