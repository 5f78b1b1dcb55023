using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Takes a signed head of the ledger out of the house: to somebody who keeps mail that the centre cannot change.</summary>
internal sealed class LedgerHeadLetter(CentreDbContext db, IOptions<MailOptions> mail, IConfiguration configuration)
{
    private sealed record Row(DateOnly Day, long Line, string Hash, string Signed);

    public async Task<ComposedMessage> WriteAsync(Message message, MessageWriter.Sources from, CancellationToken cancellationToken)
    {
        var head = await db.Database.SqlQuery<Row>($"""
            select day as "Day", number as "Line", encode(hash, 'hex') as "Hash", signed as "Signed" from ledger_saved_head where id = {message.Subject}
            """).SingleAsync(cancellationToken);
        var words = Phrasing.Of(from.WordsOf(message.Kind), MessageFacts.Of(
            ("centre", from.Centre.Name), ("day", CohortErrors.Day(head.Day)), ("line", head.Line), ("hash", head.Hash), ("link", CentreLinks.Of(configuration, "/ledger"))));
        var file = MailParts.Part("application", "jwt", Encoding.ASCII.GetBytes(head.Signed + "\n"), _ => { });
        file.ContentDisposition = new(ContentDisposition.Attachment) { FileName = $"ledger-head-{head.Day:yyyy-MM-dd}-line-{head.Line}.jwt" };
        return ComposedMessage.Plain(MailParts.Envelope(
            message, mail.Value, new MailboxAddress(mail.Value.FromName, $"training@{mail.Value.Domain}"), new MailboxAddress("", message.Address!), words.Subject, new Multipart("mixed") { MailParts.Alternatives(words), file }, from.Now));
    }
}
