using FibreCentre.Domain.Planning;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class WeightsVersionMapping : IEntityTypeConfiguration<WeightsVersion>
{
    public void Configure(EntityTypeBuilder<WeightsVersion> weights)
    {
        weights.ToTable("planning_weights").HasKey(each => each.Number);
        weights.Property(each => each.Number).ValueGeneratedNever();
    }
}

internal sealed class PlanningRunMapping : IEntityTypeConfiguration<PlanningRun>
{
    public void Configure(EntityTypeBuilder<PlanningRun> run)
    {
        run.ToTable("planning_run").HasKey(each => each.Id);
        run.Property(each => each.Id).ValueGeneratedNever();
        run.Property(each => each.Asked).HasColumnType("jsonb");
        run.Property(each => each.Draft).HasColumnType("jsonb");
        run.Ignore(each => each.IsFinished).Ignore(each => each.IsOpen).Ignore(each => each.Left);
        run.HasOne<WeightsVersion>().WithMany().HasForeignKey(each => each.Weights);
    }
}
