using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FibreCentre.Api.Http;

/// <summary>
/// The API's description as OpenAPI 3.1 in JSON, made when somebody first asks for it and kept: making it takes a second of work and tens of megabytes, and it is the
/// same as long as the program runs.
/// </summary>
internal sealed class ApiDescription([FromKeyedServices(ApiDescription.Name)] IOpenApiDocumentProvider documents)
{
    public const string Name = "v1";

    private readonly Lock _lock = new();
    private Task<byte[]>? _made;

    /// <summary>The document in UTF-8. What could not be made is tried again by whoever asks next.</summary>
    public Task<byte[]> AsJsonAsync()
    {
        lock (_lock) return _made is { IsFaulted: false, IsCanceled: false } made ? made : _made = Task.Run(MakeAsync);
    }

    /// <summary>The document to look things up in; to be disposed.</summary>
    public async Task<JsonDocument> ReadAsync() => JsonDocument.Parse(await AsJsonAsync());

    // Waited for by all who ask meanwhile, so none of them may cancel it.
    private async Task<byte[]> MakeAsync() =>
        Encoding.UTF8.GetBytes(await (await documents.GetOpenApiDocumentAsync(CancellationToken.None)).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
}
