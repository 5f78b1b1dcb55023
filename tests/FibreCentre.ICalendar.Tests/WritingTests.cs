using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FibreCentre.ICalendar.Tests;

public sealed class WritingTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Any_text_survives_escaping() =>
        Some.Holds(Prop.ForAll(Some.NastyText.ToArbitrary(), text =>
        {
            var escaped = CalendarText.Escape(Some.Utf8(text));
            Assert.Equal(Some.AsWritten(text), CalendarText.Unescape(escaped));
            Assert.DoesNotContain(escaped, c => c != '\t' && char.IsControl(c));
        }));

    [Theory]
    [InlineData("a;b,c\\d", "a\\;b\\,c\\\\d")]
    [InlineData("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour")]
    [InlineData("\r\n\n\r", "\\n\\n\\n")]
    [InlineData("bell\a tab\t del\u007f", "bell tab\t del")]
    [InlineData("colon: \"quotes\" stay", "colon: \"quotes\" stay")]
    [InlineData("\\n is not a line end", "\\\\n is not a line end")]
    public void Text_is_escaped_as_RFC_5545_says(string text, string escaped) => Assert.Equal(escaped, CalendarText.Escape(text));

    [Theory]
    [InlineData("C:\\temp", "C:\\temp")]
    [InlineData("ends in \\", "ends in \\")]
    [InlineData("upper\\Ncase", "upper\ncase")]
    public void Careless_escapes_are_read_with_good_will(string value, string text) => Assert.Equal(text, CalendarText.Unescape(value));

    [Fact]
    public void No_data_breaks_out_of_its_line() =>
        Some.Holds(Prop.ForAll(Some.NastyText.Four().ToArbitrary(), texts =>
        {
            var (a, b, c, d) = texts;
            var octets = (Some.Calendar(Some.Invitation() with
            {
                Summary = a,
                Description = b,
                Location = c,
                Organizer = Some.Centre with { CommonName = d },
                Attendees = [Some.Trainee with { Address = new CalendarAddress("x@example.com", a) }],
                Alarm = new DisplayAlarm(TimeSpan.Zero, d),
            }) with { Name = b }).ToBytes();

            AssertWellFormed(octets);
            var lines = Unfolded(octets);
            Assert.Single(lines, "BEGIN:VEVENT");
            Assert.Single(lines, "END:VCALENDAR");
            Assert.Single(lines, l => l.StartsWith("ATTENDEE", StringComparison.Ordinal));
        }));

    [Fact]
    public void No_generic_property_breaks_out_of_its_line() =>
        Some.Holds(Prop.ForAll(Some.NastyText.Two().ToArbitrary(), texts =>
        {
            var (value, parameter) = texts;
            var octets = new CalendarComponent("X-TEST", [new CalendarProperty("X-P", value, new CalendarParameter("X-Q", parameter, value))]).ToBytes();
            AssertWellFormed(octets);
            Assert.Equal(3, Unfolded(octets).Length);
        }));

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("語")]
    [InlineData("😀")]
    [InlineData("aé")]
    [InlineData("é語😀")]
    public void Lines_are_folded_as_late_as_possible_and_never_within_a_character(string unit)
    {
        for (var count = 1; count < 200; count++)
        {
            var text = string.Concat(Enumerable.Repeat(unit, count));
            var octets = new CalendarComponent("X-TEST", [new CalendarProperty("X", text)]).ToBytes();
            AssertWellFormed(octets);
            Assert.Equal("X:" + text, Unfolded(octets)[1]);
            var physical = Strict.GetString(octets).Split("\r\n")[1..^2];
            Assert.All(physical[..^1], line => Assert.InRange(Strict.GetByteCount(line), 72, 75));
        }
    }

    [Fact]
    public void A_line_of_exactly_75_octets_is_not_folded()
    {
        Assert.Equal(3, Lines(73));
        Assert.Equal(4, Lines(74));
        static int Lines(int value) =>
            Encoding.UTF8.GetString(new CalendarComponent("X", [new CalendarProperty("X", new string('x', value))]).ToBytes()).Split("\r\n").Length - 1;
    }

    [Fact]
    public void Parameters_are_quoted_when_they_need_it_and_lose_what_cannot_be_quoted()
    {
        var property = new CalendarProperty("X", "v", new CalendarParameter("PLAIN", "abc"), new CalendarParameter("CN", "Byron, \"Ada\"\r\n;x:y", "z"));
        var text = Encoding.ASCII.GetString(new CalendarComponent("C", [property]).ToBytes());
        Assert.Contains("\r\nX;PLAIN=abc;CN=\"Byron, Ada;x:y\",z:v\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A:B")]
    [InlineData("A\r\nB")]
    [InlineData("É")]
    public void A_name_that_is_no_name_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => new CalendarProperty(name, ""));
        Assert.Throws<ArgumentException>(nameof(name), () => new CalendarParameter(name, ""));
        Assert.Throws<ArgumentException>(nameof(name), () => new CalendarComponent(name));
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("END")]
    public void Nesting_cannot_be_smuggled_in_as_a_property(string name) => Assert.Throws<ArgumentException>(nameof(name), () => new CalendarProperty(name, "VEVENT"));

    [Fact]
    public void The_writer_streams_into_any_buffer_writer()
    {
        var tight = new Drip();
        Some.Feed(5).WriteTo(tight);
        Assert.Equal(Some.Feed(5).ToBytes(), tight.Written);
    }

    [Fact]
    public void A_writer_is_useless_once_disposed_of()
    {
        var writer = new CalendarWriter(new ArrayBufferWriter<byte>());
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Begin("VCALENDAR"));
    }

    /// <summary>CRLF only, at most 75 octets a line, every line valid UTF-8 by itself, no control but TAB.</summary>
    internal static void AssertWellFormed(byte[] octets)
    {
        Assert.True(octets.AsSpan().EndsWith("\r\n"u8));
        var start = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] is not ((byte)'\r' or (byte)'\n'))
                continue;
            Assert.True(octets[i] == '\r' && octets[i + 1] == '\n', "a lone CR or LF");
            Assert.InRange(i - start, 1, 75);
            Assert.DoesNotContain(Strict.GetString(octets, start, i - start), c => c != '\t' && char.IsControl(c));
            start = ++i + 1;
        }
    }

    internal static string[] Unfolded(byte[] octets) =>
        Strict.GetString(octets).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Gives exactly what was asked for and nothing more.</summary>
    private sealed class Drip : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _open = [];

        public byte[] Written => [.. _written];

        public void Advance(int count) => _written.AddRange(_open.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _open = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
