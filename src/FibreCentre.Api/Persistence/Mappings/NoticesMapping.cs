using System.Text.Json;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitation").HasKey(each => each.Id);
        invitation.Property(each => each.Id).ValueGeneratedNever();
        invitation.Property(each => each.Provider).HasColumnName("provider_id");
        invitation.Property(each => each.Trainee).HasColumnName("trainee_id");
        invitation.Property(each => each.Session).HasColumnName("session_id");
        invitation.Property(each => each.Place).HasColumnName("place_id");
        invitation.HasOne<Session>().WithMany().HasForeignKey(each => each.Session);
        invitation.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
        invitation.HasOne<Place>().WithMany().HasForeignKey(each => each.Place);
    }
}

internal sealed class MessageMapping : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.ToTable("message").HasKey(each => each.Id);
        message.Property(each => each.Id).UseIdentityAlwaysColumn();
        message.Property(each => each.Provider).HasColumnName("provider_id");
        message.Property(each => each.Trainee).HasColumnName("trainee_id");
        message.Property(each => each.Place).HasColumnName("place_id");
        message.Property(each => each.Invitation).HasColumnName("invitation_id");
        message.Property(each => each.Digest).HasColumnName("digest_id");
        message.Property(each => each.Account).HasColumnName("account_id");
        message.Property(each => each.Subject).HasColumnName("subject_id");
        // Written once, read whole.
        message.Property(each => each.Changes).HasColumnType("jsonb").HasConversion(
            changes => JsonSerializer.Serialize(changes, JsonSerializerOptions.Web), text => JsonSerializer.Deserialize<IReadOnlyList<ChangedSession>>(text, JsonSerializerOptions.Web),
            new ValueComparer<IReadOnlyList<ChangedSession>>((left, right) => ReferenceEquals(left, right), changes => changes.Count));
        message.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
        message.HasOne<Place>().WithMany().HasForeignKey(each => each.Place);
        message.HasOne<Invitation>().WithMany().HasForeignKey(each => each.Invitation);
    }
}

internal sealed class CentreWordingMapping : IEntityTypeConfiguration<CentreWording>
{
    public void Configure(EntityTypeBuilder<CentreWording> wording)
    {
        wording.ToTable("wording").HasKey(each => each.Kind);
        wording.Property(each => each.Revision).IsConcurrencyToken();
    }
}

internal sealed class NoticePreferenceMapping : IEntityTypeConfiguration<NoticePreference>
{
    public void Configure(EntityTypeBuilder<NoticePreference> preference)
    {
        preference.ToTable("notice_preference").HasKey(each => each.Account);
        preference.Property(each => each.Account).HasColumnName("account_id").ValueGeneratedNever();
    }
}

internal sealed class ReminderRuleMapping : IEntityTypeConfiguration<ReminderRule>
{
    public void Configure(EntityTypeBuilder<ReminderRule> rule)
    {
        rule.ToTable("reminder_rule").HasKey(each => each.Id);
        rule.Property(each => each.Id).UseIdentityAlwaysColumn();
        rule.Property(each => each.Revision).IsConcurrencyToken();
    }
}

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entry").HasKey(each => each.Id);
        entry.Property(each => each.Id).UseIdentityAlwaysColumn();
    }
}
