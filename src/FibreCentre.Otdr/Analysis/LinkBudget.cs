namespace FibreCentre.Otdr.Analysis;

/// <summary>What a link may lose: the sum of its parts at the most each of them may lose.</summary>
public sealed record LinkBudget
{
    /// <summary>Of the fibre, in dB/km.</summary>
    public required double AttenuationDbPerKm { get; init; }

    /// <summary>Of each splice, in dB.</summary>
    public required double SpliceLossDb { get; init; }

    /// <summary>Of each connection, in dB.</summary>
    public required double ConnectionLossDb { get; init; }

    /// <summary>Of all splitters together, in dB.</summary>
    public double SplitterLossDb { get; init; }

    /// <summary>What a link of so much may lose, in dB.</summary>
    /// <param name="lengthKilometres">Length in km.</param>
    /// <param name="splices">Number of splices.</param>
    /// <param name="connections">Number of connections, those at the ends included.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    public double AllowedDb(double lengthKilometres, int splices, int connections)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthKilometres);
        ArgumentOutOfRangeException.ThrowIfNegative(splices);
        ArgumentOutOfRangeException.ThrowIfNegative(connections);
        return (lengthKilometres * AttenuationDbPerKm) + (splices * SpliceLossDb) + (connections * ConnectionLossDb) + SplitterLossDb;
    }
}
