using System.Diagnostics;
using FibreCentre.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FibreCentre.Benchmarks;

/// <summary>A thousand invitations from the outbox to a local SMTP server, against a bare loop that sends the very same mails over the same client.</summary>
internal static class MailBenchmark
{
    private const int Messages = 1000;

    public static async Task<string> RunAsync(BenchCentre centre)
    {
        await using var server = await SmtpServer.Start();
        await BenchCentre.RunAsync(centre.ConnectionString, $"""
            select set_config('app.scope', 'staff', false);
            create temporary table invited as select i, md5('t' || i)::uuid as trainee, md5('c' || (101 + i % 100))::uuid as cohort, 101 + i % 100 as c from generate_series(1, {Messages / 2}) i;
            insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at) select md5('mb' || i)::uuid, 'B-MAIL' || i, md5('provider')::uuid, cohort, 'PO', md5('account')::uuid, now() from invited;
            insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, free_until, booked_at) select md5('mp' || i)::uuid, md5('mb' || i)::uuid, md5('provider')::uuid, cohort, trainee, 'confirmed', 150, current_date, now() from invited;
            insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
              select md5('mi' || i || '/' || n)::uuid, md5('provider')::uuid, trainee, md5('s' || c || '/' || n)::uuid, md5('mp' || i)::uuid, md5(i || 'mu' || n) || '@bench.example.org', md5(i || 'mr' || n), now(), now() from invited, generate_series(1, 2) n;
            insert into message (kind, key, provider_id, trainee_id, place_id, invitation_id, due_at, message_id, created_at)
              select 'invitation', 'mail' || i || '/' || n, md5('provider')::uuid, trainee, md5('mp' || i)::uuid, md5('mi' || i || '/' || n)::uuid, now(), 'mail' || i || 'n' || n, now() from invited, generate_series(1, 2) n;
            drop table invited;
            analyze;
            """);
        using var product = centre.StartSending(SmtpServer.Host, server.Port);
        var sent = await server.WaitForMessages(Messages, TimeSpan.FromMinutes(5));
        // From the first to the last that was recorded as sent: starting the process is not sending.
        while (await centre.ValueAsync<long>("select count(*) from message where key like 'mail%' and state = 'sent'") < Messages) await Task.Delay(50);
        var drained = await centre.ValueAsync<double>("select (count(*) - 1) / extract(epoch from max(finished_at) - min(finished_at))::float8 from message where key like 'mail%'");
        product.Kill();
        await product.WaitForExitAsync();

        var mails = sent.Select(each => MimeMessage.Load(new MemoryStream(each.Raw.ToArray()))).ToList();
        server.Clear();
        using var client = new SmtpClient();
        await client.ConnectAsync(SmtpServer.Host, server.Port, SecureSocketOptions.None);
        var watch = Stopwatch.StartNew();
        foreach (var mail in mails) await client.SendAsync(mail);
        var loop = mails.Count / watch.Elapsed.TotalSeconds;
        await client.DisconnectAsync(quit: true);
        return $"Mail: {Messages} invitations at {drained:F0} a second from the outbox, each recorded before and after; the bare loop over one connection sends the same mails at {loop:F0}. Ratio {drained / loop:F2}.";
    }
}
