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
        centre.Property(each => each.Revision).IsConcurrencyToken();
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

internal sealed class BayKindMapping : IEntityTypeConfiguration<BayKind>
{
    public void Configure(EntityTypeBuilder<BayKind> kind)
    {
        kind.ToTable("bay_kind").HasKey(each => each.Slug);
        kind.Property(each => each.Revision).IsConcurrencyToken();
        kind.Ignore(each => each.AroundBay).Ignore(each => each.AroundInstructor);
    }
}

internal sealed class BayMapping : IEntityTypeConfiguration<Bay>
{
    public void Configure(EntityTypeBuilder<Bay> bay)
    {
        bay.ToTable("bay").HasKey(each => each.Id);
        bay.Property(each => each.Id).ValueGeneratedNever();
        bay.Property(each => each.Revision).IsConcurrencyToken();
        bay.HasOne<Resource>().WithOne().HasForeignKey<Bay>(each => each.Id);
        bay.HasOne<BayKind>().WithMany().HasForeignKey(each => each.BayKind);
    }
}

internal sealed class KitItemMapping : IEntityTypeConfiguration<KitItem>
{
    public void Configure(EntityTypeBuilder<KitItem> item)
    {
        item.ToTable("kit_item").HasKey(each => each.Id);
        item.Property(each => each.Id).ValueGeneratedNever();
        item.Property(each => each.Revision).IsConcurrencyToken();
        item.Ignore(each => each.ValidUntil).Ignore(each => each.Name);
        item.HasOne<Resource>().WithOne().HasForeignKey<KitItem>(each => each.Id);
    }
}

internal sealed class KitCheckMapping : IEntityTypeConfiguration<KitCheck>
{
    public void Configure(EntityTypeBuilder<KitCheck> check)
    {
        check.ToTable("kit_check").HasKey(each => each.Id);
        check.Property(each => each.Id).ValueGeneratedNever();
        check.Property(each => each.Item).HasColumnName("kit_item_id");
        check.HasOne<KitItem>().WithMany().HasForeignKey(each => each.Item);
    }
}

internal sealed class InstructorMapping : IEntityTypeConfiguration<Instructor>
{
    public void Configure(EntityTypeBuilder<Instructor> instructor)
    {
        instructor.ToTable("instructor").HasKey(each => each.Id);
        instructor.Property(each => each.Id).ValueGeneratedNever();
        instructor.Property(each => each.Revision).IsConcurrencyToken();
        instructor.Property(each => each.Email).HasColumnType("citext");
        instructor.HasOne<Resource>().WithOne().HasForeignKey<Instructor>(each => each.Id);
        instructor.OwnsMany(each => each.Qualifications, qualification =>
        {
            qualification.ToTable("instructor_qualification").HasKey(each => each.Id);
            qualification.Property(each => each.Id).ValueGeneratedNever();
            qualification.Property(each => each.Name).HasColumnName("qualification");
            qualification.WithOwner().HasForeignKey("InstructorId");
        });
        instructor.OwnsMany(each => each.Hours, hours =>
        {
            hours.ToTable("instructor_hours");
            hours.WithOwner().HasForeignKey("InstructorId");
            hours.Property(each => each.Day).HasColumnName("weekday").HasConversion(day => day == DayOfWeek.Sunday ? 7 : (int)day, iso => (DayOfWeek)(iso % 7));
            hours.HasKey("InstructorId", nameof(WorkingHours.Day), nameof(WorkingHours.Starts));
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
        reservation.Property(each => each.Outage).HasColumnName("outage_id");
        reservation.Property(each => each.Practice).HasColumnName("practice_id");
        reservation.HasOne<Resource>().WithMany().HasForeignKey(each => each.Resource);
        reservation.HasOne<Session>().WithMany().HasForeignKey(each => each.Session);
        reservation.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
        reservation.HasOne<Place>().WithMany().HasForeignKey(each => each.Place);
        reservation.HasOne<Outage>().WithMany().HasForeignKey(each => each.Outage);
        reservation.HasOne<Practice>().WithMany().HasForeignKey(each => each.Practice);
    }
}

internal sealed class OutageMapping : IEntityTypeConfiguration<Outage>
{
    public void Configure(EntityTypeBuilder<Outage> outage)
    {
        outage.ToTable("outage").HasKey(each => each.Id);
        outage.Property(each => each.Id).ValueGeneratedNever();
        outage.Property(each => each.Resource).HasColumnName("resource_id");
        outage.Property(each => each.Revision).IsConcurrencyToken();
        outage.Ignore(each => each.Purpose);
        outage.HasOne<Resource>().WithMany().HasForeignKey(each => each.Resource);
    }
}

internal sealed class PracticeMapping : IEntityTypeConfiguration<Practice>
{
    public void Configure(EntityTypeBuilder<Practice> practice)
    {
        practice.ToTable("practice").HasKey(each => each.Id);
        practice.Property(each => each.Id).ValueGeneratedNever();
        practice.Property(each => each.Provider).HasColumnName("provider_id");
        practice.Property(each => each.Trainee).HasColumnName("trainee_id");
        practice.Property(each => each.Bay).HasColumnName("bay_id");
        practice.Property(each => each.Supervisor).HasColumnName("supervisor_id");
        practice.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
        practice.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
        practice.HasOne<Bay>().WithMany().HasForeignKey(each => each.Bay);
        practice.HasOne<Instructor>().WithMany().HasForeignKey(each => each.Supervisor);
    }
}
