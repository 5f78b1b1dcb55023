namespace FibreCentre.Otdr.Analysis;

/// <summary>What an analysis takes for granted. The defaults are those of this library, not of a network.</summary>
public sealed record AnalysisSettings
{
    /// <summary>The usual settings: leads are detected.</summary>
    public static AnalysisSettings Default { get; } = new();

    /// <summary>Length of the launch lead in m. Null detects it, 0 says that there is none.</summary>
    public double? LaunchLeadMetres { get; init; }

    /// <summary>Length of the receive lead in m. Null detects it, 0 says that there is none.</summary>
    public double? ReceiveLeadMetres { get; init; }

    /// <summary>What is detected as a lead has at least this length, in m.</summary>
    public double ShortestLeadMetres { get; init; } = 50;

    /// <summary>What is detected as a lead has at most this length, in m.</summary>
    public double LongestLeadMetres { get; init; } = 2_500;

    /// <summary>A lead told may differ from its event by so much, in m, or by 2 %.</summary>
    public double LeadToleranceMetres { get; init; } = 10;

    /// <summary>An attenuation with a larger standard error, in dB/km, is not a measurement.</summary>
    public double LargestAttenuationErrorDbPerKm { get; init; } = 0.05;

    /// <summary>A loss measured on the samples with a larger standard error, in dB, is not a measurement.</summary>
    public double LargestLossErrorDb { get; init; } = 0.05;

    /// <summary>Samples a section needs outside its dead zones.</summary>
    public int FewestPoints { get; init; } = 20;
}
