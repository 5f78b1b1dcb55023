using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>Years go by: each test has a centre of its own, since a clock goes forward only.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    private readonly TestCentre _centre = new();

    public Task InitializeAsync() => _centre.InitializeAsync();

    public Task DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task Renewed_within_the_window_it_is_superseded_and_no_month_is_lost()
    {
        var trainee = _centre.Cast.NorthTrainee;
        var first = await CertifiedAsync(trainee.Trainee!.Value);
        Assert.Equal("not-yet", first.Renewal.State);

        _centre.ItIs(first.ExpiresOn!.Value.AddMonths(-5), 9);
        var open = await ShowAsync(first.Id);
        Assert.Equal(("open", first.ExpiresOn, null), (open.Renewal.State, open.Renewal.Until, open.Renewal.Next));
        var second = await CertifiedAsync(trainee.Trainee.Value);

        Assert.Equal(first.ExpiresOn.Value.AddYears(3), second.ExpiresOn);
        var before = await ShowAsync(first.Id);
        Assert.Equal(("superseded", second.Id, "none"), (before.State, before.SupersededBy, before.Renewal.State));
        Assert.Contains("Renewed certificate", (await _centre.ClientOf(null).Get(before.CheckPath)).Text, StringComparison.Ordinal);
        Assert.Contains(before.Number, await _centre.Value<string>("select content from ledger_entry where id = (select ledger_entry_id from certificate where id = $1)", second.Id), StringComparison.Ordinal);

        // Was the newer one wrong, the one before is in force again.
        await _centre.App.AskAsync(new RevokeCertificate(new(second.Id), "Issued to the wrong person.", _centre.Cast.Coordinator.Password), _centre.Cast.Coordinator.Actor);
        Assert.Equal(("valid", null), ((await ShowAsync(first.Id)).State, (await ShowAsync(first.Id)).SupersededBy));
    }

    [Fact]
    public async Task From_a_certificate_that_runs_out_it_is_one_step_to_a_cohort_with_places_left()
    {
        var trainee = _centre.Cast.NorthTrainee;
        var first = await CertifiedAsync(trainee.Trainee!.Value);
        _centre.ItIs(first.ExpiresOn!.Value.AddDays(-60), 9);
        var full = await _centre.GivenACohort(c => c.WithPlaces(1));
        await _centre.GivenABooking(full, _centre.Cast.SouthBooker);
        var next = await _centre.GivenACohort();

        Assert.Equal(next.Id, (await ShowAsync(first.Id)).Renewal.Next?.CohortId);
        var way = $"/cohorts/{next.Id}/book?engineer={trainee.Trainee}";
        var booker = await Support.Browser.OfAsync(_centre, _centre.Cast.NorthBooker);
        Assert.Contains(way.Replace("&", "&amp;", StringComparison.Ordinal), (await booker.Get($"/certificates/{first.Id}")).Text, StringComparison.Ordinal);
        Assert.Contains(way, (await booker.Get("/home")).Text, StringComparison.Ordinal);
        var check = await booker.Get(way);
        Assert.Equal(200, check.Status);
        Assert.Contains(first.HolderName, check.Text, StringComparison.Ordinal);
        var mine = await _centre.App.AskAsync(new ShowMyTraining(), trainee.Actor);
        Assert.Equal("open", Assert.Single(mine.Certificates).Renewal.State);
        // Somebody else's engineer is nobody here.
        Assert.DoesNotContain(first.HolderName, (await (await Support.Browser.OfAsync(_centre, _centre.Cast.SouthBooker)).Get(way)).Text, StringComparison.Ordinal);
    }

    /// <summary>A centre has FTC-230 depend on FTC-120; the certificates of the two stand there as if they had been issued.</summary>
    [Fact]
    public async Task When_a_key_lapses_or_is_revoked_so_does_what_depends_on_it_and_renewed_it_counts_again()
    {
        await _centre.Run("""
            alter table course_version disable trigger version_never_changes;
            update course_version set spec = jsonb_set(spec, '{validity,keys}', '["FTC-120"]') where course_code = 'FTC-230';
            alter table course_version enable always trigger version_never_changes
            """);
        var trainee = _centre.Cast.NorthTrainee.Trainee!.Value;
        var today = (await CertifiedAsync(trainee)).AchievedOn;
        var older = await PutAsync(trainee, "FTC-120", today.AddMonths(6));
        var newer = await PutAsync(trainee, "FTC-120", today.AddYears(5));
        var dependent = await PutAsync(trainee, "FTC-230", today.AddYears(3));
        await RevokeAsync(await PutAsync(trainee, "FTC-110", today.AddYears(3)));   // nothing to do with it
        Assert.Equal(("valid", null, today.AddYears(3)), await StandingAsync(dependent));

        await RevokeAsync(newer);   // the older one still counts, for half a year
        Assert.Equal(("valid", "FTC-120", today.AddMonths(6)), await StandingAsync(dependent));

        _centre.Clock.Advance(TimeSpan.FromDays(2));
        await RevokeAsync(older);
        Assert.Equal(("expired", "FTC-120", today.AddDays(1)), await StandingAsync(dependent));
        var shown = await ShowAsync(dependent);
        Assert.Contains("Expired certificate", (await _centre.ClientOf(null).Get(shown.CheckPath)).Text, StringComparison.Ordinal);
        Assert.Contains("depends on the holder", (await (await Support.Browser.OfAsync(_centre, _centre.Cast.NorthBooker)).Get($"/certificates/{dependent}")).Text, StringComparison.Ordinal);

        var renewed = await PutAsync(trainee, "FTC-120", today.AddYears(5));
        await CertifiedAsync(trainee);   // whatever is issued next, the rules are applied to all the holder has
        Assert.Equal(("valid", null, today.AddYears(3)), await StandingAsync(dependent));

        // A key from elsewhere counts once it is verified, and no longer than it does.
        await RevokeAsync(renewed);
        var elsewhere = (await _centre.App.AskAsync(new RecordOutsideCertificate(new(trainee), new("FTC-120", "SW-1", "Another centre", $"{today.AddYears(-1):yyyy-MM-dd}", $"{today.AddYears(1):yyyy-MM-dd}")), _centre.Cast.NorthBooker.Actor)).Id;
        Assert.Equal("expired", (await StandingAsync(dependent)).State);
        await CheckAsync(elsewhere, true);
        Assert.Equal(("valid", "FTC-120", today.AddYears(1)), await StandingAsync(dependent));
        await CheckAsync(elsewhere, false);
        Assert.Equal("expired", (await StandingAsync(dependent)).State);
    }

    private async Task<(string State, string? LimitedBy, DateOnly? ExpiresOn)> StandingAsync(Guid certificate) => await ShowAsync(certificate) is var shown ? (shown.State, shown.LimitedBy, shown.ExpiresOn) : default;

    private Task<CheckedOutsideCertificate> CheckAsync(Guid certificate, bool verified) => _centre.App.AskAsync(new CheckOutsideCertificate(certificate, verified, verified ? null : "It is somebody else's."), _centre.Cast.Coordinator.Actor);

    private Task<RevokedCertificate> RevokeAsync(Guid certificate) => _centre.App.AskAsync(new RevokeCertificate(new(certificate), "The assessment was not observed.", _centre.Cast.Coordinator.Password), _centre.Cast.Coordinator.Actor);

    private async Task<Guid> PutAsync(Guid trainee, string course, DateOnly expires)
    {
        var place = (await _centre.App.AskAsync(new BookPlaces(new((await _centre.GivenACohort()).Id), "PO", [trainee], []), _centre.Cast.NorthBooker.Actor)).Places[0].Id;
        return await _centre.Value<Guid>("""
            insert into certificate (id, number, public_id, provider_id, trainee_id, place_id, course_code, course_version_id, course_title, holder_name, achieved_on, issued_at, ends_on, expires_on, ledger_entry_id)
            select gen_random_uuid(), gen_random_uuid()::text, md5(random()::text), p.provider_id, p.trainee_id, p.id, v.course_code, v.id, v.title, 'Somebody', $3::date - interval '1 year', now(), $3, $3, (select id from ledger_entry limit 1)
            from place p, course_version v where p.id = $1 and v.course_code = $2 returning id
            """, place, course, expires);
    }

    private Task<CertificateAnswer> ShowAsync(Guid certificate) => _centre.App.AskAsync(new ShowCertificate(new(certificate)), _centre.Cast.NorthBooker.Actor);

    private async Task<CertificateAnswer> CertifiedAsync(Guid trainee)
    {
        var on = await _centre.GivenACohort();
        var place = (await _centre.App.AskAsync(new BookPlaces(new(on.Id), "PO", [trainee], []), _centre.Cast.NorthBooker.Actor)).Places[0].Id;
        _centre.ItIs(TestCentre.Time.DayOf(on.Sessions[^1].During.Starts), 16);
        await _centre.GivenAllSignedOff(on, place);
        return await ShowAsync(await _centre.Value<Guid>("select id from certificate where place_id = $1 and revoked_at is null", place));
    }
}
