using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class CentreMapping : IEntityTypeConfiguration<Centre>
{
    public void Configure(EntityTypeBuilder<Centre> centre)
    {
        centre.ToTable("centre").HasKey(each => each.Id);
        centre.Property(each => each.Id).ValueGeneratedNever();
    }
}

internal sealed class CentreClosureMapping : IEntityTypeConfiguration<CentreClosure>
{
    public void Configure(EntityTypeBuilder<CentreClosure> closure)
    {
        closure.ToTable("centre_closure").HasKey(each => each.Id);
        closure.Property(each => each.Id).ValueGeneratedNever();
    }
}

internal sealed class ResourceMapping : IEntityTypeConfiguration<Resource>
{
    public void Configure(EntityTypeBuilder<Resource> resource)
    {
        resource.ToTable("resource").HasKey(each => each.Id);
        resource.Property(each => each.Id).ValueGeneratedNever();
    }
}

internal sealed class BayMapping : IEntityTypeConfiguration<Bay>
{
    public void Configure(EntityTypeBuilder<Bay> bay)
    {
        bay.ToTable("bay").HasKey(each => each.Id);
        bay.Property(each => each.Id).ValueGeneratedNever();
        bay.HasOne<Resource>().WithOne().HasForeignKey<Bay>(each => each.Id);
    }
}

internal sealed class KitItemMapping : IEntityTypeConfiguration<KitItem>
{
    public void Configure(EntityTypeBuilder<KitItem> item)
    {
        item.ToTable("kit_item").HasKey(each => each.Id);
        item.Property(each => each.Id).ValueGeneratedNever();
        item.HasOne<Resource>().WithOne().HasForeignKey<KitItem>(each => each.Id);
    }
}

internal sealed class InstructorMapping : IEntityTypeConfiguration<Instructor>
{
    public void Configure(EntityTypeBuilder<Instructor> instructor)
    {
        instructor.ToTable("instructor").HasKey(each => each.Id);
        instructor.Property(each => each.Id).ValueGeneratedNever();
        instructor.Property(each => each.Email).HasColumnType("citext");
        instructor.HasOne<Resource>().WithOne().HasForeignKey<Instructor>(each => each.Id);
        instructor.OwnsMany(each => each.Qualifications, qualification =>
        {
            qualification.ToTable("instructor_qualification").HasKey(each => each.Id);
            qualification.Property(each => each.Id).ValueGeneratedNever();
            qualification.Property(each => each.Name).HasColumnName("qualification");
            qualification.WithOwner().HasForeignKey("InstructorId");
        });
    }
}

internal sealed class ReservationMapping : IEntityTypeConfiguration<Reservation>
{
    public void Configure(EntityTypeBuilder<Reservation> reservation)
    {
        reservation.ToTable("reservation").HasKey(each => each.Id);
        reservation.Property(each => each.Id).ValueGeneratedNever();
        reservation.Property(each => each.Resource).HasColumnName("resource_id");
        reservation.Property(each => each.Kind).HasColumnName("resource_kind");
        reservation.Property(each => each.Session).HasColumnName("session_id");
        reservation.Property(each => each.Provider).HasColumnName("provider_id");
        reservation.Property(each => each.Place).HasColumnName("place_id");
        reservation.HasOne<Resource>().WithMany().HasForeignKey(each => each.Resource);
        reservation.HasOne<Session>().WithMany().HasForeignKey(each => each.Session);
        reservation.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
        reservation.HasOne<Place>().WithMany().HasForeignKey(each => each.Place);
    }
}
