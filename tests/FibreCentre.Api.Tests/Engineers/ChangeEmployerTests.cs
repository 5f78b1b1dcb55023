using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Engineers;

/// <summary>A person goes from Northway to Southern, who compete.</summary>
public sealed class ChangeEmployerTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient North => centre.ClientOf(centre.Cast.NorthBooker);

    private HttpClient South => centre.ClientOf(centre.Cast.SouthBooker);

    private HttpClient Coordinator => centre.ClientOf(centre.Cast.Coordinator);

    [Fact]
    public async Task The_new_employer_sees_the_person_and_every_certificate_and_the_old_one_nothing_new()
    {
        var trainee = centre.Cast.NorthTrainee;
        var outside = await centre.GivenAnOutsideCertificate(centre.Cast.NorthBooker, trainee.Trainee!.Value);
        var journey = Assert.Single(await centre.GivenWholeJourneysFor(trainee));
        var api = $"/api/v1/trainees/{trainee.Trainee}";
        // Control: before the move it is the other way about.
        Assert.Equal((200, 404), ((await North.Get(api)).Status, (await South.Get(api)).Status));
        Assert.Equal((200, 404), ((await North.Get($"/api/v1/certificates/{journey.Certificate}")).Status, (await South.Get($"/api/v1/certificates/{journey.Certificate}")).Status));
        centre.ItIs(journey.Cohort.FirstDay.AddDays(1), hour: 9);

        var moved = await Move(trainee.Trainee.Value, centre.Cast.SouthBooker.Provider!.Value, email: "nora.nash@south.example.org");

        Assert.Equal((200, "Southern Fibre"), (moved.Status, moved.Json.GetProperty("provider").GetString()));
        var seen = await South.Get(api);
        Assert.Equal((200, 404), (seen.Status, (await North.Get(api)).Status));
        Assert.Equal(journey.Certificate, seen.Json.GetProperty("certificates")[0].GetProperty("id").GetGuid());
        Assert.Equal(outside, seen.Json.GetProperty("outsideCertificates")[0].GetProperty("id").GetGuid());
        Assert.Empty(seen.Json.GetProperty("declarations").EnumerateArray());
        Assert.Empty(seen.Json.GetProperty("places").EnumerateArray());
        Assert.Equal("Southern Fibre", Assert.Single(seen.Json.GetProperty("employers").EnumerateArray()).GetProperty("provider").GetString());
        var certificate = await South.Get($"/api/v1/certificates/{journey.Certificate}");
        Assert.Equal((200, "an earlier employer"), (certificate.Status, certificate.Json.GetProperty("provider").GetString()));
        Assert.Equal(404, (await South.Get($"/api/v1/bookings/{journey.Booking}")).Status);
        // The old one keeps what it had: its own booking, its own certificate.
        Assert.Equal("Nora Nash", (await North.Get($"/api/v1/bookings/{journey.Booking}")).Json.GetProperty("places")[0].GetProperty("name").GetString());
        Assert.Equal(200, (await North.Get($"/api/v1/certificates/{journey.Certificate}")).Status);
        Assert.Equal(404, (await North.Get($"/api/v1/cohorts/{journey.Cohort.Id}/eligibility/{trainee.Trainee}")).Status);
        // What comes after is the new one's alone, also what the person changes of the name.
        await centre.Ask(new EditEngineer(new(trainee.Trainee.Value), new("Nora", "Newname", "nora.nash@south.example.org", "1994-03-27", null, ["photo-id"]), null));
        Assert.Equal("Nora Nash", (await North.Get($"/api/v1/bookings/{journey.Booking}")).Json.GetProperty("places")[0].GetProperty("name").GetString());
        Assert.Equal(["Nash", "Newname"], await centre.Column<string>("select family_name from employment where trainee_id = $1 order by 1", trainee.Trainee.Value));
        // The person's own things go on.
        Assert.Equal(200, (await centre.ClientOf(null).Get($"/cal/{journey.FeedToken}.ics")).Status);
        Assert.Equal(200, (await centre.ClientOf(trainee).Get("/api/v1/my-training")).Status);
        Assert.Equal(centre.Cast.SouthBooker.Provider!.Value, await centre.Value<Guid>("select provider_id from identity.account where id = $1", trainee.Account));
    }

    [Fact]
    public async Task A_session_that_still_names_the_old_employer_ends()
    {
        var stamp = await centre.Value<string>("select security_stamp from identity.account where id = $1", centre.Cast.SouthTrainee.Account);
        Assert.Equal(200, (await Move(centre.Cast.SouthTrainee.Trainee!.Value, centre.Cast.NorthBooker.Provider!.Value)).Status);
        Assert.NotEqual(stamp, await centre.Value<string>("select security_stamp from identity.account where id = $1", centre.Cast.SouthTrainee.Account));
        Assert.Equal(200, (await Move(centre.Cast.SouthTrainee.Trainee!.Value, centre.Cast.SouthBooker.Provider!.Value)).Status);
        Assert.Equal(1, await centre.Value<int>("select count(*) from employment where trainee_id = $1 and until is null", centre.Cast.SouthTrainee.Trainee.Value));
    }

    [Fact]
    public async Task Places_that_are_not_over_hold_a_person_back_and_are_named()
    {
        var booked = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);
        var refused = await Move(booked.Places[0].TraineeId!.Value, centre.Cast.SouthBooker.Provider!.Value);
        Assert.Equal(("places-ahead", booked.Places[0].Id), (refused.Problem, refused.Json.GetProperty("places")[0].GetProperty("placeId").GetGuid()));

        await centre.Ask(new CancelPlace(new(booked.Places[0].Id)));

        Assert.Equal(200, (await Move(booked.Places[0].TraineeId!.Value, centre.Cast.SouthBooker.Provider!.Value)).Status);
    }

    [Fact]
    public async Task An_address_that_the_new_employer_already_uses_is_refused_and_another_one_will_do()
    {
        var (mine, theirs) = (Some.Engineer(), Some.Engineer());
        var engineer = await Free(centre.Cast.NorthBooker, mine);
        await Free(centre.Cast.SouthBooker, theirs with { Email = mine.Email });

        Assert.Equal("email-in-use", (await Move(engineer, centre.Cast.SouthBooker.Provider!.Value)).Problem);
        Assert.Equal("same-employer", (await Move(engineer, centre.Cast.NorthBooker.Provider!.Value)).Problem);
        Assert.Equal("provider-not-found", (await Move(engineer, Guid.NewGuid())).Problem);
        Assert.Equal("engineer-not-found", (await Move(Guid.NewGuid(), centre.Cast.SouthBooker.Provider!.Value)).Problem);
        Assert.Equal(200, (await Move(engineer, centre.Cast.SouthBooker.Provider!.Value, $"new-{mine.Email}")).Status);
    }

    [Fact]
    public async Task Nobody_books_for_a_person_who_has_gone_whatever_the_program_believes()
    {
        var engineer = await Free(centre.Cast.NorthBooker, Some.Engineer());
        var booked = await centre.GivenABooking(await centre.GivenACohort(), centre.Cast.NorthBooker);
        await Move(engineer, centre.Cast.SouthBooker.Provider!.Value);
        var sql = $"update place set trainee_id = '{engineer}' where id = '{booked.Places[0].Id}'";

        Assert.Equal("place_of_an_employee", (await Assert.ThrowsAsync<PostgresException>(() => centre.Run(sql))).ConstraintName);
        await centre.Run("alter table place disable trigger place_renamed_to_an_employee");
        try
        {
            await centre.Run(sql);   // the control: without the rule it goes through
        }
        finally
        {
            await centre.Run("alter table place enable trigger place_renamed_to_an_employee");
        }
    }

    [Fact]
    public async Task A_booking_and_a_move_at_once_never_leave_a_place_with_the_old_employer()
    {
        for (var round = 0; round < 8; round++)
        {
            var engineer = await Free(centre.Cast.NorthBooker, Some.Engineer());
            var cohort = await centre.GivenACohort();
            var booking = North.Post($"/api/v1/cohorts/{cohort.Id}/places", new { purchaseOrder = "PO", trainees = new[] { engineer } }, Some.Key());
            var moving = Move(engineer, centre.Cast.SouthBooker.Provider!.Value);
            var statuses = new[] { (await booking).Status, (await moving).Status };

            Assert.True(statuses is [201, 409] or [409, 200], string.Join(' ', statuses));
            Assert.Equal(0, await centre.Value<int>("select count(*) from place p join trainee t on t.id = p.trainee_id join cohort c on c.id = p.cohort_id where p.state <> 'cancelled' and p.cohort_id = $1 and t.provider_id <> p.provider_id", cohort.Id));
        }
    }

    private Task<Answer> Move(Guid engineer, Guid provider, string? email = null) => Coordinator.Post($"/api/v1/trainees/{engineer}/employer", new { provider, email }, Some.Key());

    /// <summary>An engineer whose only place was cancelled.</summary>
    private async Task<Guid> Free(Person booker, EngineerDetails details)
    {
        var booked = await centre.GivenABooking(await centre.GivenACohort(), booker, details);
        await centre.App.AskAsync(new CancelPlace(new(booked.Places[0].Id)), booker.Actor);
        return booked.Places[0].TraineeId!.Value;
    }
}
