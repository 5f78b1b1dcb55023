using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Assessment;

public sealed class ChainTests
{
    [Fact]
    public void An_untouched_chain_is_whole_and_so_is_an_empty_one()
    {
        var (entries, head) = Signed(5);
        Assert.Null(Chain.Verify(entries, head));
        Assert.Null(Chain.Verify([], new(0, Chain.Genesis)));
        Assert.Equal([1, 2, 3, 4, 5], entries.Select(entry => entry.Number));
    }

    [Fact]
    public void An_altered_byte_is_found_where_it_is()
    {
        var (entries, head) = Signed(5);
        entries[2] = With(entries[2], content: entries[2].Content.Replace("3", "4", StringComparison.Ordinal));
        Assert.Equal(new ChainFault(3, "its content was altered"), Chain.Verify(entries, head));
    }

    [Fact]
    public void A_line_altered_and_hashed_anew_breaks_the_one_after_it()
    {
        var (entries, head) = Signed(5);
        var forged = With(entries[2], content: "forged");
        entries[2] = With(forged, content: "forged", hash: forged.ComputeHash());
        Assert.Equal(new ChainFault(4, "it does not follow the line before it"), Chain.Verify(entries, head));
    }

    [Fact]
    public void A_missing_line_in_the_middle_is_named()
    {
        var (entries, head) = Signed(5);
        entries.RemoveAt(2);
        Assert.Equal(new ChainFault(3, "the line is missing, or lines were put in another order"), Chain.Verify(entries, head));
    }

    [Fact]
    public void A_missing_end_is_named_by_the_head_that_was_kept()
    {
        var (entries, head) = Signed(5);
        entries.RemoveRange(3, 2);
        Assert.Equal(new ChainFault(4, "the end of the ledger is missing"), Chain.Verify(entries, head));
        Assert.Null(Chain.Verify(entries, new(3, entries[2].Hash)));   // without the head kept elsewhere nobody could tell: said so in the promises
    }

    [Fact]
    public void Lines_in_another_order_are_named()
    {
        var (entries, head) = Signed(5);
        (entries[1], entries[2]) = (entries[2], entries[1]);
        Assert.Equal(2, Chain.Verify(entries, head)?.Number);
    }

    [Fact]
    public void A_whole_chain_written_anew_is_not_the_one_whose_head_was_kept()
    {
        var (_, head) = Signed(3);
        var (forged, _) = Signed(3);
        Assert.Equal(new ChainFault(3, "it is not the last line that was signed"), Chain.Verify(forged, head));
    }

    [Fact]
    public void Every_field_of_a_line_is_hashed()
    {
        var entry = Signed(1).Entries[0];
        var hash = entry.ComputeHash();
        LedgerEntry[] altered =
        [
            With(entry, number: 2), With(entry, id: Guid.NewGuid()), With(entry, kind: LedgerKind.Revocation), With(entry, provider: Guid.NewGuid()), With(entry, trainee: Guid.NewGuid()), With(entry, attempt: Guid.NewGuid()),
            With(entry, decision: Guid.NewGuid()), With(entry, signedBy: Guid.NewGuid()), With(entry, decisionBy: Guid.NewGuid()), With(entry, at: entry.SignedAt.AddMicroseconds(1)), With(entry, content: "other"), With(entry, previous: new byte[32].Select(_ => (byte)7).ToArray()),
        ];
        Assert.All(altered, each => Assert.NotEqual(hash, each.ComputeHash()));
        Assert.Equal(altered.Length, altered.Select(each => Convert.ToHexString(each.ComputeHash())).Distinct().Count());
    }

