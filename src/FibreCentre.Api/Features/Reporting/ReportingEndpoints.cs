using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using MediatR;

namespace FibreCentre.Api.Features.Reporting;

internal static class ReportingEndpoints
{
    public static void MapReporting(this IEndpointRouteBuilder api)
    {
        var figures = api.MapGroup("").WithTags("Reporting");
        figures.MapGet("/figures", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken stop) => (await mediator.Send(new ShowFigures(from, until), stop)).ToOk())
            .Requires(Access.SeeFigures, ApiScopes.Read).WithName("ShowFigures").WithSummary("Say what the centre yields by month, course and kind of bay: engineers qualified, places taken, pass rates, bays in use, places waited for").Produces<CentreFigures>();
        figures.MapGet("/figures.csv", async (DateOnly? from, DateOnly? until, IMediator mediator, CancellationToken stop) =>
            {
                var figures = await mediator.Send(new ShowFigures(from, until), stop);
                return figures.Succeeded ? TypedResults.File(FiguresSheet.Write(figures.Value), CsvFile.ContentType, FiguresSheet.NameOf(figures.Value)) : (IResult)figures.Error.ToProblem();
            })
            .Requires(Access.SeeFigures, ApiScopes.Read).WithName("WriteFigures").WithSummary("Download the same as CSV").Produces<string>(StatusCodes.Status200OK, "text/csv");
    }
}
