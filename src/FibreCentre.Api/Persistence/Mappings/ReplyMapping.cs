using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class InvitationReplyMapping : IEntityTypeConfiguration<InvitationReply>
{
    public void Configure(EntityTypeBuilder<InvitationReply> reply)
    {
        reply.ToTable("invitation_reply").HasKey(each => each.Id);
        reply.Property(each => each.Id).UseIdentityAlwaysColumn();
        reply.Property(each => each.Invitation).HasColumnName("invitation_id");
        reply.Property(each => each.Provider).HasColumnName("provider_id");
        reply.Property(each => each.Trainee).HasColumnName("trainee_id");
        reply.HasOne<Invitation>().WithMany().HasForeignKey(each => each.Invitation);
        reply.HasOne<Trainee>().WithMany().HasForeignKey(each => each.Trainee);
    }
}