    /// <summary>Worked out by another program from the description: what was signed years ago still verifies.</summary>
    [Fact]
    public void The_bytes_of_a_line_are_what_they_always_were() => Assert.Equal("1ccb02e4db5188a98116992cd9cfe79e8d42587990e4c7da8d5a922fa76ca0c4", Convert.ToHexStringLower(new LedgerEntry
    {
        Number = 1, Id = Id(1), Kind = LedgerKind.Decision, Provider = new(Id(2)), Trainee = new(Id(3)), Attempt = new AttemptId(Id(4)), SignedBy = Id(5),
        SignedAt = new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero).AddMicroseconds(123456), Content = """{"unit":"Füllung"}""", PreviousHash = Chain.Genesis, Hash = [],
    }.ComputeHash()));

    private static Guid Id(int number) => Guid.Parse($"{number:00000000}-0000-0000-0000-{number:000000000000}");

    /// <summary>Two heads kept elsewhere: the one agrees, the other was taken from a line that has been written anew since.</summary>
    [Fact]
    public void A_line_is_held_against_the_head_that_was_taken_from_it()
    {
        var (entries, head) = Signed(5);
        Assert.Null(Walked(new() { [3] = entries[2].Hash }));
        Assert.Equal(4, Walked(new() { [3] = entries[2].Hash, [4] = entries[2].Hash })?.Number);
        Assert.Equal(new ChainFault(6, "the end of the ledger is missing"), Walked(new() { [7] = entries[2].Hash }));

        ChainFault? Walked(Dictionary<long, byte[]> kept)
        {
            var (walk, line) = (new ChainWalk(kept), new CanonicalLine());
            foreach (var entry in entries) walk.Take(entry.Number, entry.PreviousHash, entry.Hash, entry.Canonical(line));
            return walk.End(head);
        }
    }

    [Fact]
    public void The_moment_is_kept_to_the_microsecond_as_the_database_keeps_it() =>
        Assert.Equal(0, Append(new(0, Chain.Genesis), "x", new DateTimeOffset(2026, 12, 7, 9, 0, 0, TimeSpan.Zero).AddTicks(1234567)).SignedAt.UtcTicks % 10);

    /// <summary>Any one line altered, removed or swapped with its neighbour shows, and the first bad line is never after the place it happened at, but for its successor.</summary>
    [Fact]
    public void Any_single_tampering_shows() => Prop.ForAll(
        (from length in Gen.Choose(2, 12) from at in Gen.Choose(0, 10) from how in Gen.Choose(0, 2) where at < length - 1 select (length, at, how)).ToArbitrary(),
        each =>
        {
            var (entries, head) = Signed(each.length);
            if (each.how == 0) entries[each.at] = With(entries[each.at], content: "altered");
            else if (each.how == 1) entries.RemoveAt(each.at);
            else (entries[each.at], entries[each.at + 1]) = (entries[each.at + 1], entries[each.at]);
            return Chain.Verify(entries, head)?.Number == each.at + 1;
        }).QuickCheckThrowOnFailure();

    private static (List<LedgerEntry> Entries, LedgerHead Head) Signed(int count)
    {
        var (entries, head) = (new List<LedgerEntry>(), new LedgerHead(0, Chain.Genesis));
        for (var number = 1; number <= count; number++)
        {
            entries.Add(Append(head, $"line {number}", Some.LongBefore.AddMinutes(number)));
            head = new(number, entries[^1].Hash);
        }
        return (entries, head);
    }

    private static LedgerEntry Append(LedgerHead head, string content, DateTimeOffset at) =>
        Chain.Append(head, LedgerKind.Decision, new(Guid.NewGuid()), new(Guid.NewGuid()), new(Guid.NewGuid()), null, Guid.NewGuid(), null, content, at);

    private static LedgerEntry With(
        LedgerEntry entry, long? number = null, Guid? id = null, LedgerKind? kind = null, Guid? provider = null, Guid? trainee = null, Guid? attempt = null, Guid? decision = null, Guid? signedBy = null, Guid? decisionBy = null,
        DateTimeOffset? at = null, string? content = null, byte[]? previous = null, byte[]? hash = null) => new()
    {
        Number = number ?? entry.Number, Id = id ?? entry.Id, Kind = kind ?? entry.Kind, Provider = provider is { } p ? new ProviderId(p) : entry.Provider, Trainee = trainee is { } t ? new TraineeId(t) : entry.Trainee,
        Attempt = attempt is { } a ? new AttemptId(a) : entry.Attempt, Decision = decision ?? entry.Decision, SignedBy = signedBy ?? entry.SignedBy, DecisionBy = decisionBy ?? entry.DecisionBy,
        SignedAt = at ?? entry.SignedAt, Content = content ?? entry.Content, PreviousHash = previous ?? entry.PreviousHash, Hash = hash ?? entry.Hash,
    };
}
