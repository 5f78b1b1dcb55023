namespace FibreCentre.Otdr.Sor;

/// <summary>Octets kept as they stood, compared by value. The default value has none.</summary>
/// <param name="Memory">The octets; not to be changed by whoever handed them over.</param>
public readonly record struct SorBytes(ReadOnlyMemory<byte> Memory)
{
    /// <summary>How many.</summary>
    public int Length => Memory.Length;

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Same octets.</summary>
    public bool Equals(SorBytes other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }
}
