using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using FibreCentre.Otdr;
using FibreCentre.Otdr.Drawing;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Traces;

/// <summary>Draws the traces of one fibre over one another, those from B as seen from A.</summary>
/// <param name="Fibre">Null for the first.</param>
/// <param name="From">Where the distance axis begins, in m from the start of the link; null for all of it.</param>
/// <param name="Zero"><c>link</c>: distances count from the start of the link; <c>instrument</c>: from the user's own zero, and nothing is turned round.</param>
public sealed record DrawTraces(PlaceId Place, string Unit, string? Fibre = null, double? From = null, double? To = null, DistanceUnit Distances = DistanceUnit.Automatic, string Zero = "link") : IQuery<DrawnTraces>;

/// <param name="Fibres">Of which there are traces.</param>
/// <param name="From">Where the axis begins, in m.</param>
/// <param name="Whole">From where to where it goes unzoomed.</param>
/// <param name="Svg">For a desk; the other for a phone.</param>
/// <param name="Words">The same in words.</param>
public sealed record DrawnTraces(IReadOnlyList<string> Fibres, string Fibre, double From, double To, ChartSpan Whole, string Svg, string NarrowSvg, string Words, IReadOnlyList<DrawnEvents> Events);

public sealed record ChartSpan(double From, double To);

/// <param name="Number">Of its line in the chart, from 1.</param>
public sealed record DrawnEvents(int Number, string Label, IReadOnlyList<TraceEventAnswer> Events);

internal sealed class DrawTracesValidator : AbstractValidator<DrawTraces>
{
    public DrawTracesValidator()
    {
        RuleFor(request => request.From).Must((request, from) => from is null || double.IsFinite(from.Value) && Math.Abs(from.Value) <= 1e6 && (request.To is not { } to || to - from >= 1)).WithMessage("Give a part of the link of a metre or more.");
        RuleFor(request => request.To).Must(to => to is null || double.IsFinite(to.Value) && Math.Abs(to.Value) <= 1e6).WithMessage("Give a distance in metres.");
        RuleFor(request => request.Zero).Must(zero => zero is "link" or "instrument").WithMessage("Count from link or instrument.");
        RuleFor(request => request.Distances).IsInEnum();
    }
}

internal sealed class DrawTracesHandler(CentreDbContext db, EvidenceFolder folder) : IRequestHandler<DrawTraces, Result<DrawnTraces>>
{
    public async Task<Result<DrawnTraces>> Handle(DrawTraces request, CancellationToken cancellationToken)
    {
        var found = await UnitToAssess.FindAsync(db, request.Place, request.Unit, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var shelf = await TraceShelf.OfAsync(db, folder, found.Value.Place.Id, found.Value.Unit.Code, cancellationToken);
        var guesses = TraceShelf.Guess(shelf);
        var traces = shelf.Zip(guesses, (each, guess) => (each.Read, Fibre: each.Pairing?.Fibre ?? guess.Fibre, Direction: each.Pairing?.Direction ?? guess.Direction, each.Pairing?.Stage)).Where(each => each.Read is not null).ToList();
        var fibres = traces.Select(each => each.Fibre).Distinct().Order(StringComparer.Ordinal).ToList();
        if (fibres.Count == 0 || request.Fibre is not null && !fibres.Contains(request.Fibre)) return EvidenceErrors.NoTraces();
        var fibre = request.Fibre ?? fibres[0];
        var drawn = traces.Where(each => each.Fibre == fibre).OrderBy(each => each.Read!.Trace.NominalWavelengthNanometres).ThenBy(each => each.Direction).Select(each => Chart(each.Read!, each.Direction, each.Stage, request.Zero == "link")).ToList();
        var whole = Whole(drawn.ConvertAll(each => each.Chart));
        var (from, to) = (request.From ?? whole.From, request.To ?? whole.To);
        if (to - from < 1) (from, to) = (whole.From, whole.To);
        var settings = new ChartSettings { Title = $"OTDR traces of fibre {fibre}", FromMetres = from, ToMetres = to, Unit = request.Distances, Width = 960, Height = 460, IdPrefix = "otdr" };
        IReadOnlyList<ChartTrace> charts = drawn.ConvertAll(each => each.Chart);
        return new DrawnTraces(fibres, fibre, from, to, whole, TraceChart.ToSvg(charts, settings), TraceChart.ToSvg(charts, settings with { Width = 360, Height = 420, IdPrefix = "otdr-narrow" }), TraceChart.Describe(charts),
            [.. drawn.Select((each, index) => new DrawnEvents(index + 1, each.Chart.Label, each.Read.Report().Events))]);
    }

    private static (ChartTrace Chart, ReadTrace Read) Chart(ReadTrace read, TraceEnd direction, TraceStage? stage, bool fromLink)
    {
        var label = $"{(read.Trace.NominalWavelengthNanometres is { } nanometres ? $"{nanometres.ToString(System.Globalization.CultureInfo.InvariantCulture)} nm" : "Unknown wavelength")}, {(direction == TraceEnd.AToB ? "A to B" : "B to A")}{(stage is { } when ? $", {SnakeCase.Kebab(when.ToString())}" : "")}";
        return (fromLink ? new ChartTrace(read.Trace, label) { ZeroMetres = read.Link.StartMetres, MirroredAtMetres = direction == TraceEnd.BToA ? read.Link.LengthMetres : null } : new ChartTrace(read.Trace, label), read);
    }

    /// <summary>A little before the first event to a little after the last.</summary>
    private static ChartSpan Whole(IReadOnlyList<ChartTrace> charts)
    {
        var places = charts.SelectMany(chart => chart.Trace.Events.Select(each => chart.MirroredAtMetres is { } length ? length - (each.DistanceMetres - chart.ZeroMetres) : each.DistanceMetres - chart.ZeroMetres)).Where(double.IsFinite).ToList();
        if (places.Count == 0) places = [0, charts.Max(chart => chart.Trace.Samples.IsEmpty ? 1000 : chart.Trace.SampleMetres(chart.Trace.Samples.Length - 1)) is var last && double.IsFinite(last) && last > 1 ? last : 1000];
        var (low, high) = (places.Min(), places.Max());
        var margin = Math.Max(10, (high - low) * 0.02);
        return new(Math.Round(low - margin), Math.Round(high + margin));
    }
}
