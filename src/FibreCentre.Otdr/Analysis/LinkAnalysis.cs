namespace FibreCentre.Otdr.Analysis;

/// <summary>
/// One trace read as a link: where it starts and ends, its events in order, the attenuation of its fibre, its loss. What the
/// instrument recorded stays beside what is measured here. Immutable; safe to share.
/// </summary>
public sealed class LinkAnalysis
{
    private readonly AnalysisSettings _settings;

    private LinkAnalysis(OtdrTrace trace, AnalysisSettings settings)
    {
        (Trace, _settings) = (trace, settings);
        var port = Math.Min(0, trace.PortMetres);
        var events = trace.Events.Where(e => e.DistanceMetres >= port - 1).OrderBy(e => e.DistanceMetres).ToArray();
        var end = Array.Find(events, e => e.IsEnd)?.DistanceMetres;
        var leads = new LeadDetection(trace, settings, events, port, end);
        (LaunchLead, ReceiveLead, StartMetres, EndMetres) = (leads.Launch, leads.Receive, leads.Start, leads.End);
        Sections = FindSections(port, end, events);
        Events = [.. events.Select(Place)];
        AttenuationDbPerKm = LinkAttenuation();
        Loss = LinkLoss();
    }

    /// <summary>The trace.</summary>
    public OtdrTrace Trace { get; }

    /// <summary>In order of distance, leads and echoes included.</summary>
    public IReadOnlyList<LinkEvent> Events { get; }

    /// <summary>The fibre between events, from the port to the end of the fibre.</summary>
    public IReadOnlyList<LinkSection> Sections { get; }

    /// <summary>Null when there is none, or none was recognised.</summary>
    public Lead? LaunchLead { get; }

    /// <summary>Null when there is none, or none was recognised.</summary>
    public Lead? ReceiveLead { get; }

    /// <summary>Where the link starts, from the user's zero in m: the far end of the launch lead, or the port.</summary>
    public double StartMetres { get; }

    /// <summary>Where the link ends, from the user's zero in m. Null when the instrument found no end.</summary>
    public double? EndMetres { get; }

    /// <summary>Length of the link without leads, in m. Null when the instrument found no end.</summary>
    public double? LengthMetres => EndMetres - StartMetres;

    /// <summary>Attenuation of the fibre of the link without its events, in dB/km: the mean of its sections, weighted by length. Null when no section could be measured.</summary>
    public double? AttenuationDbPerKm { get; }

    /// <summary>
    /// Loss of the link on the samples, from its start to its end. The connection at an end is in it only where there is a lead:
    /// <see cref="LaunchLead"/>, <see cref="ReceiveLead"/>. Null when a line could not be fitted at either end.
    /// </summary>
    public SampleLoss? Loss { get; }

    /// <summary>Analyses one trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="settings"><see cref="AnalysisSettings.Default"/> when null.</param>
    public static LinkAnalysis Of(OtdrTrace trace, AnalysisSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new LinkAnalysis(trace, settings ?? AnalysisSettings.Default);
    }

    /// <summary>The loss on the samples at a place where the instrument found nothing, or where it did.</summary>
    /// <param name="linkMetres">From the near end of the link in m.</param>
    /// <returns>Null when there are too few clean samples around it.</returns>
    public SampleLoss? LossAt(double linkMetres)
    {
        var metres = linkMetres + StartMetres;
        var at = Events.FirstOrDefault(e => Math.Abs(e.LinkMetres - linkMetres) <= Math.Max(2, Trace.PulseLengthMetres / 2));
        if (at is not null)
            return at.OnSamples;
        if (Sections.FirstOrDefault(s => s.FromMetres < linkMetres && s.ToMetres > linkMetres) is not { } section)
            return null;
        var (from, to) = CleanPart(section.FromMetres + StartMetres, section.ToMetres + StartMetres, EventAt(section.FromMetres + StartMetres));
        return Step(
            LineFit.Through(Trace, from, metres - Guard, _settings.FewestPoints),
            LineFit.Through(Trace, metres + (1.5 * Trace.PulseLengthMetres) + Guard, to, _settings.FewestPoints),
            metres);
    }

    private double Guard => (2 * (Trace.SampleSpacingMetres ?? 0)) + (0.1 * Trace.PulseLengthMetres);

