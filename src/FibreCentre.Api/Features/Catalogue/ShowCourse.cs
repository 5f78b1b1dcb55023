using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Catalogue;

/// <summary>The courses as they are published now, by code.</summary>
public sealed record ListCourses : IQuery<ListedCourses>;

public sealed record ListedCourses(IReadOnlyList<CourseLine> Courses);

public sealed record CourseLine(string Code, string Title, string Summary, int Version, int Days, decimal PricePerPlace, int DefaultCapacity, int? ValidYears, IReadOnlyList<string> Prerequisites);

/// <summary>One course, as it is published now or as a given version.</summary>
public sealed record ShowCourse(CourseCode Code, int? Version) : IQuery<CourseAnswer>;

/// <param name="Spec">The whole course: sessions, units, criteria with their limits and sources.</param>
public sealed record CourseAnswer(string Code, int Version, bool IsCurrent, DateTimeOffset PublishedAt, IReadOnlyList<string> Prerequisites, CourseSpec Spec);

internal sealed class ListCoursesHandler(CentreDbContext db) : IRequestHandler<ListCourses, Result<ListedCourses>>
{
    public async Task<Result<ListedCourses>> Handle(ListCourses request, CancellationToken cancellationToken)
    {
        var versions = await (
            from course in db.Courses
            join version in db.CourseVersions on new { Course = course.Code, Number = course.CurrentVersion } equals new { version.Course, version.Number }
            orderby course.Code
            select version).AsNoTracking().ToListAsync(cancellationToken);
        return new ListedCourses([.. versions.Select(version => new CourseLine(
            version.Course.Value, version.Title, version.Spec.Summary, version.Number, version.Spec.Days, version.Spec.PricePerPlace, version.Spec.DefaultCapacity,
            version.Spec.Validity.Years, [.. version.Spec.Prerequisites.Select(ShowCourseHandler.Describe)]))]);
    }
}

internal sealed class ShowCourseHandler(CentreDbContext db) : IRequestHandler<ShowCourse, Result<CourseAnswer>>
{
    public async Task<Result<CourseAnswer>> Handle(ShowCourse request, CancellationToken cancellationToken)
    {
        if (await db.CurrentVersionAsync(request.Code, cancellationToken) is not { } current) return CatalogueErrors.CourseNotFound();
        var version = request.Version is { } number && number != current.Number
            ? await db.CourseVersions.AsNoTracking().SingleOrDefaultAsync(each => each.Course == request.Code && each.Number == number, cancellationToken)
            : current;
        return version is null ? CatalogueErrors.CourseNotFound() : new CourseAnswer(
            version.Course.Value, version.Number, version.Number == current.Number, version.PublishedAt, [.. version.Spec.Prerequisites.Select(Describe)], version.Spec);
    }

    public static string Describe(Prerequisite prerequisite) => prerequisite switch
    {
        HoldsCertificate holds => $"{holds.Course}, valid on every day of the course",
        Declares { Declaration: "photo-id" } => "Photo ID",
        Declares declares => $"Declaration: {declares.Declaration.Replace('-', ' ')}",
        MinimumAge age => $"{age.Years} or older on the first day",
        _ => prerequisite.ToString(),
    };
}
