using FibreCentre.Api.Features.Quality;
using FibreCentre.Api.Tests.Support;
using FibreCentre.Domain;
using FibreCentre.Domain.Quality;

namespace FibreCentre.Api.Tests.Quality;

/// <summary>Two quality assurers at once. The guard has its control: with it taken away both are believed.</summary>
public sealed class ReviewRaceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Of_two_who_review_the_same_decision_at_once_one_is_told_that_a_colleague_was_quicker()
    {
        var (decision, answers) = await TwoAtOnceAsync();

        Assert.Single(answers, each => each.Succeeded);
        Assert.Equal("reviewed-meanwhile", answers.Single(each => !each.Succeeded).Error?.Code);
        Assert.Equal(1, await centre.Value<int>("select count(*) from quality_review where decision_id = $1", decision));
        // Whoever lost has changed nothing: overturned and agreed exclude each other.
        Assert.Equal(answers[1].Succeeded ? 1 : 0, await centre.Value<int>("select count(*) from ledger_entry where decision_id = $1 and kind = 'correction'", decision));
    }

    [Fact]
    public async Task Control_without_the_guards_both_are_believed()
    {
        await centre.Run("alter table quality_review drop constraint one_review_a_step; alter table quality_review disable trigger refuse_review");
        try
        {
            var (decision, answers) = await TwoAtOnceAsync();
            Assert.All(answers, each => Assert.True(each.Succeeded));
            Assert.Equal(2, await centre.Value<int>("select count(*) from quality_review where decision_id = $1", decision));
        }
        finally
        {
            // What the control has spoilt goes, or the constraint could not come back.
            await centre.Run("""
                alter table quality_review disable trigger quality_review_only_grows;
                delete from quality_review;
                alter table quality_review enable always trigger quality_review_only_grows, enable always trigger refuse_review, add constraint one_review_a_step primary key (decision_id, step)
                """);
        }
    }

    [Fact]
    public async Task Of_two_who_take_the_same_appeal_at_once_one_is_told_that_a_colleague_has_it()
    {
        var (appeal, answers) = await TwoTakersAsync();

        Assert.Single(answers, each => each.Succeeded);
        Assert.Equal("appeal-taken", answers.Single(each => !each.Succeeded).Error?.Code);
        Assert.Equal(answers[0].Succeeded ? centre.Cast.Iqa.Account : await centre.Value<Guid>("select id from identity.account where display_name = 'Quentin Query' order by created_at desc limit 1"),
            await centre.Value<Guid>("select taken_by from appeal where id = $1", appeal));
    }

    [Fact]
    public async Task Control_without_the_trigger_both_have_it()
    {
        await centre.Run("alter table appeal disable trigger appeal_keeps");
        try
        {
            Assert.All((await TwoTakersAsync()).Answers, each => Assert.True(each.Succeeded));
        }
        finally
        {
            await centre.Run("alter table appeal enable always trigger appeal_keeps");
        }
    }

    private async Task<(Guid Decision, Result<DecisionReviewed>[] Answers)> TwoAtOnceAsync()
    {
        var (decision, other) = (await centre.GivenDrawn(), await centre.GivenAnotherIqa());
        return (decision, await AtOnceAsync("quality_review",
            () => centre.Ask(new ReviewDecision(decision, ReviewVerdict.Agree), centre.Cast.Iqa), () => centre.Ask(new ReviewDecision(decision, ReviewVerdict.Overturn, "Wrong.", other.Password), other)));
    }

    private async Task<(Guid Appeal, Result<TakenAppeal>[] Answers)> TwoTakersAsync()
    {
        var (decision, other) = (await centre.GivenDrawn(), await centre.GivenAnotherIqa());
        var appeal = (await centre.App.AskAsync(new MakeAppeal(decision, "Too easy."), centre.Cast.NorthBooker.Actor)).Id;
        return (appeal, await AtOnceAsync("appeal", () => centre.Ask(new TakeAppeal(new(appeal)), centre.Cast.Iqa), () => centre.Ask(new TakeAppeal(new(appeal)), other)));
    }

    /// <summary>Both have read what there is, and neither has written, when both are let go.</summary>
    private async Task<T[]> AtOnceAsync<T>(string table, params Func<Task<T>>[] asked)
    {
        await using var connection = await centre.Everything.OpenConnectionAsync();
        await using var gate = await connection.BeginTransactionAsync();
        await using (var shut = new Npgsql.NpgsqlCommand($"lock table {table} in share mode", connection)) await shut.ExecuteNonQueryAsync();
        var all = asked.Select(each => each()).ToArray();
        while (await centre.Value<int>($"select count(*) from pg_locks where not granted and relation = '{table}'::regclass and database = (select oid from pg_database where datname = current_database())") < all.Length)
        {
            Assert.DoesNotContain(all, each => each.IsCompleted);
            await Task.Delay(10);
        }
        await gate.CommitAsync();
        return await Task.WhenAll(all);
    }
}
