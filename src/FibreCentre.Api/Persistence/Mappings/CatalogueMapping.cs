using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Domain.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class CourseMapping : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> course)
    {
        course.ToTable("course").HasKey(each => each.Code);
    }
}

internal sealed class CourseVersionMapping : IEntityTypeConfiguration<CourseVersion>
{
    public void Configure(EntityTypeBuilder<CourseVersion> version)
    {
        version.ToTable("course_version").HasKey(each => each.Id);
        version.Property(each => each.Id).ValueGeneratedNever();
        version.Property(each => each.Course).HasColumnName("course_code");
        // One immutable document: read whole, never queried into.
        version.Property(each => each.Spec).HasColumnType("jsonb").HasConversion(
            spec => CatalogueJson.Serialize(spec), text => CatalogueJson.Deserialize(text),
            new ValueComparer<CourseSpec>((left, right) => ReferenceEquals(left, right), spec => spec.Code.GetHashCode()));
    }
}
