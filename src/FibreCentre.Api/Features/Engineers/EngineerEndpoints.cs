using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FibreCentre.Domain;
using MediatR;

namespace FibreCentre.Api.Features.Engineers;

/// <param name="Declarations">All that stand from now on, such as <c>photo-id</c>; one that is not named is withdrawn.</param>
internal sealed record EditEngineerBody(string GivenName, string FamilyName, string Email, string DateOfBirth, string? EmployeeReference = null, IReadOnlyList<string>? Declarations = null);

internal sealed record CheckOutsideCertificateBody(bool Verified, string? Reason = null);

/// <param name="Provider">The new employer.</param>
internal sealed record ChangeEmployerBody(Guid Provider, string? Email = null, string? EmployeeReference = null);

internal sealed record DecideDuplicatesBody(IReadOnlyList<DecidedRow> Rows);

/// <summary>The filters of a list of engineers, as they stand in the address.</summary>
internal sealed record TraineeFilters(Guid? After = null, int? Limit = null, string? Search = null, int? RunsOutIn = null, bool? Booked = null, string? Holds = null, string? QualifiedFor = null);

internal static class EngineerEndpoints
{
    private static readonly object Certificate = new { course = "FTC-101", number = "S-20417", issuer = "Another centre", achievedOn = "2025-03-27", expiresOn = "2028-03-26" };

