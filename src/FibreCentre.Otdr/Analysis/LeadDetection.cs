namespace FibreCentre.Otdr.Analysis;

/// <summary>
/// Finds where the link starts and ends between its leads. A short first section ending in a reflection looks like a lead whether it
/// is one or not, so each answer says what it rests on.
/// </summary>
internal sealed class LeadDetection
{
    private readonly OtdrTrace _trace;
    private readonly AnalysisSettings _settings;
    private readonly TraceEvent[] _events;
    private readonly double _port;
    private readonly double? _end;

    public LeadDetection(OtdrTrace trace, AnalysisSettings settings, TraceEvent[] events, double port, double? end)
    {
        (_trace, _settings, _events, _port, _end) = (trace, settings, events, port, end);
        (Launch, Start) = DetectLaunch();
        (Receive, End) = DetectReceive();
    }

    public Lead? Launch { get; }

    public double Start { get; }

    public Lead? Receive { get; }

    public double? End { get; }

    private (Lead?, double) DetectLaunch()
    {
        if (_settings.LaunchLeadMetres is { } told)
            return At(_port + told, told) is { } end && told > 0 ? (new Lead(end - _port, LeadBasis.Told), end) : (null, _port);
        if (_port < 0)
            return (new Lead(-_port, LeadBasis.UserOffset), 0);
        if (_trace.TotalLossFromMetres is { } from && IsLead(from - _port) && ReflectionAt(from) is { } marked)
            return (new Lead(marked - _port, LeadBasis.LossSpan), marked);
        var first = Array.Find(_events, e => e.DistanceMetres > _port + Nearby);
        return first is { IsReflective: true, IsEnd: false } && IsLead(first.DistanceMetres - _port)
            ? (new Lead(first.DistanceMetres - _port, LeadBasis.Reflection), first.DistanceMetres)
            : (null, _port);
    }

    private (Lead?, double?) DetectReceive()
    {
        if (_end is not { } end)
            return (null, null);
        if (_settings.ReceiveLeadMetres is { } told)
            return At(end - told, told) is { } start && told > 0 && start > Start ? (new Lead(end - start, LeadBasis.Told), start) : (null, end);
        if (_trace.TotalLossToMetres is { } to && IsLead(end - to) && to > Start + Nearby && ReflectionAt(to) is { } marked)
            return (new Lead(end - marked, LeadBasis.LossSpan), marked);
        // Leads come in pairs: without a launch lead of about that length it is a connection of the link.
        var last = Array.FindLast(_events, e => e.DistanceMetres > Start + Nearby && e.DistanceMetres < end - Nearby);
        return Launch is not null && last is { IsReflective: true } && IsLead(end - last.DistanceMetres)
            && Math.Abs(end - last.DistanceMetres - Launch.LengthMetres) <= Math.Max(_settings.LeadToleranceMetres, 0.1 * Launch.LengthMetres)
            ? (new Lead(end - last.DistanceMetres, LeadBasis.Reflection), last.DistanceMetres)
            : (null, end);
    }

    private double Nearby => Math.Max(5, _trace.PulseLengthMetres);

    private bool IsLead(double metres) => metres >= _settings.ShortestLeadMetres && metres <= _settings.LongestLeadMetres;

    private double? At(double metres, double length) => Nearest(_events, metres, Math.Max(_settings.LeadToleranceMetres, 0.02 * length));

    private double? ReflectionAt(double metres) => Nearest(_events.Where(e => e.IsReflective), metres, Nearby);

    private static double? Nearest(IEnumerable<TraceEvent> events, double metres, double tolerance) =>
        events.MinBy(e => Math.Abs(e.DistanceMetres - metres)) is { } nearest && Math.Abs(nearest.DistanceMetres - metres) <= tolerance ? nearest.DistanceMetres : null;
}
