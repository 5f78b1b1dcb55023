using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Http;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>Who may do what: people by courses. A provider's own people, for staff everybody or those of one provider.</summary>
/// <param name="Search">In names and employee numbers; null for all.</param>
/// <param name="Provider">For staff; null for all.</param>
/// <param name="After">The last person of the page before; null for the first page.</param>
/// <param name="Limit">1 to 200 people.</param>
public sealed record ShowCompetence(string? Search = null, Guid? Provider = null, Guid? After = null, int Limit = 50) : IQuery<CompetenceMatrix>;

/// <param name="Next">Send as <c>after</c> for the next page; null on the last one.</param>
public sealed record CompetenceMatrix(DateOnly Today, IReadOnlyList<CompetenceCourse> Courses, IReadOnlyList<CompetencePerson> People, Guid? Next);

public sealed record CompetenceCourse(string Code, string Title);

/// <param name="Held">In the order of the courses.</param>
public sealed record CompetencePerson(Guid TraineeId, string Name, string? EmployeeReference, string Provider, IReadOnlyList<CompetenceCell> Held);

/// <param name="State"><c>none</c>, <c>valid</c>, <c>ending</c> within 90 days or <c>lapsed</c>.</param>
/// <param name="Until">The last day; null when it does not expire.</param>
/// <param name="Unverified">It rests on a certificate from elsewhere that the centre has not looked at.</param>
/// <param name="BookedOn">The first day of a cohort with a place for them.</param>
public sealed record CompetenceCell(string Course, string State, DateOnly? Until, bool Unverified, DateOnly? BookedOn);

/// <summary>The whole matrix as a CSV file.</summary>
public sealed record WriteCompetence(string? Search = null, Guid? Provider = null) : IQuery<WrittenCompetence>;

/// <param name="Octets">UTF-8 with a byte-order mark.</param>
public sealed record WrittenCompetence(byte[] Octets, string FileName);

internal sealed class ShowCompetenceValidator : AbstractValidator<ShowCompetence>
{
    public ShowCompetenceValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 200).WithMessage("Ask for 1 to 200 people.");
        RuleFor(request => request.Search).MaximumLength(100).WithMessage("Search for 100 characters at most.");
    }
}

internal sealed class WriteCompetenceValidator : AbstractValidator<WriteCompetence>
{
    public WriteCompetenceValidator() => RuleFor(request => request.Search).MaximumLength(100).WithMessage("Search for 100 characters at most.");
}

internal sealed class ShowCompetenceHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ShowCompetence, Result<CompetenceMatrix>>
{
    public async Task<Result<CompetenceMatrix>> Handle(ShowCompetence request, CancellationToken cancellationToken) => await CompetenceReading.ReadAsync(db, request, clock.GetUtcNow(), cancellationToken);
}

internal sealed class WriteCompetenceHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<WriteCompetence, Result<WrittenCompetence>>
{
    /// <summary>More rows than a spreadsheet takes.</summary>
    private const int All = 1_048_576;

    public async Task<Result<WrittenCompetence>> Handle(WriteCompetence request, CancellationToken cancellationToken)
    {
        var matrix = await CompetenceReading.ReadAsync(db, new(request.Search, request.Provider, null, All), clock.GetUtcNow(), cancellationToken);
        return new WrittenCompetence(CompetenceSheet.Write(matrix), CompetenceSheet.NameOf(matrix));
    }
}

internal static class CompetenceReading
{
    private sealed record Row(Guid Id, string Name, string? Reference, string Provider, string? Course, DateOnly? Until, bool Unverified, DateOnly? BookedOn);

