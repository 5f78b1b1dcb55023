using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Planning;

namespace FibreCentre.Api.Features.Planning;

/// <summary>The engine's days and slots in the centre's time: working days one after the other, and slots from opening on, with some after closing time for what is kept free after a session.</summary>
internal sealed class SlotGrid
{
    private readonly WorkingCalendar _calendar;
    private readonly DateOnly[] _days;
    private readonly DateTimeOffset[] _opens;
    private readonly DateTimeOffset _from;

    /// <param name="around">The most that is kept free after a session.</param>
    /// <param name="from">Before it nothing is open.</param>
    public SlotGrid(WorkingCalendar calendar, DateOnly first, DateOnly last, TimeSpan around, DateTimeOffset from)
    {
        (_calendar, _from) = (calendar, from);
        _days = [.. WorkingDays(calendar, first, last)];
        _opens = [.. _days.Select(day => calendar.Time.At(day, calendar.Opens))];
        var open = (calendar.Closes - calendar.Opens).TotalMinutes;
        Step = open + around.TotalMinutes + 15 <= PlanningProblem.MostSlots * 15 ? 15 : 30;
        Core = (int)open / Step;
        Slots = Core + Length(around);
    }

    /// <summary>In order; their places are the engine's days.</summary>
    public IReadOnlyList<DateOnly> Days => _days;

    /// <summary>Minutes of a slot: 15, or 30 where a day would have too many.</summary>
    public int Step { get; }

    /// <summary>Slots between opening and closing.</summary>
    public int Core { get; }

    /// <summary>Slots of a day in all.</summary>
    public int Slots { get; }

    public static IEnumerable<DateOnly> WorkingDays(WorkingCalendar calendar, DateOnly first, DateOnly last) =>
        Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Where(calendar.IsWorkingDay).Take(PlanningProblem.MostDays);

    /// <summary>The place of a day; less than 0 where it is none of them.</summary>
    public int Find(DateOnly day) => Array.BinarySearch(_days, day);

    /// <summary>The place of a day, or of the first working day after it.</summary>
    public int From(DateOnly day) => Find(day) is var at && at >= 0 ? at : ~at;

    /// <summary>How many slots some time takes.</summary>
    public int Length(TimeSpan time) => (int)Math.Ceiling(time.TotalMinutes / Step);

    /// <summary>Slots from opening to a time of day.</summary>
    public double At(TimeOnly time) => (time.ToTimeSpan() - _calendar.Opens.ToTimeSpan()).TotalMinutes / Step;

    /// <summary>The slot of a day in which an instant lies, or with <paramref name="up"/> the first that begins after it.</summary>
    public int At(int day, DateTimeOffset instant, bool up = false)
    {
        var slots = Math.Clamp((instant - _opens[day]).TotalMinutes / Step, 0, PlanningProblem.MostSlots);
        return (int)(up ? Math.Ceiling(slots) : Math.Floor(slots));
    }

    /// <summary>Opening hours of a day, as far as they lie ahead.</summary>
    public ulong Open(int day) => DayMask.Of(At(day, _from, up: true), Core);

    /// <summary>The slots of each day that some times touch.</summary>
    public ulong[] Touched(IEnumerable<TimeSlot> times)
    {
        var touched = new ulong[_days.Length];
        foreach (var time in times)
            for (var day = From(_calendar.Time.DayOf(time.Start)); day < _days.Length && _opens[day] < time.End; day++) touched[day] |= DayMask.Of(At(day, time.Start), At(day, time.End, up: true));
        return touched;
    }

    public List<Window> Windows(Func<int, ulong> closed) => [.. Enumerable.Range(0, _days.Length).SelectMany(day => DayMask.Runs(closed(day), Slots).Select(run => new Window(day, run.From, run.To)))];
}
