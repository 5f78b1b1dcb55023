using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FibreCentre.Api.Tests.Pipeline;

/// <summary>What the database refuses becomes a refusal in words, never a 500.</summary>
public sealed class DatabaseRefusalsTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.SerializationFailure, true)]
    [InlineData(PostgresErrorCodes.LockNotAvailable, false)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    public void A_passing_failure_is_seen_however_deep_ef_has_wrapped_it(string state, bool passes)
    {
        var plain = new PostgresException("m", "ERROR", "ERROR", state);
        Exception[] wrapped = [plain, new DbUpdateException("saving", plain), new InvalidOperationException("may be transient", plain), new InvalidOperationException("may be transient", new DbUpdateException("saving", plain))];

        Assert.All(wrapped, each => Assert.Equal(passes, DatabaseRefusals.IsPassing(each)));
        Assert.All(wrapped, each => Assert.Equal(state == PostgresErrorCodes.UniqueViolation ? null : "busy-try-again", DatabaseRefusals.ErrorFor(each)?.Code));
    }

    [Fact]
    public void A_bug_is_no_refusal() => Assert.Null(DatabaseRefusals.ErrorFor(new InvalidOperationException("a bug")));

    [Fact]
    public async Task A_lock_that_is_not_given_in_time_is_busy_for_everybody_and_nothing_was_changed()
    {
        var cohort = await centre.GivenACohort();
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        await using var app = new CentreApp(centre.ConnectionString + ";Options=-c lock_timeout=100ms", centre.Clock);
        await using var somebody = await centre.Everything.OpenConnectionAsync();
        await using var transaction = await somebody.BeginTransactionAsync();
        await using (var holds = new NpgsqlCommand($"select 1 from cohort where id = '{cohort.Id}' for update", somebody)) await holds.ExecuteScalarAsync();
        var before = await centre.RowCounts();

        Assert.Equal("busy-try-again", Code(await app.SendAsync(new BookPlaces(new(cohort.Id), "PO", [], [Some.Engineer()]), centre.Cast.NorthBooker.Actor)));
        Assert.Equal("busy-try-again", Code(await app.SendAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor)));
        Assert.Equal("busy-try-again", Code(await app.SendAsync(new MoveSession(new(cohort.Sessions[1].Id), centre.NextFreeDay(), new(13, 0), null), centre.Cast.Coordinator.Actor)));
        var answer = await centre.ClientOf(centre.Cast.NorthBooker, app).Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", engineers = new[] { Some.Engineer() } }, Some.Key());

        Assert.Equal((503, "busy-try-again"), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
    }

    private static string? Code<T>(Result<T> result) => result.Error?.Code;
}
