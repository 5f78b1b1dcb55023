using FibreCentre.Domain.Feeds;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class CalendarFeedMapping : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> feed)
    {
        feed.ToTable("calendar_feed").HasKey(each => each.Id);
        feed.Property(each => each.Id).ValueGeneratedNever();
        feed.Property(each => each.Subject).HasColumnName("subject_id");
        feed.Property(each => each.Account).HasColumnName("account_id");
        feed.Property(each => each.Provider).HasColumnName("provider_id");
        feed.Property(each => each.Trainee).HasColumnName("trainee_id");
        feed.Ignore(each => each.Named);
        feed.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
    }
}