    private LinkSection[] FindSections(double port, double? end, TraceEvent[] events)
    {
        var found = new List<LinkSection>();
        var (from, opening) = (port, events.FirstOrDefault(e => e.DistanceMetres <= port + 1));
        foreach (var item in events)
        {
            if (item.DistanceMetres <= from || item.DistanceMetres > (end ?? double.MaxValue))
                continue;
            found.Add(Section(from, item, opening));
            (from, opening) = (item.DistanceMetres, item);
        }
        return [.. found];
    }

    private LinkSection Section(double from, TraceEvent closing, TraceEvent? opening)
    {
        var to = closing.DistanceMetres;
        var (cleanFrom, cleanTo) = CleanPart(from, to, opening);
        var fit = LineFit.Through(Trace, cleanFrom, cleanTo, _settings.FewestPoints);
        var error = fit?.SlopeError * 1000;
        return new LinkSection
        {
            FromMetres = from - StartMetres,
            ToMetres = to - StartMetres,
            Part = to <= StartMetres ? LinkPart.BeforeLink : from >= EndMetres ? LinkPart.AfterLink : LinkPart.Link,
            Fit = fit,
            Points = fit?.Points ?? 0,
            StandardErrorDbPerKm = error,
            AttenuationDbPerKm = error <= _settings.LargestAttenuationErrorDbPerKm ? -1000 * fit!.SlopeDbPerMetre : null,
            StoredAttenuationDbPerKm = closing.AttenuationDbPerKm,
        };
    }

    /// <summary>The part of a section that shows nothing but fibre: after the dead zone of the event that opens it, before the one that closes it.</summary>
    private (double From, double To) CleanPart(double from, double to, TraceEvent? opening)
    {
        var pulse = Trace.PulseLengthMetres;
        var usual = from + (opening is { IsReflective: false } ? (1.5 * pulse) + 2 : (3 * pulse) + 5);
        var stated = opening?.EndMetres is { } end && end > from && end < to ? end + Guard : usual;
        return (Math.Max(stated, from + pulse), to - Guard);
    }

    private TraceEvent? EventAt(double metres) => Trace.Events.FirstOrDefault(e => e.DistanceMetres == metres);

    private LinkEvent Place(TraceEvent item)
    {
        var metres = item.DistanceMetres;
        var near = Math.Max(1, Trace.PulseLengthMetres / 2);
        var part = Math.Abs(metres - StartMetres) <= (LaunchLead is null ? near : 1) ? LinkPart.Start
            : metres < StartMetres ? LinkPart.BeforeLink
            : EndMetres is not { } end || metres < end ? LinkPart.Link
            : metres > end ? LinkPart.AfterLink
            : LinkPart.End;
        var before = Sections.FirstOrDefault(s => s.ToMetres + StartMetres == metres);
        var after = Sections.FirstOrDefault(s => s.FromMetres + StartMetres == metres);
        return new LinkEvent(item, part, metres - StartMetres, Step(before?.Fit, after?.Fit, metres));
    }

    private SampleLoss? Step(LineFit? before, LineFit? after, double metres)
    {
        if (before is null || after is null)
            return null;
        var error = double.Hypot(before.ErrorAt(metres), after.ErrorAt(metres));
        return error <= _settings.LargestLossErrorDb ? new SampleLoss(before.LevelAt(metres) - after.LevelAt(metres), error) : null;
    }

    private double? LinkAttenuation()
    {
        var measured = Sections.Where(s => s is { Part: LinkPart.Link, AttenuationDbPerKm: not null }).ToArray();
        return measured.Length == 0 ? null : measured.Sum(s => s.AttenuationDbPerKm!.Value * s.LengthMetres) / measured.Sum(s => s.LengthMetres);
    }

    private SampleLoss? LinkLoss()
    {
        if (EndMetres is not { } end)
            return null;
        var near = LaunchLead is null ? Sections.FirstOrDefault(s => s.Part == LinkPart.Link) : Sections.LastOrDefault(s => s.Part == LinkPart.BeforeLink);
        var far = ReceiveLead is null ? Sections.LastOrDefault(s => s.Part == LinkPart.Link) : Sections.FirstOrDefault(s => s.Part == LinkPart.AfterLink);
        if (near?.Fit is not { } start || far?.Fit is not { } finish)
            return null;
        var error = double.Hypot(start.ErrorAt(StartMetres), finish.ErrorAt(end));
        return error <= _settings.LargestLossErrorDb ? new SampleLoss(start.LevelAt(StartMetres) - finish.LevelAt(end), error) : null;
    }
}
