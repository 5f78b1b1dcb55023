using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class CohortMapping : IEntityTypeConfiguration<Cohort>
{
    public void Configure(EntityTypeBuilder<Cohort> cohort)
    {
        cohort.ToTable("cohort").HasKey(each => each.Id);
        cohort.Property(each => each.Id).ValueGeneratedNever();
        cohort.Property(each => each.CourseVersion).HasColumnName("course_version_id");
        cohort.Property(each => each.Course).HasColumnName("course_code");
        cohort.Property(each => each.Revision).IsConcurrencyToken();
        // The database counts them; EF only reads.
        foreach (var counted in new[] { cohort.Property(each => each.PlacesTaken).Metadata, cohort.Property(each => each.PlacesKept).Metadata })
        {
            counted.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
            counted.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        }
        cohort.HasOne<CourseVersion>().WithMany().HasForeignKey(each => each.CourseVersion);
        cohort.HasMany(each => each.Sessions).WithOne().HasForeignKey(session => session.Cohort);
    }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("session").HasKey(each => each.Id);
        session.Property(each => each.Id).ValueGeneratedNever();
        session.Property(each => each.Cohort).HasColumnName("cohort_id");
    }
}
