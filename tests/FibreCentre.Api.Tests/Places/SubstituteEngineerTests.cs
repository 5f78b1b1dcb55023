using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Places;

public sealed class SubstituteEngineerTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task Only_its_own_booker_substitutes()
    {
        var place = (await North.Books(await centre.GivenACohortAhead(), Some.Engineer())).PlaceIds()[0];
        var body = new { engineer = Some.Engineer() };
        await centre.AssertForbidden("POST", $"/api/v1/places/{place}/substitution", body, centre.Cast.Coordinator, centre.Cast.NorthTrainee);
        await centre.AssertUnknown(centre.Cast.SouthBooker, "place-not-found", "POST", id => $"/api/v1/places/{id}/substitution", place, body);
    }

    [Fact]
    public async Task The_seat_its_time_and_its_calendar_entries_pass_to_the_other_one()
    {
        var (ann, bob) = (Some.Engineer(), Some.Engineer());
        var place = (await North.Books(await centre.GivenACohortAhead(), ann)).PlaceIds()[0];

        Assert.Equal(200, (await North.Substitutes(place, bob)).Status);

        Assert.Equal([$"{bob.Email} confirmed"], await centre.Column<string>("select t.email || ' ' || p.state from place p join trainee t on t.id = p.trainee_id where p.id = $1", place));
        Assert.Equal([bob.Email], await centre.Column<string>("select distinct t.email::text from reservation r join trainee t on t.id = r.resource_id where r.place_id = $1", place));
        Assert.Equal(Sorted($"{ann.Email} withdrawn 1", $"{bob.Email} live 0"), await Invitations(place));
        Assert.Equal(["place 140.00"], await centre.ChargesOf(place));
    }

    [Fact]
    public async Task Who_comes_back_gets_the_old_entry_again_with_a_higher_sequence()
    {
        var (ann, bob) = (Some.Engineer(), Some.Engineer());
        var place = (await North.Books(await centre.GivenACohortAhead(), ann)).PlaceIds()[0];
        var uids = await centre.Column<string>("select uid from invitation where place_id = $1 order by uid", place);
        await North.Substitutes(place, bob);
        await North.Substitutes(place, ann);

        Assert.Equal(Sorted($"{ann.Email} live 2", $"{bob.Email} withdrawn 1"), await Invitations(place));
        Assert.Equal(uids, await centre.Column<string>("select i.uid from invitation i join trainee t on t.id = i.trainee_id where i.place_id = $1 and t.email = $2 order by i.uid", place, ann.Email));
        Assert.Empty(await centre.Broken());
    }

    [Fact]
    public async Task The_other_one_is_judged_like_anybody_booked()
    {
        var cohort = await centre.GivenACohortAhead();
        var booked = await North.Books(cohort, Some.Engineer(), Some.Engineer());
        var place = booked.PlaceIds()[0];
        var beside = await centre.GivenAnotherOn(cohort.FirstDay);
        var busy = Some.Engineer();
        await North.Books(beside, busy);

        await Refused("Must be 16", Some.Engineer() with { DateOfBirth = "2015-01-01" });
        await Refused("declaration of photo id", Some.Engineer() with { Declarations = [] });
        await Refused($"Is busy at the same time: {beside.Code}.", busy);

        async Task Refused(string reason, Features.Places.EngineerDetails engineer)
        {
            var before = await centre.RowCounts();
            var answer = await North.Substitutes(place, engineer);
            Assert.Equal("engineers-refused", answer.Problem);
            Assert.Contains(reason, answer.Text, StringComparison.Ordinal);
            Assert.Equal(before, await centre.RowCounts());
        }
    }

    [Fact]
    public async Task What_it_refuses_it_says_and_changes_nothing()
    {
        var cohort = await centre.GivenACohortAhead();
        var ann = Some.Engineer();
        var booked = await North.Books(cohort, ann, Some.Engineer());
        var place = booked.PlaceIds()[0];
        var unnamed = (await centre.PlacesOf((await North.BooksUnnamed(cohort, 1)).Id()))[0];

        await centre.AssertRefused(400, "same-engineer", () => North.Substitutes(place, ann));
        await centre.AssertRefused(409, "place-not-named", () => North.Substitutes(unnamed, Some.Engineer()));
        await centre.AssertRefused(400, "request-invalid", () => North.Post($"/api/v1/places/{place}/substitution", new { }, Some.Key()));
        await centre.AssertRefused(400, "request-invalid", () => North.Post($"/api/v1/places/{place}/substitution", new { trainee = Guid.NewGuid(), engineer = ann }, Some.Key()));
        await centre.AssertRefused(409, "engineers-refused", () => North.Post($"/api/v1/places/{place}/substitution", new { trainee = centre.Cast.SouthTrainee.Trainee }, Some.Key()));
        await North.Cancels(booked.Id(), [booked.PlaceIds()[1]]);
        await centre.AssertRefused(409, "already-cancelled", () => North.Substitutes(booked.PlaceIds()[1], Some.Engineer()));
        centre.Clock.SetUtcNow(cohort.Sessions[0].During.Starts);
        await centre.AssertRefused(409, "cohort-has-begun", () => North.Substitutes(place, Some.Engineer()));
    }

    [Fact]
    public async Task Asked_twice_with_one_key_it_substitutes_once()
    {
        var place = (await North.Books(await centre.GivenACohortAhead(), Some.Engineer())).PlaceIds()[0];
        var bob = Some.Engineer();
        await centre.AssertOnce(key => North.Substitutes(place, bob, key));
    }

    private static List<string> Sorted(params string[] lines) => [.. lines.Order(StringComparer.Ordinal)];

    private async Task<List<string>> Invitations(Guid place) => Sorted([.. await centre.Column<string>(
        "select distinct t.email || case when i.withdrawn then ' withdrawn ' else ' live ' end || i.sequence from invitation i join trainee t on t.id = i.trainee_id where i.place_id = $1", place)]);
}
