using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Security;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain.Catalogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Quality;

/// <summary>Decisions to sample, and more people to look at them.</summary>
internal static class QualityTalk
{
    /// <summary>Somebody on the first day of a cohort, present.</summary>
    public static async Task<(GivenCohort Cohort, Guid Place)> GivenSomebodyPresent(this TestCentre centre, Person? trainee = null)
    {
        var cohort = await centre.GivenACohort();
        var place = (trainee is null ? await centre.GivenABooking(cohort, centre.Cast.NorthBooker) : await centre.GivenAPlaceFor(trainee, cohort)).Places[0].Id;
        centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        return (cohort, place);
    }

    /// <summary>Signed by the instructor with everything met.</summary>
    public static async Task<SignedOff> GivenCompetent(this TestCentre centre, Guid place, CourseUnit unit)
    {
        await centre.GivenAllMet(place, unit);
        return await centre.App.AskAsync(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
    }

    /// <summary>Signed by the instructor with nothing measured.</summary>
    public static async Task<Guid> GivenReferred(this TestCentre centre, Guid place, CourseUnit unit)
    {
        await centre.App.AskAsync(new MarkCriteria(new(place), unit.Code, [.. unit.Criteria.Select(each => new MarkedCriterion(each.Code, Verdict.NotMeasured, Note: "The lamp was flat."))]), centre.Cast.Instructor.Actor);
        return (await centre.App.AskAsync(new SignOff(new(place), unit.Code, "Practise more.", centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor)).DecisionId;
    }

    /// <summary>A decision that the system has drawn, signed by one instructor and countersigned by another where it takes two.</summary>
    public static async Task<Guid> GivenDrawn(this TestCentre centre, Person? trainee = null)
    {
        var (cohort, place) = await centre.GivenSomebodyPresent(trainee);
        var signed = await centre.GivenCompetent(place, (await centre.UnitsOf(cohort.Course)).First(unit => unit.IsCritical()));
        await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.OtherInstructor.Password), centre.Cast.OtherInstructor.Actor);
        await centre.Ask(new DrawSample());
        return signed.DecisionId;
    }

    public static bool IsCritical(this CourseUnit unit) => unit.Criteria.Any(each => each.SafetyCritical);

    /// <summary>One more quality assurer.</summary>
    public static Task<Person> GivenAnotherIqa(this TestCentre centre) => centre.GivenAnother(Roles.Iqa, "Quentin Query");

    /// <summary>One more administrator.</summary>
    public static Task<Person> GivenAnAdministrator(this TestCentre centre) => centre.GivenAnother(Roles.Administrator, "Addie Admin");

    private static async Task<Person> GivenAnother(this TestCentre centre, string role, string name)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        var made = await new SignInMaker(centre.App.Services).MakeAsync(new(role, name, email, null, null, null), null, CancellationToken.None);
        await using var scope = centre.App.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.SingleAsync(each => each.Email == email);
        return new(role, name, email, made.Value!.Password, made.Value.ApiKey, account.Id, null, null, null);
    }

    public static async Task<string> RefusedBy(this TestCentre centre, string sql)
    {
        await using var connection = await centre.AsProduct.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select set_config('app.scope', 'staff', true); {sql}";
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
        return refused.ConstraintName ?? refused.SqlState;
    }
}
