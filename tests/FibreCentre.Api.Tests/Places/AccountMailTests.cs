using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

/// <summary>What people at providers and the centre's own are told, as it arrives from a real mail server.</summary>
public sealed class AccountMailTests(MailCentre centre) : IClassFixture<MailCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Staff => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task A_hold_is_warned_of_and_its_end_is_said_to_whoever_held()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 2)).Id();
        Assert.DoesNotContain(await Letters(centre.Cast.NorthBooker, cohort), mail => mail.Subject.StartsWith("Your hold", StringComparison.Ordinal));
        var until = centre.Clock.GetUtcNow().AddHours(24);

        centre.Clock.Advance(TimeSpan.FromHours(21));
        var warning = Last(await Letters(centre.Cast.NorthBooker, cohort), "Your hold ends soon");
        Assert.Contains($"You hold 2 places on {cohort.Course}", warning, StringComparison.Ordinal);
        Assert.Contains($"The hold ends on {Moment(until)}.", warning, StringComparison.Ordinal);
        Assert.Contains($"https://localhost/bookings/{hold}", warning, StringComparison.Ordinal);

        centre.Clock.Advance(TimeSpan.FromHours(3));
        await centre.SeeToCohorts();
        Assert.Contains("are free again", Last(await Letters(centre.Cast.NorthBooker, cohort), "Your hold has ended"), StringComparison.Ordinal);
        Assert.Empty(await Letters(centre.Cast.SouthBooker, cohort));
    }

    [Fact]
    public async Task What_was_booked_meanwhile_is_not_warned_of()
    {
        var cohort = await centre.GivenACohortAhead();
        var hold = (await North.Holds(cohort, 1)).Id();
        await centre.SendDueMessages();
        await North.Confirms(hold);
        centre.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Empty(await Letters(centre.Cast.NorthBooker, cohort));
        Assert.Equal(["skipped"], await centre.Column<string>("select state from message where subject_id = $1 and kind = 'hold-ending'", hold));
    }

    [Fact]
    public async Task An_offer_says_until_when_and_tells_nothing_of_who_gave_up_the_place()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        var booked = await North.Books(cohort, Some.Engineer());
        await South.Joins(cohort, 1);
        await North.Cancels(booked.Id(), booked.PlaceIds());

        var offer = Last(await Letters(centre.Cast.SouthBooker, cohort), "Places for you");
        Assert.Contains($"1 place on {cohort.Course}", offer, StringComparison.Ordinal);
        Assert.Contains($"until {Moment(centre.Clock.GetUtcNow().AddHours(24))}", offer, StringComparison.Ordinal);
        Assert.Contains($"name the engineers until {Moment(new(await centre.NamesDueAt(cohort), TimeSpan.Zero))}; or decline", string.Join(' ', offer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("Northway", offer, StringComparison.Ordinal);
        Assert.DoesNotContain("PO-1", offer, StringComparison.Ordinal);
        Assert.Contains($"/bookings/{(await centre.Column<Guid>("select id from booking where cohort_id = $1 and waiting_entry_id is not null", cohort.Id))[0]}", offer, StringComparison.Ordinal);

        centre.Clock.Advance(TimeSpan.FromHours(21));
        Last(await Letters(centre.Cast.SouthBooker, cohort), "Your offer ends soon");
        centre.Clock.Advance(TimeSpan.FromHours(3));
        await centre.SeeToCohorts();
        Last(await Letters(centre.Cast.SouthBooker, cohort), "Your offer has ended");
        Assert.Empty(await Letters(centre.Cast.NorthBooker, cohort));
    }

    [Fact]
    public async Task An_offer_that_comes_after_names_are_due_asks_for_the_names_with_the_order_number()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        var booked = await North.Books(cohort, Some.Engineer());
        await South.Joins(cohort, 1, trainees: [centre.Cast.SouthTrainee.Trainee!.Value]);
        centre.ItIs(await centre.NamesDueAt(cohort));
        await Staff.Cancels(booked.Id(), booked.PlaceIds());

        var offer = string.Join(' ', Last(await Letters(centre.Cast.SouthBooker, cohort), "Places for you").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("take them with your purchase order number and the engineers' names, or decline.", offer, StringComparison.Ordinal);
        Assert.DoesNotContain("name the engineers until", offer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_asked_for_two_days_before_and_their_lapse_is_said()
    {
        var cohort = await centre.GivenACohortAhead();
        await North.BooksUnnamed(cohort, 2);
        var due = await centre.NamesDueAt(cohort);
        centre.ItIs(due.AddDays(-2));
        var asked = Last(await Letters(centre.Cast.NorthBooker, cohort), "Names needed");
        Assert.Contains("2 places of your booking", asked, StringComparison.Ordinal);
        Assert.Contains($"Names are due on {Moment(new(due, TimeSpan.Zero))}.", asked, StringComparison.Ordinal);
        centre.ItIs(due);
        await centre.SeeToCohorts();
        Assert.Contains("2 places of your booking", Last(await Letters(centre.Cast.NorthBooker, cohort), "Places have lapsed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinators_are_asked_and_bookers_told_what_was_decided()
    {
        var (goes, falls) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 1));
        var moves = await centre.GivenACohortAhead();
        var (ordered, beside) = (await North.Books(moves, Some.Engineer(), Some.Engineer()), await North.BooksUnnamed(moves, 1));
        await North.Books(goes, Some.Engineer());
        await North.Books(falls, Some.Engineer());
        await South.Joins(falls, 1);
        centre.ItIs(goes.FirstDay.AddDays(-10), 9);
        await centre.SeeToCohorts();
        var asked = (await centre.MailOf(centre.Cast.Coordinator.Email)).Single(mail => mail.Subject == $"Does it go ahead? {goes.Code}").Message.TextBody;
        Assert.Contains("has 1 of 6 places taken and needs 4", asked, StringComparison.Ordinal);
        Assert.Contains($"https://localhost/cohorts/{goes.Id}/decide", asked, StringComparison.Ordinal);

        await Staff.Post($"/api/v1/cohorts/{goes.Id}/confirmation", null, Some.Key());
        await Staff.Post($"/api/v1/cohorts/{falls.Id}/cancellation", new { }, Some.Key());
        Last(await Letters(centre.Cast.NorthBooker, goes), "Confirmed to run");
        Assert.Contains("Your 1 place there has been credited in full", Last(await Letters(centre.Cast.NorthBooker, falls), "Cancelled"), StringComparison.Ordinal);
        Assert.Contains("you owe nothing for it", Last(await Letters(centre.Cast.SouthBooker, falls), "Cancelled"), StringComparison.Ordinal);

        await Staff.Post($"/api/v1/cohorts/{moves.Id}/cancellation", new { moveTo = goes.Id }, Some.Key());
        var told = Last(await Letters(centre.Cast.NorthBooker, moves), "Cancelled");
        Assert.Contains("Your 3 places there have been credited in full", told, StringComparison.Ordinal);
        foreach (var (old, places) in new[] { (ordered.Id(), "2 places"), (beside.Id(), "1 place") })
        {
            var (booking, reference) = (await centre.Value<string>("select n.booking_id::text from place n join place p on p.id = n.transferred_from where p.booking_id = $1 limit 1", old), await centre.Value<string>("select b.reference from booking b join place n on n.booking_id = b.id join place p on p.id = n.transferred_from where p.booking_id = $1 limit 1", old));
            Assert.Matches($"(?s)- {places} on {goes.Course} .*, booking {reference}\\s+<https://localhost/bookings/{booking}>", told);
        }
        Assert.DoesNotContain("booked for you instead", Last(await Letters(centre.Cast.NorthBooker, falls), "Cancelled"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waited_in_vain_is_told_when_it_begins_and_where_to_look()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        await North.Books(cohort, Some.Engineer());
        await South.Joins(cohort, 2, trainees: []);
        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts);
        await centre.SeeToCohorts();
        var told = Last(await Letters(centre.Cast.SouthBooker, cohort), "No place came free");
        Assert.Contains("The 2 places you waited for did not come free. You owe nothing.", told, StringComparison.Ordinal);
        Assert.Contains($"https://localhost/cohorts?course={cohort.Course}", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Northway", told, StringComparison.Ordinal);
        Assert.DoesNotContain(await Letters(centre.Cast.NorthBooker, cohort), mail => mail.Subject.StartsWith("No place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_booked_by_turn_is_told_the_order_number_and_asked_for_names()
    {
        var cohort = await centre.GivenACohortAhead(places: 1);
        var booked = await South.Books(cohort, Some.Engineer());
        await North.Joins(cohort, 1, automatic: true);
        await South.Cancels(booked.Id(), booked.PlaceIds());
        var given = Last(await Letters(centre.Cast.NorthBooker, cohort), "Booked from the waiting list");
        Assert.Contains("booked under your order number PO-W", given, StringComparison.Ordinal);
        Assert.Contains($"Name your engineers until {Moment(new(await centre.NamesDueAt(cohort), TimeSpan.Zero))}.", given, StringComparison.Ordinal);
    }

    /// <summary>What somebody got about a cohort; its first day tells it apart.</summary>
    private async Task<List<(string Subject, string Text)>> Letters(Person person, GivenCohort cohort)
    {
        var day = cohort.FirstDay.ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));
        return [.. (await centre.MailOf(person.Email)).Select(mail => (mail.Subject, mail.Message.TextBody ?? "")).Where(mail => mail.Subject.Contains(day, StringComparison.Ordinal))];
    }

    private static string Last(List<(string Subject, string Text)> letters, string subject)
    {
        Assert.True(letters.Count > 0, $"no letter came; {subject} was expected");
        Assert.StartsWith(subject, letters[^1].Subject, StringComparison.Ordinal);
        return letters[^1].Text.ReplaceLineEndings(" ");
    }

    private static string Moment(DateTimeOffset instant)
    {
        var civil = TestCentre.Time.Civil(instant);
        return civil.ToString("dddd d MMMM 'at' h:mm", System.Globalization.CultureInfo.GetCultureInfo("en-GB")) + (civil.Hour < 12 ? "am" : "pm");
    }
}
