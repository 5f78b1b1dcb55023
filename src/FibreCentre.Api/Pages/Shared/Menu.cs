using System.Security.Claims;
using FibreCentre.Api.Security;

namespace FibreCentre.Api.Pages.Shared;

/// <summary>A place in the menu.</summary>
/// <param name="Also">Other addresses that belong to it.</param>
internal sealed record MenuPlace(string Name, string Address, params string[] Also)
{
    public bool Holds(PathString path) => path.StartsWithSegments(Address) || Also.Any(other => path.StartsWithSegments(other));
}

/// <summary>The few places each role goes to, first the one it starts from.</summary>
internal static class Menu
{
    private static readonly MenuPlace Cohorts = new("Cohorts", "/cohorts"), Board = new("Board", "/board"), BoardAndScreens = new("Board", "/board", "/screens"), CohortsToPlan = new("Cohorts", "/cohorts", "/sessions", "/planning"), Courses = new("Courses", "/courses"), Facilities = new("Facilities", "/facilities", "/instructors", "/kit", "/pick-list", "/outages", "/free", "/practice"), Practice = new("Practice", "/practice"),
        Messages = new("Messages", "/messages", "/announcements"), Ledger = new("Ledger", "/ledger", "/decisions"), Audit = new("Audit", "/audit"), Admin = new("Admin", "/accounts", "/audit", "/ledger", "/decisions", "/retention"), Countersign = new("Countersign", "/countersign"), Quality = new("Quality", "/quality", "/appeals"), Questions = new("Questions", "/queries", "/appeals"), Appeals = new("Appeals", "/appeals"), Today = new("Today", "/today", "/sessions", "/places"),
        Figures = new("Figures", "/figures"), Home = new("Home", "/home"), Bookings = new("Bookings", "/bookings"), BookingsAndFigures = new("Bookings", "/bookings", "/prices", "/statement", "/figures"), Statement = new("Statement", "/statement"),
        Engineers = new("Engineers", "/engineers", "/outside-certificates"), Certificates = new("Certificates", "/certificates"), MyTraining = new("My training", "/my-training");

    private static readonly (string Role, MenuPlace[] Places)[] ByRole =
    [
        (Roles.Coordinator, [CohortsToPlan, BoardAndScreens, BookingsAndFigures, Engineers, Courses, Facilities, Messages, Certificates]),
        (Roles.Administrator, [CohortsToPlan, BoardAndScreens, BookingsAndFigures, Engineers, Courses, Facilities, Messages, Certificates, Quality, Admin]),
        (Roles.Instructor, [Today, Board, Cohorts, Countersign, Questions, Courses, Facilities]),
        (Roles.Iqa, [Countersign, Quality, Cohorts, Board, Courses, Certificates, Ledger, Audit]),
        (Roles.Manager, [Figures, Cohorts, Board, Bookings, Engineers, Courses, Facilities, Certificates]),
        (Roles.Booker, [Home, Cohorts, Bookings, Engineers, Practice, Statement, Certificates, Appeals]),
        (Roles.Trainee, [MyTraining, Practice, Appeals]),
    ];

    /// <summary>A person of several roles has the places of all of them, each once.</summary>
    public static IReadOnlyList<MenuPlace> Of(ClaimsPrincipal person) => [.. ByRole.Where(each => person.IsInRole(each.Role)).SelectMany(each => each.Places).DistinctBy(place => place.Address)];

    /// <summary>Where somebody who signed in goes first; null for nobody in particular.</summary>
    public static string? FirstFor(ClaimsPrincipal person) => Of(person) is [var first, ..] ? first.Address : null;
}
