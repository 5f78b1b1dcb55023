namespace FibreCentre.Otdr.Simulation;

/// <summary>What happens to the light at one place.</summary>
internal readonly record struct PathStep(double Metres, double LossDb, double? ReflectanceDb, bool IsEnd);

/// <summary>The way of the light from the port to the open end, leads included, seen from one direction at one wavelength.</summary>
internal sealed class LightPath
{
    private const double PortReflectanceDb = -45;

    private readonly (double To, double DbPerMetre)[] _fibre;

    public LightPath(SimulatedLink link, int nanometres, TraceDirection direction)
    {
        var forward = direction == TraceDirection.AToB;
        var (launch, receive) = (link.LaunchLeadMetres, link.ReceiveLeadMetres);
        Start = launch;
        End = launch + link.LengthMetres;
        OpenEnd = End + receive;

        var lead = new FibreSection(1).At(nanometres) / 1000;
        var fibre = new List<(double, double)> { (launch, lead) };
        var at = launch;
        foreach (var section in forward ? link.Sections : link.Sections.Reverse())
            fibre.Add((at += section.LengthMetres, section.At(nanometres) / 1000));
        fibre.Add((OpenEnd, lead));
        _fibre = [.. fibre];

        var (near, far) = forward ? (link.ConnectionAtA, link.ConnectionAtB) : (link.ConnectionAtB, link.ConnectionAtA);
        var steps = new List<PathStep> { new(0, 0, launch > 0 ? PortReflectanceDb : near.ReflectanceDb, false) };
        if (launch > 0)
            steps.Add(new(Start, near.LossDb, near.ReflectanceDb, false));
        steps.AddRange(link.Elements.Select(e => new PathStep(
            launch + (forward ? e.AtMetres : link.LengthMetres - e.AtMetres), e.Loss(nanometres, direction), e.Reflectance, false)));
        if (receive > 0)
            steps.Add(new(End, far.LossDb, far.ReflectanceDb, false));
        steps.Add(new(OpenEnd, 0, link.EndReflectanceDb, true));
        Steps = [.. steps.OrderBy(s => s.Metres)];
    }

    public double Start { get; }

    public double End { get; }

    public double OpenEnd { get; }

    /// <summary>In order of distance; the last one is the open end.</summary>
    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>Loss in dB of the fibre alone, from the port.</summary>
    public double FibreLoss(double metres)
    {
        var (loss, from) = (0.0, 0.0);
        foreach (var (to, dbPerMetre) in _fibre)
        {
            loss += dbPerMetre * Math.Max(0, Math.Min(metres, to) - from);
            from = to;
        }
        return loss;
    }

    /// <summary>Loss in dB of everything before a place, from the port.</summary>
    public double LossBefore(double metres) => FibreLoss(metres) + Steps.Where(s => s.Metres < metres).Sum(s => s.LossDb);
}
