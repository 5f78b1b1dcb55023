using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Notices;
using FibreCentre.Testing;
using Microsoft.Playwright;
using MimeKit;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What people are told: by mail, and by a calendar that looks for itself.</summary>
public sealed partial class JourneyTests
{
    private async Task<IReadOnlyList<CalendarMail>> EveryEngineerIsInvitedToEverySession()
    {
        var invited = await CalendarMailsAsync(Engineers.Length * _sessions.Count);
        Assert.All(invited, mail => Assert.Equal("REQUEST", mail.Method));
        Assert.Equal(invited.Count, invited.Select(mail => mail.Event.Uid).Distinct().Count());
        foreach (var own in invited.GroupBy(mail => mail.To)) AssertIsThePlan(own.Select(mail => mail.Event));
        Assert.Equal(Engineers.Length, invited.Select(mail => mail.To).Distinct().Count());
        Assert.Contains(invited, mail => mail.Event.Location!.Contains("Classroom 3", StringComparison.Ordinal));
        return invited;
    }

    private async Task TheMoveReachesEveryCalendar(IReadOnlyList<CalendarMail> invited)
    {
        // Whoever teaches it has a letter of their own.
        var updates = await CalendarMailsAsync(Engineers.Length, letters: 1);
        foreach (var update in updates)
        {
            var before = Assert.Single(invited, mail => mail.Event.Uid == update.Event.Uid);
            Assert.Equal((before.To, "REQUEST"), (update.To, update.Method));
            Assert.True(update.Event.Sequence > before.Event.Sequence);
            Assert.Equal((_sessions[3].Start, _sessions[3].End), (update.Event.Start, update.Event.End));
        }
        Assert.Equal(Engineers.Length, updates.Select(mail => mail.To).Distinct().Count());
    }

    private async Task OnlyTheEngineerConcernedIsToldOfTheCancellation(IReadOnlyList<CalendarMail> invited)
    {
        var withdrawn = await CalendarMailsAsync(_sessions.Count);
        Assert.All(withdrawn, mail => Assert.Equal((Rhys, "CANCEL", "CANCELLED"), (mail.To, mail.Method, mail.Event.Status)));
        Assert.Equal(invited.Where(mail => mail.To == Rhys).Select(mail => mail.Event.Uid).Order(), withdrawn.Select(mail => mail.Event.Uid).Order());
        Assert.All(withdrawn, mail => Assert.True(mail.Event.Sequence > invited.Single(before => before.Event.Uid == mail.Event.Uid).Event.Sequence));
    }

    private Task TheTraineeSubscribesToACalendar(IReadOnlyList<CalendarMail> invited) => As(Amina, async visitor =>
    {
        await Expect(visitor.Region("Your next session")).ToContainTextAsync("Friday 23 October 2026, 8:30am");
        await visitor.FollowAsync("make a calendar address");
        await visitor.PressAsync("Make the address");
        var address = await visitor.Region("Your private calendar address").GetByText(new Regex(@"^http\S+\.ics$")).InnerTextAsync();

        using var program = new HttpClient();
        using var first = await program.GetAsync(new Uri(address));
        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        var events = await CalendarMail.AgreedAsync(await first.Content.ReadAsByteArrayAsync());
        AssertIsThePlan(events);
        Assert.Equal(invited.Where(mail => mail.To == Amina).Select(mail => mail.Event.Uid).Order(), events.Select(read => read.Uid).Order());

        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(Assert.IsType<EntityTagHeaderValue>(first.Headers.ETag));
        using var second = await program.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    });

    private async Task TheReminderComesTheDayBefore(DateOnly day)
    {
        _mail.Clear();
        _centre.ItIs(day.AddDays(-1), 7, 59);
        await _centre.SendDueMessagesAsync();
        // What to bring was due a week before, while nothing ran: it is told for as long as it helps.
        Assert.All(await _mail.Messages(), each => Assert.Contains("Before you come", each.Text, StringComparison.Ordinal));
        _mail.Clear();

        _centre.ItIs(day.AddDays(-1), 8);
        await _centre.SendDueMessagesAsync();
        var reminders = (await _mail.WaitForMessages(Engineers.Length - 1, Soon)).Select(CalendarMail.Read).ToList();
        Assert.Equal(Engineers.Length - 1, reminders.Count);
        Assert.Equal(Engineers.Order(), reminders.Select(mail => Assert.Single(mail.To.Mailboxes).Name).Append("Rhys Morgan").Order());
        foreach (var mail in reminders)
        {
            Assert.StartsWith("Tomorrow: FTC-201", mail.Subject, StringComparison.Ordinal);
            Assert.All(_sessions.Where(session => session.Day == day), session => Assert.Contains(session.Title, mail.TextBody, StringComparison.Ordinal));
            // Nothing in it that a calendar program would take for a second invitation.
            Assert.DoesNotContain(mail.BodyParts.OfType<MimePart>(), part => part.ContentType.IsMimeType("text", "calendar") || part.ContentType.IsMimeType("application", "ics"));
            mail.Dispose();
        }
    }

    private void AssertIsThePlan(IEnumerable<JudgedEvent> events) => Assert.Equal(
        _sessions.Select(session => (session.Start, session.End, $"FTC-201 {session.Title}")),
        events.Select(read => (read.Start!, read.End!, read.Summary!)).Order());

    /// <summary>So many mails with a calendar entry and not one more, opened; and so many letters beside them.</summary>
    private async Task<IReadOnlyList<CalendarMail>> CalendarMailsAsync(int count, int letters = 0)
    {
        // Changes are gathered for a while.
        _centre.Clock.Advance(Pacing.GatherFor);
        await _centre.SendDueMessagesAsync();
        var received = await _mail.WaitForMessages(count + letters, Soon);
        Assert.Equal(count + letters, received.Count);
        var calendars = received.Where(mail => mail.Text.Contains("text/calendar", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, calendars.Count);
        var opened = await CalendarMail.OpenAsync(calendars);
        _mail.Clear();
        return opened;
    }
}
