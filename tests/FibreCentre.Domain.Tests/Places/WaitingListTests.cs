using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.Domain.Tests.Places;

public sealed class WaitingListTests
{
    private static readonly CohortId December = CohortId.New(Some.LongBefore);

    [Fact]
    public void The_first_in_line_is_first_served_and_the_last_of_them_may_get_only_some()
    {
        var line = new[] { Waiting(2), Waiting(2), Waiting(1) };
        var turns = WaitingList.Give(line, free: 3, namesAreDue: false);

        Assert.Equal([(line[0].Entry, 2), (line[1].Entry, 1)], turns.Select(turn => (turn.Entry, turn.Places)));
        Assert.All(turns, turn => Assert.Null(turn.PassedOverBecause));
    }

    [Fact]
    public void Who_wants_all_together_is_passed_over_with_the_reason_and_the_next_one_served()
    {
        var (together, next) = (Waiting(3, together: true), Waiting(2));
        var turns = WaitingList.Give([together, next], free: 2, namesAreDue: false);

        Assert.Equal([(0, "Wants 3 together; 2 came free."), (2, null)], turns.Select(turn => (turn.Places, turn.PassedOverBecause)));
        Assert.Equal(3, WaitingList.Give([together], free: 3, namesAreDue: false)[0].Places);
    }

    [Fact]
    public void What_is_kept_for_one_counts_with_what_is_free_and_is_drawn_first_and_nobody_elses()
    {
        var (together, next) = (Waiting(3, together: true) with { Kept = 1 }, Waiting(2));
        Assert.Equal((together.Entry, 3, 1, 3), Assert.Single(WaitingList.Give([together, next], free: 2, namesAreDue: false)) is var turn ? (turn.Entry, turn.Places, turn.Kept, turn.Free) : default);

        var turns = WaitingList.Give([Waiting(4, together: true) with { Kept = 1 }, next], free: 2, namesAreDue: false);
        Assert.Equal([(0, 3, "Wants 4 together; 2 came free and 1 is kept for it."), (2, 2, null)], turns.Select(each => (each.Places, each.Free, each.PassedOverBecause)));
        // With nothing free at all what is kept is still its provider's, whoever stands before it.
        Assert.Equal((next.Entry, 1, 1), Assert.Single(WaitingList.Give([Waiting(1), next with { Kept = 1 }], free: 0, namesAreDue: false)) is var own ? (own.Entry, own.Places, own.Kept) : default);
    }

    [Fact]
    public void The_reason_names_what_is_left_when_the_turn_comes() =>
        Assert.Equal("Wants 2 together; 1 came free.", WaitingList.Give([Waiting(2), Waiting(2, together: true)], free: 3, namesAreDue: false)[1].PassedOverBecause);

    [Fact]
    public void Without_names_nobody_gets_a_place_once_names_are_due()
    {
        var named = Naming(able: 1);
        var turns = WaitingList.Give([Waiting(1), named], free: 1, namesAreDue: true);
        Assert.Equal([(0, "No engineers were named, and every place must have a name now."), (1, null)], turns.Select(turn => (turn.Places, turn.PassedOverBecause)));
        Assert.Equal(named.Able, turns[1].Engineers);
    }

    [Fact]
    public void Of_those_named_only_the_able_come_in_the_order_they_were_named()
    {
        var some = Naming(able: 2, hindered: ["Ann: Needs FTC-101."]);
        var turn = Assert.Single(WaitingList.Give([some], free: 3, namesAreDue: true));
        Assert.Equal((2, (string?)null), (turn.Places, turn.PassedOverBecause));
        Assert.Equal(some.Able, turn.Engineers);
        Assert.Equal(some.Able!.Take(1), WaitingList.Give([some], free: 1, namesAreDue: true)[0].Engineers);
    }

    [Fact]
    public void None_able_or_not_all_of_a_group_is_passed_over_and_every_hindrance_is_said()
    {
        var turns = WaitingList.Give([Naming(able: 0, hindered: ["Ann: Needs FTC-101.", "Bob: Must be 18."]), Naming(able: 1, hindered: ["Cy: Needs FTC-101."], together: true)], free: 5, namesAreDue: false);
        Assert.Equal(["None of the engineers named may take it. Ann: Needs FTC-101. Bob: Must be 18.", "Wants 2 together, and not all of the engineers named may take it. Cy: Needs FTC-101."], turns.Select(turn => turn.PassedOverBecause));
        Assert.All(turns, turn => Assert.Equal(0, turn.Places));
    }

    [Fact]
    public void What_lies_in_open_offers_is_not_offered_again()
    {
        var entry = Waiting(3);
        entry.Entry.Offer(1);
        entry.Entry.Offer(1);
        Assert.Equal(1, Assert.Single(WaitingList.Give([entry], free: 5, namesAreDue: false)).Places);
        entry.Entry.Offer(1);
        Assert.Empty(WaitingList.Give([entry], free: 5, namesAreDue: false));
    }

