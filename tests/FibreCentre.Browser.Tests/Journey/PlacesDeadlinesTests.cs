using System.Text;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static FibreCentre.Browser.Tests.Journey.DemoWalk;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>Around the moment when names are due, on the demo centre: places that lapse at it, places given up and offered after it, and held places booked with their names at once.</summary>
public sealed class PlacesDeadlinesTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly DemoWalk _walk = new(chromium);
    private CohortAnswer _ahead = null!;

    public async Task InitializeAsync()
    {
        await _walk.OpenAsync();
        _ahead = await _walk.CohortAsync("FTC-110");
    }

    public Task DisposeAsync() => _walk.DisposeAsync().AsTask();

    [Fact]
    public async Task Places_nobody_was_named_for_end_when_names_are_due_and_the_provider_reads_why_and_what_it_owes()
    {
        await _walk.As(Northway, async visitor =>
        {
            await visitor.BooksWithoutNamesAsync(_ahead, 2, "NW-21");
            await visitor.FollowAsync("Name engineers");
            await visitor.Page.GetByLabel("Amina Yusuf").CheckAsync();
            await visitor.PressAsync("Name and invite them");
            await visitor.IsToldAsync("Amina Yusuf will be invited within minutes. 1 place still without a name.");
            await visitor.ReadsAsync("Places without a name end then, and the fee for cancelling late may be owed.");
        });
        _walk.Centre.Clock.SetUtcNow(_ahead.NamesDueAt);
        await _walk.Centre.SeeToCohortsAsync();
        await _walk.As(Northway, async visitor =>
        {
            await visitor.OpenAsync("/home");
            await Expect(visitor.Link("Name 1 engineer")).ToHaveCountAsync(0);
            await visitor.OpenAsync("/bookings");
            await visitor.FollowAsync($"{_ahead.Title}, {Day}");
            var ended = visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Ended: no name or order came in time" });
            await Expect(ended).ToContainTextAsync($"{Fee} owed");
            await Expect(visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Amina Yusuf" })).ToContainTextAsync("Confirmed");
            await Expect(visitor.Link("Name engineers")).ToHaveCountAsync(0);
            await visitor.OpenAsync($"{new Uri(visitor.Page.Url).AbsolutePath}/names");
            await visitor.ReadsAsync("No place of this booking waits for a name.");
            await visitor.FollowAsync("Statement");
            await Expect(visitor.Row("Fee for cancelling late")).ToContainTextAsync(Fee);
        }, Screen.Desk);
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task Staff_give_up_a_providers_places_and_waive_the_fee_and_the_next_in_line_books_its_late_offer_with_the_engineers_it_meant()
    {
        var full = await _walk.Centre.AskAsync(new BookPlaces(new(_ahead.Id), "NW-22", [], [.. Enumerable.Range(1, _ahead.PlacesLeft).Select(number => new EngineerDetails("Lee", $"Marsh{number}", $"lee{number}@northway.example.org", "1990-05-04", null, ["photo-id"]))]), Northway);
        var meant = (await _walk.Centre.AskAsync(new ListTrainees(), Calder)).Trainees.Where(each => each.Name is "Wen Zhao" or "Imran Hussain").ToList();
        await _walk.Centre.AskAsync(new JoinWaitingList(new(_ahead.Id), 2, Together: true, Automatic: false, null, [.. meant.Select(each => each.Id)]), Calder);
        _walk.Centre.Clock.SetUtcNow(_ahead.NamesDueAt);
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/bookings/{full.BookingId}");
            await visitor.FollowAsync("Cancel several places");
            foreach (var name in new[] { "Lee Marsh1", "Lee Marsh2" }) await visitor.Group("Places").GetByLabel(name, new() { Exact = true }).CheckAsync();
            await visitor.PressAsync("Go on");
            await visitor.ReadsAsync("Cancelling was free until");
            await visitor.Field("To waive the fee, say why").FillAsync("The centre asked for the places.");
            await visitor.PressAsync("Cancel 2 places");
            await visitor.IsToldAsync($"2 places cancelled. The fee of {TwoFees} is waived.");
        }, Screen.Desk);
        await _walk.As(Northway, async visitor =>
        {
            await visitor.FollowAsync("Statement");
            var waived = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Fee waived" });
            await Expect(waived).ToHaveCountAsync(2);
            await Expect(waived.First).ToContainTextAsync("The centre asked for the places.");
        });
        await _walk.As(Calder, async visitor =>
        {
            await visitor.FollowAsync("Take or decline the 2 places offered to you");
            await visitor.ReadsAsync("It is too close to the first day for places without a name: book with your purchase order number and the engineers' names.");
            await visitor.ReadsAsync($"You named {meant[0].Name} and {meant[1].Name} when you joined the waiting list.");
            await Expect(visitor.Button("Book the 2 places")).ToHaveCountAsync(0);
            await Screens.KeepAsync(visitor.Page, "booking-late-offer-390");
            await visitor.FollowAsync("Name the engineers and book");
            foreach (var engineer in meant) await Expect(visitor.Page.GetByLabel(engineer.Name)).ToBeCheckedAsync();
            await Screens.KeepAsync(visitor.Page, "names-late-offer-390");
            await visitor.Page.GetByLabel(meant[1].Name).UncheckAsync();
            await visitor.PressAsync("Book, name and invite them");
            await visitor.IsRefusedAsync("Enter your purchase order number.");
            await visitor.Field("Your purchase order number").FillAsync("C-10");
            await visitor.PressAsync("Book, name and invite them");
            await visitor.IsRefusedAsync("Every place needs a name now");
            await visitor.Page.GetByLabel(meant[1].Name).CheckAsync();
            await visitor.PressAsync("Book, name and invite them");
            await visitor.IsToldAsync($"2 places booked under C-10. {meant[0].Name} and {meant[1].Name} will be invited within minutes. Every place has a name now.");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    [Fact]
    public async Task A_late_offer_is_booked_by_a_sheet_when_there_is_a_name_for_every_place_and_a_hold_with_fewer()
    {
        await _walk.As(Moorland, async visitor =>
        {
            await visitor.HoldsAsync(_ahead, 2);
            await visitor.FollowAsync("Book and name the engineers");
            await visitor.ReadsAsync("Places for which you name nobody now need a name by");
            await UploadsAsync(visitor, "Ivy;Brook;ivy.brook@moorland.example.org;1/2/1991");
            await visitor.ReadsAsync("Nothing is booked and nobody is invited yet.");
            await visitor.PressAsync("Book, name and invite 1 engineer");
            await visitor.IsRefusedAsync("Enter your purchase order number.");
            await visitor.Field("Your purchase order number").FillAsync("MB-5");
            await visitor.PressAsync("Book, name and invite 1 engineer");
            await visitor.IsToldAsync("2 places booked under MB-5. Ivy Brook will be invited within minutes. 1 place still without a name.");
        });
        var full = await _walk.Centre.AskAsync(new BookPlaces(new(_ahead.Id), "NW-23", [], [.. Enumerable.Range(1, _ahead.PlacesLeft - 2).Select(number => new EngineerDetails("Lee", $"Marsh{number}", $"lee{number}@northway.example.org", "1990-05-04", null, ["photo-id"]))]), Northway);
        var meant = (await _walk.Centre.AskAsync(new ListTrainees(), Calder)).Trainees.Where(each => each.Name is "Wen Zhao" or "Imran Hussain").Select(each => each.Id).ToList();
        await _walk.Centre.AskAsync(new JoinWaitingList(new(_ahead.Id), 2, Together: true, Automatic: false, null, meant), Calder);
        _walk.Centre.Clock.SetUtcNow(_ahead.NamesDueAt);
        await _walk.As(Coordinator, async visitor =>
        {
            await visitor.OpenAsync($"/bookings/{full.BookingId}/cancel?places={full.Places[0].Id}&places={full.Places[1].Id}&look=true");
            await visitor.PressAsync("Cancel 2 places");
            await visitor.IsToldAsync($"2 places cancelled. {TwoFees} is owed.");
        }, Screen.Desk);
        await _walk.As(Calder, async visitor =>
        {
            await visitor.FollowAsync("Take or decline the 2 places offered to you");
            await visitor.FollowAsync("Name the engineers and book");
            await UploadsAsync(visitor, "Cai;Dale;cai.dale@calder.example.org;3/4/1992");
            await visitor.ReadsAsync("Every place needs a name now: 1 can come, and there are 2 places.");
            await Expect(visitor.Button("Book, name and invite 1 engineer")).ToHaveCountAsync(0);
            await visitor.FollowAsync("give places back");
            await visitor.Group("Places").GetByRole(AriaRole.Checkbox).First.CheckAsync();
            await visitor.PressAsync("Go on");
            await visitor.PressAsync("Cancel this place");
            await visitor.IsToldAsync("1 place cancelled. Nothing is owed.");
            await visitor.FollowAsync("Name the engineers and book");
            await UploadsAsync(visitor, "Cai;Dale;cai.dale@calder.example.org;3/4/1992");
            await visitor.Field("Your purchase order number").FillAsync("C-11");
            await visitor.PressAsync("Book, name and invite 1 engineer");
            await visitor.IsToldAsync("1 place booked under C-11. Cai Dale will be invited within minutes. Every place has a name now.");
        });
        Assert.Empty(_walk.Centre.Faults);
    }

    /// <summary>The day it begins, as a link to the booking says it.</summary>
    private string Day => Say.Day(_ahead.FirstDay);

    /// <summary>Half of the price, as the course's terms have it.</summary>
    private string Fee => $"£{_ahead.PricePerPlace / 2:0.00}";

    private string TwoFees => $"£{_ahead.PricePerPlace:0.00}";

    private static async Task UploadsAsync(Visitor visitor, string line)
    {
        await visitor.Field("CSV file with the engineers who come").SetInputFilesAsync(new FilePayload { Name = "late.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"First name;Last name;E-mail;Date of birth\n{line}") });
        await visitor.PressAsync("Check the file");
    }
}
