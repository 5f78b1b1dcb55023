namespace FibreCentre.Domain.Providers;

public readonly record struct ProviderId(Guid Value);

/// <summary>An organisation that books places for its engineers. Providers compete: none ever learns of another's.</summary>
public sealed class Provider
{
    public required ProviderId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
