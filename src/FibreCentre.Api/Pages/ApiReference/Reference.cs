using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FibreCentre.Api.Http;

namespace FibreCentre.Api.Pages.ApiReference;

/// <summary>The API's own description (OpenAPI 3.1), put the way its pages show it. What the document does not say, they do not say either.</summary>
internal sealed class Reference
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _schemas;

    private Reference(JsonElement document)
    {
        _schemas = document.GetProperty("components").GetProperty("schemas");
        Description = Text(document.GetProperty("info"), "description");
        Operations = [.. from path in document.GetProperty("paths").EnumerateObject() from operation in path.Value.EnumerateObject() select Read(operation.Name.ToUpperInvariant(), path.Name, operation.Value)];
    }

    public string Description { get; }

    public IReadOnlyList<ReferenceOperation> Operations { get; }

    public static async Task<Reference> OfAsync(ApiDescription description)
    {
        using var document = await description.ReadAsync();
        return new(document.RootElement);
    }

    private ReferenceOperation Read(string method, string path, JsonElement operation)
    {
        var parameters = from parameter in Items(operation, "parameters")
                         select new ReferenceField(Text(parameter, "name"), Text(parameter, "in"), TypeOf(Part(parameter, "schema")), Flag(parameter, "required"), Text(parameter, "description"));
        var body = Part(Part(Part(operation, "requestBody"), "content"), "application/json");
        var answers = operation.GetProperty("responses").EnumerateObject().Select(answer => (Status: int.Parse(answer.Name, CultureInfo.InvariantCulture), Content: Part(answer.Value, "content"))).ToList();
        var success = answers.Find(answer => answer.Status < 400);
        var answered = Part(Part(success.Content, "application/json"), "schema");
        return new(
            Text(operation, "operationId"), method, path, operation.GetProperty("tags")[0].GetString()!, Text(operation, "summary"), [.. parameters],
            body is { } sent ? new(TypeOf(Part(sent, "schema")), Part(sent, "example") is { } example ? JsonSerializer.Serialize(example, Readable) : null, ShapesFrom(Part(sent, "schema"))) : null,
            new(success.Status, answered is null ? null : TypeOf(answered), ShapesFrom(answered)),
            [.. from answer in answers
                where answer.Status >= 400
                orderby answer.Status
                from refusal in Members(Part(Part(answer.Content, "application/problem+json"), "examples"))
                select new ReferenceRefusal(answer.Status, refusal.Name, Text(refusal.Value.GetProperty("value"), "title"), Text(refusal.Value.GetProperty("value"), "detail"))]);
    }

    /// <summary>Every object that is named on the way down, each once, in the order met.</summary>
    private List<ReferenceShape> ShapesFrom(JsonElement? schema)
    {
        var shapes = new List<ReferenceShape>();
        var waiting = new Queue<string>(Named(schema));
        while (waiting.TryDequeue(out var name))
        {
            if (shapes.Exists(shape => shape.Name == name)) continue;
            var found = _schemas.GetProperty(name);
            var needed = Items(found, "required").Select(each => each.GetString()).ToHashSet();
            shapes.Add(new(name, [.. Members(Part(found, "properties")).Select(each => new ReferenceField(each.Name, "", TypeOf(each.Value), needed.Contains(each.Name), Text(each.Value, "description")))], [.. Variants(found)]));
            foreach (var next in Members(Part(found, "properties")).SelectMany(each => Named(each.Value)).Concat(Variants(found))) waiting.Enqueue(next);
        }
        return shapes;
    }

    /// <summary>The objects a type leads to. A word or a list of choices is no object and is said in place.</summary>
    private IEnumerable<string> Named(JsonElement? schema) => schema is not { } known ? []
        : NameOf(known) is { } name ? IsObject(_schemas.GetProperty(name)) ? [name] : []
        : Part(known, "items") is { } item ? Named(item)
        : Items(known, "oneOf").SelectMany(each => Named(each));

    private static IEnumerable<string> Variants(JsonElement schema) => Items(schema, "anyOf").Select(NameOf).OfType<string>();

    private ReferenceType TypeOf(JsonElement? given)
    {
        if (given is not { } schema) return new("text", null);
        if (NameOf(schema) is { } name) return IsObject(_schemas.GetProperty(name)) ? new("", name) : TypeOf(_schemas.GetProperty(name));
        if (Items(schema, "oneOf").ToList() is { Count: > 0 } choices) return TypeOf(choices.Find(each => NameOf(each) is not null)) with { OrNull = true };
        if (Items(schema, "enum").ToList() is { Count: > 0 } values) return new($"one of {string.Join(", ", values)}", null);
        var kind = Part(schema, "type") switch
        {
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Select(each => each.GetString()).First(each => each != "null"),
            { } one => one.GetString(),
            null => "string",
        };
        var orNull = Part(schema, "type") is { ValueKind: JsonValueKind.Array };
        if (kind == "array") return TypeOf(Part(schema, "items")) is var item ? item with { Words = $"list of {item.Words}", OrNull = orNull } : item;
        return new((kind, Text(schema, "format")) switch
        {
            ("string", "uuid") => "id (UUID)", ("string", "date") => "day, such as 2026-11-30", ("string", "date-time") => "time, such as 2026-11-30T09:00:00+00:00", ("string", "time") => "time of day, such as 09:00:00",
            ("string", _) => "text", ("integer", _) => "whole number", ("number", _) => "number", ("boolean", _) => "true or false", _ => "numbers by name",
        }, null, orNull);
    }

    private static bool IsObject(JsonElement schema) => Part(schema, "properties") is not null || Part(schema, "anyOf") is not null;

    private static string? NameOf(JsonElement schema) => Part(schema, "$ref")?.GetString()?.Split('/')[^1];

    private static JsonElement? Part(JsonElement? element, string name) => element is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var part) ? part : null;

    private static string Text(JsonElement element, string name) => Part(element, name)?.GetString() ?? "";

    private static bool Flag(JsonElement element, string name) => Part(element, name)?.GetBoolean() ?? false;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) => Part(element, name) is { } list ? list.EnumerateArray() : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement? element) => element is { } known ? known.EnumerateObject() : default;
}

/// <param name="Id">Its name in the document, and in the address of its page.</param>
internal sealed record ReferenceOperation(
    string Id, string Method, string Path, string Tag, string Summary, IReadOnlyList<ReferenceField> Parameters, ReferenceBody? Body, ReferenceAnswer Answer, IReadOnlyList<ReferenceRefusal> Refusals);

internal sealed record ReferenceBody(ReferenceType Type, string? Example, IReadOnlyList<ReferenceShape> Shapes);

/// <param name="Type">Null where nothing is sent back.</param>
internal sealed record ReferenceAnswer(int Status, ReferenceType? Type, IReadOnlyList<ReferenceShape> Shapes);

internal sealed record ReferenceRefusal(int Status, string Code, string Title, string Detail);

/// <summary>An object of the API.</summary>
/// <param name="Variants">The names of the objects it may be, when it is one of several.</param>
internal sealed record ReferenceShape(string Name, IReadOnlyList<ReferenceField> Fields, IReadOnlyList<string> Variants);

/// <param name="Where">Of a parameter: path, query or header.</param>
internal sealed record ReferenceField(string Name, string Where, ReferenceType Type, bool Needed, string Description);

/// <param name="Words">What stands before the object's name, or the whole type where it is none.</param>
/// <param name="Shape">The object's name; null for everything else.</param>
internal sealed record ReferenceType(string Words, string? Shape, bool OrNull = false);