    public static void MapEngineers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/cohorts/{cohort:guid}/eligibility/{trainee:guid}", async (Guid cohort, Guid trainee, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ExplainEligibility(new(cohort), new(trainee)), cancellationToken)).ToOk())
            .WithTags("Engineers").Requires(Access.SeePeople, ApiScopes.Read).WithName("ExplainEligibility").WithSummary("Say how an engineer stands to every prerequisite of a cohort, and what would help")
            .Produces<ExplainedEligibility>().Refuses(CohortErrors.NotFound(), PeopleErrors.EngineerNotFound());
        MapPeople(api.MapGroup("/trainees").WithTags("Engineers"));
        MapOutsideCertificates(api.MapGroup("/outside-certificates").WithTags("Engineers"));
        MapImports(api.MapGroup("/engineer-imports").WithTags("Engineers").Requires(Access.Book, ApiScopes.Book));
        api.MapGet("/competence", async (string? search, Guid? provider, Guid? after, int? limit, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ShowCompetence(search, provider, after, limit ?? 50), cancellationToken)).ToOk())
            .WithTags("Engineers").Requires(Access.SeePeople, ApiScopes.Read).WithName("ShowCompetence").WithSummary("Show people by courses: what each holds, until when, and who is booked").Produces<CompetenceMatrix>();
        api.MapGet("/competence.csv", async (string? search, Guid? provider, IMediator mediator, CancellationToken cancellationToken) =>
            {
                var written = await mediator.Send(new WriteCompetence(search, provider), cancellationToken);
                return written.Succeeded ? TypedResults.File(written.Value.Octets, CsvFile.ContentType, written.Value.FileName) : (IResult)written.Error.ToProblem();
            })
            .WithTags("Engineers").Requires(Access.SeePeople, ApiScopes.Read).WithName("WriteCompetence").WithSummary("Download the same as CSV").Produces<string>(StatusCodes.Status200OK, "text/csv");
        api.MapGet("/providers", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListProviders(), cancellationToken)).ToOk())
            .WithTags("Engineers").Requires(Access.Staff, ApiScopes.Read).WithName("ListProviders").WithSummary("List the providers by name").Produces<ListedProviders>();
    }

    private static void MapPeople(RouteGroupBuilder people)
    {
        people.MapGet("/", async ([AsParameters] TraineeFilters filters, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(
                new ListTrainees(filters.After, filters.Limit ?? 50, filters.Search, filters.RunsOutIn, filters.Booked ?? false, filters.Holds, filters.QualifiedFor), cancellationToken)).ToOk())
            .Requires(Access.SeePeople, ApiScopes.Read).WithName("ListTrainees").WithSummary("List engineers by name, with what they hold: all, or those searched for, booked, qualified or soon to renew")
            .Produces<ListedTrainees>().Refuses(CatalogueErrors.CourseNotFound());
        people.MapGet("/{trainee:guid}", async (Guid trainee, HttpContext http, IMediator mediator, CancellationToken cancellationToken) => Shown(await mediator.Send(new ShowEngineer(new(trainee)), cancellationToken), http))
            .Requires(Access.SeePeople, ApiScopes.Read).WithName("ShowEngineer").WithSummary("Show an engineer with places, certificates and declarations").Produces<EngineerAnswer>().Refuses(PeopleErrors.EngineerNotFound());
        people.MapPut("/{trainee:guid}", async (Guid trainee, EditEngineerBody body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) => Shown(await mediator.Send(new EditEngineer(
                new(trainee), new(body.GivenName, body.FamilyName, body.Email, body.DateOfBirth, body.EmployeeReference, body.Declarations), http.Request.Headers.IfMatch is [{ Length: > 0 } seen] ? seen.Trim('"') : null), cancellationToken), http))
            .Requires(Access.EditPeople, ApiScopes.Book).WithName("EditEngineer").WithSummary("Change an engineer's details and declarations; If-Match keeps two editors from overwriting each other").Produces<EngineerAnswer>()
            .Refuses(PeopleErrors.EngineerNotFound(), PeopleErrors.EmailInUse(), PeopleErrors.EngineerChanged())
            .WithExample(new { givenName = "Ama", familyName = "Osei", email = "ama.osei@example.org", dateOfBirth = "1994-03-27", employeeReference = "N-1042", declarations = new[] { "photo-id" } });
        people.MapPost("/{trainee:guid}/outside-certificates", async (Guid trainee, CertificateDetails body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new RecordOutsideCertificate(new(trainee), body), cancellationToken)).ToCreated(recorded => $"/api/v1/trainees/{recorded.TraineeId}"))
            .TakesIdempotencyKey().Requires(Access.EditPeople, ApiScopes.Book).WithName("RecordOutsideCertificate").WithSummary("Record a certificate earned elsewhere; it counts, marked as not yet verified")
            .Produces<RecordedOutsideCertificate>(StatusCodes.Status201Created).Refuses(PeopleErrors.EngineerNotFound(), PeopleErrors.OutsideCertificateKnown(OutsideCertificateState.Unverified)).WithExample(Certificate);
        people.MapPost("/{trainee:guid}/employer", async (Guid trainee, ChangeEmployerBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ChangeEmployer(new(trainee), new(body.Provider), body.Email, body.EmployeeReference), cancellationToken)).ToOk())
            .TakesIdempotencyKey().Requires(Access.Plan, ApiScopes.Plan).WithName("ChangeEmployer").WithSummary("Move an engineer to a new employer, who sees the certificates; the old one sees nothing new").Produces<ChangedEmployer>()
            .Refuses(PeopleErrors.EngineerNotFound(), PeopleErrors.ProviderNotFound(), PeopleErrors.SameEmployer(), PeopleErrors.PlacesAhead([]), PeopleErrors.PracticeAhead(), PeopleErrors.OnWaitingList(), PeopleErrors.EmailInUse())
            .WithExample(new { provider = "0199f3f0-0000-7000-8000-000000000001", email = "ama.osei@southern.example.org", employeeReference = "S-77" });
    }

    private static void MapOutsideCertificates(RouteGroupBuilder certificates)
    {
        certificates.MapGet("/", async (string? state, Guid? after, int? limit, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListOutsideCertificates(state ?? "unverified", after, limit ?? 50), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ListOutsideCertificates").WithSummary("List certificates from elsewhere that wait to be looked at, or were verified or rejected").Produces<ListedOutsideCertificates>();
        certificates.MapGet("/{outside:guid}", async (Guid outside, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowOutsideCertificate(outside), cancellationToken)).ToOk())
            .Requires(Access.Staff, ApiScopes.Read).WithName("ShowOutsideCertificate").WithSummary("Show a certificate from elsewhere, and who has looked at it").Produces<OutsideCertificateLine>().Refuses(PeopleErrors.OutsideCertificateNotFound());
        certificates.MapPost("/{outside:guid}/check", async (Guid outside, CheckOutsideCertificateBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new CheckOutsideCertificate(outside, body.Verified, body.Reason), cancellationToken)).ToOk())
            .Requires(Access.Plan, ApiScopes.Plan).WithName("CheckOutsideCertificate").WithSummary("Verify a certificate from elsewhere, or reject it with the reason; a rejected one never counts").Produces<CheckedOutsideCertificate>()
            .Refuses(PeopleErrors.OutsideCertificateNotFound()).WithExample(new { verified = false, reason = "The issuer does not know this number." });
        certificates.MapDelete("/{outside:guid}", async (Guid outside, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new TakeBackOutsideCertificate(outside), cancellationToken)).ToOk())
            .Requires(Access.EditPeople, ApiScopes.Book).WithName("TakeBackOutsideCertificate").WithSummary("Take back a certificate that was recorded by mistake, before the centre has looked at it").Produces<RecordedOutsideCertificate>()
            .Refuses(PeopleErrors.OutsideCertificateNotFound(), PeopleErrors.CheckedMeanwhile());
    }

    private static void MapImports(RouteGroupBuilder imports)
    {
        imports.MapGet("/", async (IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ListEngineerImports(), cancellationToken)).ToOk())
            .WithName("ListEngineerImports").WithSummary("List your latest imports of engineers").Produces<ListedEngineerImports>();
        imports.MapPost("/", Preview).TakesSheet()
            .WithName("PreviewEngineers").WithSummary("Send a CSV file of engineers, as text/csv or as a form's file; the answer says what importing it would do, and nobody is recorded yet")
            .Produces<EngineerImportAnswer>(StatusCodes.Status201Created).Refuses(PlaceErrors.SheetUnreadable("The first line must name the columns."));
        imports.MapGet("/{import:guid}", async (Guid import, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ShowEngineerImport(new(import)), cancellationToken)).ToOk())
            .WithName("ShowEngineerImport").WithSummary("Show an import with its progress and what it came to").Produces<EngineerImportAnswer>().Refuses(PeopleErrors.ImportNotFound());
        imports.MapGet("/{import:guid}/rows", async (Guid import, string? only, int? after, int? limit, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new ListEngineerImportRows(new(import), only, after ?? 0, limit ?? 50), cancellationToken)).ToOk())
            .WithName("ListEngineerImportRows").WithSummary("List the rows of an import with the result of each").Produces<ListedEngineerImportRows>().Refuses(PeopleErrors.ImportNotFound());
        imports.MapGet("/{import:guid}/rejected", async (Guid import, IMediator mediator, CancellationToken cancellationToken) =>
            {
                var written = await mediator.Send(new WriteRejectedRows(new(import)), cancellationToken);
                return written.Succeeded ? TypedResults.File(written.Value.Octets, "text/csv; charset=utf-8", written.Value.FileName) : (IResult)written.Error.ToProblem();
            })
            .WithName("WriteRejectedRows").WithSummary("Download the rows that were not imported as they stood in the file, each with its reason").Produces<string>(StatusCodes.Status200OK, "text/csv").Refuses(PeopleErrors.ImportNotFound());
        imports.MapPost("/{import:guid}/decisions", async (Guid import, DecideDuplicatesBody body, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new DecideDuplicates(new(import), body.Rows), cancellationToken)).ToOk())
            .WithName("DecideDuplicates").WithSummary("Say of possible duplicates whether they are new people, the same people, or left out").Produces<EngineerImportAnswer>()
            .Refuses(PeopleErrors.ImportNotFound(), PeopleErrors.ImportStarted(), PeopleErrors.CannotDecide([7])).WithExample(new { rows = new[] { new { number = 7, choice = "same" } } });
        imports.MapPost("/{import:guid}/confirmation", async (Guid import, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new ConfirmEngineerImport(new(import)), cancellationToken)).ToOk())
            .TakesIdempotencyKey().WithName("ConfirmEngineerImport").WithSummary("Start the import; ask for it again to see its progress").Produces<EngineerImportAnswer>()
            .Refuses(PeopleErrors.ImportNotFound(), PeopleErrors.ImportStarted(), PeopleErrors.NothingToImport());
        imports.MapPost("/{import:guid}/undo", async (Guid import, IMediator mediator, CancellationToken cancellationToken) => (await mediator.Send(new UndoEngineerImport(new(import)), cancellationToken)).ToOk())
            .TakesIdempotencyKey().WithName("UndoEngineerImport").WithSummary("Take back what an import did, but for engineers on whom something depends; their rows say what").Produces<EngineerImportAnswer>()
            .Refuses(PeopleErrors.ImportNotFound(), PeopleErrors.ImportNotFinished(), PeopleErrors.NothingToUndo());
    }

    private static IResult Shown(Result<EngineerAnswer> result, HttpContext http)
    {
        if (result.Succeeded) http.Response.Headers.ETag = $"\"{result.Value.Revision}\"";
        return result.ToOk();
    }

    private static async Task<IResult> Preview(HttpRequest request, IMediator mediator, CancellationToken cancellationToken)
    {
        var upload = await EngineerUpload.ReadAsync(request, cancellationToken);
        return upload.Succeeded ? (await mediator.Send(new PreviewEngineers(upload.Value.Name, upload.Value.Octets), cancellationToken)).ToCreated(import => $"/api/v1/engineer-imports/{import.Id}") : upload.Error.ToProblem();
    }
}