    public static async Task<CompetenceMatrix> ReadAsync(CentreDbContext db, ShowCompetence request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = (await db.TimeAsync(cancellationToken)).DayOf(now);
        var courses = await db.Database.SqlQuery<CompetenceCourse>($"""
            select o.code as "Code", v.title as "Title" from course o join course_version v on v.course_code = o.code and v.number = o.current_version order by o.code
            """).ToListAsync(cancellationToken);
        var pattern = string.IsNullOrWhiteSpace(request.Search) ? null : Like.Containing(request.Search);
        var rows = await db.Database.SqlQuery<Row>($"""
            with keyed as (
              select t.id, t.given_name || ' ' || t.family_name as name, t.employee_reference, t.provider_id, t.family_name || ' ' || t.given_name || ' ' || t.email as key
              from trainee t
              where ({request.Provider}::uuid is null or t.provider_id = {request.Provider})
                and ({pattern}::text is null or t.given_name || ' ' || t.family_name ilike {pattern} or t.family_name || ' ' || t.given_name ilike {pattern} or t.employee_reference ilike {pattern})),
            people as (
              select * from keyed where {request.After}::uuid is null or (key, id) > (select key, id from keyed where id = {request.After}) order by key, id limit {request.Limit + 1})
            select p.id as "Id", p.name as "Name", p.employee_reference as "Reference", v.name as "Provider", h.course as "Course", h.until as "Until", coalesce(h.unverified, false) as "Unverified", h.booked_on as "BookedOn"
            from people p join provider v on v.id = p.provider_id
              left join lateral (
                select course_code as course, expires_on as until, false as unverified, null::date as booked_on from certificate where trainee_id = p.id and revoked_at is null
                union all select course_code, expires_on, state = 'unverified', null from outside_certificate where trainee_id = p.id and state <> 'rejected'
                union all select o.course_code, null, false, o.first_day from place s join cohort o on o.id = s.cohort_id
                  where s.trainee_id = p.id and s.state = 'confirmed' and o.state <> 'cancelled' and o.last_day >= {today}) h on true
            order by p.key, p.id
            """).ToListAsync(cancellationToken);
        var people = rows.GroupBy(each => each.Id).ToList();
        return new CompetenceMatrix(today, courses, [.. people.Take(request.Limit).Select(each => Of(each, courses, today))], people.Count > request.Limit ? people[request.Limit - 1].Key : null);
    }

    private static CompetencePerson Of(IGrouping<Guid, Row> person, IReadOnlyList<CompetenceCourse> courses, DateOnly today)
    {
        var (first, byCourse) = (person.First(), person.ToLookup(each => each.Course));
        return new(first.Id, first.Name, first.Reference, first.Provider, [.. courses.Select(course =>
        {
            var held = byCourse[course.Code].ToList();
            var now = Competence.Of(held.Where(each => each.BookedOn is null).Select(each => (each.Until, each.Unverified)), held.Select(each => each.BookedOn).OfType<DateOnly>(), today);
            return new CompetenceCell(course.Code, SnakeCase.Kebab(now.State.ToString()), now.Until, now.IsUnverified, now.BookedOn);
        })]);
    }
}

/// <summary>A matrix as a file for spreadsheets.</summary>
internal static class CompetenceSheet
{
    public static string NameOf(CompetenceMatrix matrix) => $"competence-{matrix.Today:yyyy-MM-dd}.csv";

    public static byte[] Write(CompetenceMatrix matrix) => CsvFile.Write(
        ((string[])["Engineer", "Employee number", "Provider", .. matrix.Courses.Select(each => $"{each.Code} {each.Title}")]).Select(SheetCell.Harmless),
        matrix.People.Select(person => ((string[])[person.Name, person.EmployeeReference ?? "", person.Provider, .. person.Held.Select(InWords)]).Select(SheetCell.Harmless)));

    /// <summary>As people read it: <c>valid until 2028-03-26</c>, <c>lapsed 2026-01-31, booked 2026-12-07</c>; nothing where nothing is held.</summary>
    private static string InWords(CompetenceCell cell)
    {
        var held = cell.State switch
        {
            "none" => "",
            "lapsed" => $"lapsed {cell.Until:yyyy-MM-dd}",
            _ when cell.Until is { } last => $"valid until {last:yyyy-MM-dd}",
            _ => "valid",
        };
        return string.Join(", ", new[] { held, cell is { Unverified: true, State: not "none" } ? "not yet verified" : "", cell.BookedOn is { } day ? $"booked {day:yyyy-MM-dd}" : "" }.Where(each => each.Length > 0));
    }
}
