using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
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
        booking.Property(each => each.WaitingEntry).HasColumnName("waiting_entry_id");
        booking.Ignore(each => each.IsOffer);
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
        place.Property(each => each.Allocation).HasColumnName("allocation_id");
        place.Ignore(each => each.Named);
        place.Ignore(each => each.IsLive);
        place.HasOne<Booking>().WithMany().HasForeignKey(each => each.Booking);
        place.HasOne<Cohort>().WithMany().HasForeignKey(each => each.Cohort);
        place.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
    }
}

internal sealed class AllocationMapping : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> allocation)
    {
        allocation.ToTable("allocation").HasKey(each => each.Id);
        allocation.Property(each => each.Id).ValueGeneratedNever();
        allocation.Property(each => each.Cohort).HasColumnName("cohort_id");
        allocation.Property(each => each.Provider).HasColumnName("provider_id");
        allocation.Ignore(each => each.Left);
        // The database counts it; EF only reads.
        var used = allocation.Property(each => each.Used).Metadata;
        used.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        used.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        allocation.HasOne<Cohort>().WithMany().HasForeignKey(each => each.Cohort);
        allocation.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
    }
}

internal sealed class WaitingEntryMapping : IEntityTypeConfiguration<WaitingEntry>
{
    public void Configure(EntityTypeBuilder<WaitingEntry> entry)
    {
        entry.ToTable("waiting_entry").HasKey(each => each.Id);
        entry.Property(each => each.Id).ValueGeneratedNever();
        entry.Property(each => each.Number).UseIdentityAlwaysColumn();
        entry.Property(each => each.Cohort).HasColumnName("cohort_id");
        entry.Property(each => each.Provider).HasColumnName("provider_id");
        entry.Ignore(each => each.Wanted);
        entry.HasOne<Cohort>().WithMany().HasForeignKey(each => each.Cohort);
        entry.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
        entry.OwnsMany(each => each.Engineers, engineer =>
        {
            engineer.ToTable("waiting_engineer");
            engineer.Property<WaitingId>("WaitingEntryId");
            engineer.Property<ProviderId>("ProviderId");
            engineer.HasKey("WaitingEntryId", nameof(WaitingEngineer.Trainee));
            engineer.Property(each => each.Trainee).HasColumnName("trainee_id");
            engineer.WithOwner().HasForeignKey("WaitingEntryId", "ProviderId").HasPrincipalKey(each => new { each.Id, each.Provider });
        });
    }
}

internal sealed class WaitingPassMapping : IEntityTypeConfiguration<WaitingPass>
{
    public void Configure(EntityTypeBuilder<WaitingPass> pass)
    {
        pass.ToTable("waiting_pass").HasKey(each => each.Id);
        pass.Property(each => each.Id).UseIdentityAlwaysColumn();
        pass.Property(each => each.Entry).HasColumnName("waiting_entry_id");
        pass.Property(each => each.Provider).HasColumnName("provider_id");
        pass.Property(each => each.Cohort).HasColumnName("cohort_id");
        pass.HasOne<WaitingEntry>().WithMany().HasForeignKey(each => each.Entry);
    }
}

internal sealed class ChargeMapping : IEntityTypeConfiguration<Charge>
{
    public void Configure(EntityTypeBuilder<Charge> charge)
    {
        charge.ToTable("charge").HasKey(each => each.Id);
        charge.Property(each => each.Id).UseIdentityAlwaysColumn();
        charge.Property(each => each.Provider).HasColumnName("provider_id");
        charge.Property(each => each.Booking).HasColumnName("booking_id");
        charge.Property(each => each.Place).HasColumnName("place_id");
        charge.HasOne<Booking>().WithMany().HasForeignKey(each => each.Booking);
        charge.HasOne<Place>().WithMany().HasForeignKey(each => each.Place);
    }
}

internal sealed class PriceAgreementMapping : IEntityTypeConfiguration<PriceAgreement>
{
    public void Configure(EntityTypeBuilder<PriceAgreement> agreement)
    {
        agreement.ToTable("price_agreement").HasKey(each => each.Id);
        agreement.Property(each => each.Id).ValueGeneratedNever();
        agreement.Property(each => each.Provider).HasColumnName("provider_id");
        agreement.Property(each => each.Course).HasColumnName("course_code");
        agreement.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
    }
}
