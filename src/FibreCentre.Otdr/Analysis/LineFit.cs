namespace FibreCentre.Otdr.Analysis;

/// <summary>A straight line through samples by least squares. Levels in dB, falling along the fibre; distances in m from the user's zero.</summary>
internal sealed class LineFit
{
    private readonly double _meanMetres;
    private readonly double _meanLevel;
    private readonly double _spread; // sum of squares of the distances from their mean, in m^2
    private readonly double _noise; // standard deviation of a sample around the line, in dB

    private LineFit(double meanMetres, double meanLevel, double slope, double spread, double noise, int points)
    {
        (_meanMetres, _meanLevel, SlopeDbPerMetre, _spread, _noise, Points) = (meanMetres, meanLevel, slope, spread, noise, points);
    }

    public double SlopeDbPerMetre { get; }

    public int Points { get; }

    public double SlopeError => _noise / Math.Sqrt(_spread);

    /// <summary>Null when fewer than so many samples lie in between, or the trace has no scale.</summary>
    public static LineFit? Through(OtdrTrace trace, double fromMetres, double toMetres, int fewestPoints)
    {
        if (trace.SampleSpacingMetres is not { } spacing || !(toMetres > fromMetres))
            return null;
        var first = (int)Math.Clamp(Math.Ceiling((fromMetres - trace.FirstSampleMetres) / spacing), 0, trace.Samples.Length);
        var last = (int)Math.Clamp(Math.Floor((toMetres - trace.FirstSampleMetres) / spacing), -1, trace.Samples.Length - 1);
        var count = last - first + 1;
        if (count < Math.Max(3, fewestPoints))
            return null;

        // Whole numbers: exact, and a long section costs a microsecond for every thousand samples.
        var samples = trace.Samples.Span.Slice(first, count);
        long sum = 0;
        long weighted = 0;
        long squares = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            long sample = samples[i];
            if (sample == ushort.MaxValue)
                return null; // below the bottom of the scale: no signal
            sum += sample;
            weighted += sample * i;
            squares += sample * sample;
        }
        var n = (double)count;
        var middle = (n - 1) / 2;
        var spread = n * ((n * n) - 1) / 12;
        var mean = sum / n;
        var slope = (weighted - (middle * sum)) / spread;
        var residue = Math.Max(0, squares - (n * mean * mean) - (slope * slope * spread));
        var noise = Math.Sqrt(residue / (n - 2)) * trace.DbPerCount;
        return new LineFit(
            trace.SampleMetres(first) + (middle * spacing), -mean * trace.DbPerCount, -slope * trace.DbPerCount / spacing, spread * spacing * spacing, noise, count);
    }

    public double LevelAt(double metres) => _meanLevel + ((metres - _meanMetres) * SlopeDbPerMetre);

    /// <summary>Standard error of the level of the line at a place, in dB.</summary>
    public double ErrorAt(double metres) => _noise * Math.Sqrt((1.0 / Points) + ((metres - _meanMetres) * (metres - _meanMetres) / _spread));
}
