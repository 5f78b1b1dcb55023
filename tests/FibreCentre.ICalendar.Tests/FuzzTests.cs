using System.Diagnostics;
using System.Text;

namespace FibreCentre.ICalendar.Tests;

public sealed class FuzzTests
{
    private const int Rounds = 20_000;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n ", "\n\t", ":", ";", ",", "=", "\"", "\\", "BEGIN:", "END:", "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "UID:1\r\n",
            "DTSTART;TZID=", "TZID=Europe/London:", "99999999T999999", "00010101T000000", "99981231T235959Z", "DURATION:P99999999W", "RRULE:FREQ=YEARLY;BYDAY=5SU;BYMONTH=2\r\n",
            "TZOFFSETTO:+1759", "ATTENDEE;PARTSTAT=", "mailto:%00%0a@", "\0", "\uFEFF", "\u2028", "SEQUENCE:99999999999",
        }.Select(Encoding.UTF8.GetBytes), [0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80],
    ];

    [Fact]
    public void Noise_is_refused_or_read_and_never_anything_else()
    {
        var random = new Random(5545);
        var read = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var octets = new List<byte>(random.Next(2) == 0 ? [] : "BEGIN:VCALENDAR\r\n"u8.ToArray());
            for (var parts = random.Next(30); parts > 0; parts--)
                octets.AddRange(random.Next(4) == 0 ? Noise(random) : Fragments[random.Next(Fragments.Length)]);
            if (random.Next(2) == 0)
                octets.AddRange("\r\nEND:VCALENDAR"u8);
            read += Try([.. octets], $"noise {i}") ? 1 : 0;
        }
        Assert.InRange(read, 1, Rounds - 1); // both ways have been walked
    }

    [Fact]
    public void A_damaged_calendar_is_refused_or_read_and_never_anything_else()
    {
        var random = new Random(5546);
        byte[][] whole =
        [
            Some.Request().ToBytes(), Some.Feed(3).ToBytes(), (Some.Feed(2) with { TimeZoneId = "Africa/Casablanca" }).ToBytes(),
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Some.Cancel().ToBytes()).Replace("Europe/London", "Somewhere Else", StringComparison.Ordinal)),
        ];
        var read = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var octets = new List<byte>(whole[i % whole.Length]);
            for (var damages = random.Next(1, 6); damages > 0; damages--)
                Damage(octets, random);
            read += Try([.. octets], $"damage {i}") ? 1 : 0;
        }
        Assert.InRange(read, Rounds / 20, Rounds - 1);
    }

    private static void Damage(List<byte> octets, Random random)
    {
        var at = random.Next(octets.Count);
        switch (random.Next(5))
        {
            case 0:
                octets[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                octets.RemoveRange(at, Math.Min(octets.Count - at - 1, random.Next(40)));
                break;
            case 2:
                octets.InsertRange(at, Fragments[random.Next(Fragments.Length)]);
                break;
            case 3:
                octets.InsertRange(random.Next(octets.Count), octets.GetRange(at, Math.Min(octets.Count - at, random.Next(200))));
                break;
            default:
                octets.InsertRange(at, Noise(random));
                break;
        }
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 40)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Whatever can be read can also be written, well formed, and says the same when it is read again.</summary>
    private static bool Try(byte[] octets, string which)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var calendar = CalendarObject.Parse(octets);
            var written = calendar.Component.ToBytes();
            WritingTests.AssertWellFormed(written);
            Assert.Equal(written, CalendarObject.Parse(written).Component.ToBytes());
            return true;
        }
        catch (CalendarFormatException refused)
        {
            Assert.True(refused.LineNumber >= 1, which);
            return false;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{which}: {Convert.ToBase64String(octets)}", other);
        }
        finally
        {
            Assert.True(watch.Elapsed < LongestRead, $"{which} took {watch.Elapsed}");
        }
    }
}
