using System.Net;
using FibreCentre.Api.Http;
using FibreCentre.Api.Tests.Support;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FibreCentre.Api.Tests.Pages;

public sealed class ApiReferenceTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task Every_operation_of_the_document_has_a_page_that_names_its_address_its_fields_and_its_refusals()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var list = (await browser.Get("/api-reference")).Text;
        var document = (await browser.Get("/openapi/v1.json")).Json;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(each => (Path: path.Name, Method: each.Name.ToUpperInvariant(), Operation: each.Value))).ToList();
        Assert.Equal(Routes.RouteTable.Api.Count, operations.Count);
        foreach (var (path, method, operation) in operations)
        {
            var id = operation.GetProperty("operationId").GetString()!;
            Assert.Contains($"href=\"/api-reference/{id}\"", list, StringComparison.Ordinal);
            var page = await browser.Get($"/api-reference/{id}");
            Assert.True(page.Status == 200, $"{id}: {page.Status}");
            var text = WebUtility.HtmlDecode(page.Text);
            Assert.Contains($"<code>{method} {path}</code>", text, StringComparison.Ordinal);
            Assert.Contains("<code>sign-in-needed</code>", text, StringComparison.Ordinal);
            if (operation.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), each => Assert.Contains($"<code>{each.GetProperty("name").GetString()}</code>", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_objects_fields_are_shown_down_to_the_last_one_each_object_once()
    {
        var browser = await Browser.OfAsync(centre, centre.Cast.NorthBooker);
        var course = (await browser.Get("/api-reference/ShowCourse")).Text;

        foreach (var shape in new[] { "CourseAnswer", "CourseSpec", "CourseUnit", "Criterion", "MeasureLimit", "PrerequisiteHoldsCertificate" })
            Assert.Equal(2, course.Split($"id=\"{shape}\"").Length);
        Assert.Contains("one of observed, measured, trace, knowledge", course, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_is_none_is_not_found() =>
        Assert.Equal(404, (await (await Browser.OfAsync(centre, centre.Cast.NorthBooker)).Get("/api-reference/TakeEverything")).Status);

    /// <summary>Making it takes tens of megabytes: whoever asks, and however many at once, gets the one that was made; what could not be made is tried again.</summary>
    [Fact]
    public async Task The_document_is_made_once_and_again_only_after_it_failed()
    {
        var documents = new FailingOnce();
        var description = new ApiDescription(documents);
        await Assert.ThrowsAsync<InvalidOperationException>(description.AsJsonAsync);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(description.AsJsonAsync)));

        Assert.All(answers, answer => Assert.Same(answers[0], answer));
        Assert.Equal(2, documents.Made);
    }

    private sealed class FailingOnce : IOpenApiDocumentProvider
    {
        private int _made;

        public int Made => _made;

        public Task<Microsoft.OpenApi.OpenApiDocument> GetOpenApiDocumentAsync(CancellationToken cancellationToken = default) => Interlocked.Increment(ref _made) == 1
            ? throw new InvalidOperationException("Not yet.")
            : Task.FromResult(new Microsoft.OpenApi.OpenApiDocument { Info = new OpenApiInfo { Title = "FibreCentre", Version = "v1" }, Paths = [] });
    }
}
