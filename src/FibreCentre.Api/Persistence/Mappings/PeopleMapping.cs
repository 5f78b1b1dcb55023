using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FibreCentre.Api.Persistence.Mappings;

/// <summary>Only read: the database keeps it in step with the trainee.</summary>
internal sealed class EmploymentMapping : IEntityTypeConfiguration<Employment>
{
    public void Configure(EntityTypeBuilder<Employment> employment)
    {
        employment.ToTable("employment").HasKey(each => new { each.Trainee, each.Provider });
        employment.Property(each => each.Trainee).HasColumnName("trainee_id");
        employment.Property(each => each.Provider).HasColumnName("provider_id");
        employment.Property(each => each.Email).HasColumnType("citext");
        employment.Ignore(each => each.Name);
    }
}

internal sealed class EngineerImportMapping : IEntityTypeConfiguration<EngineerImport>
{
    public void Configure(EntityTypeBuilder<EngineerImport> import)
    {
        import.ToTable("engineer_import").HasKey(each => each.Id);
        import.Property(each => each.Id).ValueGeneratedNever();
        import.Property(each => each.Provider).HasColumnName("provider_id");
    }
}

internal sealed class EngineerImportRowMapping : IEntityTypeConfiguration<EngineerImportRow>
{
    public void Configure(EntityTypeBuilder<EngineerImportRow> row)
    {
        row.ToTable("engineer_import_row").HasKey(each => new { each.Import, each.Number });
        row.Property(each => each.Import).HasColumnName("import_id");
        row.Property(each => each.Number).ValueGeneratedNever();
        row.Property(each => each.Provider).HasColumnName("provider_id");
        row.Property(each => each.Trainee).HasColumnName("trainee_id");
        row.HasOne<EngineerImport>().WithMany().HasForeignKey(each => each.Import);
    }
}
