using System.Buffers;
using System.Diagnostics;

namespace FibreCentre.ICalendar.Tests;

public sealed class CostTests
{
    [Fact]
    public void A_warm_feed_of_200_events_costs_a_few_milliseconds_at_the_very_most()
    {
        var feed = Some.Feed(200);
        var output = new ArrayBufferWriter<byte>(256 << 10);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            output.ResetWrittenCount();
            var watch = Stopwatch.StartNew();
            feed.WriteTo(output);
            best = best < watch.Elapsed ? best : watch.Elapsed;
        }
        // An optimised build takes a small part of that; this one is not, and the machine may be busy.
        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromMilliseconds(3));
    }

    [Fact]
    public void Writing_allocates_next_to_nothing_for_events_without_awkward_text()
    {
        var feed = Some.Calendar([.. Enumerable.Range(1, 200).Select(n => Some.Event(n) with { Summary = "Splicing", Description = null, Location = "Hall B" })]);
        var output = new ArrayBufferWriter<byte>(256 << 10);
        feed.WriteTo(output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        output.ResetWrittenCount();
        feed.WriteTo(output);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000);
    }
}
