using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Features.Board;

/// <summary>What is wrong with a session as it stands, each looked at for its own day.</summary>
internal sealed class BoardJudge(BoardReading read, CentreTime time)
{
    private static readonly IReadOnlyList<BoardWarning> None = [];

    private readonly Dictionary<Guid, BoardRow> _bays = read.Bays.ToDictionary(bay => bay.Id), _instructors = read.Instructors.ToDictionary(instructor => instructor.Id);

    public IReadOnlyList<BoardWarning> Warnings(SessionRead session, IReadOnlyList<Guid> bays, IReadOnlyList<Guid> instructors, CourseVersion version)
    {
        List<BoardWarning>? found = null;
        if (session.State == "completed") return None;
        var pattern = version.Spec.Sessions.OrderBy(each => each.Day).ThenBy(each => each.Starts).ElementAtOrDefault(session.Number - 1);
        var needed = pattern?.InstructorsFor(session.Capacity) ?? 1;
        if (instructors.Count == 0) Say("no-instructor", "Nobody teaches it.", isGrave: true);
        else if (instructors.Count < needed) Say("too-few-instructors", $"{instructors.Count} of {needed} instructors.", isGrave: true);
        var seats = 0;
        foreach (var bay in bays) seats += _bays[bay].Capacity!.Value;
        if (bays.Count == 0) Say("no-bay", "It has no bay.", isGrave: true);
        else if (seats < session.Capacity) Say("over-capacity", $"Its {(bays.Count == 1 ? "bay holds" : "bays hold")} {seats}; it has {session.Capacity} places.", isGrave: true);
        var day = time.DayOf(session.During.Start);
        foreach (var instructor in instructors)
            foreach (var asked in version.Spec.InstructorQualifications)
                if (!Holds(instructor, asked, day)) Say("not-qualified", $"{_instructors[instructor].Name} does not hold {asked.Replace('-', ' ')} that day.", isGrave: true);
        foreach (var kit in read.LapsedKitOf(session.Id)) Say("out-of-calibration", $"{kit.KitType.Replace('-', ' ')} {kit.SerialNumber} is out of calibration that day.", isGrave: true);
        if (session.State is "draft") Say("draft", "It is a draft.", isGrave: false);
        else if (session.State is "open" && session.PlacesTaken < session.MinimumSize) Say("below-minimum", $"{session.MinimumSize - session.PlacesTaken} more needed to run.", isGrave: false);
        return (IReadOnlyList<BoardWarning>?)found ?? None;

        void Say(string code, string text, bool isGrave) => (found ??= []).Add(new(code, text, isGrave));
    }

    private bool Holds(Guid instructor, string asked, DateOnly day)
    {
        foreach (var held in read.QualificationsOf(instructor)) if (held.Name == asked && held.CountsOn(day)) return true;
        return false;
    }
}
