using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class EvidenceMapping : IEntityTypeConfiguration<EvidenceItem>
{
    public void Configure(EntityTypeBuilder<EvidenceItem> evidence)
    {
        evidence.ToTable("evidence").HasKey(each => each.Id);
        evidence.Property(each => each.Id).ValueGeneratedNever();
        evidence.Property(each => each.Provider).HasColumnName("provider_id");
        evidence.Property(each => each.Trainee).HasColumnName("trainee_id");
        evidence.Property(each => each.Place).HasColumnName("place_id");
        evidence.Property(each => each.Decision).HasColumnName("decision_id");
        evidence.OwnsOne(each => each.File, file =>
        {
            file.Property<EvidenceId>("EvidenceItemId").HasColumnName("id");
            file.Property(each => each.MediaType).HasColumnName("media_type");
            file.Property(each => each.Bytes).HasColumnName("bytes");
            file.Property(each => each.OriginalHash).HasColumnName("original_hash");
            file.Property(each => each.SamplesHash).HasColumnName("samples_hash");
            file.Property(each => each.Thumbnail).HasColumnName("thumbnail");
        });
        evidence.OwnsOne(each => each.Statement, statement =>
        {
            statement.Property<EvidenceId>("EvidenceItemId").HasColumnName("id");
            statement.Property(each => each.Witness).HasColumnName("witness");
            statement.Property(each => each.Role).HasColumnName("witness_role");
            statement.Property(each => each.Words).HasColumnName("words");
            statement.Property(each => each.Salt).HasColumnName("salt");
        });
    }
}

internal sealed class PairedTraceMapping : IEntityTypeConfiguration<PairedTrace>
{
    public void Configure(EntityTypeBuilder<PairedTrace> trace)
    {
        trace.ToTable("trace").HasKey(each => each.Evidence);
        trace.Property(each => each.Evidence).HasColumnName("evidence_id").ValueGeneratedNever();
        trace.HasOne<EvidenceItem>().WithOne().HasForeignKey<PairedTrace>(each => each.Evidence);
    }
}

internal sealed class TraceFindingMapping : IEntityTypeConfiguration<TraceFinding>
{
    public void Configure(EntityTypeBuilder<TraceFinding> finding)
    {
        finding.ToTable("trace_finding").HasKey(each => new { each.Place, each.UnitCode, each.Criterion });
        finding.Property(each => each.Place).HasColumnName("place_id");
        finding.Property(each => each.Readings).HasColumnType("numeric[]");
    }
}

internal sealed class TraceOverrideMapping : IEntityTypeConfiguration<TraceOverride>
{
    public void Configure(EntityTypeBuilder<TraceOverride> said)
    {
        said.ToTable("trace_override").HasKey(each => each.Id);
        said.Property(each => each.Id).UseIdentityAlwaysColumn();
        said.Property(each => each.Attempt).HasColumnName("attempt_id");
        said.Property(each => each.Place).HasColumnName("place_id");
        said.HasOne<Attempt>().WithMany().HasForeignKey(each => each.Attempt);
    }
}
