using FibreCentre.Api.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace FibreCentre.Api.Tests.Routes;

/// <summary>What the product has really mapped: read from its endpoints, and for pages from their handlers.</summary>
internal static class MappedRoutes
{
    /// <returns>Method and pattern, such as <c>POST /cohorts/{id:guid}/book?handler=confirm</c>.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(CentreApp app)
    {
        using var started = app.CreateClient();
        var pages = app.Services.GetRequiredService<PageLoader>();
        var routes = new List<string>();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(each => each.Metadata.GetMetadata<StaticAssetDescriptor>() is null))
        {
            var route = RouteTable.Shape(endpoint.RoutePattern.RawText!.StartsWith('{') ? endpoint.RoutePattern.RawText : "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
                foreach (var handler in (await pages.LoadAsync(page, endpoint.Metadata)).HandlerMethods)
                    routes.Add($"{handler.HttpMethod.ToUpperInvariant()} {route}{(handler.Name is null ? "" : $"?handler={handler.Name.ToLowerInvariant()}")}");
            else foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]) routes.Add($"{method} {route}");
        }
        return [.. routes.Distinct()];
    }

    /// <summary>Files for everybody, such as style sheets.</summary>
    public static IReadOnlyList<RouteEndpoint> StaticFiles(CentreApp app)
    {
        using var started = app.CreateClient();
        return [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(each => each.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)];
    }
}
