using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Catalogue;

/// <summary>Takes courses from catalogue files: all of them or none. A course already published with the same content is left alone; a changed one becomes a new version.</summary>
public sealed record ImportCatalogue(IReadOnlyList<CatalogueText> Files) : ICommand<ImportedCatalogue>;

/// <param name="Name">For telling where a fault is; no path is ever opened.</param>
public sealed record CatalogueText(string Name, string Text);

public sealed record ImportedCatalogue(IReadOnlyList<ImportedCourse> Courses);

/// <param name="Change"><c>new</c>, <c>new-version</c> or <c>unchanged</c>.</param>
public sealed record ImportedCourse(string Code, string Title, int Version, string Change);

internal sealed class ImportCatalogueValidator : AbstractValidator<ImportCatalogue>
{
    public ImportCatalogueValidator() => RuleFor(request => request.Files).NotEmpty().WithMessage("Choose a catalogue file.");
}

internal sealed class ImportCatalogueHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<ImportCatalogue, Result<ImportedCatalogue>>
{
    public async Task<Result<ImportedCatalogue>> Handle(ImportCatalogue request, CancellationToken cancellationToken)
    {
        // One import at a time: two that saw the same course unchanged would both publish the next version.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('catalogue'))", cancellationToken);
        var known = await db.Courses.ToDictionaryAsync(course => course.Code, cancellationToken);
        var current = await (
            from course in db.Courses
            join version in db.CourseVersions on new { Course = course.Code, Number = course.CurrentVersion } equals new { version.Course, version.Number }
            select version).AsNoTracking().ToDictionaryAsync(version => version.Course, cancellationToken);
        var (specs, faults) = CatalogueFile.ReadAll([.. request.Files.Select(file => (file.Name, file.Text))], [.. current.Values.Select(version => version.Spec)]);
        if (faults.Count > 0) return CatalogueErrors.FileHasFaults([.. faults]);

        var imported = specs.Select(spec => Import(spec, current.GetValueOrDefault(spec.Code), known.GetValueOrDefault(spec.Code))).ToList();
        await db.SaveChangesAsync(cancellationToken);
        return new ImportedCatalogue(imported);
    }

    private ImportedCourse Import(CourseSpec spec, CourseVersion? current, Course? course)
    {
        var hash = CatalogueJson.ContentHash(spec);
        if (current?.ContentHash == hash) return new(spec.Code.Value, spec.Title, current.Number, "unchanged");
        var now = clock.GetUtcNow();
        var number = (current?.Number ?? 0) + 1;
        db.Add(new CourseVersion
        {
            Id = CourseVersionId.New(now), Course = spec.Code, Number = number, Title = spec.Title, Spec = spec, ContentHash = hash, PublishedAt = now, PublishedBy = actor.AccountId,
        });
        if (course is null) db.Add(new Course { Code = spec.Code, CurrentVersion = number });
        else course.CurrentVersion = number;
        return new(spec.Code.Value, spec.Title, number, current is null ? "new" : "new-version");
    }
}