    [Fact]
    public void With_nothing_free_nobody_is_passed_over() => Assert.Empty(WaitingList.Give([Waiting(3, together: true), Waiting(1)], free: 0, namesAreDue: true));

    /// <summary>Whoever waits, whatever they want: not one place more than came free or is kept for it, and nobody past somebody before them who could have had it.</summary>
    [Fact]
    public void Never_more_than_are_free_and_never_past_somebody_who_could_take_them() => Prop.ForAll(
        (from count in Gen.Choose(1, 8)
         from wants in (from places in Gen.Choose(1, 6) from together in Gen.Elements(true, false) from named in Gen.Elements(true, false) from able in Gen.Choose(0, 6) from offered in Gen.Choose(0, 6) from kept in Gen.Choose(0, 3)
                        select (places, together, able: named ? Math.Min(able, places) : (int?)null, offered: Math.Min(offered, places), kept)).ArrayOf(count)
         from free in Gen.Choose(0, 12)
         from due in Gen.Elements(true, false)
         select (wants, free, due)).ToArbitrary(),
        each =>
        {
            var line = each.wants.Select(want => Line(want.places, want.together, want.able, want.offered) with { Kept = want.kept }).ToList();
            var turns = WaitingList.Give(line, each.free, each.due).ToDictionary(turn => turn.Entry.Id);
            var left = each.free;
            foreach (var waiting in line)
            {
                var wanted = waiting.Entry.Places - waiting.Entry.Offered;
                var able = waiting.Able is null ? each.due ? 0 : wanted : Math.Min(waiting.Able.Count, wanted);
                var open = left + waiting.Kept;
                var could = waiting.Entry.Together ? able == wanted && open >= wanted ? wanted : 0 : Math.Min(able, open);
                var got = turns.TryGetValue(waiting.Entry.Id, out var turn) ? turn.Places : 0;
                if (got != could || (turn is not null && got == 0 != turn.PassedOverBecause is not null) || (waiting.Able is not null && (turn?.Engineers.Count ?? 0) != got)) return false;
                left -= Math.Max(0, got - waiting.Kept);
            }
            return left >= 0 && turns.Values.Sum(turn => turn.Places - turn.Kept) == each.free - left;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Taken_in_part_the_rest_waits_on_at_the_old_turn_and_taken_in_full_it_is_served()
    {
        var entry = Waiting(3).Entry;
        entry.Offer(2);
        entry.Take(2, wereOffered: true, Some.LongBefore);
        Assert.Equal((1, 0, 1, WaitingState.Waiting), (entry.Places, entry.Offered, entry.Wanted, entry.State));

        entry.Take(1, wereOffered: false, Some.LongBefore);
        Assert.Equal((WaitingState.Served, (DateTimeOffset?)Some.LongBefore), (entry.State, entry.EndedAt));
    }

    [Fact]
    public void How_it_ended_first_is_how_it_ended()
    {
        var entry = Waiting(2).Entry;
        entry.Offer(1);
        entry.End(WaitingState.Left, Some.LongBefore);
        entry.End(WaitingState.OfferLapsed, Some.LongBefore.AddDays(1));
        entry.Take(1, wereOffered: true, Some.LongBefore.AddDays(2));
        Assert.Equal((WaitingState.Left, (DateTimeOffset?)Some.LongBefore), (entry.State, entry.EndedAt));
    }

    [Fact]
    public void Places_of_an_offer_given_back_are_wanted_no_longer()
    {
        var entry = Waiting(3).Entry;
        entry.Offer(2);
        entry.GiveBack(1, Some.LongBefore);
        Assert.Equal((2, 1, 1), (entry.Places, entry.Offered, entry.Wanted));

        entry.GiveBack(1, Some.LongBefore);
        entry.Offer(1);
        entry.GiveBack(1, Some.LongBefore);
        Assert.Equal(WaitingState.Left, entry.State);
    }

    private static InLine Waiting(int places, bool together = false) => Line(places, together, able: null, offered: 0);

    /// <summary>Named as many as are able and hindered, all of them wanted.</summary>
    private static InLine Naming(int able, string[]? hindered = null, bool together = false)
    {
        hindered ??= [];
        return Line(able + hindered.Length, together, able, offered: 0) with { Hindered = hindered };
    }

    private static InLine Line(int places, bool together, int? able, int offered)
    {
        var entry = WaitingEntry.Join(December, new(Guid.NewGuid()), places, together, automatic: false, null, [], Guid.NewGuid(), Some.LongBefore);
        if (offered > 0) entry.Offer(offered);
        return new(entry, able is { } count ? [.. Enumerable.Range(0, count).Select(_ => TraineeId.New(Some.LongBefore))] : null, []);
    }
}
