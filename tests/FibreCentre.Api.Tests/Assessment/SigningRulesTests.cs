using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>One decision that waits for its second person, and one unit that is marked and not signed.</summary>
public sealed class HalfSigned : TestCentre
{
    internal Guid Decision { get; private set; }

    internal Guid OpenAttempt { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var cohort = await GivenACohort();
        var place = (await GivenAPlaceFor(Cast.NorthTrainee, cohort)).Places[0].Id;
        ItIs(cohort.FirstDay, 9);
        await this.GivenPresent(cohort, place);
        var units = await this.UnitsOf(cohort.Course);
        foreach (var unit in units.Take(2)) await this.GivenAllMet(place, unit);
        Decision = (await App.AskAsync(new SignOff(new(place), units[0].Code, null, Cast.Instructor.Password), Cast.Instructor.Actor)).DecisionId;
        OpenAttempt = await Value<string>("select id::text from attempt where place_id = $1 and decided_at is null", place) is var id ? Guid.Parse(id) : default;
    }
}

/// <summary>Past the program, as the product's own role: nobody signs for themselves, and nobody twice. Each refusal stands beside the same line by somebody who may.</summary>
public sealed class SigningRulesTests(HalfSigned centre) : IClassFixture<HalfSigned>
{
    private const string Own = "nobody_signs_for_themselves";

    [Fact]
    public async Task A_decision_is_signed_by_anybody_but_the_trainee()
    {
        Assert.Equal(Own, await RefusedByAsync(DecisionBy(centre.Cast.NorthTrainee)));
        Assert.Null(await RefusedByAsync(DecisionBy(centre.Cast.Instructor)));
        Assert.Null(await RefusedByAsync(DecisionBy(centre.Cast.SouthTrainee)));   // who may sign at all is the program's to say
    }

    [Fact]
    public async Task A_decision_is_countersigned_by_anybody_but_the_trainee_and_the_assessor()
    {
        Assert.Equal(Own, await RefusedByAsync(CountersignatureBy(centre.Cast.NorthTrainee)));
        Assert.Equal("countersigned_by_somebody_else", await RefusedByAsync(CountersignatureBy(centre.Cast.Instructor)));
        Assert.Null(await RefusedByAsync(CountersignatureBy(centre.Cast.Iqa)));
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("revocation")]
    public async Task Nor_does_a_trainee_write_any_other_line_about_itself(string kind)
    {
        string By(Person signer) => Line(kind, "null", "null", $"'{signer.Account}'", "null", "trainee_id");
        Assert.Equal(Own, await RefusedByAsync(By(centre.Cast.NorthTrainee)));
        Assert.Null(await RefusedByAsync(By(centre.Cast.Coordinator)));
    }

    [Fact]
    public async Task Another_trainees_name_on_the_line_does_not_get_round_it()
    {
        var somebody = $"'{centre.Cast.SouthTrainee.Trainee}'";
        Assert.Equal("decides_about_its_trainee", await RefusedByAsync(Line("decision", $"'{centre.OpenAttempt}'", "null", $"'{centre.Cast.NorthTrainee.Account}'", "null", somebody)));
        Assert.Equal("countersigns_about_its_trainee", await RefusedByAsync(Line("countersignature", "null", "id", $"'{centre.Cast.NorthTrainee.Account}'", "signed_by", somebody)));
    }

    [Theory]
    [InlineData(Own, "own-assessment")]
    [InlineData("countersigned_by_somebody_else", "same-signature")]
    public void What_the_database_refuses_is_said_in_the_programs_own_words(string constraint, string code) =>
        Assert.Equal(code, DatabaseRefusals.ErrorFor(new PostgresException("m", "ERROR", "ERROR", PostgresErrorCodes.CheckViolation, constraintName: constraint))?.Code);

    private string DecisionBy(Person signer) => Line("decision", $"'{centre.OpenAttempt}'", "null", $"'{signer.Account}'", "null", "trainee_id");

    private static string CountersignatureBy(Person signer) => Line("countersignature", "null", "id", $"'{signer.Account}'", "signed_by", "trainee_id");

    /// <summary>A line like the decision's, but for what is named.</summary>
    private static string Line(string kind, string attempt, string decision, string signedBy, string decisionBy, string trainee) => $$"""
        insert into ledger_entry (number, id, kind, provider_id, trainee_id, attempt_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash)
        select (select number + 1 from ledger_head), gen_random_uuid(), '{{kind}}', provider_id, {{trainee}}, {{attempt}}, {{decision}}, {{signedBy}}, {{decisionBy}}, signed_at, '{}', (select hash from ledger_head), sha256(hash) from ledger_entry where id = $1
        """;

    /// <summary>The constraint that refused it; null when it went through. Nothing of it stays.</summary>
    private async Task<string?> RefusedByAsync(string insert)
    {
        await using var connection = await centre.AsProduct.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var scope = new NpgsqlCommand("select set_config('app.scope', 'staff', true)", connection)) await scope.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(insert, connection) { Parameters = { new() { Value = centre.Decision } } };
        try
        {
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.ConstraintName ?? refused.MessageText;
        }
    }
}
