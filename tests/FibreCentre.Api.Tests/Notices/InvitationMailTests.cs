using System.Text;
using System.Text.Json;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Timetable;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Api.Tests.Notices;

public sealed class InvitationMailTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task Each_session_is_one_invitation_built_as_calendar_programs_need_it()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer() with { GivenName = "Zoë", FamilyName = "O'Brien; née Łaska" };
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);

        var mails = await centre.MailOf(engineer.Email);

        Assert.Equal(2, mails.Count);
        Assert.Equal(2, mails.Select(mail => mail.Uid).Distinct().Count());
        foreach (var mail in mails)
        {
            var mixed = Assert.IsType<Multipart>(mail.Message.Body);
            Assert.True(mixed.ContentType.IsMimeType("multipart", "mixed"));
            var alternative = Assert.IsType<MultipartAlternative>(mixed[0]);
            Assert.Equal(["text/plain", "text/html", "text/calendar"], alternative.Select(part => part.ContentType.MimeType));
            var calendar = (MimePart)alternative[2];
            Assert.Equal(("REQUEST", "utf-8"), (calendar.ContentType.Parameters["method"], calendar.ContentType.Parameters["charset"]));
            Assert.Null(calendar.ContentDisposition);
            var file = (MimePart)mixed[1];
            Assert.Equal(("application/ics", "attachment", "invite.ics"), (file.ContentType.MimeType, file.ContentDisposition?.Disposition, file.FileName));
            Assert.Equal(mail.Calendar, Mail.Octets(file));
            Assert.All(mail.Message.BodyParts.OfType<MimePart>(), part => Assert.Equal(ContentEncoding.Base64, part.ContentTransferEncoding));

            Assert.Equal("REQUEST", mail.Property("METHOD"));
            Assert.Equal("0", mail.Property("SEQUENCE"));
            Assert.Equal($"mailto:{mail.Message.From.Mailboxes.Single().Address}", mail.Property("ORGANIZER"));
            Assert.Equal($"mailto:{engineer.Email}", mail.Property("ATTENDEE"));
            Assert.Matches("^rsvp\\+[0-9a-f]{32}@", mail.Message.From.Mailboxes.Single().Address);
            Assert.DoesNotContain("RRULE", mail.Text[mail.Text.IndexOf("BEGIN:VEVENT", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.All(Encoding.UTF8.GetString(mail.Calendar!).Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
            Assert.DoesNotContain('\n', Encoding.UTF8.GetString(mail.Calendar!).Replace("\r\n", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Two_independent_parsers_read_the_same_session_out_of_it()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer() with { GivenName = "Zoë", FamilyName = "Müller, jun." };
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);

        var mail = (await centre.MailOf(engineer.Email)).Single(each => each.Subject.Contains(cohort.Sessions[0].Title, StringComparison.Ordinal));
        var verdict = await IcsJudge.Judge(mail.Calendar);

        Assert.Equal(JsonSerializer.Serialize(verdict.IcalJs), JsonSerializer.Serialize(verdict.NodeIcal));
        var read = Assert.Single(verdict.IcalJs);
        Assert.Equal(($"{cohort.Sessions[0].During.Starts.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}", $"{cohort.Sessions[0].During.Ends.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"), (read.Start, read.End));
        Assert.Equal((mail.Uid, 0, $"FTC-101 {cohort.Sessions[0].Title}"), (read.Uid, read.Sequence, read.Summary));
        Assert.StartsWith("Classroom", read.Location, StringComparison.Ordinal);
        var attendee = Assert.Single(read.Attendees);
        Assert.Equal((engineer.Email, "Zoë Müller, jun.", "NEEDS-ACTION", "REQ-PARTICIPANT", true), (attendee.Email, attendee.Name, attendee.Partstat, attendee.Role, attendee.Rsvp));
    }

    [Fact]
    public async Task A_moved_session_is_one_update_under_the_old_uid_with_a_higher_sequence()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var before = await centre.MailOf(engineer.Email);
        var afternoon = cohort.Sessions[1];

        await centre.App.AskAsync(new MoveSession(new(afternoon.Id), centre.NextFreeDay(), new(13, 0), null), centre.Cast.Coordinator.Actor);
        var update = Assert.Single((await centre.MailAfterChangesOf(engineer.Email)).Skip(before.Count));

        var original = before.Single(mail => mail.Subject.Contains(afternoon.Title, StringComparison.Ordinal));
        Assert.Equal(("REQUEST", original.Uid, 1), (update.Method, update.Uid, update.Sequence));
        Assert.StartsWith("Changed: ", update.Subject, StringComparison.Ordinal);
        Assert.NotEqual(original.Property("DTSTART"), update.Property("DTSTART"));
        Assert.Equal(original.Property("ORGANIZER"), update.Property("ORGANIZER"));
    }

    [Fact]
    public async Task A_cancelled_place_withdraws_that_persons_entries_and_nobody_elses()
    {
        var cohort = await centre.GivenACohort();
        var (leaves, stays) = (Some.Engineer(), Some.Engineer());
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, leaves, stays);
        var invited = await centre.MailOf(leaves.Email);

        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);
        var withdrawn = (await centre.MailAfterChangesOf(leaves.Email)).Skip(2).ToList();

        Assert.Equal(invited.Select(mail => mail.Uid).Order(), withdrawn.Select(mail => mail.Uid).Order());
        Assert.All(withdrawn, mail =>
        {
            Assert.Equal(("CANCEL", "CANCEL", "CANCELLED", 1), (mail.Method, mail.Property("METHOD"), mail.Property("STATUS"), mail.Sequence));
            Assert.Equal($"mailto:{leaves.Email}", mail.Property("ATTENDEE"));
            Assert.DoesNotContain("VALARM", mail.Text, StringComparison.Ordinal);
            Assert.NotEmpty(mail.Property("DTSTART"));
            Assert.NotEmpty(mail.Property("DTEND"));
        });
        Assert.Equal(2, (await centre.MailOf(stays.Email)).Count);
    }

    [Fact]
    public async Task Who_comes_back_gets_the_old_entry_again_with_a_higher_sequence()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var first = await centre.MailOf(engineer.Email);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);
        Assert.Equal(4, (await centre.MailAfterChangesOf(engineer.Email)).Count);

        await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        var again = (await centre.MailOf(engineer.Email)).Skip(4).ToList();

        Assert.Equal(first.Select(mail => mail.Uid).Order(), again.Select(mail => mail.Uid).Order());
        Assert.All(again, mail => Assert.Equal(("REQUEST", "CONFIRMED", 2), (mail.Method, mail.Property("STATUS"), mail.Sequence)));
        // The entry has hung on two places in turn; giving back the second withdraws it again.
        var place = await centre.Value<string>("select p.id::text from place p join trainee t on t.id = p.trainee_id where t.email = $1 and p.state = 'confirmed'", engineer.Email);
        await centre.App.AskAsync(new CancelPlace(new(Guid.Parse(place))), centre.Cast.NorthBooker.Actor);
        Assert.Equal([("CANCEL", 3), ("CANCEL", 3)], (await centre.MailAfterChangesOf(engineer.Email)).Skip(6).Select(mail => (mail.Method!, mail.Sequence)));
    }

    [Fact]
    public async Task Nothing_pointless_is_sent()
    {
        var cohort = await centre.GivenACohort();
        var engineer = Some.Engineer();
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineer);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), centre.Cast.NorthBooker.Actor);

        Assert.Empty(await centre.MailOf(engineer.Email));
        Assert.Empty(await centre.MailAfterChangesOf(engineer.Email));
        Assert.All((await centre.StatesOf(engineer.Email)).Take(2), state => Assert.Equal("skipped", state));
        Assert.Equal(
            ["The place was cancelled before it was sent.", "The trainee was never told of it."],
            (await centre.Column<string>("select distinct note from message m join trainee t on t.id = m.trainee_id where t.email = $1 and note is not null", engineer.Email)).Order());
    }
}
