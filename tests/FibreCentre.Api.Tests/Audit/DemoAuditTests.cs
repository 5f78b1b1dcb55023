using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FibreCentre.Api.Tests.Audit;

public sealed class DemoAuditTests
{
    [Fact]
    public async Task Everything_holds_of_the_demo_centre()
    {
        var name = await TemplateDatabase.EmptyAsync();
        try
        {
            await TemplateDatabase.MigrateAsync(TemplateDatabase.To(name));
            await using var app = new CentreApp(TemplateDatabase.To(name), new FakeTimeProvider(TestCentre.Start));
            await app.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Order(StringComparer.Ordinal).Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));
            Assert.True((await new DemoCentreLoader(app.Services).LoadAsync(CancellationToken.None)).Succeeded);
            // One of its cohorts has begun: the clock's job sees to it, as it does within the first minute.
            foreach (var cohort in await app.AskAsync(new ListCohortsDue())) await app.AskAsync(new TendCohort(cohort));

            var audit = await app.AskAsync(new CheckInvariants());
            Assert.Empty(audit.Invariants.SelectMany(invariant => invariant.Rows.Select(row => $"{invariant.Code}: {row}")));
        }
        finally
        {
            await TemplateDatabase.DropAsync(name);
        }
    }
}
