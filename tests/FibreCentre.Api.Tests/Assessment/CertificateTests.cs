using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Assessment;

public sealed class CertificateTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task It_is_issued_in_the_moment_the_last_unit_stands_and_not_before()
    {
        var (cohort, place) = await PresentAsync();
        var units = await centre.UnitsOf("FTC-101");
        Guid? waiting = null;
        foreach (var unit in units)
        {
            await centre.GivenAllMet(place, unit);
            var signed = await centre.App.AskAsync(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
            Assert.Null(signed.CertificateId);
            if (!signed.Provisional) continue;
            if (waiting is { } before) Assert.Null((await CountersignAsync(before)).CertificateId);
            waiting = signed.DecisionId;
        }
        Assert.Equal(0, await CertificatesAsync(place));

        var issued = await CountersignAsync(waiting!.Value);

        Assert.NotNull(issued.CertificateId);
        Assert.Equal(1, await CertificatesAsync(place));
        Assert.Equal("completed", await centre.Value<string>("select state from place where id = $1", place));
        var shown = await centre.App.AskAsync(new ShowCertificate(new(issued.CertificateId.Value)), centre.Cast.NorthBooker.Actor);
        Assert.Equal(("FTC-101", "valid", cohort.FirstDay, cohort.FirstDay.AddYears(3)), (shown.Course, shown.State, shown.AchievedOn, shown.ExpiresOn));
        Assert.Matches(@"^FTC-\d{4}-\d{6}$", shown.Number);
    }

    [Fact]
    public async Task Anyone_with_its_address_sees_the_minimum_that_proves_it()
    {
        var place = await CertifiedAsync();
        var publicId = await centre.Value<string>("select public_id from certificate where place_id = $1", place);

        var check = await CheckAsync(publicId);

        Assert.Equal(("FTC-101", "valid", "Millbridge Fibre Centre"), (check?.Course, check?.State, check?.IssuedBy));
        Assert.True(publicId.Length >= 22);
        Assert.Null(await CheckAsync(publicId[..^1] + (publicId[^1] == 'z' ? 'y' : 'z')));
        var page = await centre.ClientOf(null).Get($"/c/{publicId}");
        Assert.Equal(200, page.Status);
        Assert.Contains(check!.Number, page.Text, StringComparison.Ordinal);
        Assert.Contains("noindex", page.Text + string.Join(' ', page.Response.Headers.Select(each => string.Join(',', each.Value))), StringComparison.Ordinal);
        Assert.DoesNotContain("Northway", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.org", page.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await centre.ClientOf(null).Get($"/c/{publicId[..^1]}")).Status);
    }

    [Fact]
    public async Task Its_PDF_is_one_page_that_a_screen_reader_reads_in_order_and_says_when_it_no_longer_counts()
    {
        var place = await CertifiedAsync();
        var id = Guid.Parse(await centre.Value<string>("select id::text from certificate where place_id = $1", place));
        var shown = await centre.App.AskAsync(new ShowCertificate(new(id)), centre.Cast.NorthBooker.Actor);

        var file = await centre.ClientOf(centre.Cast.NorthBooker).Get($"/api/v1/certificates/{id}/pdf");
        Assert.Equal((200, "application/pdf"), (file.Status, file.ContentType));
        var pdf = await PdfJudge.Read(await file.Response.Content.ReadAsByteArrayAsync());

        Assert.Equal(($"Certificate {shown.Number}", "en-GB", true, 1, ""), (pdf.Title, pdf.Lang, pdf.Marked, pdf.Pages, pdf.Outside));
        Assert.Equal("Certificate of competence", Assert.Single(pdf.Tree, each => each.Role == "H1").Text);
        Assert.Equal("Units", Assert.Single(pdf.Tree, each => each.Role == "H2").Text);
        Assert.Equal(shown.Units, pdf.Tree.Where(each => each.Role == "LBody").Select(each => each.Text));
        Assert.All(pdf.Tree.Where(each => each.Role == "LBody"), each => Assert.Contains("LI", each.Within));
        Assert.Contains("QR code", Assert.Single(pdf.Tree, each => each.Role == "Figure").Alt, StringComparison.Ordinal);
        var said = string.Join(" | ", pdf.Tree.Select(each => each.Text));
        var order = new[] { shown.IssuedBy, "This is to certify that", shown.HolderName, $"FTC-101 {shown.CourseTitle}", shown.Units[^1], shown.Number, shown.Provider, $"https://localhost{shown.CheckPath}" }.Select(words => said.IndexOf(words, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.DoesNotContain("does not count", said, StringComparison.Ordinal);

        Assert.True((await centre.Ask(new RevokeCertificate(new(id), "Issued to the wrong person.", centre.Cast.Coordinator.Password), centre.Cast.Coordinator)).Succeeded);
        var revoked = await PdfJudge.Read(await (await centre.ClientOf(centre.Cast.NorthBooker).Get($"/api/v1/certificates/{id}/pdf")).Response.Content.ReadAsByteArrayAsync());
        Assert.Equal("Revoked: this certificate does not count", revoked.Tree[0].Text);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(16, 60)]
    [InlineData(24, 140)]
    public async Task However_much_it_says_nothing_is_written_over_anything_else_and_all_of_it_within_the_frame(int many, int letters)
    {
        var id = Guid.Parse(await centre.Value<string>("select id::text from certificate where place_id = $1", await CertifiedAsync()));
        var shown = await centre.App.AskAsync(new ShowCertificate(new(id)), centre.Cast.NorthBooker.Actor);
        var units = Enumerable.Range(1, many).Select(number => $"Unit {number}: joining, testing and recording of aerial and underground cables of up to 288 fibres in closures and cabinets").ToList();

        var pdf = await PdfJudge.Read(CertificateDocument.Of(shown with { HolderName = "Żaneta Ђорђевић-" + new string('W', letters), Provider = string.Join(' ', Enumerable.Repeat("Networks", letters / 5)), Units = units }, "https://centre.example.org/" + new string('x', 120)));

        Assert.Equal((1, ""), (pdf.Pages, pdf.Outside));
        Assert.Equal(units, pdf.Tree.Where(each => each.Role == "LBody").Select(each => each.Text));
        Assert.Contains(pdf.Tree, each => each.Text.StartsWith("Żaneta Ђорђевић-", StringComparison.Ordinal));
        // The two columns of the foot stand beside one another; everything else one below the other.
        var (above, facts) = (pdf.Tree.Where(each => each.Text.Length > 0 && each.Role != "Lbl").TakeWhile(each => !each.Text.StartsWith("Number", StringComparison.Ordinal)).ToList(), pdf.Tree.Where(each => each.Text.Length > 0).SkipWhile(each => !each.Text.StartsWith("Number", StringComparison.Ordinal)).ToList());
        Assert.Equal(5, facts.Count);
        Assert.All(above.Zip(above.Skip(1)), pair => Assert.True(pair.First.Bottom > pair.Second.Top, $"{pair.First} runs into {pair.Second}"));
        Assert.True(above[^1].Bottom > facts.Max(each => each.Top), $"{above[^1]} runs into the foot");
        Assert.All(facts.Take(4).Zip(facts.Skip(1).Take(3)), pair => Assert.True(pair.First.Bottom > pair.Second.Top, $"{pair.First} runs into {pair.Second}"));
        Assert.All(pdf.Tree.Where(each => each.Text.Length > 0), each => Assert.True(each is { Top: < 842 - 47, Bottom: > 47, Right: < 595 - 47 }, $"{each} leaves the frame"));
    }

    [Fact]
    public async Task Revoked_the_public_page_says_so_at_once_and_it_counts_for_nothing()
    {
        var place = await CertifiedAsync();
        var (id, publicId) = (Guid.Parse(await centre.Value<string>("select id::text from certificate where place_id = $1", place)), await centre.Value<string>("select public_id from certificate where place_id = $1", place));
        var lines = (await centre.Ask(new VerifyLedger())).Lines;

        Assert.Equal("credential-refused", (await centre.Ask(new RevokeCertificate(new(id), "Issued to the wrong person.", "not the password at all"), centre.Cast.Coordinator)).Error?.Code);
        Assert.Equal("valid", (await CheckAsync(publicId))?.State);
        Assert.True((await centre.Ask(new RevokeCertificate(new(id), "Issued to the wrong person.", centre.Cast.Coordinator.Password), centre.Cast.Coordinator)).Succeeded);

        Assert.Equal("revoked", (await CheckAsync(publicId))?.State);
        Assert.Contains("revoked", (await centre.ClientOf(null).Get($"/c/{publicId}")).Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wrong person", (await centre.ClientOf(null).Get($"/c/{publicId}")).Text, StringComparison.Ordinal);
        Assert.Equal("already-revoked", (await centre.Ask(new RevokeCertificate(new(id), "Again.", centre.Cast.Coordinator.Password), centre.Cast.Coordinator)).Error?.Code);
        var ledger = await centre.Ask(new VerifyLedger());
        Assert.Equal((true, lines + 1), (ledger.IsWhole, ledger.Lines));
        // It no longer opens the course that asks for it.
        var next = await centre.GivenACohort(c => c.Of("FTC-201", days: 2).WithPlaces(6));
        var trainee = Guid.Parse(await centre.Value<string>("select trainee_id::text from place where id = $1", place));
        Assert.Equal("engineers-refused", (await centre.Ask(new Features.Places.BookPlaces(new(next.Id), "PO", [trainee], []), centre.Cast.NorthBooker)).Error?.Code);
    }

    [Fact]
    public async Task Earned_here_it_opens_the_course_that_asks_for_it()
    {
        var place = await CertifiedAsync();
        var next = await centre.GivenACohort(c => c.Of("FTC-201", days: 2).WithPlaces(6));
        var trainee = Guid.Parse(await centre.Value<string>("select trainee_id::text from place where id = $1", place));

        Assert.True((await centre.Ask(new Features.Places.BookPlaces(new(next.Id), "PO", [trainee], []), centre.Cast.NorthBooker)).Succeeded);
    }

    [Fact]
    public async Task The_day_after_its_last_day_it_has_expired()
    {
        var place = await CertifiedAsync();
        var publicId = await centre.Value<string>("select public_id from certificate where place_id = $1", place);
        var last = DateOnly.FromDateTime(await centre.Value<DateTime>("select expires_on::timestamp from certificate where place_id = $1", place));
        await using var later = new CentreApp(centre.ConnectionString, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestCentre.Time.At(last, new(23, 59))));
        await using var tooLate = new CentreApp(centre.ConnectionString, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestCentre.Time.At(last.AddDays(1), new(0, 0))));

        Assert.Equal("valid", (await later.AskAsync(new CheckCertificate(publicId), Actor.Holding(TenantScope.Public, publicId))).State);
        Assert.Equal("expired", (await tooLate.AskAsync(new CheckCertificate(publicId), Actor.Holding(TenantScope.Public, publicId))).State);
    }

    private async Task<CheckedCertificate?> CheckAsync(string publicId) => (await centre.App.SendAsync(new CheckCertificate(publicId), Actor.Holding(TenantScope.Public, publicId))).Value;

    private Task<int> CertificatesAsync(Guid place) => centre.Value<int>("select count(*) from certificate where place_id = $1", place);

    private Task<Countersigned> CountersignAsync(Guid decision) => centre.App.AskAsync(new Countersign(decision, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);

    private async Task<(GivenCohort Cohort, Guid Place)> PresentAsync()
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        return (cohort, place);
    }

    private async Task<Guid> CertifiedAsync()
    {
        var (cohort, place) = await PresentAsync();
        await centre.GivenAllSignedOff(cohort, place);
        return place;
    }
}
