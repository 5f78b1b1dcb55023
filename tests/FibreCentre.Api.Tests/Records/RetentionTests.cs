using FibreCentre.Api.Features.Records;
using FibreCentre.Api.Tests.Isolation;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Records;

public sealed class RetentionTests(TwoProviders centre) : IClassFixture<TwoProviders>
{
    [Fact]
    public async Task The_night_takes_what_is_over_and_leaves_what_is_not()
    {
        await centre.SendDueMessages();
        var (old, young) = await HalvesAsync("message", "finished_at is not null", "finished_at", 25);
        Assert.True(old > 0 && young > 0);
        var deliveries = await HalvesAsync("webhook_delivery", "true", "finished_at", 4);
        var entries = await HalvesAsync("bay_entry", "true", "received_at", 4);
        await centre.Run($"update criterion_mark set note = 'Slow.' ; update attempt set decided_at = '{centre.Clock.GetUtcNow().AddMonths(-73):O}' where id = (select id from attempt where decided_at is not null order by id limit 1)");
        var listed = await centre.App.AskAsync(new ListRetention(), centre.Cast.Administrator.Actor);
        Assert.Equal(old, listed.Classes.Single(each => each.Code == "messages").Over);

        var gone = await centre.Ask(new ApplyRetention());

        Assert.Equal((old, deliveries.Old, entries.Old), (gone["messages"], gone["deliveries"], gone["entries"]));
        Assert.Equal(young, await centre.Value<int>("select count(*) from message where finished_at is not null"));
        Assert.True(gone["notes"] > 0);
        Assert.True(await centre.Value<int>("select count(*) from criterion_mark where note is not null") > 0);
        Assert.All((await centre.Ask(new ApplyRetention())).Values, rows => Assert.Equal(0, rows));
    }

    [Fact]
    public async Task Who_has_long_been_silent_is_shown_and_not_erased()
    {
        Assert.Empty((await centre.App.AskAsync(new ListRetention(), centre.Cast.Administrator.Actor)).Due);
        var silent = await centre.Value<Guid>("select id from trainee t where not exists (select from attendance a where a.trainee_id = t.id) and not exists (select from waiting_engineer w where w.trainee_id = t.id) limit 1");
        await centre.Run($"update trainee set created_at = '2010-01-01' where id = '{silent}'; update place set booked_at = '2010-01-01' where trainee_id = '{silent}'");

        await centre.Ask(new ApplyRetention());

        Assert.Equal(silent, Assert.Single((await centre.App.AskAsync(new ListRetention(), centre.Cast.Administrator.Actor)).Due).Id);
    }

    [Fact]
    public async Task A_term_is_changed_by_one_editor_at_a_time_and_within_reason()
    {
        var line = (await centre.App.AskAsync(new ListRetention(), centre.Cast.Administrator.Actor)).Classes.Single(each => each.Code == "answers");
        Assert.Equal(12, (await centre.App.AskAsync(new ChangeRetention("answers", 12, line.Revision), centre.Cast.Administrator.Actor)).Months);
        Assert.Equal("retention-changed", (await centre.Ask(new ChangeRetention("answers", 36, line.Revision), centre.Cast.Administrator)).Error?.Code);
        Assert.Equal("retention-not-found", (await centre.Ask(new ChangeRetention("nothing", 12), centre.Cast.Administrator)).Error?.Code);
        Assert.Equal("request-invalid", (await centre.Ask(new ChangeRetention("answers", 0), centre.Cast.Administrator)).Error?.Code);
    }

    /// <summary>Half of the rows are older than the centre keeps them.</summary>
    private async Task<(int Old, int Young)> HalvesAsync(string table, string which, string at, int months)
    {
        var then = centre.Clock.GetUtcNow().AddMonths(-months);
        await centre.Run($"update {table} set {at} = '{centre.Clock.GetUtcNow():O}' where {which}; update {table} set {at} = '{then:O}' where id in (select id from (select id, row_number() over (order by id) as n from {table} where {which}) x where n % 2 = 0)");
        return (await centre.Value<int>($"select count(*) from {table} where {at} = $1", then), await centre.Value<int>($"select count(*) from {table} where {at} > $1", then));
    }
}
