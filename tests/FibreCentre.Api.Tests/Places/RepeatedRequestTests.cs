using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Cohorts;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Places;

public sealed class RepeatedRequestTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private HttpClient Booker => centre.ClientOf(centre.Cast.NorthBooker);

    [Fact]
    public async Task The_same_request_sent_five_times_at_once_is_one_booking_with_one_answer()
    {
        var cohort = await centre.GivenACohort();
        var body = new { purchaseOrder = "PO-5", engineers = new[] { Some.Engineer() } };
        var key = Some.Key();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Booker.Post(Path(cohort), body, key))));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(1, await centre.Value<int>("select count(*) from booking where cohort_id = $1", cohort.Id));
        Assert.Equal(1, await centre.Value<int>("select places_taken from cohort where id = $1", cohort.Id));
        Assert.Equal(2, await centre.Value<int>("select count(*) from message m join place p on p.id = m.place_id where p.cohort_id = $1 and m.kind = 'invitation'", cohort.Id));
    }

    [Fact]
    public async Task Without_the_key_the_same_five_are_refused_one_by_one()
    {
        var cohort = await centre.GivenACohort();
        var body = new { purchaseOrder = "PO-5", engineers = new[] { Some.Engineer() } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Booker.Post(Path(cohort), body, Some.Key()))));

        Assert.Equal([201, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task A_key_used_for_another_body_is_422_and_changes_nothing()
    {
        var cohort = await centre.GivenACohort();
        var key = Some.Key();
        await Booker.Post(Path(cohort), new { purchaseOrder = "PO-1", engineers = new[] { Some.Engineer() } }, key);
        var before = await centre.RowCounts();

        var answer = await Booker.Post(Path(cohort), new { purchaseOrder = "PO-2", engineers = new[] { Some.Engineer() } }, key);

        Assert.Equal((422, "idempotency-key-reused"), (answer.Status, answer.Problem));
        Assert.Equal(before, await centre.RowCounts());
    }

    [Fact]
    public async Task A_key_belongs_to_whoever_sent_it()
    {
        var cohort = await centre.GivenACohort();
        var key = Some.Key();
        var engineer = new[] { Some.Engineer() };

        var north = await Booker.Post(Path(cohort), new { purchaseOrder = "PO", engineers = engineer }, key);
        var south = await centre.ClientOf(centre.Cast.SouthBooker).Post(Path(cohort), new { purchaseOrder = "PO", engineers = engineer }, key);

        Assert.Equal((201, 201), (north.Status, south.Status));
        Assert.NotEqual(north.Text, south.Text);
    }

    [Fact]
    public async Task A_refusal_keeps_no_key_so_the_request_may_be_tried_again()
    {
        var cohort = await centre.GivenACohort(c => c.WithPlaces(1));
        var first = await centre.GivenABooking(cohort, centre.Cast.NorthBooker);
        var body = new { purchaseOrder = "PO", engineers = new[] { Some.Engineer() } };
        var key = Some.Key();

        Assert.Equal(409, (await Booker.Post(Path(cohort), body, key)).Status);
        await Booker.Post($"/api/v1/places/{first.Places[0].Id}/cancellation", null, Some.Key());
        Assert.Equal(201, (await Booker.Post(Path(cohort), body, key)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_missing_key_is_400_and_the_answer_names_the_header(string? key)
    {
        var cohort = await centre.GivenACohort();
        var answer = await Booker.Post(Path(cohort), new { purchaseOrder = "PO", engineers = new[] { Some.Engineer() } }, key);

        Assert.Equal((400, "idempotency-key-missing"), (answer.Status, answer.Problem));
        Assert.Contains("Idempotency-Key", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Path(GivenCohort cohort) => $"/api/v1/cohorts/{cohort.Id}/places";

    /// <summary>As a page does that is refused and then shows its form again.</summary>
    [Fact]
    public async Task Facts_read_after_a_repeated_request_in_the_same_scope_are_read()
    {
        var cohort = new CohortId((await centre.GivenACohort()).Id);
        var key = Some.Key();
        Assert.True((await centre.Ask(new BookPlaces(cohort, "PO-1", [], [Some.Engineer()]), centre.Cast.NorthBooker, key)).Succeeded);

        await using var scope = centre.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.ActAs(centre.Cast.NorthBooker.Actor);
        context.IdempotencyKey = key;
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();

        Assert.Equal("idempotency-key-reused", (await mediator.Send(new BookPlaces(cohort, "PO-2", [], [Some.Engineer()]))).Error?.Code);
        Assert.True((await mediator.Send(new CheckEngineers(cohort, [], [Some.Engineer()]))).Succeeded);
    }
}
