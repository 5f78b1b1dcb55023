using FibreCentre.Domain.Quality;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class SamplingPlanMapping : IEntityTypeConfiguration<SamplingPlan>
{
    public void Configure(EntityTypeBuilder<SamplingPlan> plan)
    {
        plan.ToTable("sampling_plan").HasKey(each => new { each.Id, each.Number });
        plan.Property(each => each.Id).ValueGeneratedNever();
        plan.Property(each => each.Number).ValueGeneratedNever();
        plan.Property(each => each.Covers).HasColumnType("text[]");
    }
}

internal sealed class SamplingDrawMapping : IEntityTypeConfiguration<SamplingDraw>
{
    public void Configure(EntityTypeBuilder<SamplingDraw> draw)
    {
        draw.ToTable("sampling_draw").HasKey(each => each.Id);
        draw.Property(each => each.Id).ValueGeneratedNever();
    }
}

internal sealed class ConsideredDecisionMapping : IEntityTypeConfiguration<ConsideredDecision>
{
    public void Configure(EntityTypeBuilder<ConsideredDecision> considered)
    {
        considered.ToTable("considered_decision").HasKey(each => each.Decision);
        considered.Property(each => each.Decision).HasColumnName("decision_id").ValueGeneratedNever();
        considered.Property(each => each.Draw).HasColumnName("draw_id");
        considered.Property(each => each.Plan).HasColumnName("plan_id");
        considered.Property(each => each.Reasons).HasColumnType("text[]");
        considered.HasOne<SamplingDraw>().WithMany().HasForeignKey(each => each.Draw);   // is written first
    }
}

internal sealed class QualityReviewMapping : IEntityTypeConfiguration<QualityReview>
{
    public void Configure(EntityTypeBuilder<QualityReview> review)
    {
        review.ToTable("quality_review").HasKey(each => new { each.Decision, each.Step });
        review.Property(each => each.Decision).HasColumnName("decision_id");
        review.Property(each => each.Step).ValueGeneratedNever();
        review.Property(each => each.By).HasColumnName("said_by");
    }
}

internal sealed class AppealMapping : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> appeal)
    {
        appeal.ToTable("appeal").HasKey(each => each.Id);
        appeal.Property(each => each.Id).ValueGeneratedNever();
        appeal.Property(each => each.Decision).HasColumnName("decision_id");
        appeal.Property(each => each.Provider).HasColumnName("provider_id");
        appeal.Property(each => each.Trainee).HasColumnName("trainee_id");
        appeal.Property(each => each.LedgerEntry).HasColumnName("ledger_entry_id");
    }
}
