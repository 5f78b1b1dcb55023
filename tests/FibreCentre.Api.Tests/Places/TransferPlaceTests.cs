using FibreCentre.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Places;

public sealed class TransferPlaceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    [Fact]
    public async Task Only_its_own_booker_transfers_and_only_to_what_it_may_see()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        await centre.AssertForbidden("POST", $"/api/v1/places/{place}/transfer", new { cohort = to.Id }, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "place-not-found", "POST", id => $"/api/v1/places/{id}/transfer", place, new { cohort = to.Id });
        var draft = await centre.GivenACohort(c => c.NotPublished());
        await centre.AssertRefused(404, "cohort-not-found", () => North.Transfers(place, draft));
    }

    [Fact]
    public async Task One_place_ends_and_another_begins_under_the_same_order_number()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var booked = await North.Books(from, Some.Engineer());
        var place = booked.PlaceIds()[0];

        var answer = await North.Transfers(place, to, expectedFee: 0);

        Assert.Equal((200, 0m), (answer.Status, answer.Json.GetProperty("fee").GetDecimal()));
        var moved = answer.Id("placeId");
        Assert.Equal(["cancelled transferred"], await centre.Column<string>("select state || ' ' || ended_because from place where id = $1", place));
        Assert.Equal(["confirmed PO-1"], await centre.Column<string>("select p.state || ' ' || b.purchase_order from place p join booking b on b.id = p.booking_id where p.id = $1 and p.transferred_from = $2", moved, place));
        Assert.Equal(["place 140.00", "credit -140.00"], await centre.ChargesOf(place));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(moved));
        Assert.Equal(["0 1"], await centre.Column<string>("select (select places_taken from cohort where id = $1) || ' ' || (select places_taken from cohort where id = $2)", from.Id, to.Id));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where place_id = $1 and kind = 'cancellation'", place));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message where place_id = $1 and kind = 'invitation'", moved));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_cannot_move_is_refused_with_what_to_do_instead_and_every_refusal_is_documented()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var held = (await centre.PlacesOf((await South.Holds(from, 1)).Id()))[0];
        Assert.Equal(("place-not-confirmed", "It is only held. Book it first, with your purchase order number; then it can be named or moved."), Said(await South.Transfers(held, to)));
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        await centre.Run($"update place set state = 'completed' where id = '{place}'");
        foreach (var refused in new[] { await North.Transfers(place, to), await North.Substitutes(place, Some.Engineer()) })
            Assert.Equal(("place-completed", "Its engineer has been signed off, so the place stays as it is. To send somebody else, book another place."), Said(refused));
        await centre.Run($"update place set state = 'confirmed' where id = '{place}'");
        centre.Clock.SetUtcNow(from.Sessions[0].During.Starts);
        foreach (var refused in new[] { await North.Transfers(place, to), await North.Substitutes(place, Some.Engineer()) })
            Assert.Equal(("cohort-has-begun", "A place can be changed, moved or given up until the first session starts. Ring the centre if somebody cannot come."), Said(refused));

        var documented = centre.App.Services.GetServices<EndpointDataSource>().SelectMany(each => each.Endpoints).Single(each => each.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "TransferPlace")
            .Metadata.GetOrderedMetadata<Http.Refusals>().SelectMany(each => each.Errors).Select(each => each.Code).ToHashSet();
        foreach (var code in new[] { "same-cohort", "booking-closed", "place-not-confirmed", "place-completed", "already-cancelled", "cohort-has-begun", "names-are-due" }) Assert.Contains(code, documented);

        static (string?, string?) Said(Answer answer) => (answer.Problem, answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Late_it_costs_the_fee_that_was_shown()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        centre.ItIs(from.FirstDay.AddDays(-13), 0);
        await centre.AssertRefused(409, "cost-changed", () => North.Transfers(place, to, expectedFee: 0));
        Assert.Equal(70m, (await North.Transfers(place, to, expectedFee: 70)).Json.GetProperty("fee").GetDecimal());
        Assert.Equal(["place 140.00", "credit -140.00", "cancellation 70.00"], await centre.ChargesOf(place));
    }

    [Fact]
    public async Task The_sessions_one_leaves_do_not_stand_in_the_way_and_others_do()
    {
        var from = await centre.GivenACohortAhead();
        var (beside, other) = (await centre.GivenAnotherOn(from.FirstDay), await centre.GivenACohortAhead());
        var ann = Some.Engineer();
        var place = (await North.Books(from, ann)).PlaceIds()[0];
        var moved = await North.Transfers(place, beside);
        Assert.Equal(200, moved.Status);

        var elsewhere = (await North.Books(other, ann)).PlaceIds()[0];
        await centre.AssertRefused(409, "engineers-refused", () => North.Transfers(elsewhere, from));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task What_it_refuses_it_says_and_changes_nothing()
    {
        var (from, full) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead(places: 1));
        var ann = Some.Engineer();
        var booked = await North.Books(from, ann, Some.Engineer());
        var place = booked.PlaceIds()[0];
        await South.Books(full, Some.Engineer());

        await centre.AssertRefused(400, "same-cohort", () => North.Transfers(place, from));
        await centre.AssertRefused(409, "not-enough-places", () => North.Transfers(place, full));
        var otherCourse = await centre.GivenACohort(c => c.Of("FTC-201", days: 2));
        await centre.AssertRefused(409, "other-course", () => North.Transfers(place, otherCourse));
        var there = await centre.GivenACohortAhead();
        await North.Books(there, ann);
        await centre.AssertRefused(409, "engineers-refused", () => North.Transfers(place, there));
        var held = (await centre.PlacesOf((await North.Holds(from, 1)).Id()))[0];
        await centre.AssertRefused(409, "place-not-confirmed", () => North.Transfers(held, there));
        await North.Cancels(booked.Id(), [booked.PlaceIds()[1]]);
        await centre.AssertRefused(409, "already-cancelled", () => North.Transfers(booked.PlaceIds()[1], there));
        centre.Clock.SetUtcNow(from.Sessions[0].During.Starts);
        var later = await centre.GivenACohortAhead();
        await centre.AssertRefused(409, "cohort-has-begun", () => North.Transfers(place, later));
    }

    [Fact]
    public async Task Without_a_name_it_moves_as_well_while_names_can_wait_there()
    {
        var soon = await centre.GivenACohortAhead(days: 8);
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var place = (await centre.PlacesOf((await North.BooksUnnamed(from, 1)).Id()))[0];
        centre.ItIs(await centre.NamesDueAt(soon));
        await centre.SeeToCohorts();
        await centre.AssertRefused(409, "names-are-due", () => North.Transfers(place, soon));
        var moved = await North.Transfers(place, to);
        Assert.Equal(1, await centre.Value<int>("select count(*) from place where booking_id = $1 and state = 'confirmed' and trainee_id is null", moved.Id()));
    }

    [Fact]
    public async Task The_place_left_goes_to_whoever_waits_for_it_in_the_same_moment()
    {
        var (from, to) = (await centre.GivenACohortAhead(places: 1), await centre.GivenACohortAhead());
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        await South.Joins(from, 1, automatic: true);
        await North.Transfers(place, to);
        Assert.Equal([centre.Cast.SouthBooker.Provider!.Value], await centre.Column<Guid>("select provider_id from place where cohort_id = $1 and state = 'confirmed'", from.Id));
    }

    [Fact]
    public async Task Whoever_waits_there_for_the_very_engineer_who_moves_to_the_same_day_is_passed_over()
    {
        var from = await centre.GivenACohortAhead(places: 1);
        var beside = await centre.GivenAnotherOn(from.FirstDay);
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        var nora = centre.Cast.NorthTrainee.Trainee!.Value;
        await North.Joins(from, 1, automatic: true, trainees: [nora]);
        await North.Post($"/api/v1/places/{place}/substitution", new { trainee = nora }, Some.Key());

        Assert.Equal(200, (await North.Transfers(place, beside)).Status);

        Assert.Contains($"Is busy at the same time: {beside.Code}.", await centre.Value<string>("select reason from waiting_pass where cohort_id = $1", from.Id), StringComparison.Ordinal);
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Two_in_opposite_directions_at_once_both_arrive()
    {
        var (one, two) = (await centre.GivenACohortAhead(places: 8), await centre.GivenACohortAhead(places: 8));
        var there = (await North.Books(one, Some.Engineer(), Some.Engineer(), Some.Engineer(), Some.Engineer())).PlaceIds();
        var back = (await South.Books(two, Some.Engineer(), Some.Engineer(), Some.Engineer(), Some.Engineer())).PlaceIds();

        for (var round = 0; round < 4; round++)
        {
            var answers = await Task.WhenAll([
                .. there.Select(place => Task.Run(() => North.Transfers(place, round % 2 == 0 ? two : one))),
                .. back.Select(place => Task.Run(() => South.Transfers(place, round % 2 == 0 ? one : two)))]);
            Assert.All(answers, answer => Assert.True(answer.Status == 200, $"{answer}"));
            (there, back) = ([.. answers[..4].Select(answer => answer.Id("placeId"))], [.. answers[4..].Select(answer => answer.Id("placeId"))]);
        }
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_transfers_once()
    {
        var (from, to) = (await centre.GivenACohortAhead(), await centre.GivenACohortAhead());
        var place = (await North.Books(from, Some.Engineer())).PlaceIds()[0];
        await centre.AssertOnce(key => North.Transfers(place, to, null, key));
    }
}
