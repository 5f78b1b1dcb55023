using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using MediatR;

namespace FibreCentre.Api.Features.Catalogue;

internal static class CatalogueEndpoints
{
    public static void MapCatalogue(this IEndpointRouteBuilder api)
    {
        var courses = api.MapGroup("/courses").WithTags("Catalogue");
        courses.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListCourses(), cancellationToken)).ToOk())
            .Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ListCourses").WithSummary("List the courses as they are published now").Produces<ListedCourses>();
        courses.MapGet("/{code}", Show)
            .Requires(Access.SeeCohorts, ApiScopes.Read).WithName("ShowCourse").WithSummary("Show a course with its sessions, units and criteria").Produces<CourseAnswer>().Refuses(CatalogueErrors.CourseNotFound());
        courses.MapPost("/import", Import)
            .Requires(Access.Plan, ApiScopes.Plan).WithName("ImportCatalogue").WithSummary("Import catalogue files: all of their courses, or with any fault none").Produces<ImportedCatalogue>()
            .Refuses(CatalogueErrors.FileHasFaults([])).WithExample(new { files = new[] { new { name = "courses.yaml", text = "courses:\n  - code: FTC-101\n    ..." } } });
    }

    private static async Task<IResult> Show(string code, int? version, IMediator mediator, CancellationToken cancellationToken) =>
        CourseCode.TryParse(code, out var course) ? (await mediator.Send(new ShowCourse(course, version), cancellationToken)).ToOk() : CatalogueErrors.CourseNotFound().ToProblem();

    private static async Task<IResult> Import(ImportCatalogue body, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(body, cancellationToken)).ToOk();
}
