using System.Net;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

/// <summary>What a trainee reads about the way there and about what they hold.</summary>
public sealed class MyTrainingPageTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Where_the_next_session_is_comes_with_the_address_and_with_how_its_bay_is_found()
    {
        var cohort = await centre.GivenACohort();
        await centre.GivenAPlaceFor(centre.Cast.NorthTrainee, cohort);
        await centre.Run($"update bay set arriving = 'Through the blue door.', map_link = 'https://maps.example.org/cr' where id in (select resource_id from reservation r join session s on s.id = r.session_id where s.cohort_id = '{cohort.Id}')");

        var page = await PageAsync();

        var next = page.Split("id=\"next-session\"")[1].Split("</section>")[0];
        Assert.Contains("Millbridge Fibre Centre, Unit 4, Wharf Lane, Millbridge", next, StringComparison.Ordinal);
        Assert.Contains("Through the blue door.", next, StringComparison.Ordinal);
        Assert.Contains("href=\"https://maps.example.org/cr\"", next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_from_elsewhere_stand_beside_those_of_the_centre_with_whether_it_has_verified_them()
    {
        Assert.Contains("None yet.", await PageAsync(), StringComparison.Ordinal);
        foreach (var (course, number, state) in new[] { ("FTC-101", "E-1", "unverified"), ("FTC-110", "E-2", "verified"), ("FTC-120", "E-3", "rejected") })
            await centre.Run($"""
                insert into outside_certificate (id, provider_id, trainee_id, course_code, number, issuer, achieved_on, expires_on, state, rejection_reason, checked_at, checked_by)
                select gen_random_uuid(), t.provider_id, t.id, '{course}', '{number}', 'Elsewhere Ltd', '2026-01-02', '2029-01-02', '{state}', {(state == "rejected" ? "'Not known there.'" : "null")},
                  {(state == "unverified" ? "null, null" : $"now(), '{centre.Cast.Coordinator.Account}'")} from trainee t where t.id = '{centre.Cast.NorthTrainee.Trainee}'
                """);

        var page = await PageAsync();

        Assert.DoesNotContain("None yet.", page, StringComparison.Ordinal);
        Assert.Contains("FTC-101, from elsewhere", page, StringComparison.Ordinal);
        Assert.Contains("E-1, Elsewhere Ltd · achieved Friday 2 January 2026 · valid until Tuesday 2 January 2029", page, StringComparison.Ordinal);
        foreach (var words in new[] { "Not yet verified", "It counts for now; the centre has not verified it yet.", ">Verified<", "It does not count: Not known there." }) Assert.Contains(words, page, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync() => WebUtility.HtmlDecode((await (await Browser.OfAsync(centre, centre.Cast.NorthTrainee)).Get("/my-training")).Text);
}
