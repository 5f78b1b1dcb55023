using System.Text.Json;
using FibreCentre.Planning;

namespace FibreCentre.Api.CommandLine.Planning;

/// <summary>A plan as a file: where each session of each cohort is.</summary>
internal sealed record CentrePlanFile
{
    public required string Instance { get; init; }
    public required IReadOnlyList<Line> Sessions { get; init; }

    public sealed record Line(string Cohort, string Session, int Day, int Slot, string Bay, string Instructor);

    private static readonly JsonSerializerOptions Spelling = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static CentrePlanFile Of(string instance, Plan plan) => new()
    {
        Instance = instance,
        Sessions = [.. plan.Placements.Select(x => (Parts: x.Key.Split('/', 2), At: x.Value)).Select(x => new Line(x.Parts[0], x.Parts[1], x.At.Day, x.At.Start, x.At.Resources[0], x.At.Resources[1]))],
    };

    /// <summary>Reads a plan.</summary>
    /// <exception cref="JsonException">It is not one; the message names the field.</exception>
    public static CentrePlanFile Read(string text) => JsonSerializer.Deserialize<CentrePlanFile>(text, Spelling) ?? throw new JsonException("The file is empty.");

    public string Write() => JsonSerializer.Serialize(this, Spelling);

    /// <summary>The same as a plan.</summary>
    /// <exception cref="JsonException">A session is there twice.</exception>
    public Plan ToPlan()
    {
        var placements = new Dictionary<string, Placement>(StringComparer.Ordinal);
        foreach (var line in Sessions)
            if (line is null) throw new JsonException("$.sessions: There is nothing where a session should be.");
            else if (!placements.TryAdd(CentreFile.SessionId(line.Cohort, line.Session), new(line.Day, line.Slot, [line.Bay, line.Instructor]))) throw new JsonException($"$.sessions: {line.Cohort} {line.Session} is there twice.");
        return new(placements);
    }
}
