using FibreCentre.Api.Features.Places;
using FibreCentre.Domain.Providers;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>What a row of a file is: somebody new, a change of somebody known, a possible duplicate, or nobody that can be recorded.</summary>
internal sealed record JudgedRow(ImportResult Result, List<string> Notes, TraineeId? Resembles = null, int? ResemblesRow = null, bool EmailTaken = false);

/// <summary>Judges all rows of a file against each other and against the provider's engineers. Details are judged by the validator that booking uses.</summary>
internal sealed class RowJudge
{
    private readonly ILookup<DateOnly, (Trainee Engineer, Likeness Likeness)> _bornOn;
    private readonly ILookup<string, (Trainee Engineer, Likeness Likeness)> _numbered;
    private readonly Dictionary<string, (Trainee Engineer, Likeness Likeness)> _byEmail;
    private readonly Dictionary<string, Earlier> _rowsByEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<DateOnly, List<Earlier>> _rowsBornOn = [];
    private readonly Dictionary<string, Earlier> _rowsNumbered = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlySet<string> _courses;
    private readonly DateOnly _today;

    private sealed record Earlier(int Number, int Line, Likeness Likeness);

    public RowJudge(IEnumerable<Trainee> known, IReadOnlySet<string> courses, DateOnly today)
    {
        (_courses, _today) = (courses, today);
        var all = known.Select(each => (Engineer: each, Likeness: new Likeness(each.GivenName, each.FamilyName, each.DateOfBirth, each.EmployeeReference))).ToList();
        _bornOn = all.ToLookup(each => each.Likeness.DateOfBirth);
        _numbered = all.Where(each => !string.IsNullOrWhiteSpace(each.Likeness.EmployeeReference)).ToLookup(each => each.Likeness.EmployeeReference!.Trim(), StringComparer.OrdinalIgnoreCase);
        _byEmail = all.ToDictionary(each => each.Engineer.Email, StringComparer.OrdinalIgnoreCase);
    }

    /// <param name="number">Counted from 1; rows are given in order, each once.</param>
    public JudgedRow Judge(int number, SheetRow row)
    {
        var details = row.Engineer;
        List<string> faults = [.. EngineerFaults.Of(details), .. (details.Certificates ?? []).Where(each => !_courses.Contains(each.Course)).Select(each => $"There is no course {each.Course}. Use a code of the catalogue, such as FTC-101.").Distinct()];
        if (faults.Count > 0) return new(ImportResult.Rejected, [.. faults.Distinct()]);

        var likeness = new Likeness(details.GivenName, details.FamilyName, details.BornOn!.Value, details.EmployeeReference);
        var judged = OfSound(likeness, details);
        var earlier = new Earlier(number, row.Line, likeness);
        _rowsByEmail.TryAdd(details.Email, earlier);
        if (likeness.EmployeeReference is { } reference) _rowsNumbered.TryAdd(reference.Trim(), earlier);
        if (_rowsBornOn.TryGetValue(likeness.DateOfBirth, out var sameDay)) sameDay.Add(earlier);
        else _rowsBornOn[likeness.DateOfBirth] = [earlier];
        return judged;
    }

    private JudgedRow OfSound(Likeness likeness, EngineerDetails details)
    {
        if (_rowsByEmail.GetValueOrDefault(details.Email) is { } twice) return new(ImportResult.Duplicate, [$"Line {twice.Line} has the same e-mail address."], ResemblesRow: twice.Number, EmailTaken: true);
        if (_byEmail.TryGetValue(details.Email, out var known))
        {
            // A mailbox that was passed on: the address is somebody's, and the name and birthday are somebody else's.
            if (known.Likeness.DateOfBirth != likeness.DateOfBirth && Resemblance.Between(known.Likeness with { DateOfBirth = default, EmployeeReference = null }, likeness with { DateOfBirth = default, EmployeeReference = null }) is null)
                return new(ImportResult.Duplicate, [$"The e-mail address is {known.Engineer.Name}'s, whose name and date of birth are others."], known.Engineer.Id, EmailTaken: true);
            var changes = EngineerChanges.Of(known.Engineer, details, _today);
            return new(changes.Count == 0 ? ImportResult.Unchanged : ImportResult.Update, changes);
        }
        var candidates = (likeness.EmployeeReference is { } number ? _numbered[number.Trim()] : []).Concat(_bornOn[likeness.DateOfBirth]);
        foreach (var (engineer, other) in candidates)
            if (Resemblance.Between(likeness, other) is { } alike) return new(ImportResult.Duplicate, [$"May be {engineer.Name}, {engineer.Email}: {alike}."], engineer.Id);
        if (likeness.EmployeeReference is { } reference && _rowsNumbered.GetValueOrDefault(reference.Trim()) is { } numbered) return Twice(numbered, "the same employee number");
        foreach (var earlier in _rowsBornOn.GetValueOrDefault(likeness.DateOfBirth) ?? [])
            if (Resemblance.Between(likeness, earlier.Likeness) is { } alike) return Twice(earlier, alike);
        return new(ImportResult.New, []);
    }

    private static JudgedRow Twice(Earlier earlier, string alike) =>
        new(ImportResult.Duplicate, [$"May be the person of line {earlier.Line}, {earlier.Likeness.GivenName} {earlier.Likeness.FamilyName}: {alike}."], ResemblesRow: earlier.Number);
}
