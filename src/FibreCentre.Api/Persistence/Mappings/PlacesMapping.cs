using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class ProviderMapping : IEntityTypeConfiguration<Provider>
{
    public void Configure(EntityTypeBuilder<Provider> provider)
    {
        provider.ToTable("provider").HasKey(each => each.Id);
        provider.Property(each => each.Id).ValueGeneratedNever();
    }
}

internal sealed class TraineeMapping : IEntityTypeConfiguration<Trainee>
{
    public void Configure(EntityTypeBuilder<Trainee> trainee)
    {
        trainee.ToTable("trainee").HasKey(each => each.Id);
        trainee.Property(each => each.Id).ValueGeneratedNever();
        trainee.Property(each => each.Provider).HasColumnName("provider_id");
        trainee.Property(each => each.Email).HasColumnType("citext");
        trainee.Ignore(each => each.Name);
        trainee.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
        trainee.OwnsMany(each => each.Declarations, declaration =>
        {
            declaration.ToTable("declaration");
            declaration.Property<TraineeId>("TraineeId");
            declaration.HasKey("TraineeId", nameof(Declaration.Kind));
            declaration.Property<ProviderId>("ProviderId");
            declaration.WithOwner().HasForeignKey("TraineeId", "ProviderId").HasPrincipalKey(each => new { each.Id, each.Provider });
        });
        trainee.OwnsMany(each => each.OutsideCertificates, certificate =>
        {
            certificate.ToTable("outside_certificate").HasKey(each => each.Id);
            certificate.Property(each => each.Id).ValueGeneratedNever();
            certificate.Property(each => each.Course).HasColumnName("course_code");
            certificate.Property<TraineeId>("TraineeId");
            certificate.Property<ProviderId>("ProviderId");
            certificate.WithOwner().HasForeignKey("TraineeId", "ProviderId").HasPrincipalKey(each => new { each.Id, each.Provider });
        });
    }
}

internal sealed class BookingMapping : IEntityTypeConfiguration<Booking>
{
    public void Configure(EntityTypeBuilder<Booking> booking)
    {
        booking.ToTable("booking").HasKey(each => each.Id);
        booking.Property(each => each.Id).ValueGeneratedNever();
        booking.Property(each => each.Provider).HasColumnName("provider_id");
        booking.Property(each => each.Cohort).HasColumnName("cohort_id");
        booking.HasOne<Cohort>().WithMany().HasForeignKey(each => each.Cohort);
        booking.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
    }
}

internal sealed class PlaceMapping : IEntityTypeConfiguration<Place>
{
    public void Configure(EntityTypeBuilder<Place> place)
    {
        place.ToTable("place").HasKey(each => each.Id);
        place.Property(each => each.Id).ValueGeneratedNever();
        place.Property(each => each.Booking).HasColumnName("booking_id");
        place.Property(each => each.Provider).HasColumnName("provider_id");
        place.Property(each => each.Cohort).HasColumnName("cohort_id");
        place.Property(each => each.Trainee).HasColumnName("trainee_id");
        place.HasOne<Booking>().WithMany().HasForeignKey(each => each.Booking);
        place.HasOne<Cohort>().WithMany().HasForeignKey(each => each.Cohort);
        place.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
    }
}
