using System.Text.Json;
using System.Text.Json.Nodes;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Catalogue;

public class CatalogueJsonTests
{
    private static readonly CourseSpec Course = ShippedCatalogue.Courses.Single(course => course.Code.Value == "FTC-240");

    [Fact]
    public void A_course_read_back_from_jsonb_with_its_keys_in_another_order_is_the_same()
    {
        var reordered = Reorder(JsonNode.Parse(CatalogueJson.Serialize(Course))!).ToJsonString();
        Assert.DoesNotContain("""{"kind":"holdsCertificate""", reordered, StringComparison.Ordinal);
        Assert.Equal(Course, CatalogueJson.Deserialize(reordered));
        Assert.Equal(CatalogueJson.ContentHash(Course), CatalogueJson.ContentHash(CatalogueJson.Deserialize(reordered)));
    }

    [Fact]
    public void Equal_prices_hash_alike_however_they_are_written() =>
        Assert.Equal(CatalogueJson.ContentHash(Course with { PricePerPlace = 860m }), CatalogueJson.ContentHash(Course with { PricePerPlace = 860.00m }));

    [Fact]
    public void A_change_anywhere_changes_the_hash() =>
        Assert.NotEqual(CatalogueJson.ContentHash(Course), CatalogueJson.ContentHash(Course with { Validity = new(3, 11) }));

    [Fact]
    public void A_hash_is_64_small_hexadecimal_digits() => Assert.Matches("^[0-9a-f]{64}$", CatalogueJson.ContentHash(Course));

    [Fact]
    public void Stored_names_are_camel_case_and_symbols_stay_readable()
    {
        var json = CatalogueJson.Serialize(ShippedCatalogue.Courses.Single(course => course.Code.Value == "FTC-210"));
        Assert.StartsWith("""{"code":"FTC-210","title":""", json, StringComparison.Ordinal);
        Assert.Contains("\"unit\":\"°\",\"atMost\":1,\"lowest\":0,\"highest\":90,\"aggregation\":\"each\",\"readings\":12", json, StringComparison.Ordinal);
        Assert.Contains("""{"kitType":"fusion-splicer","per":"trainee","quantity":1}""", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"days\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"colour":"red"}""")]
    public void What_is_no_course_is_refused(string json) => Assert.Throws<JsonException>(() => CatalogueJson.Deserialize(json));

    private static JsonNode Reorder(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderByDescending(pair => pair.Key, StringComparer.Ordinal).OrderBy(pair => pair.Key == "kind")
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : (JsonNode?)Reorder(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Reorder(item!))]),
        _ => node.DeepClone(),
    };
}
