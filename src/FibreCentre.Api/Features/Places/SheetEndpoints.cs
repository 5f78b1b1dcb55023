using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Features.Places;

/// <summary>Why a line of a sheet cannot be taken.</summary>
/// <param name="Line">As the spreadsheet counts: the header is line 1.</param>
internal sealed record LineRefused(int Line, IReadOnlyList<string> Reasons);

/// <summary>What providers send and take away as a spreadsheet, beside the same as JSON.</summary>
internal static class SheetEndpoints
{
    public static void MapSheets(this IEndpointRouteBuilder api)
    {
        api.MapPost("/cohorts/{cohort:guid}/engineer-check.csv", CheckAsync).TakesSheet()
            .WithTags("Places").Requires(Access.Book, ApiScopes.Book).WithName("CheckEngineerSheet").WithSummary("Say of every line of a CSV file of engineers, sent as text/csv or as a form's file, whether booking or naming would accept it, and if not why; nothing is changed")
            .Produces<CheckedEngineers>().Refuses(PlaceErrors.SheetUnreadable("The first line must name the columns."), CohortErrors.NotFound());
        api.MapPost("/bookings/{booking:guid}/names.csv", NameAsync).TakesSheet().TakesIdempotencyKey()
            .WithTags("Places").Requires(Access.Book, ApiScopes.Book).WithName("NamePlacesBySheet").WithSummary("Name the engineers of a CSV file, sent as text/csv or as a form's file, for places that have no name yet; all of its lines, or none").Produces<NamedPlaces>()
            .Refuses(PlaceErrors.SheetUnreadable("The first line must name the columns."), PlaceErrors.BookingNotFound(), PlaceErrors.NoOpenPlaces(3, 2), PlaceErrors.OrderNumberNeeded(), PlaceErrors.NamesAreDue(), PlaceErrors.EngineersRefused([]), PlaceErrors.HoldLapsed(false), PlaceErrors.HoldLapsed(true));
        api.MapGet("/statement.csv", StatementAsync)
            .WithTags("Charges").Requires(Access.ChangePlaces, ApiScopes.Read).WithName("WriteStatement").WithSummary("Download a provider's charges and credits of one month as CSV, one line each; of this month when none is named")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").Refuses(PlaceErrors.ProviderNotFound());
    }

    private static async Task<IResult> CheckAsync(Guid cohort, HttpRequest request, IMediator mediator, CancellationToken stop)
    {
        var sheet = await ReadAsync(request, stop);
        if (!sheet.Succeeded) return sheet.Error.ToProblem();
        var answer = await mediator.Send(new CheckEngineers(new(cohort), [], [.. sheet.Value.Lines.Select(line => line.Row.Engineer)]), stop);
        return answer.Succeeded ? TypedResults.Ok(answer.Value with { Rows = [.. answer.Value.Rows.Zip(sheet.Value.Lines, (row, line) => row with { Line = line.Row.Line })] }) : answer.Error.ToProblem();
    }

    /// <param name="purchaseOrder">Needed while the places are only held.</param>
    private static async Task<IResult> NameAsync(Guid booking, string? purchaseOrder, HttpRequest request, IMediator mediator, CancellationToken stop)
    {
        var sheet = await ReadAsync(request, stop);
        if (!sheet.Succeeded) return sheet.Error.ToProblem();
        var lines = sheet.Value.Lines;
        if (lines.Select(line => new LineRefused(line.Row.Line, EngineerFaults.Of(line.Row.Engineer))).Where(line => line.Reasons.Count > 0).ToList() is { Count: > 0 } faulty) return PlaceErrors.EngineersRefused([.. faulty]).ToProblem();
        var answer = await mediator.Send(new NamePlaces(new(booking), [], [.. lines.Select(line => line.Row.Engineer)], purchaseOrder), stop);
        return answer.Succeeded ? answer.ToOk()
            : answer.Error.Facts.GetValueOrDefault("rows") is IEnumerable<object> rows ? PlaceErrors.EngineersRefused([.. rows.Cast<EngineerRefused>().Select(row => new LineRefused(lines[row.Row - 1].Row.Line, row.Reasons))]).ToProblem()
            : answer.Error.ToProblem();
    }

    private static async Task<IResult> StatementAsync(DateOnly? month, Guid? provider, IMediator mediator, CancellationToken stop)
    {
        var statement = await mediator.Send(new ShowStatement(month, provider is { } id ? new(id) : null), stop);
        return statement.Succeeded ? TypedResults.File(StatementSheet.Write(statement.Value), CsvFile.ContentType, StatementSheet.NameOf(statement.Value)) : statement.Error.ToProblem();
    }

    private static async Task<Result<SheetFile>> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        var upload = await EngineerUpload.ReadAsync(request, stop);
        return upload.Succeeded ? EngineerSheet.ReadFile(upload.Value.Octets) : upload.Error;
    }
}
