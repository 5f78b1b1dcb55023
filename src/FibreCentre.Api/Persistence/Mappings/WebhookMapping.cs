using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> webhook)
    {
        webhook.ToTable("webhook").HasKey(each => each.Id);
        webhook.Property(each => each.Id).ValueGeneratedNever();
        webhook.Property(each => each.Provider).HasColumnName("provider_id");
        webhook.HasOne<Provider>().WithMany().HasForeignKey(each => each.Provider);
    }
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_delivery").HasKey(each => each.Id);
        delivery.Property(each => each.Id).UseIdentityAlwaysColumn();
        delivery.Property(each => each.Provider).HasColumnName("provider_id");
        delivery.Property(each => each.Webhook).HasColumnName("webhook_id");
        delivery.Property(each => each.Announcement).HasColumnName("announcement_id");
        delivery.HasOne<Announcement>().WithMany().HasForeignKey(each => each.Announcement);
        delivery.HasOne<Webhook>().WithMany().HasForeignKey(each => each.Webhook);
    }
}

internal sealed class AnnouncementMapping : IEntityTypeConfiguration<Announcement>
{
    public void Configure(EntityTypeBuilder<Announcement> announcement)
    {
        announcement.ToTable("announcement").HasKey(each => each.Id);
        announcement.Property(each => each.Id).ValueGeneratedNever();
    }
}
