using FibreCentre.Api.Features.Board;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Pages.Shared.TagHelpers;

namespace FibreCentre.Api.Pages.Board;

/// <summary>
/// The board as rows of days, each day a grid of quarter hours on the centre's clocks. Places are grid lines from 1, so that a class of the style sheet
/// says each: the content rules allow no styles in the page. Nine in the morning is the same line on a day of 23, 24 or 25 hours.
/// </summary>
internal sealed class BoardGrid
{
    private const int Quarter = 15, QuartersAnHour = 4;

    private readonly int _opens;
    private readonly Dictionary<(Guid Row, int Day), List<BoardPiece>> _pieces = [];

    private BoardGrid(BoardAnswer board, IReadOnlyList<BoardDay> days, int opens, int closes) =>
        (Board, Days, _opens, Quarters) = (board, days, opens, (closes - opens) * QuartersAnHour);

    public BoardAnswer Board { get; }

    /// <summary>Those shown: a day of the week on which the centre never works only when something is there.</summary>
    public IReadOnlyList<BoardDay> Days { get; }

    /// <summary>How many a day has.</summary>
    public int Quarters { get; }

    /// <summary>Full hours with the line each begins at, for the heading of a day.</summary>
    public IEnumerable<(int Hour, int Line)> Hours => Enumerable.Range(0, Quarters / QuartersAnHour).Select(hour => (_opens + hour, (hour * QuartersAnHour) + 1));

    /// <summary>Minutes after midnight of the first line.</summary>
    public int FirstMinute => _opens * 60;

    /// <summary>The line of this moment; null outside the hours shown.</summary>
    public int? NowLine => Line(Board.Now.TimeOfDay) is var line && line >= 1 && line <= Quarters ? line : null;

    /// <summary>Sessions that stand in no row: without a bay, or without anybody to teach them.</summary>
    public bool HasLoose => Enumerable.Range(0, Days.Count).Any(day => _pieces.ContainsKey((Guid.Empty, day)));

    public IReadOnlyList<BoardPiece> At(Guid row, int day) => _pieces.GetValueOrDefault((row, day)) ?? [];

    /// <param name="byBay">Whether rows are bays.</param>
    public static BoardGrid Of(BoardAnswer board, bool byBay)
    {
        var days = board.Days.Where(day => !day.IsFree || board.Sessions.Any(each => Day(each.During.Starts) == day.Day) || board.Taken.Any(each => IsPartOf(each.During, day.Day))).ToList();
        var opens = board.Opens.Hour;
        var closes = board.Closes.Minute == 0 ? board.Closes.Hour : board.Closes.Hour + 1;
        foreach (var each in board.Sessions)
        {
            opens = Math.Min(opens, each.During.Starts.Hour);
            closes = Math.Max(closes, Day(each.During.Ends) > Day(each.During.Starts) ? 24 : (int)Math.Ceiling(each.During.Ends.TimeOfDay.TotalHours));
        }
        var grid = new BoardGrid(board, days, opens, Math.Max(closes, opens + 1));
        var rows = board.Rows.Select(row => row.Id).ToHashSet();
        foreach (var session in board.Sessions)
        {
            var resources = byBay ? session.Bays : session.Instructors;
            if (resources.Count == 0 && session.Matches) grid.Put(Guid.Empty, session.During, session, null);
            foreach (var resource in resources) if (rows.Contains(resource)) grid.Put(resource, session.During, session, null);
        }
        foreach (var taken in board.Taken) if (rows.Contains(taken.Resource)) grid.Put(taken.Resource, taken.During, null, taken);
        return grid;
    }

    private static DateOnly Day(DateTimeOffset civil) => DateOnly.FromDateTime(civil.DateTime);

    /// <summary>Whether it begins or ends on that day, rather than lying over the whole of it.</summary>
    private static bool IsPartOf(CivilSlot slot, DateOnly day) => (Day(slot.Starts) == day && slot.Starts.TimeOfDay > TimeSpan.Zero) || (Day(slot.Ends) == day && slot.Ends.TimeOfDay > TimeSpan.Zero);

    private int Line(TimeSpan civil) => (((int)civil.TotalMinutes - FirstMinute) / Quarter) + 1;

    /// <summary>One piece for each day shown that it touches, cut to the hours shown.</summary>
    private void Put(Guid row, CivilSlot during, BoardSession? session, BoardTaken? taken)
    {
        for (var index = 0; index < Days.Count; index++)
        {
            var day = Days[index].Day;
            if (Day(during.Starts) > day || Day(during.Ends) < day) continue;
            var first = Day(during.Starts) < day ? 1 : Math.Max(1, Line(during.Starts.TimeOfDay));
            // A time within a quarter belongs to the whole of it; midnight at the end is not a part of that day.
            var last = Day(during.Ends) > day ? Quarters + 1 : Math.Min(Quarters + 1, Line(during.Ends.TimeOfDay + TimeSpan.FromMinutes(Quarter - 1)));
            if (first > Quarters || (Day(during.Ends) == day && during.Ends.TimeOfDay == TimeSpan.Zero) || last <= 1) continue;
            // On the night the clocks go back something may end, by the clock, before it began.
            var piece = new BoardPiece(first, Math.Max(first + 1, last), session, taken);
            if (_pieces.TryGetValue((row, index), out var there)) there.Add(piece);
            else _pieces[(row, index)] = [piece];
        }
    }
}

/// <summary>What stands in a row on a day, from one grid line to another.</summary>
internal sealed record BoardPiece(int First, int Last, BoardSession? Session, BoardTaken? Taken);

/// <summary>The kinds of bay, each with a colour and, since colours are never the only sign, two letters of its own.</summary>
internal sealed class BayKinds
{
    /// <summary>Of the style sheet; with more kinds than that, two share one and their letters tell them apart.</summary>
    private const int Colours = 12;

    private readonly Dictionary<string, (string Letters, int Colour)> _kinds = [];

    public BayKinds(IEnumerable<string> kinds)
    {
        foreach (var (index, kind) in kinds.Distinct().Order(StringComparer.Ordinal).Index())
            _kinds[kind] = (Candidates(kind).First(letters => _kinds.Values.All(other => other.Letters != letters)), index % Colours);
    }

    public IEnumerable<string> All => _kinds.Keys;

    public string LettersOf(string kind) => _kinds.TryGetValue(kind, out var known) ? known.Letters : "??";

    public string ColourOf(string kind) => _kinds.TryGetValue(kind, out var known) ? $"k-{known.Colour}" : "k-9";

    /// <summary>Initials first, such as SB for a splice bench; then other letters of the name, then figures.</summary>
    private static IEnumerable<string> Candidates(string kind)
    {
        var words = kind.Split('-', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) words = ["x"];
        var letters = string.Concat(words).ToUpperInvariant();
        if (words.Length > 1) yield return $"{words[0][0]}{words[^1][0]}".ToUpperInvariant();
        foreach (var second in letters.Skip(1)) yield return $"{letters[0]}{second}";
        for (var number = 1; ; number++) yield return $"{letters[0]}{number}";
    }
}
