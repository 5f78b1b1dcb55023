using System.Text.Json;
using System.Text.Json.Nodes;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.OpenApi;

namespace FibreCentre.Api.Http;

/// <summary>The API's own description at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSingleton<ApiDescription>().AddOpenApi(ApiDescription.Name, options =>
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new()
            {
                Title = "FibreCentre", Version = "v1",
                Description = "Plans, fills and proves the training of a neutral fibre training centre. Times are RFC 3339 with the centre's own offset; days are ISO 8601. Errors are RFC 9457 problem details whose type never changes.",
            };
            // Where the centre is not said to be reached, a program asks where it found the document.
            document.Servers = context.ApplicationServices.GetRequiredService<IConfiguration>()["Centre:BaseUrl"] is { Length: > 0 } address ? [new() { Url = address.TrimEnd('/') }] : null;
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Authorization: Bearer fc_... Keys are made on the page \"API keys\" after signing in. One with the scope keys makes others: they may no more than it, end with it at the latest and make none themselves." },
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<BodyExample>().LastOrDefault() is { } example && operation.RequestBody?.Content?.Values.FirstOrDefault() is { } body) body.Example = Node(example.Body);
            if (metadata.OfType<NeedsIdempotencyKey>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = ApiOperations.IdempotencyHeader, In = ParameterLocation.Header, Required = true, Example = JsonValue.Create("6f1c6e0e-4b0f-4f0c-9a57-0d9a3a3f8f11"),
                    Description = "Your own key, such as a UUID. The same key with the same request gives the first answer again and does nothing twice; with another request it is refused.",
                });
            }
            operation.Responses ??= [];
            Error[] always = [new(ErrorKind.Forbidden, "not-allowed", "This key may not do that", "The role of its owner or the scopes of the key do not allow it.")];
            foreach (var group in metadata.OfType<Refusals>().SelectMany(refusals => refusals.Errors).Concat(always).GroupBy(error => Problems.StatusOf(error.Kind)))
                operation.Responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Response(group);
            operation.Responses["401"] = Response([new(ErrorKind.Forbidden, "sign-in-needed", "An API key is needed", "Send Authorization: Bearer with a live key.")], 401);
            return Task.CompletedTask;
        });
    });

    /// <summary>The document, for people who have signed in and for programs with a key. The pages that read it aloud are in Pages/ApiReference.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder app) => app
        .MapGet("/openapi/" + ApiDescription.Name + ".json", async (ApiDescription description) => Results.Bytes(await description.AsJsonAsync(), "application/json; charset=utf-8"))
        .ExcludeFromDescription().RequireAuthorization(policy => policy
        .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, Security.ApiKeyAuthentication.SchemeName).RequireAuthenticatedUser());

    private static OpenApiResponse Response(IEnumerable<Error> errors, int? status = null) => new()
    {
        Description = string.Join("; ", errors.Select(error => $"{error.Code}: {error.Title}")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Examples = errors.DistinctBy(error => error.Code).ToDictionary(error => error.Code, IOpenApiExample (error) => new OpenApiExample
                {
                    Value = Node(new { type = $"/problems/{error.Code}", title = error.Title, status = status ?? Problems.StatusOf(error.Kind), detail = error.Detail }),
                }),
            },
        },
    };

    private static JsonNode? Node(object value) => JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web);
}
