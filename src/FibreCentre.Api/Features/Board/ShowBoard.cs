using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Board;

/// <summary>A day or a week of the whole centre: what is on in every bay, or what every instructor does.</summary>
/// <param name="From">The day, or any day of the week; null is today.</param>
/// <param name="Days">1 or 7. A week runs from its Monday.</param>
/// <param name="Rows"><c>bays</c> or <c>instructors</c>.</param>
/// <param name="BayKind">Only rows of this kind; where rows are instructors, only sessions in such bays match.</param>
/// <param name="Course">Only sessions of this course match.</param>
/// <param name="Instructor">Only sessions of this instructor match; where rows are instructors, only this row.</param>
/// <param name="State">Only sessions of cohorts in this state match: <c>draft</c>, <c>open</c>, <c>confirmed</c>, <c>running</c>, <c>completed</c>.</param>
public sealed record ShowBoard(
    DateOnly? From = null, int Days = 7, string Rows = ShowBoardValidator.Bays, string? BayKind = null, string? Course = null, Guid? Instructor = null, string? State = null) : IQuery<BoardAnswer>;

/// <param name="From">The first of <paramref name="Days"/>.</param>
/// <param name="Now">On the centre's clocks.</param>
/// <param name="Opens">On the centre's clocks, as <paramref name="Closes"/>.</param>
/// <param name="Rows">Bays by kind and code, or instructors by name.</param>
/// <param name="Sessions">In the order of time. Those of cancelled cohorts are not on the board.</param>
/// <param name="Taken">What rows are taken for besides sessions.</param>
public sealed record BoardAnswer(
    DateOnly From, DateTimeOffset Now, string TimeZone, TimeOnly Opens, TimeOnly Closes, IReadOnlyList<BoardDay> Days, IReadOnlyList<BoardRow> Rows,
    IReadOnlyList<BoardSession> Sessions, IReadOnlyList<BoardTaken> Taken, BoardChoices Choices)
{
    /// <summary>Another one whenever anything of this is another, but for <see cref="Now"/> within a day; the same from every instance.</summary>
    public string Version => BoardVersion.Of(this);
}

/// <param name="Shut">Why the centre is shut that day; null when it is open.</param>
/// <param name="IsFree">Shut by its day of the week, as a Sunday is, rather than by a closure.</param>
public sealed record BoardDay(DateOnly Day, string? Shut, bool IsFree, bool IsToday);

/// <param name="Kind">Of a bay; null for an instructor.</param>
/// <param name="Capacity">Trainees at once; null for an instructor.</param>
/// <param name="KindTitle">How the centre calls the kind, such as "Splice bench"; null for an instructor.</param>
public sealed record BoardRow(Guid Id, string Code, string Name, string? Kind, int? Capacity, string? KindTitle = null);

/// <param name="Matches">Whether it is one of those that were asked for. The others are there all the same, since they take what they take.</param>
/// <param name="CanMove">It lies ahead, and its cohort can still change.</param>
/// <param name="Bays">Ids, as <paramref name="Instructors"/>.</param>
public sealed record BoardSession(
    Guid Id, Guid CohortId, string CohortCode, string Course, string CourseTitle, string Title, string BayKind, string State, CivilSlot During, int Capacity, int PlacesTaken,
    IReadOnlyList<Guid> Bays, IReadOnlyList<Guid> Instructors, IReadOnlyList<BoardWarning> Warnings, bool Matches, bool CanMove);

/// <param name="Code">Such as <c>no-instructor</c>.</param>
/// <param name="Text">In words, such as "Nobody teaches it."</param>
/// <param name="IsGrave">It cannot take place as it stands; otherwise it only wants watching.</param>
public sealed record BoardWarning(string Code, string Text, bool IsGrave);

/// <param name="Purpose">Such as <c>closure</c>, <c>leave</c> or <c>maintenance</c>.</param>
public sealed record BoardTaken(Guid Resource, string Purpose, string? Note, CivilSlot During);

