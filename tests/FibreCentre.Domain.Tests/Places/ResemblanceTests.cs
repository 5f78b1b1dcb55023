using FibreCentre.Domain.Providers;

namespace FibreCentre.Domain.Tests.Places;

public sealed class ResemblanceTests
{
    private static readonly DateOnly Born = new(1995, 5, 19);

    [Theory]
    [InlineData("Sinéad Gallagher", "Sinead Gallagher")]
    [InlineData("Sinead Gallagher", "Sinead Galagher")]
    [InlineData("Sinead Gallagher", "Gallagher Sinead")]
    [InlineData("Zoë O'Hare", "Zoe OHare")]
    [InlineData("Łukasz Großmann", "Lukasz Grossmann")]
    [InlineData("Dan Cartwright", "Daniel Cartwright")]
    [InlineData("Rhys Morgan", "Rhys David Morgan")]
    [InlineData("Anne-Marie Brown", "Anne Marie Brown")]
    [InlineData("Amina Yusuf", "Amnia Yusuf")]
    public void Born_on_the_same_day_these_may_be_one_person(string one, string other) => Assert.NotNull(Resemblance.Between(Called(one), Called(other)));

    [Theory]
    [InlineData("Sinead Gallagher", "Rhys Morgan")]
    [InlineData("Amina Yusuf", "Ahmed Yusuf")]
    [InlineData("Tom Berg", "Tim Borg")]
    public void These_are_two_people_though_born_on_the_same_day(string one, string other) => Assert.Null(Resemblance.Between(Called(one), Called(other)));

    [Fact]
    public void The_same_name_and_another_birthday_are_two_people() => Assert.Null(Resemblance.Between(Called("Rhys Morgan"), Called("Rhys Morgan") with { DateOfBirth = Born.AddDays(1) }));

    [Fact]
    public void An_employee_number_is_given_to_one_person()
    {
        var one = new Likeness("Rhys", "Morgan", Born, " nw-7 ");
        Assert.Equal("the same employee number", Resemblance.Between(one, new Likeness("Grace", "Adeyemi", Born.AddYears(3), "NW-7")));
        Assert.Null(Resemblance.Between(one with { EmployeeReference = "" }, new Likeness("Grace", "Adeyemi", Born.AddYears(3), "")));
    }

    private static Likeness Called(string name) => new(name.Split(' ', 2)[0], name.Split(' ', 2)[1], Born, null);
}
