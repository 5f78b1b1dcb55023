using FibreCentre.Api.Persistence;
using Npgsql;

namespace FibreCentre.Api.Tests.Schema;

public sealed class PoolSizeTests
{
    [Fact]
    public void Two_instances_with_all_their_pools_fit_into_postgresqls_hundred_connections() =>
        Assert.InRange(2 * (PoolSize.Centre + PoolSize.Accounts + PoolSize.Feeds + PoolSize.Scheduler + PoolSize.Board), 1, 97);   // three are kept for superusers

    [Theory]
    [InlineData("Host=db", 30)]
    [InlineData("Host=db;Maximum Pool Size=7", 7)]
    [InlineData("Host=db;MaxPoolSize=100", 100)]
    public void A_pool_is_as_large_as_its_default_unless_the_connection_string_says_otherwise(string given, int size) =>
        Assert.Equal(size, new NpgsqlConnectionStringBuilder(Database.WithRole(given, Database.AppRole, 30)).MaxPoolSize);
}
