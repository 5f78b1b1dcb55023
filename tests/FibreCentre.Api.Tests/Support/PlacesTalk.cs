using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Support;

/// <summary>What providers and staff do with places, said as their programs say it.</summary>
internal static class PlacesTalk
{
    public static Task<Answer> Books(this HttpClient who, GivenCohort cohort, params EngineerDetails[] engineers) => who.Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO-1", engineers }, Some.Key());

    public static Task<Answer> BooksUnnamed(this HttpClient who, GivenCohort cohort, int unnamed) => who.Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO-1", unnamed }, Some.Key());

    public static Task<Answer> Holds(this HttpClient who, GivenCohort cohort, int places, string? key = null) => who.Post($"/api/v1/cohorts/{cohort.Id}/holds", new { places }, key ?? Some.Key());

    public static Task<Answer> Confirms(this HttpClient who, Guid booking, string purchaseOrder = "PO-2", string? key = null) => who.Post($"/api/v1/bookings/{booking}/confirmation", new { purchaseOrder }, key ?? Some.Key());

    public static Task<Answer> GivesBack(this HttpClient who, Guid hold) => who.Send("DELETE", $"/api/v1/bookings/{hold}/hold");

    public static Task<Answer> Names(this HttpClient who, Guid booking, EngineerDetails[] engineers, string? purchaseOrder = null, string? key = null) =>
        who.Post($"/api/v1/bookings/{booking}/names", new { engineers, purchaseOrder }, key ?? Some.Key());

    public static Task<Answer> Cancels(this HttpClient who, Guid booking, Guid[] places, decimal? expectedFee = null, string? waiveBecause = null, string? key = null) =>
        who.Post($"/api/v1/bookings/{booking}/cancellation", new { places, expectedFee, waiveBecause }, key ?? Some.Key());

    public static Task<Answer> Substitutes(this HttpClient who, Guid place, EngineerDetails engineer, string? key = null) => who.Post($"/api/v1/places/{place}/substitution", new { engineer }, key ?? Some.Key());

    public static Task<Answer> Transfers(this HttpClient who, Guid place, GivenCohort to, decimal? expectedFee = null, string? key = null) =>
        who.Post($"/api/v1/places/{place}/transfer", new { cohort = to.Id, expectedFee }, key ?? Some.Key());

    public static Task<Answer> Joins(this HttpClient who, GivenCohort cohort, int places, bool together = false, bool automatic = false, Guid[]? trainees = null, string? key = null) =>
        who.Post($"/api/v1/cohorts/{cohort.Id}/waiting-list", new { places, together, automatic, purchaseOrder = automatic ? "PO-W" : null, trainees = trainees ?? [] }, key ?? Some.Key());

    public static Task<Answer> Leaves(this HttpClient who, Guid entry) => who.Send("DELETE", $"/api/v1/waiting-list/{entry}");

    public static Task<Answer> Keeps(this HttpClient who, GivenCohort cohort, Person booker, int places, DateOnly releaseOn, string? key = null) =>
        who.Post($"/api/v1/cohorts/{cohort.Id}/allocations", new { provider = booker.Provider, places, releaseOn }, key ?? Some.Key());

    public static Guid Id(this Answer answer, string name = "bookingId") => answer.Json.TryGetProperty(name, out var id) ? id.GetGuid() : throw new InvalidOperationException($"There is no {name}: {answer}");

