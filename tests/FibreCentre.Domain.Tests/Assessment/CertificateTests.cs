using FibreCentre.Domain.Assessment;

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

    private static Certificate Certificate(DateOnly? expires) => new()
    {
        Id = CertificateId.New(Some.LongBefore), Number = "FTC-2026-000001", PublicId = "p", Provider = new(Guid.NewGuid()), Trainee = new(Guid.NewGuid()), Place = new(Guid.NewGuid()), Course = new("FTC-210"),
        CourseVersion = new(Guid.NewGuid()), CourseTitle = "Splicing", HolderName = "A B", AchievedOn = new(2026, 12, 7), IssuedAt = Some.LongBefore, ExpiresOn = expires, LedgerEntry = Guid.NewGuid(),
    };
}
