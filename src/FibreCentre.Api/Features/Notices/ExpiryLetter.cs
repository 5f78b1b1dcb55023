using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Tells a trainee, and whoever books for the employer, that a certificate runs out. One that has been renewed, revoked or changed hands meanwhile is not spoken of.</summary>
internal sealed class ExpiryLetter(CentreDbContext db, IOptions<MailOptions> mail, IConfiguration configuration)
{
    private sealed record Row(Guid TraineeId, Guid ProviderId, string GivenName, string FamilyName, string Email, string Number, string Course, string Title, DateOnly? ExpiresOn, bool Gone, string? Booked);

    private sealed record Reader(string Name, string Email);

    public async Task<ComposedMessage> WriteAsync(Message message, MessageWriter.Sources from, CancellationToken cancellationToken)
    {
        var (centre, now, today) = (from.Centre, from.Now, from.Time.DayOf(from.Now));
        var found = await db.Database.SqlQuery<Row>($"""
            select t.id as "TraineeId", t.provider_id as "ProviderId", t.given_name as "GivenName", t.family_name as "FamilyName", t.email::text as "Email", h.number as "Number", h.course_code as "Course", v.title as "Title",
              h.expires_on as "ExpiresOn", h.gone or exists (select from certificate n where n.trainee_id = t.id and n.course_code = h.course_code and n.revoked_at is null and (n.expires_on is null or n.expires_on > h.expires_on)) as "Gone",
              (select min(o.code) from place p join cohort o on o.id = p.cohort_id where p.trainee_id = t.id and p.state = 'confirmed' and o.course_code = h.course_code and o.first_day >= {today}) as "Booked"
            from (select id, trainee_id, course_code, number, expires_on, revoked_at is not null as gone from certificate
                  union all select id, trainee_id, course_code, number, expires_on, state <> 'verified' from outside_certificate) h
              join trainee t on t.id = h.trainee_id join course o on o.code = h.course_code join course_version v on v.course_code = o.code and v.number = o.current_version
            where h.id = {message.Subject}
            """).SingleOrDefaultAsync(cancellationToken);
        if (found is not { Gone: false, ExpiresOn: { } expires }) return ComposedMessage.Nothing("The certificate was renewed or revoked before it was sent.");
        if (expires < today) return ComposedMessage.Nothing("The certificate has run out already.");
        if (found.ProviderId != message.Provider?.Value) return ComposedMessage.Nothing("The trainee has another employer now.");
        var own = message.Trainee is not null;
        var reader = own ? new(found.GivenName, found.Email) : await db.Database.SqlQuery<Reader>($"""
            select display_name as "Name", coalesce(email, '') as "Email" from identity.account where id = {message.Account} and (lockout_end is null or lockout_end < {now})
            """).SingleOrDefaultAsync(cancellationToken);
        if (reader is not { Email.Length: > 0 }) return ComposedMessage.Nothing("The account is gone or disabled.");
        var words = Phrasing.Of(from.WordsOf(message.Kind), MessageFacts.Of(
            ("name", reader.Name), ("centre", centre.Name), ("own", own), ("holder", $"{found.GivenName} {found.FamilyName}"), ("number", found.Number), ("course", found.Course), ("title", found.Title),
            ("expires", CohortErrors.Day(expires)), ("days", expires.DayNumber - today.DayNumber), ("booked", found.Booked), ("link", CentreLinks.Of(configuration, own ? "/my-training" : $"/engineers/{found.TraineeId}"))));
        return ComposedMessage.Plain(MailParts.Envelope(
            message, mail.Value, new MailboxAddress(mail.Value.FromName, $"training@{mail.Value.Domain}"), new MailboxAddress(own ? $"{found.GivenName} {found.FamilyName}" : reader.Name, reader.Email), words.Subject, MailParts.Alternatives(words), now));
    }
}
