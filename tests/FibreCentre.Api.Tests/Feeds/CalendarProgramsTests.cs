using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Feeds;

/// <summary>What a trainee sees in calendar programs that are not ours, after all that can become of a place.</summary>
public sealed class CalendarProgramsTests(MailCentre centre) : IClassFixture<MailCentre>
{
    [Fact]
    public async Task After_moves_cancellations_and_coming_back_two_programs_show_exactly_the_right_events()
    {
        var (person, booker) = (centre.Cast.NorthTrainee, centre.Cast.NorthBooker);
        var (stays, leaves) = (await centre.GivenACohort(), await centre.GivenACohort());
        var places = new List<Guid>();
        foreach (var cohort in new[] { stays, leaves }) places.Add((await centre.GivenAPlaceFor(person, cohort)).Places[0].Id);
        var path = await centre.GivenAFeed(person);
        using var mails = new Khal();      // what was invited by mail, imported mail by mail
        using var feeds = new Khal();      // the feed, imported over what was there before: a program that only adds
        var delivered = 0;
        await AssertRightAsync("booked");

        var afternoon = stays.Sessions[1];
        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Coordinator).Moves(afternoon.Id, centre.NextFreeDay(), "13:00")).Status);
        await AssertRightAsync("moved");

        await centre.App.AskAsync(new CancelPlace(new(places[1])), booker.Actor);
        await AssertRightAsync("cancelled");

        Assert.Equal(200, (await centre.ClientOf(centre.Cast.Coordinator).Moves(stays.Sessions[0].Id, centre.NextFreeDay(), "09:00")).Status);
        await centre.GivenAPlaceFor(person, leaves);
        await AssertRightAsync("moved again, and enrolled again");

        async Task AssertRightAsync(string when)
        {
            var expected = await ExpectedAsync();
            var (first, last) = (DateOnly.FromDateTime(expected.Min(each => each.Starts)).AddDays(-1), DateOnly.FromDateTime(expected.Max(each => each.Starts)).AddDays(2));
            var feed = (await centre.Fetch(path)).Octets;
            await feeds.ImportAsync(feed);
            var mail = await centre.MailAfterChangesOf(person.Email);
            foreach (var each in mail.Skip(delivered).Where(each => each.Calendar is not null)) await mails.ImportAsync(each.Calendar!);
            delivered = mail.Count;

            Assert.True(expected.Count == 4, when);
            Assert.Equal(expected, InOrder(await feeds.ListAsync(first, last)));
            Assert.Equal(expected, InOrder(await Calcurse.ListAsync(feed, first, last)));
            // A mail that takes back does not say so in the title: there the status does.
            Assert.Equal(expected.Select(each => each with { Title = each.Title.Replace("CANCELLED: ", "", StringComparison.Ordinal) }), InOrder(await mails.ListAsync(first, last)));
        }

        async Task<List<ShownEvent>> ExpectedAsync()
        {
            var rows = await centre.Column<string>("""
                select concat_ws('|', to_char(lower(s.during) at time zone 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(upper(s.during) at time zone 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS'), c.course_code || ' ' || s.title,
                  (select string_agg(b.name, ', ' order by b.name) || ', ' from reservation r join bay b on b.id = r.resource_id where r.session_id = s.id) || z.name || ', ' || z.address,
                  not exists (select from place p where p.cohort_id = c.id and p.trainee_id = $1 and p.state <> 'cancelled'))
                from session s join cohort c on c.id = s.cohort_id, centre z where c.id = any ($2)
                """, person.Trainee!, new[] { stays.Id, leaves.Id });
            return InOrder(rows.Select(row => row.Split('|')).Select(row => new ShownEvent(
                DateTime.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture), DateTime.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), row[4] == "t" ? $"CANCELLED: {row[2]}" : row[2], row[3], row[4] == "t")));
        }

        static List<ShownEvent> InOrder(IEnumerable<ShownEvent> events) => [.. events.OrderBy(each => each.Starts).ThenBy(each => each.Title, StringComparer.Ordinal)];
    }
}
