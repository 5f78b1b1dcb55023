using System.Globalization;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace FibreCentre.Api.Tests.Demo;

/// <summary>A demo whose past was lived through, made on days of every sort.</summary>
public sealed class DemoPastTests
{
    private static readonly CentreTime Time = CentreTime.In("Europe/London");
    private static readonly DemoPast Past = DemoFile.Read("centre.yaml", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "demo", "centre.yaml"))).Centre!.Past!;

    /// <summary>Everybody but those who were absent, never made good what they fell short of, or wait for a second signature.</summary>
    private static int Certified => Past.Cohorts.Sum(cohort => cohort.Engineers.Except(
        [.. cohort.Absent, .. cohort.NotCountersigned, .. cohort.Shortcomings.Where(each => !each.DoneAgain).Select(each => each.Engineer)]).Count());

    [Theory]
    [InlineData("2026-11-27", 9)]    // a Friday
    [InlineData("2027-01-10", 22)]   // a Sunday, with Christmas among the weeks behind it
    [InlineData("2027-06-28", 0)]    // a Monday, just begun, with Easter and three bank holidays
    public async Task It_leaves_certificates_decisions_to_look_at_and_nothing_undone(string day, int hour)
    {
        var now = Time.At(DateOnly.Parse(day, CultureInfo.InvariantCulture), new(hour, 20));
        var pickup = Directory.CreateTempSubdirectory("demo-mail-");
        var database = await TemplateDatabase.MigratedAsync();
        try
        {
            await using var app = new CentreApp(TemplateDatabase.To(database, TemplateDatabase.Login), new FakeTimeProvider(now), ("Mail:Pickup", pickup.FullName));
            await TemplateDatabase.ImportCatalogueAsync(app);
            await using var making = app.WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.AddDemoLife()));
            var loaded = await new DemoCentreLoader(making.Services).LoadWithPastAsync(making.Services.TickForDemoAsync, CancellationToken.None);

            Assert.True(loaded.Succeeded, loaded.Error?.Detail);
            Assert.Equal(now, making.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            Assert.Empty(app.Faults);
            await app.Services.RunAsync<KeepCohorts>();   // one is being taught today
            Assert.Empty((await app.AskAsync(new CheckInvariants())).Invariants.SelectMany(each => each.Rows.Select(row => $"{each.Code}: {row}")));
            Assert.True((await app.AskAsync(new VerifyLedger(null))).IsWhole);

            await using var source = NpgsqlDataSource.Create(TemplateDatabase.To(database));
            async Task<long> CountAsync(string sql)
            {
                await using var command = source.CreateCommand(sql);
                command.Parameters.Add(new() { Value = now });
                return (long)(await command.ExecuteScalarAsync())!;
            }
            Assert.Equal(Past.Cohorts.Count, await CountAsync("select count(*) from cohort where state = 'completed' and last_day < $1::date"));
            Assert.Equal(Certified, await CountAsync("select count(*) from certificate where issued_at < $1"));
            Assert.Equal(0, await CountAsync("select count(*) from message where due_at < $1::timestamptz - interval '1 day' and state not in ('sent', 'skipped')"));
            Assert.True(await CountAsync("select count(*) from message where state = 'sent' and finished_at < $1") > 100, "hardly any mail was sent");
            Assert.NotEmpty(pickup.GetFiles("*.eml"));
            Assert.Equal(0, await CountAsync("select count(*) from ledger_entry a join ledger_entry b on b.number = a.number + 1 where b.signed_at < a.signed_at or b.signed_at > $1"));

            Assert.Equal(Past.Cohorts[^1].NotCountersigned.Count, (await app.AskAsync(new ListProvisional())).Decisions.Count);
            await using var scope = app.Services.CreateAsyncScope();
            var assurer = Actor.Of(await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.SingleAsync(each => each.Email == "iqa@centre.example.org"));
            Assert.All((await app.AskAsync(new ListReviews(), assurer)).Decisions, each => Assert.Contains(each.Course, Past.Cohorts.Select(cohort => cohort.Course.Value)));
            Assert.NotEmpty((await app.AskAsync(new ListReviews(), assurer)).Decisions);
            Assert.Single((await app.AskAsync(new ListAppeals(), assurer)).Appeals);
        }
        finally
        {
            await TemplateDatabase.DropAsync(database);
            pickup.Delete(recursive: true);
        }
    }
}
