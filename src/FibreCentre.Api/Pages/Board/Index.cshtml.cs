using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared;
using FibreCentre.Api.Pages.Shared.TagHelpers;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FibreCentre.Api.Pages.Board;

/// <summary>A week or a day of the whole centre. Everything that is chosen stands in the address.</summary>
[Authorize(Access.Staff)]
internal sealed class IndexPage : CentrePage
{
    /// <summary>Any day of the week to show; null is today.</summary>
    [BindProperty(SupportsGet = true), Display(Name = "the day to go to")]
    public DateOnly? From { get; set; }

    /// <summary>1 or 7.</summary>
    [BindProperty(SupportsGet = true)]
    public int Days { get; set; } = 7;

    /// <summary><c>bays</c> or <c>instructors</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string Rows { get; set; } = "bays";

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Course { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Instructor { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary><c>board</c> or <c>table</c>; null is the board, and on a phone the table.</summary>
    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    /// <summary>What phones call themselves, whoever made them. A narrow window of another machine is noticed by the script.</summary>
    public bool IsPhone => Request.Headers.UserAgent.ToString().Contains("Mobi", StringComparison.Ordinal);

    public bool AsTable => View == "table" || (View is null && IsPhone);

    public BoardAnswer Board { get; private set; } = null!;

    public string Version { get; private set; } = "";

    public BoardGrid Grid { get; private set; } = null!;

    public BayKinds Kinds { get; private set; } = null!;

    public bool ByBay => Rows != "instructors";

    public bool ByDay => Days == 1;

    public bool IsFiltered => (Kind ?? Course ?? State) is not null || Instructor is not null;

    public bool MayPlan => User.May(Access.Plan);

    public string Title => ByDay ? $"Board: {Say.Day(Board.From)}" : $"Board: {Say.Days(Grid.Days[0].Day, Grid.Days[^1].Day)}";

    public int Step => ByDay ? 1 : 7;

    private Dictionary<Guid, BoardRow> _names = [];

    private Dictionary<string, string> _titles = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (Days != 1) Days = 7;
        Rows = ByBay ? "bays" : "instructors";
        if (View is not ("board" or "table")) View = null;
        var answer = await Ask(new ShowBoard(
            ModelState.IsValid ? From : null, Days, Rows, Kind, Course, Instructor, State));
        if (!answer.Succeeded)
        {
            // What cannot be asked for is not asked for.
            (From, Kind, Course, Instructor, State) = (null, null, null, null, null);
            answer = await Ask(new ShowBoard(null, Days, Rows));
            if (!answer.Succeeded) return Missing(answer.Error);
        }
        Board = answer.Value;
        Version = Board.Version;
        if (Request.Query[Live.Key] == Version) return new NoContentResult();
        Grid = BoardGrid.Of(Board, ByBay);
        Kinds = new(Board.Choices.BayKinds);
        _names = Board.Choices.Bays.Concat(Board.Choices.Instructors).ToDictionary(each => each.Id);
        _titles = Board.Choices.Bays.DistinctBy(each => each.Kind).ToDictionary(each => each.Kind!, each => each.KindTitle!);
        // The part that changes, for a page that has heard of a change. Such a request is nobody's presence: it keeps no sign-in alive.
        if (Live.IsOneOf(Request)) return new PartialViewResult { ViewName = "_Board", ViewData = new ViewDataDictionary<IndexPage>(ViewData, this) };
        return Page();
    }

    /// <summary>The same board with something else chosen. What is null stays as it is; an empty text takes a choice away.</summary>
    public string To(DateOnly? from = null, int? days = null, string? rows = null, string? view = null, string? kind = null, bool today = false)
    {
        var address = new StringBuilder("/board?");
        if (!today) Add("from", (from ?? Board.From).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("days", (days ?? Days) == 1 ? "1" : null);
        Add("rows", (rows ?? Rows) == "instructors" ? "instructors" : null);
        Add("kind", kind ?? Kind);
        Add("course", Course);
        Add("instructor", Instructor?.ToString());
        Add("state", State);
        Add("view", view ?? View);
        return address.ToString().TrimEnd('?', '&');

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) address.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }
    }

    public string Where(BoardSession session) => session.Bays.Count == 0 ? "No bay" : string.Join(", ", session.Bays.Select(bay => _names[bay].Name));

    public string Who(BoardSession session) => session.Instructors.Count == 0 ? "Nobody" : string.Join(", ", session.Instructors.Select(instructor => _names[instructor].Name));

    public string NameOf(Guid resource) => _names.TryGetValue(resource, out var row) ? row.Name : "";

    /// <summary>How the centre calls a kind of bay.</summary>
    public string TitleOf(string kind) => _titles.TryGetValue(kind, out var title) ? title : Say.Heading(kind);

    /// <summary>The part of a day that something takes: "9:00am to 4:00pm", "From 9:00am" where it goes on, "Until 12:00pm" where it began before, or "All day".</summary>
    public static string Hours(CivilSlot during, DateOnly day)
    {
        var (midnight, next) = (day.ToDateTime(TimeOnly.MinValue), day.AddDays(1).ToDateTime(TimeOnly.MinValue));
        return (during.Starts.DateTime > midnight, during.Ends.DateTime < next) switch
        {
            (true, true) => $"{Say.Time(during.Starts)} to {Say.Time(during.Ends)}",
            (true, false) => $"From {Say.Time(during.Starts)}",
            (false, true) => $"Until {Say.Time(during.Ends)}",
            _ => "All day",
        };
    }

    /// <summary>Without the course, which stands before it.</summary>
    public static string Rest(BoardSession session) => session.CohortCode.StartsWith(session.Course + "-", StringComparison.Ordinal) ? session.CohortCode[(session.Course.Length + 1)..] : session.CohortCode;

    public static string What(BoardTaken taken) => Say.Heading(taken.Purpose) + (string.IsNullOrEmpty(taken.Note) ? "" : $": {taken.Note}");

    /// <summary>Such as "Mon 2 Nov".</summary>
    public static string ShortDay(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.GetCultureInfo("en-GB"));

    public static string Hour(int hour) => hour switch { 0 or 24 => "12am", 12 => "12pm", > 12 => $"{hour - 12}", _ => $"{hour}" };

    public static string Classes(BoardSession session, BoardPiece piece, string colour) =>
        $"board__block {colour} s-{piece.First} e-{piece.Last}{(session.State == "draft" ? " is-draft" : "")}{(session.State == "completed" ? " is-over" : "")}{(session.Matches ? "" : " is-aside")}";

    public static bool IsGrave(BoardSession session)
    {
        foreach (var warning in session.Warnings) if (warning.IsGrave) return true;
        return false;
    }
}
