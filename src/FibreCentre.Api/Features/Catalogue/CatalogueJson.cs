using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Features.Catalogue;

/// <summary>
/// How a course is stored as jsonb. Equal courses give the same text and the same hash; the hash is of our own text, since jsonb reorders keys:
/// read it back with <see cref="Deserialize"/> before hashing.
/// </summary>
internal static class CatalogueJson
{
    public static JsonSerializerOptions Options { get; } = Frozen();

    public static string Serialize(CourseSpec course) => JsonSerializer.Serialize(course, Options);

    /// <exception cref="JsonException">The text is no course of this shape: a field is missing, unknown or of another type.</exception>
    public static CourseSpec Deserialize(string json) =>
        JsonSerializer.Deserialize<CourseSpec>(json, Options) ?? throw new JsonException("A course is an object, not null.");

    /// <summary>SHA-256 of the serialised course in UTF-8, as 64 small hexadecimal digits.</summary>
    public static string ContentHash(CourseSpec course) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Serialize(course))));

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // jsonb sorts keys by length, so "kind" need not come first when it is read back.
            AllowOutOfOrderMetadataProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            RespectNullableAnnotations = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Converters = { new ShortestDecimal() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Writes 480 for 480.00: numbers that are equal are written alike, or equal courses would hash differently.</summary>
    private sealed class ShortestDecimal : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteRawValue((value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
    }
}