/// <summary>What can be asked for.</summary>
/// <param name="Courses">Of the sessions on the board.</param>
public sealed record BoardChoices(IReadOnlyList<string> BayKinds, IReadOnlyList<string> Courses, IReadOnlyList<BoardRow> Bays, IReadOnlyList<BoardRow> Instructors);

internal sealed class ShowBoardValidator : AbstractValidator<ShowBoard>
{
    public const string Bays = "bays", Instructors = "instructors";

    public static readonly IReadOnlyList<string> States = ["draft", "open", "confirmed", "running", "completed"];

    public ShowBoardValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Days).Must(days => days is 1 or 7).WithMessage("Ask for 1 day or 7.");
        RuleFor(request => request.Rows).Must(rows => rows is Bays or Instructors).WithMessage("Ask for bays or instructors.");
        RuleFor(request => request.State).Must(state => state is null || States.Contains(state)).WithMessage($"Choose of {string.Join(", ", States)}.");
    }
}

internal sealed class ShowBoardHandler(CentreDbContext db, PublishedCourses courses, TimeProvider clock) : IRequestHandler<ShowBoard, Result<BoardAnswer>>
{
    public async Task<Result<BoardAnswer>> Handle(ShowBoard request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var calendar = await db.CalendarAsync(cancellationToken);
        var (time, today) = (calendar.Time, calendar.Time.DayOf(now));
        var first = request.From ?? today;
        if (request.Days == 7) first = CentreFacilities.Monday(first);
        var read = await BoardReading.OfAsync(db, new(time.At(first, TimeOnly.MinValue), time.At(first.AddDays(request.Days), TimeOnly.MinValue)), time.ZoneId, cancellationToken);
        var judge = new BoardJudge(read, time);
        var sessions = new List<BoardSession>(read.Sessions.Count);
        foreach (var each in read.Sessions)
        {
            var (bays, instructors) = (read.BaysOf(each.Id), read.InstructorsOf(each.Id));
            sessions.Add(new(
                each.Id, each.CohortId, each.CohortCode, each.Course, each.CourseTitle, each.Title, each.BayKind, each.State, CivilSlot.Of(each.During, time), each.Capacity, each.PlacesTaken,
                bays, instructors, judge.Warnings(each, bays, instructors, await courses.OfAsync(each.CourseVersion, db, cancellationToken)), Matches(request, each, instructors),
                CanMove: each.During.Start > now && each.State != "completed"));
        }
        var rows = request.Rows == ShowBoardValidator.Bays
            ? read.Bays.Where(bay => request.BayKind is null || bay.Kind == request.BayKind)
            : read.Instructors.Where(instructor => request.Instructor is null || instructor.Id == request.Instructor);
        return new BoardAnswer(
            first, time.Civil(now), time.ZoneId, calendar.Opens, calendar.Closes,
            [.. Enumerable.Range(0, request.Days).Select(first.AddDays).Select(day => new BoardDay(day, calendar.WhyShut(day), !calendar.WorkingDays.Contains(day.DayOfWeek), day == today))],
            [.. rows], sessions, [.. read.Taken.Select(each => new BoardTaken(each.Resource, each.Purpose, each.Note, CivilSlot.Of(each.During, time)))],
            new([.. read.Bays.Select(bay => bay.Kind!).Distinct()], [.. read.Sessions.Select(each => each.Course).Distinct().Order(StringComparer.Ordinal)], read.Bays, read.Instructors));
    }

    private static bool Matches(ShowBoard request, SessionRead session, IReadOnlyList<Guid> instructors) =>
        (request.BayKind is null || session.BayKind == request.BayKind) && (request.Course is null || session.Course == request.Course)
        && (request.State is null || session.State == request.State) && (request.Instructor is not { } instructor || instructors.Contains(instructor));
}
