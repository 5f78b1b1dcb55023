using FibreCentre.Domain.Screens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

internal sealed class WallScreenMapping : IEntityTypeConfiguration<WallScreen>
{
    public void Configure(EntityTypeBuilder<WallScreen> screen)
    {
        screen.ToTable("wall_screen").HasKey(each => each.Id);
        screen.Property(each => each.Id).ValueGeneratedNever();
    }
}
