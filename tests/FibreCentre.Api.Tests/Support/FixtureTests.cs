namespace FibreCentre.Api.Tests.Support;

/// <summary>The tests' own ground: if this fails, nothing else means anything.</summary>
public sealed class FixtureTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task The_small_centre_has_the_shipped_courses_and_a_cohort_can_be_booked()
    {
        Assert.Equal(13, await centre.Value<int>("select count(*) from course"));

        var cohort = await centre.GivenACohort(c => c.WithPlaces(6));
        var booked = await centre.GivenABooking(cohort, centre.Cast.NorthBooker, engineers: 2);

        Assert.Equal(4, booked.PlacesLeft);
        Assert.Equal(2, cohort.Sessions.Count);
    }

    [Fact]
    public async Task The_product_signs_in_to_the_database_as_nobody_special()
    {
        await using var command = centre.AsProduct.CreateCommand("select session_user || ' ' || current_user || ' ' || (select rolsuper or rolbypassrls from pg_roles where rolname = session_user)");
        Assert.Equal($"{TemplateDatabase.Login} fibrecentre_app false", await command.ExecuteScalarAsync());
    }
}
