using FibreCentre.Api.Features.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>What a row of a file is: somebody new, a change of somebody known, a possible duplicate, or nobody that can be recorded.</summary>
internal sealed record JudgedRow(ImportResult Result, List<string> Notes, TraineeId? Resembles = null, int? ResemblesRow = null, bool EmailTaken = false);

/// <summary>Judges all rows of a file against each other and against the provider's engineers. Details are judged by the validator that booking uses.</summary>
internal sealed class RowJudge
{
    private readonly Likenesses<Trainee> _known = new();
    private readonly Dictionary<string, (Trainee Engineer, Likeness Likeness)> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Likenesses<Earlier> _rows = new();
    private readonly Dictionary<string, Earlier> _rowsByEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlySet<string> _courses;
    private readonly DateOnly _today;

    private sealed record Earlier(int Number, int Line, Likeness Likeness);

    public RowJudge(IEnumerable<Trainee> known, IReadOnlySet<string> courses, DateOnly today)
    {
        (_courses, _today) = (courses, today);
        foreach (var each in known)
        {
            var likeness = Likeness.Of(each);
            _known.Add(likeness, each);
            _byEmail.Add(each.Email, (each, likeness));
        }
    }

    /// <summary>How many names were compared letter by letter until now.</summary>
    public long Compared => _known.Compared + _rows.Compared;

    /// <param name="number">Counted from 1; rows are given in order, each once.</param>
    public JudgedRow Judge(int number, SheetRow row)
    {
        var details = row.Engineer;
        List<string> faults = [.. EngineerFaults.Of(details), .. EngineerFaults.Of(details, _courses, _today)];
        if (faults.Count > 0) return new(ImportResult.Rejected, [.. faults.Distinct()]);

        var likeness = details.Likeness;
        var judged = OfSound(likeness, details);
        var earlier = new Earlier(number, row.Line, likeness);
        _rowsByEmail.TryAdd(details.Email, earlier);
        _rows.Add(likeness, earlier);
        return judged;
    }

    private JudgedRow OfSound(Likeness likeness, EngineerDetails details)
    {
        if (_rowsByEmail.GetValueOrDefault(details.Email) is { } twice) return new(ImportResult.Duplicate, [$"Line {twice.Line} has the same e-mail address."], ResemblesRow: twice.Number, EmailTaken: true);
        if (_byEmail.TryGetValue(details.Email, out var known))
        {
            if (Resemblance.IsAnother(known.Likeness, likeness)) return new(ImportResult.Duplicate, [Resemblance.AnothersAddress(known.Engineer.Name)], known.Engineer.Id, EmailTaken: true);
            var changes = EngineerChanges.Of(known.Engineer, details, _today);
            return new(changes.Count == 0 ? ImportResult.Unchanged : ImportResult.Update, changes);
        }
        if (_known.Find(likeness) is { } other) return new(ImportResult.Duplicate, [$"May be {other.Who.Name}, {other.Who.Email}: {other.Alike}."], other.Who.Id);
        if (_rows.Find(likeness) is { } above) return Twice(above.Who, above.Alike);
        return new(ImportResult.New, []);
    }

    private static JudgedRow Twice(Earlier earlier, string alike) =>
        new(ImportResult.Duplicate, [$"May be the person of line {earlier.Line}, {earlier.Likeness.GivenName} {earlier.Likeness.FamilyName}: {alike}."], ResemblesRow: earlier.Number);
}
