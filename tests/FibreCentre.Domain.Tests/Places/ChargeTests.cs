using FibreCentre.Domain.Places;

namespace FibreCentre.Domain.Tests.Places;

public sealed class ChargeTests
{
    private static readonly Guid Cora = Guid.NewGuid();

    [Fact]
    public void A_place_is_charged_at_its_own_price_to_its_own_provider()
    {
        var place = Some.Place();
        var line = Charge.For(place, Cora, Some.LongBefore);
        Assert.Equal((place.Provider, place.Booking, place.Id, ChargeKind.Place, 780m, (Guid?)Cora), (line.Provider, line.Booking, line.Place, line.Kind, line.Amount, line.MadeBy));
    }

    [Fact]
    public void Ending_it_in_time_takes_the_price_back_and_leaves_nothing() =>
        Assert.Equal([(ChargeKind.Credit, -780m)], Charge.ForEnding(Some.Place(), 0, Cora, Some.LongBefore).Select(line => (line.Kind, line.Amount)));

    [Fact]
    public void Ending_it_late_takes_the_price_back_and_charges_the_fee() =>
        Assert.Equal([(ChargeKind.Credit, -780m), (ChargeKind.Cancellation, 390m)], Charge.ForEnding(Some.Place(), 390, by: null, Some.LongBefore).Select(line => (line.Kind, line.Amount)));

    [Fact]
    public void A_waiver_lets_off_exactly_what_is_owed_for_giving_up_and_says_why()
    {
        var place = Some.Place();
        Charge[] lines = [Charge.For(place, Cora, Some.LongBefore), .. Charge.ForEnding(place, 390, Cora, Some.LongBefore)];

        var waived = Charge.Waive(place, lines, "Bereavement", Cora, Some.LongBefore).Value!;

        Assert.Equal((ChargeKind.Waiver, -390m, "Bereavement"), (waived.Kind, waived.Amount, waived.Reason));
        Assert.Equal(0, lines.Append(waived).Sum(line => line.Amount));
        Assert.Equal("nothing-to-waive", Charge.Waive(place, [.. lines, waived], "Again", Cora, Some.LongBefore).Error?.Code);
    }

    [Fact]
    public void What_is_owed_for_a_place_somebody_has_is_not_waived()
    {
        var place = Some.Place();
        Assert.Equal("nothing-to-waive", Charge.Waive(place, [Charge.For(place, Cora, Some.LongBefore)], "Kind", Cora, Some.LongBefore).Error?.Code);
    }
}