    public static Guid[] PlaceIds(this Answer answer) => [.. answer.Json.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("id").GetGuid())];

    /// <summary>A cohort that begins so many days from now, or a few more.</summary>
    public static Task<GivenCohort> GivenACohortAhead(this TestCentre centre, int days = 30, int places = 6)
    {
        var soonest = TestCentre.Time.DayOf(centre.Clock.GetUtcNow()).AddDays(days);
        var day = centre.NextFreeDay();
        while (day < soonest) day = centre.NextFreeDay();
        return centre.GivenACohort(c => c.WithPlaces(places).Starting(day));
    }

    /// <summary>The first day on which such a cohort could begin, for one beside another.</summary>
    public static Task<GivenCohort> GivenAnotherOn(this TestCentre centre, DateOnly day, int places = 6) => centre.GivenACohort(c => c.WithPlaces(places).Starting(day));

    public static Task<List<Guid>> PlacesOf(this TestCentre centre, Guid booking) => centre.Column<Guid>("select id from place where booking_id = $1 order by id", booking);

    /// <summary>Such as <c>place 140.00</c>, in the order they were made.</summary>
    public static Task<List<string>> ChargesOf(this TestCentre centre, Guid place) => centre.Column<string>("select kind || ' ' || amount from charge where place_id = $1 order by id", place);

    /// <summary>Kind, state and moment of every letter about a booking, a cohort or a waiting entry.</summary>
    public static Task<List<string>> LettersAbout(this TestCentre centre, Guid subject) => centre.Column<string>("select kind from message where subject_id = $1 order by id", subject);

    public static Task<DateTime> NamesDueAt(this TestCentre centre, GivenCohort cohort) => centre.Value<DateTime>("select names_due_at from cohort where id = $1", cohort.Id);

    public static void ItIs(this TestCentre centre, DateTime utc) => centre.Clock.SetUtcNow(new DateTimeOffset(utc, TimeSpan.Zero));

    /// <summary>What the scheduler does every few seconds.</summary>
    public static async Task SeeToCohorts(this TestCentre centre)
    {
        var faults = centre.App.Faults.Count;
        await centre.App.Services.RunAsync<KeepCohorts>();
        Assert.True(centre.App.Faults.Count == faults, centre.App.Faults.LastOrDefault());
    }

    /// <summary>What the audit finds once the clock's jobs have run, a line for each row that breaks an invariant.</summary>
    /// <param name="tended">After everything due was seen to. Without the database's guards two instances would be in each other's way at that.</param>
    public static async Task<List<string>> Broken(this TestCentre centre, bool tended = true)
    {
        if (tended) await centre.SeeToCohorts();
        return [.. (await centre.App.AskAsync(new CheckInvariants())).Invariants.SelectMany(invariant => invariant.Rows.Select(row => $"{invariant.Code}: {row}"))];
    }

    public static async Task AssertRefused(this TestCentre centre, int status, string problem, Func<Task<Answer>> ask)
    {
        var before = await centre.RowCounts();
        var answer = await ask();
        Assert.True((status, problem) == (answer.Status, answer.Problem), $"{status} {problem} was expected, not {answer}");
        Assert.Equal(before, await centre.RowCounts());
    }

    /// <summary>What is another provider's looks to the last byte as what never was.</summary>
    public static async Task AssertUnknown(this TestCentre centre, Person who, string problem, string method, Func<Guid, string> path, Guid foreign, object? body = null)
    {
        var client = centre.ClientOf(who);
        var theirs = await client.Send(method, path(foreign), body, Some.Key());
        var never = await client.Send(method, path(Guid.NewGuid()), body, Some.Key());
        Assert.True((404, problem) == (theirs.Status, theirs.Problem), $"404 {problem} was expected, not {theirs}");
        Assert.Equal(never.AllButCorrelation, theirs.AllButCorrelation);
    }

    public static async Task AssertForbidden(this TestCentre centre, string method, string path, object? body, params Person[] people)
    {
        foreach (var person in people)
        {
            var answer = await centre.ClientOf(person).Send(method, path, body, Some.Key());
            Assert.True(answer is { Status: 403, Problem: "not-allowed" }, $"{person}: {answer}");
        }
    }

    /// <summary>The same key again: the same answer, and nothing more is written.</summary>
    public static async Task AssertOnce(this TestCentre centre, Func<string, Task<Answer>> ask)
    {
        var key = Some.Key();
        var first = await ask(key);
        Assert.InRange(first.Status, 200, 201);
        var before = await centre.RowCounts();
        var again = await ask(key);
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal(before, await centre.RowCounts());
    }
}
