using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Analysis;
using FibreCentre.Otdr.Sor;
using MediatR;

namespace FibreCentre.Api.Features.Traces;

/// <summary>Reads a trace and says what is in it. Nothing is kept.</summary>
public sealed record AnalyseTrace(byte[] Octets) : IQuery<TraceReport>;

/// <summary>What a trace shows: as the instrument stated it, and as measured on its samples. Null is what the file does not state, which is never zero. Who took it is left out.</summary>
/// <param name="FileHash">SHA-256 of the file, in hexadecimal.</param>
/// <param name="SamplesHash">SHA-256 of the samples alone; null without any.</param>
/// <param name="LengthMetres">Of the link, leads not counted; null where the end was not found.</param>
/// <param name="Checksum"><c>matches</c>, <c>differs</c>, <c>zero</c> or <c>absent</c>; advice only.</param>
/// <param name="Warnings">What had to be interpreted.</param>
/// <param name="Notes">What a person should look at before relying on it: observations, not accusations.</param>
public sealed record TraceReport(
    string FileHash, string? SamplesHash, int? WavelengthNanometres, int? PulseWidthNanoseconds, double RefractiveIndex, double? RangeMetres, long? Averages, double? AveragingTimeSeconds, DateTimeOffset? AcquiredAt,
    string? Supplier, string? Model, string? SerialNumber, string? CableId, string? FibreId, string? LocationA, string? LocationB, double? LengthMetres, double? LaunchLeadMetres, double? ReceiveLeadMetres,
    double? AttenuationDbPerKm, double? LossDb, double? OpticalReturnLossDb, string Checksum, IReadOnlyList<TraceEventAnswer> Events, IReadOnlyList<TraceRemark> Warnings, IReadOnlyList<TraceRemark> Notes);

/// <param name="LinkMetres">From the start of the link; negative in the launch lead.</param>
/// <param name="Kind"><c>reflective</c>, <c>saturated</c>, <c>non-reflective</c> or <c>unknown</c>.</param>
/// <param name="Part">Of the link it lies in: <c>launch-lead</c>, <c>start</c>, <c>link</c>, <c>end</c> and so on.</param>
public sealed record TraceEventAnswer(int Number, double LinkMetres, string Kind, string Part, double? LossDb, double? ReflectanceDb, double? AttenuationDbPerKm);

/// <param name="Code">Never changes.</param>
public sealed record TraceRemark(string Code, string Message);

/// <summary>A file read, scaled and analysed.</summary>
internal sealed record ReadTrace(SorReadResult File, OtdrTrace Trace, LinkAnalysis Link)
{
    public static Result<ReadTrace> Of(ReadOnlyMemory<byte> octets)
    {
        var read = SorReader.Read(octets);
        if (!read.IsRead) return EvidenceErrors.TraceBroken($"{read.Error.Message} (Block {read.Error.Block}, octet {read.Error.Offset}.) Send the .sor file as the instrument wrote it.");
        var trace = OtdrTrace.From(read.File);
        return new ReadTrace(read, trace, LinkAnalysis.Of(trace));
    }

    public TraceReport Report()
    {
        var print = TraceFingerprint.Of(File);
        return new(
            print.File.ToLowerInvariant(), print.Samples?.ToLowerInvariant(), Trace.NominalWavelengthNanometres, Trace.PulseWidthNanoseconds, Round(Trace.RefractiveIndex, 5)!.Value, Round(Trace.RangeMetres, 1), Trace.Averages, Trace.AveragingTimeSeconds,
            Trace.AcquiredAt, Trace.Supplier, Trace.Model, Trace.SerialNumber ?? Trace.ModuleSerialNumber, Trace.CableId, Trace.FibreId, Trace.LocationA, Trace.LocationB,
            Round(Link.LengthMetres, 2), Round(Link.LaunchLead?.LengthMetres, 2), Round(Link.ReceiveLead?.LengthMetres, 2), Round(Link.AttenuationDbPerKm, 4), Round(Link.Loss?.LossDb, 4), Trace.OpticalReturnLossDb, Kebab(File.Checksum),
            [.. Link.Events.Select(each => new TraceEventAnswer(each.Event.Number, Round(each.LinkMetres, 2)!.Value, Kebab(each.Event.Kind), Kebab(each.Part), each.Event.LossDb, each.Event.ReflectanceDb, each.Event.AttenuationDbPerKm))],
            [.. File.Warnings.Concat(Trace.Warnings).Select(each => new TraceRemark(Kebab(each.Code), each.Message))], [.. TraceNotes.On(File).Select(each => new TraceRemark(Kebab(each.Code), each.Message))]);
    }

    private static string Kebab<T>(T value) where T : struct, Enum => SnakeCase.Kebab(value.ToString());

    /// <summary>JSON has no infinity, and no file is believed to be without one.</summary>
    private static double? Round(double? value, int digits) => value is { } known && double.IsFinite(known) ? Math.Round(known, digits) : null;
}

internal sealed class AnalyseTraceHandler : IRequestHandler<AnalyseTrace, Result<TraceReport>>
{
    public Task<Result<TraceReport>> Handle(AnalyseTrace request, CancellationToken cancellationToken)
    {
        var read = ReadTrace.Of(request.Octets);
        return Task.FromResult<Result<TraceReport>>(read.Succeeded ? read.Value.Report() : read.Error);
    }
}
