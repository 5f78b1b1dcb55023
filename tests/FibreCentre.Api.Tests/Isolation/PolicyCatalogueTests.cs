using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Isolation;

/// <summary>The database's own catalogue says whether any door past row-level security stands open.</summary>
public sealed class PolicyCatalogueTests(TestCentre centre) : IClassFixture<TestCentre>
{
    /// <summary>Tables that name a provider and yet have no row-level security.</summary>
    private static readonly Dictionary<string, string> Exempt = new() { ["identity.account"] = "read at sign-in, before anybody's tenant is known; no use case lists it to a provider" };

    private const string Ours = "n.nspname in ('public', 'identity', 'quartz') and not exists (select from pg_depend d where d.objid = o.oid and d.deptype = 'e')";

    private static readonly Dictionary<string, string> Leaks = new()
    {
        ["a table of a provider's without forced row-level security and a policy"] = $"""
            select n.nspname || '.' || o.relname from pg_class o join pg_namespace n on n.oid = o.relnamespace
            where o.relkind in ('r', 'p') and {Ours} and (o.relname = 'provider' or exists (select from pg_attribute a where a.attrelid = o.oid and a.attname in ('provider_id', 'trainee_id') and not a.attisdropped))
              and not (o.relrowsecurity and o.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = o.oid))
            """,
        ["a function that runs as its owner"] = $"select n.nspname || '.' || o.proname from pg_proc o join pg_namespace n on n.oid = o.pronamespace where o.prosecdef and {Ours}",
        ["a view that reads as its owner"] = $"""
            select n.nspname || '.' || o.relname from pg_class o join pg_namespace n on n.oid = o.relnamespace
            where o.relkind = 'v' and {Ours} and not coalesce('security_invoker=true' = any (o.reloptions) or 'security_invoker=on' = any (o.reloptions), false)
            """,
        ["a materialised view"] = $"select n.nspname || '.' || o.relname from pg_class o join pg_namespace n on n.oid = o.relnamespace where o.relkind = 'm' and {Ours}",
        ["something the product's role owns"] = """
            select o.relname from pg_class o where o.relowner = 'fibrecentre_app'::regrole
            union all select o.proname from pg_proc o where o.proowner = 'fibrecentre_app'::regrole
            union all select o.nspname from pg_namespace o where o.nspowner = 'fibrecentre_app'::regrole
            union all select o.datname from pg_database o where o.datdba = 'fibrecentre_app'::regrole
            """,
        ["a privilege that undoes a rule"] = """
            select format('%s on %s', p.privilege, o.oid::regclass) from pg_class o join pg_namespace n on n.oid = o.relnamespace
              cross join (values ('TRUNCATE'), ('TRIGGER'), ('REFERENCES')) p (privilege)
            where o.relkind = 'r' and n.nspname in ('public', 'identity') and has_table_privilege('fibrecentre_app', o.oid, p.privilege)
            union all select 'CREATE on ' || n.nspname from pg_namespace n where n.nspname in ('public', 'identity', 'quartz') and has_schema_privilege('fibrecentre_app', n.oid, 'CREATE')
            union all select 'member of ' || r.rolname from pg_roles r where r.rolname in ('fibrecentre_owner', 'fibrecentre_backup') and pg_has_role('fibrecentre_app', r.oid, 'MEMBER')
            union all select 'bypasses row-level security' from pg_roles r where r.rolname = 'fibrecentre_app' and (r.rolsuper or r.rolbypassrls)
            """,
    };

    public static TheoryData<string> Kinds => [.. Leaks.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task There_is_no(string leak) => Assert.Empty(await FoundAsync(leak));

    [Theory]
    [InlineData("a table of a provider's without forced row-level security and a policy", "create table invoice (id int, provider_id uuid)", "drop table invoice")]
    [InlineData("a table of a provider's without forced row-level security and a policy", "alter table booking no force row level security", "alter table booking force row level security")]
    [InlineData("a function that runs as its owner", "create function peek() returns int security definer language sql return 1", "drop function peek()")]
    [InlineData("a view that reads as its owner", "create view everybody as select * from trainee", "drop view everybody")]
    [InlineData("a materialised view", "create materialized view counted as select count(*) from trainee", "drop materialized view counted")]
    [InlineData("something the product's role owns", "create table own (id int); alter table own owner to fibrecentre_app", "drop table own")]
    [InlineData("a privilege that undoes a rule", "grant truncate on booking to fibrecentre_app", "revoke truncate on booking from fibrecentre_app")]
    public async Task And_where_there_is_one_it_is_found(string leak, string open, string close)
    {
        await centre.Run(open);
        try
        {
            Assert.Single(await FoundAsync(leak));
        }
        finally
        {
            await centre.Run(close);
        }
    }

    private async Task<List<string>> FoundAsync(string leak) => (await centre.Column<string>(Leaks[leak])).FindAll(each => !Exempt.ContainsKey(each));
}
