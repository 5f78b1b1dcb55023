using System.Globalization;
using System.Security.Cryptography;
using FibreCentre.Api.Tests.Support;
using Xunit.Abstractions;

namespace FibreCentre.Api.Tests.Notices;

/// <summary>
/// Two instances send to a real SMTP server while one of them, mostly the one at work, is killed again and again. Nothing is lost, and nothing arrives twice that is
/// not marked as uncertain. KILL_MESSAGES and KILLS ask for more than the short form.
/// </summary>
public sealed class KilledWorkerTests(MailCentre centre, ITestOutputHelper output) : IClassFixture<MailCentre>
{
    private const int SessionsEach = 2;

    private static readonly int Messages = Asked("KILL_MESSAGES", 200);
    private static readonly int Kills = Asked("KILLS", 10);

    [Fact]
    public async Task Nothing_is_lost_and_only_what_is_called_uncertain_arrives_twice()
    {
        var said = await SendUnderFireAsync(Messages, Kills);

        output.WriteLine($"{said}");
        Assert.Equal(said.Messages, said.Final);
        Assert.Equal(0, said.Lost);
        Assert.True(said.Duplicates <= said.Uncertain, $"{said}");
        Assert.True(said.Uncertain > 0, $"No kill hit a message on the wire: {said}");
    }

    [Fact]
    public async Task Without_kills_nothing_arrives_twice()
    {
        var said = await SendUnderFireAsync(40, kills: 0);

        Assert.Equal((0, 0, 0), (said.Lost, said.Duplicates, said.Uncertain));
        Assert.Equal(said.Messages, said.Arrived);
    }

    [Fact]
    public async Task Control_marked_as_sent_before_they_are_sent_some_are_lost()
    {
        await centre.Run("""
            create function too_soon() returns trigger language plpgsql as $$ begin new.state := 'sent'; new.finished_at := now(); return new; end $$;
            create trigger too_soon before update on message for each row when (new.state = 'transmitting') execute function too_soon();
            """);
        try
        {
            Assert.NotEqual(0, (await SendUnderFireAsync(60, kills: 4)).Lost);
        }
        finally
        {
            await centre.Run("drop trigger too_soon on message; drop function too_soon()");
        }
    }

    /// <param name="Final">Sent, skipped, dead or uncertain in the end.</param>
    /// <param name="Lost">Marked as sent, and not there.</param>
    /// <param name="Uncertain">Of which it could not be known, at some time, whether they had arrived.</param>
    private sealed record Tally(int Messages, int Kills, int Final, int Arrived, int Lost, int Duplicates, int Uncertain);

    private async Task<Tally> SendUnderFireAsync(int messages, int kills)
    {
        centre.Server.Clear();
        await centre.Run("update message set state = 'skipped' where state in ('pending', 'retrying')");
        // The instances live by the real clock.
        if (DateTimeOffset.UtcNow is var now && now > centre.Clock.GetUtcNow()) centre.Clock.SetUtcNow(now);
        for (var booked = 0; booked < messages; booked += 6 * SessionsEach)
        {
            var engineers = Enumerable.Range(0, Math.Min(6, (messages - booked + 1) / SessionsEach)).Select(_ => Some.Engineer($"slow+{Guid.NewGuid():N}@example.org")).ToArray();
            await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker, engineers);
        }
        await centre.Run("update message set due_at = now() where kind = 'invitation' and state = 'pending'; create table wanted as select id, message_id from message where kind = 'invitation' and state = 'pending'; grant select on wanted to public");
        try
        {
            var workers = new List<ProductProcess>();
            try
            {
                for (var number = 0; number < 2; number++) workers.Add(await StartAsync());
                for (var kill = 0; kill < kills && await LeftAsync() > 0; kill++)
                {
                    var sent = await SentAsync();
                    await Eventually(async () => await SentAsync() >= sent + Math.Max(4, messages / (kills + 2)) || await LeftAsync() == 0);
                    // The one that took a message last, if there is one: a kill that hits an idle worker shows nothing.
                    var busy = (await centre.Column<int>("select split_part(claimed_by, '/', 2)::int from message where claimed_by is not null order by claimed_at desc limit 1")).SingleOrDefault();
                    var hit = workers.FindIndex(each => each.Id == busy) is var found and >= 0 ? found : RandomNumberGenerator.GetInt32(workers.Count);
                    await workers[hit].Kill();
                    await workers[hit].DisposeAsync();
                    workers[hit] = await StartAsync();
                }
                await Eventually(async () => await LeftAsync() == 0);
            }
            finally
            {
                foreach (var worker in workers) await worker.DisposeAsync();
            }
            var wanted = (await centre.Column<string>("select message_id from wanted")).ToHashSet();
            var arrived = (await centre.Server.Messages()).Select(each => Mail.Read(each.Raw).Message.MessageId!.Split('@')[0]).Where(wanted.Contains).ToList();
            var sentOnes = await centre.Column<string>("select m.message_id from message m join wanted using (id) where m.state = 'sent'");
            return new(
                wanted.Count, kills, await centre.Value<int>("select count(*) from message m join wanted using (id) where m.state in ('sent', 'skipped', 'dead', 'uncertain')"), arrived.Count,
                sentOnes.Except(arrived).Count(), arrived.Count - arrived.Distinct().Count(), await centre.Value<int>("select count(*) from message m join wanted using (id) where m.uncertain_at is not null"));
        }
        finally
        {
            await centre.Run("drop table wanted");
        }
    }

    private Task<ProductProcess> StartAsync() => ProductProcess.StartAsync(centre.ConnectionString, [.. centre.MailSettings.Select(each => (each.Key, (string?)each.Value))]);

    private Task<int> SentAsync() => centre.Value<int>("select count(*) from message m join wanted using (id) where m.state = 'sent'");

    private Task<int> LeftAsync() => centre.Value<int>("select count(*) from message m join wanted using (id) where m.state in ('pending', 'retrying', 'transmitting')");

    private static async Task Eventually(Func<Task<bool>> isSo)
    {
        var limit = DateTime.UtcNow.AddMinutes(4);
        while (!await isSo())
        {
            if (DateTime.UtcNow > limit) throw new TimeoutException("It did not come about within four minutes.");
            await Task.Delay(100);
        }
    }

    private static int Asked(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var asked) ? asked : usual;
}
