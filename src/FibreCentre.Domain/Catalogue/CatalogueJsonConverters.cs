using System.Text.Json;
using System.Text.Json.Serialization;

namespace FibreCentre.Domain.Catalogue;

/// <summary>Writes an enum as its camelCase name and refuses numbers, whatever the options of the caller are.</summary>
internal sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>Writes a course code as a plain string; also as the key of a map.</summary>
internal sealed class CourseCodeConverter : JsonConverter<CourseCode>
{
    public override CourseCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()) : throw new JsonException("A course code is a string such as \"FTC-210\".");

    public override void Write(Utf8JsonWriter writer, CourseCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override CourseCode ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, CourseCode value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);

    private static CourseCode Parse(string? text) =>
        CourseCode.TryParse(text, out var code) ? code : throw new JsonException($"\"{text}\" is not a course code such as \"FTC-210\".");
}
