using FibreCentre.Api.Persistence;
using FibreCentre.Api.Tests.Support;
using Npgsql;

namespace FibreCentre.Api.Tests.Schema;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly Migration First = Migration.Of("0001_first", "create table first_table (id int)");
    private static readonly Migration Second = Migration.Of("0002_second", "create table second_table (id int)");

    private string _database = "";
    private NpgsqlDataSource _owner = null!;

    public async Task InitializeAsync()
    {
        await TemplateDatabase.Instance;   // the roles are the cluster's: made once
        _database = await TemplateDatabase.EmptyAsync();
        _owner = NpgsqlDataSource.Create(TemplateDatabase.To(_database));
    }

    public async Task DisposeAsync()
    {
        await _owner.DisposeAsync();
        await TemplateDatabase.DropAsync(_database);
    }

    [Fact]
    public async Task Each_file_is_applied_once_and_journalled_with_its_checksum()
    {
        Assert.Equal(2, await ApplyAsync(First, Second));
        Assert.Equal(0, await ApplyAsync(First, Second));
        Assert.Equal([$"0001 first {First.Checksum}", $"0002 second {Second.Checksum}"], await ColumnAsync("select version || ' ' || name || ' ' || checksum from schema_journal order by 1"));
    }

    /// <summary>Whoever waited for the lock inside a statement would be waited for by the index, and the index by it.</summary>
    [Fact]
    public async Task Several_that_start_at_once_make_an_index_beside_the_others_and_apply_everything_once()
    {
        var beside = Migration.Of("0003_third", "-- no transaction\ncreate index concurrently first_index on first_table (id);\ncreate index concurrently second_index on second_table (id);\n");

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ApplyAsync(First, Second, beside)));

        Assert.Equal(3, applied.Sum());
        Assert.Equal(["first_index true", "second_index true"], await ColumnAsync("select c.relname || ' ' || i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname in ('first_index', 'second_index') order by 1"));
    }

    [Fact]
    public async Task What_is_made_belongs_to_the_owner_and_not_to_whoever_migrates()
    {
        await ApplyAsync(First);
        Assert.Equal(["fibrecentre_owner"], await ColumnAsync("select tableowner::text from pg_tables where tablename = 'first_table'"));
    }

    [Fact]
    public async Task A_file_changed_after_it_was_applied_is_refused_by_name()
    {
        await ApplyAsync(First);
        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(Migration.Of("0001_first", First.Sql + " "), Second));
        Assert.Contains("0001_first was changed", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await ColumnAsync("select tablename::text from pg_tables where tablename = 'second_table'"));
    }

    [Fact]
    public async Task A_new_file_older_than_what_was_applied_is_refused()
    {
        await ApplyAsync(Second);
        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(First, Second));
        Assert.Contains("0001_first is older than 0002", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_behind_and_the_next_run_goes_on()
    {
        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(First, Migration.Of("0002_second", "create table second_table (id int); select 1 / 0")));
        Assert.Equal(["0001"], await ColumnAsync("select version from schema_journal"));
        Assert.Equal(1, await ApplyAsync(First, Second));
    }

    [Fact]
    public async Task Two_instances_that_start_together_apply_everything_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ApplyAsync([.. Migration.All]))));

        Assert.Equal(Migration.All.Count, applied.Sum());
        Assert.Equal([$"{Migration.All.Count}"], await ColumnAsync("select count(*)::text from schema_journal"));
    }

    [Fact]
    public async Task Marked_without_transaction_a_file_may_build_indexes_concurrently()
    {
        const string indexes = "create index concurrently by_id on first_table (id);\ncreate index concurrently by_id_again on first_table (id);\n";
        await ApplyAsync(First);

        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(First, Migration.Of("0002_indexes", indexes)));   // unmarked it cannot
        Assert.Equal(1, await ApplyAsync(First, Migration.Of("0002_indexes", $"{Migration.WithoutTransaction}\n{indexes}")));
        Assert.Equal(["by_id", "by_id_again"], await ColumnAsync("select indexrelid::regclass::text from pg_index where indrelid = 'first_table'::regclass and indisvalid order by 1"));
    }

    [Fact]
    public async Task Pending_says_what_this_build_still_needs()
    {
        Assert.Equal(2, (await new Migrator(_owner, [First, Second]).PendingAsync(CancellationToken.None)).Count);
        await ApplyAsync(First);
        Assert.Equal([Second], await new Migrator(_owner, [First, Second]).PendingAsync(CancellationToken.None));
    }

    private Task<int> ApplyAsync(params Migration[] migrations) => new Migrator(_owner, migrations).ApplyAsync(CancellationToken.None);

    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = _owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync()) found.Add(reader.GetString(0));
        return found;
    }
}
