using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Domain.Tests.Assessment;

public sealed class CertificateTests
{
    private static readonly DateOnly Last = new(2029, 12, 7);

    [Fact]
    public void It_counts_up_to_and_on_its_last_day()
    {
        Assert.Equal(CertificateState.Valid, Certificate(Last).StateOn(Last));
        Assert.Equal(CertificateState.Expired, Certificate(Last).StateOn(Last.AddDays(1)));
        Assert.Equal(CertificateState.Valid, Certificate(null).StateOn(DateOnly.MaxValue));
    }

    [Fact]
    public void Revoked_it_is_revoked_whatever_the_day_and_only_once()
    {
        var certificate = Certificate(Last);
        var revoked = certificate.Revoke("Wrong person.", Some.LongBefore).Value!;

        Assert.Equal((certificate.Id, "Wrong person.", Some.LongBefore), (revoked.Certificate, revoked.Reason, revoked.At));
        Assert.Equal(CertificateState.Revoked, certificate.StateOn(Last));
        Assert.Equal(CertificateState.Revoked, certificate.StateOn(Last.AddDays(1)));
        Assert.Equal("already-revoked", certificate.Revoke("Again.", Some.LongBefore.AddDays(1)).Error?.Code);
        Assert.Equal("Wrong person.", certificate.RevocationReason);
    }

    [Fact]
    public void Renewed_it_is_superseded_until_the_next_one_is_revoked()
    {
        var certificate = Certificate(Last);
        certificate.FollowedBy(CertificateId.New(Some.LongBefore));
        Assert.Equal(CertificateState.Superseded, certificate.StateOn(Last));
        certificate.ReturnToForce();
        Assert.Equal(CertificateState.Valid, certificate.StateOn(Last));
    }

    [Fact]
    public void What_depends_on_a_key_counts_as_long_as_the_key_does()
    {
        var validity = new Validity(3, 12) { Keys = [new("FTC-120")] };
        var (certificate, lapses) = (Certificate(Last), Last.AddDays(-100));
        certificate.LastAsLongAs([new(new("FTC-120"), lapses)], validity);
        Assert.Equal((lapses, new CourseCode("FTC-120"), CertificateState.Valid, CertificateState.Expired), (certificate.ExpiresOn, certificate.LimitedBy, certificate.StateOn(lapses), certificate.StateOn(lapses.AddDays(1))));
        certificate.LastAsLongAs([new(new("FTC-120"), lapses), new(new("FTC-120"), lapses.AddYears(5))], validity);   // the key is renewed
        Assert.Equal((Last, null, CertificateState.Valid), (certificate.ExpiresOn, certificate.LimitedBy, certificate.StateOn(lapses.AddDays(1))));
    }

    [Fact]
    public void A_revoked_key_counts_until_the_day_before()
    {
        var key = Certificate(Last);
        Assert.Equal(Last, key.AsKey(Some.London).LastDay);
        key.Revoke("Wrong person.", Some.London.At(new(2027, 3, 1), new(9, 0)));
        Assert.Equal(new DateOnly(2027, 2, 28), key.AsKey(Some.London).LastDay);
    }

    private static Certificate Certificate(DateOnly? expires)
    {
        var certificate = Unlimited(expires);
        certificate.LastAsLongAs([], new(3, 12));
        return certificate;
    }

    private static Certificate Unlimited(DateOnly? expires) => new()
    {
        Id = CertificateId.New(Some.LongBefore), Number = "FTC-2026-000001", PublicId = "p", Provider = new(Guid.NewGuid()), Trainee = new(Guid.NewGuid()), Place = new(Guid.NewGuid()), Course = new("FTC-210"),
        CourseVersion = new(Guid.NewGuid()), CourseTitle = "Splicing", HolderName = "A B", AchievedOn = new(2026, 12, 7), IssuedAt = Some.LongBefore, EndsOn = expires, LedgerEntry = Guid.NewGuid(),
    };
}
