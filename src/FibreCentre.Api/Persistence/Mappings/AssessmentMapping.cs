using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class AttendanceMapping : IEntityTypeConfiguration<Attendance>
{
    public void Configure(EntityTypeBuilder<Attendance> attendance)
    {
        attendance.ToTable("attendance").HasKey(each => new { each.Session, each.Trainee });
        attendance.Property(each => each.Session).HasColumnName("session_id");
        attendance.Property(each => each.Trainee).HasColumnName("trainee_id");
        attendance.Property(each => each.Provider).HasColumnName("provider_id");
        attendance.Property(each => each.Place).HasColumnName("place_id");
    }
}

internal sealed class AttemptMapping : IEntityTypeConfiguration<Attempt>
{
    public void Configure(EntityTypeBuilder<Attempt> attempt)
    {
        attempt.ToTable("attempt").HasKey(each => each.Id);
        attempt.Property(each => each.Id).ValueGeneratedNever();
        attempt.Property(each => each.Provider).HasColumnName("provider_id");
        attempt.Property(each => each.Trainee).HasColumnName("trainee_id");
        attempt.Property(each => each.Place).HasColumnName("place_id");
        attempt.Property(each => each.Cohort).HasColumnName("cohort_id");
        attempt.Property(each => each.CourseVersion).HasColumnName("course_version_id");
        attempt.OwnsMany(each => each.Marks, mark =>
        {
            mark.ToTable("criterion_mark");
            mark.Property<AttemptId>("AttemptId");
            mark.Property(each => each.Criterion).HasColumnName("criterion_code");
            mark.HasKey("AttemptId", nameof(CriterionMark.Criterion));
            mark.Property(each => each.Readings).HasColumnType("numeric[]");
            mark.Property<ProviderId>("ProviderId");
            mark.WithOwner().HasForeignKey("AttemptId", "ProviderId").HasPrincipalKey(each => new { each.Id, each.Provider });
        });
    }
}

internal sealed class BayEntryMapping : IEntityTypeConfiguration<BayEntry>
{
    public void Configure(EntityTypeBuilder<BayEntry> entry)
    {
        entry.ToTable("bay_entry").HasKey(each => each.Id);
        entry.Property(each => each.Id).ValueGeneratedNever();
        entry.Property(each => each.Account).HasColumnName("account_id");
        entry.Property(each => each.Session).HasColumnName("session_id");
        entry.Property(each => each.Place).HasColumnName("place_id");
        entry.Property(each => each.Provider).HasColumnName("provider_id");
        entry.Property(each => each.Trainee).HasColumnName("trainee_id");
        entry.Property(each => each.Unit).HasColumnName("unit_code");
        entry.Property(each => each.Criterion).HasColumnName("criterion_code");
        entry.Property(each => each.Readings).HasColumnType("numeric[]");
    }
}

internal sealed class LedgerEntryMapping : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> entry)
    {
        entry.ToTable("ledger_entry").HasKey(each => each.Number);
        entry.Property(each => each.Number).ValueGeneratedNever();
        entry.Property(each => each.Provider).HasColumnName("provider_id");
        entry.Property(each => each.Trainee).HasColumnName("trainee_id");
        entry.Property(each => each.Attempt).HasColumnName("attempt_id");
        entry.Property(each => each.Decision).HasColumnName("decision_id");
    }
}

internal sealed class CertificateMapping : IEntityTypeConfiguration<Certificate>
{
    public void Configure(EntityTypeBuilder<Certificate> certificate)
    {
        certificate.ToTable("certificate").HasKey(each => each.Id);
        certificate.Property(each => each.Id).ValueGeneratedNever();
        certificate.Property(each => each.Provider).HasColumnName("provider_id");
        certificate.Property(each => each.Trainee).HasColumnName("trainee_id");
        certificate.Property(each => each.Place).HasColumnName("place_id");
        certificate.Property(each => each.Course).HasColumnName("course_code");
        certificate.Property(each => each.CourseVersion).HasColumnName("course_version_id");
        certificate.Property(each => each.LedgerEntry).HasColumnName("ledger_entry_id");
        certificate.Property(each => each.StatusIndex).UseIdentityAlwaysColumn();
        certificate.HasOne<Certificate>().WithMany().HasForeignKey(each => each.SupersededBy);
    }
}
