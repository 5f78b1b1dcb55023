using System.Security.Cryptography;
using FibreCentre.Otdr.Sor;

namespace FibreCentre.Otdr.Tests;

public sealed class AuthenticityTests
{
    [Fact]
    public void The_same_samples_under_another_header_are_found()
    {
        var first = Fingerprint(Some.File());
        var relabelled = Fingerprint(Some.File(acquisition: Some.Acquisition with { Operator = "Eve", FibreId = "2", AcquiredAt = Some.Monday.AddDays(1) }));
        Assert.NotEqual(first.File, relabelled.File);
        Assert.Equal(first.Samples, relabelled.Samples);
        Assert.NotEqual(first.Samples, Fingerprint(Some.File(acquisition: Some.Acquisition with { Seed = 2 })).Samples);
    }

    [Fact]
    public void The_same_samples_in_the_other_issue_of_the_format_are_found() =>
        Assert.Equal(Fingerprint(Some.File()).Samples, Fingerprint(Some.File(acquisition: Some.Acquisition with { Issue = SorIssue.One })).Samples);

    [Fact]
    public void The_hashes_are_plain_SHA_256()
    {
        var file = Some.File().With<DataPtsBlock>(b => b with { Traces = [new SampleRun(1000, Enumerable.Range(0, 1_300).Select(i => (ushort)(i * 50)).ToArray())] });
        var samples = Enumerable.Range(0, 1_300).SelectMany(i => new[] { (byte)(i * 50), (byte)((i * 50) >> 8) }).ToArray();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(samples)), Fingerprint(file).Samples);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(SorWriter.Write(file))), Fingerprint(file).File);
    }

    [Fact]
    public void A_file_without_samples_has_no_hash_of_them() =>
        Assert.Null(Fingerprint(Some.File().With<DataPtsBlock>(b => b with { Traces = [], PointCount = 0 })).Samples);

    [Fact]
    public void An_ordinary_file_has_no_notes() => Assert.Empty(TraceNotes.On(Some.Read(Some.Octets())));

    [Fact]
    public void Events_worked_on_by_hand_are_noted_with_their_numbers()
    {
        var notes = Notes(Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Select((e, i) => i switch { 2 => Coded(e, "0A9999"), 3 => Coded(e, "0m9999"), 7 => Coded(e, "1D9999"), _ => e })] }));
        Assert.Equal([3], notes.Single(n => n.Code == TraceNoteCode.EventsAdded).Events);
        Assert.Equal([4, 8], notes.Single(n => n.Code == TraceNoteCode.EventsMoved).Events);

        static KeyEvent Coded(KeyEvent item, string code) => item with { Code = new SorBytes(SorText.Of(code).Octets) };
    }

    [Fact]
    public void A_deleted_event_leaves_a_gap_in_the_numbers() =>
        Assert.Contains(Notes(Some.File().With<KeyEventsBlock>(b => b with { Events = [.. b.Events.Where((_, i) => i != 3)] })), n => n.Code == TraceNoteCode.EventNumbersBroken);

    [Fact]
    public void What_ties_a_trace_to_no_instrument_and_no_time_is_noted()
    {
        var notes = Notes(Some.File().With<FxdParamsBlock>(b => b with { Time = 0 }).With<SupParamsBlock>(b => b with { SerialNumber = SorText.Of(" ") }));
        Assert.Equal([TraceNoteCode.ChecksumDiffers, TraceNoteCode.TimeUnknown, TraceNoteCode.InstrumentUnknown], notes.Select(n => n.Code));
    }

    [Fact]
    public void A_refused_file_has_neither_hash_nor_notes()
    {
        Assert.Throws<ArgumentException>(() => TraceNotes.On(SorReader.Read(new byte[3])));
        Assert.Throws<ArgumentException>(() => TraceFingerprint.Of(SorReader.Read(new byte[3])));
    }

    private static TraceFingerprint Fingerprint(SorFile file) => TraceFingerprint.Of(Some.Read(SorWriter.Write(file)));

    private static IReadOnlyList<TraceNote> Notes(SorFile file) => TraceNotes.On(Some.Read(SorWriter.Write(file)));
}
