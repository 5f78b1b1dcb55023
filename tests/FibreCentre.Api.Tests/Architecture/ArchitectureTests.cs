using System.Reflection;
using FibreCentre.Domain;
using FibreCentre.ICalendar;

namespace FibreCentre.Api.Tests.Architecture;

public sealed class ArchitectureTests
{
    private const string Host = "FibreCentre.Api";
    private const string Broken = "FibreCentre.Api.Tests.Architecture.Broken";

    private static readonly CodeMap Api = CodeMap.Of(typeof(Program).Assembly, Host);
    private static readonly CodeMap Domain = CodeMap.Of(typeof(TimeSlot).Assembly, "FibreCentre.Domain");
    private static readonly CodeMap ICalendar = CodeMap.Of(typeof(CalendarObject).Assembly, "FibreCentre.ICalendar");
    private static readonly CodeMap Sample = CodeMap.Of(Assembly.GetExecutingAssembly(), Broken);

    private static readonly Dictionary<string, Func<CodeMap, string, IEnumerable<string>>> HouseRules = new()
    {
        ["Features do not use pages, jobs or the command line"] = Rules.FeaturesUseNoDoor,
        ["A capability knows of another only what is shared"] = Rules.ACapabilityKnowsNoOthersHandlers,
        ["Pages, jobs and endpoints send requests and never touch the database"] = Rules.NoDoorTouchesTheDatabase,
        ["Only handlers save"] = Rules.OnlyHandlersSave,
        ["Only the pipeline opens transactions"] = Rules.OnlyThePipelineOpensTransactions,
        ["Only the domain's chain makes ledger lines"] = Rules.OnlyLedgerBookAppends,
        ["Nobody reads the clock but through TimeProvider"] = (code, _) => Rules.NobodyReadsTheClockButTimeProvider(code),
        ["Types are internal and sealed"] = Rules.TypesAreInternalAndSealed,
        ["Names say what things are"] = Rules.NamesSayWhatThingsAre,
    };

    public static TheoryData<string> Names => [.. HouseRules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_house_keeps(string rule) => Assert.Empty(HouseRules[rule](Api, Host));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_deliberately_broken_sample_is_caught_by(string rule) => Assert.NotEmpty(HouseRules[rule](Sample, Broken));

    [Fact]
    public void The_domain_leans_on_nothing_but_dotnet_and_has_no_clock_of_its_own()
    {
        Assert.Empty(Rules.LeansOnNothingBut(typeof(TimeSlot).Assembly));
        Assert.Empty(Rules.NobodyReadsTheClockButTimeProvider(Domain));
        Assert.DoesNotContain(Domain.Types, type => type is { IsSealed: false, IsAbstract: false });
    }

    [Fact]
    public void The_calendar_library_knows_nobody_but_noda_time()
    {
        Assert.Empty(Rules.LeansOnNothingBut(typeof(CalendarObject).Assembly, "NodaTime"));
        Assert.Empty(Rules.NobodyReadsTheClockButTimeProvider(ICalendar));
    }

    [Fact]
    public void That_rule_too_sees_a_breach() => Assert.Contains("FibreCentre.Domain", Rules.LeansOnNothingBut(typeof(Program).Assembly));

    [Fact]
    public void The_map_sees_into_async_methods_and_lambdas() =>
        Assert.Contains(Sample.Uses, use => use is { From: "TellsTheTimeLater", To: "DateTime", Member: "get_UtcNow" });
}
