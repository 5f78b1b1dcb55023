using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Tests.Assessment;

/// <summary>What can be done to a unit.</summary>
internal enum Doing { Mark, Sign, Countersign, Correct }

/// <summary>One engineer's units, attempts and certificate as the rules have them, in memory. A refusal is its error's code.</summary>
/// <param name="units">The course's.</param>
/// <param name="carries">What was met is carried over to the next attempt. False is a control: a rule wrong on purpose, as the others.</param>
/// <param name="forgets">A correction takes along what an open attempt had from the decision.</param>
/// <param name="discounts">A corrected attempt does not count among the three.</param>
internal sealed class AssessmentModel(IReadOnlyList<CourseUnit> units, bool carries = true, bool forgets = true, bool discounts = true)
{
    private const int MostAttempts = 3;

    private readonly Dictionary<string, List<Attempt>> _attempts = units.ToDictionary(unit => unit.Code, _ => new List<Attempt>());
    private int _issued;
    private bool _certified;

    internal sealed record Attempt(string Unit, int Number)
    {
        public Dictionary<string, (Verdict Outcome, DateTimeOffset At)> Marks { get; } = [];

        public Guid Decision { get; set; }

        public string? Outcome { get; set; }

        public DateTimeOffset At { get; set; }

        public Guid SignedBy { get; set; }

        public bool Provisional { get; set; }

        public bool Countersigned { get; set; }

        public bool Corrected { get; set; }

        public bool IsWaiting => this is { Provisional: true, Countersigned: false, Corrected: false };

        public bool Stands => Outcome == "competent" && !Corrected && (!Provisional || Countersigned);
    }

    public IReadOnlyList<Attempt> Decided => [.. _attempts.Values.SelectMany(each => each).Where(each => each.Outcome is not null)];

    public bool IsCompetent(CourseUnit unit) => Standing(unit) == "competent";

    /// <summary>What brings this unit forward: marked until all is, signed, countersigned; and once it is done, or nothing is left to try, corrected.</summary>
    public Doing Sensible(CourseUnit unit) => Standing(unit) switch
    {
        "provisional" => Doing.Countersign,
        "competent" => Doing.Correct,
        "started" when unit.Criteria.All(each => _attempts[unit.Code][^1].Marks.ContainsKey(each.Code)) => Doing.Sign,
        _ => Doing.Mark,
    };

    public string? Mark(CourseUnit unit, IReadOnlyDictionary<string, Verdict> marks, DateTimeOffset now)
    {
        var all = _attempts[unit.Code];
        if (all.Find(each => each.Outcome is null) is not { } open)
        {
            if (Standing(unit) is "competent" or "provisional") return "already-competent";
            if (Next(unit) is not { } next) return "retraining-needed";
            all.Add(open = next);
        }
        foreach (var (criterion, outcome) in marks) open.Marks[criterion] = (outcome, now);
        return null;
    }

    /// <returns>Why not; else the attempt that is decided.</returns>
    public (string? Refused, Attempt? Signed) Sign(CourseUnit unit, bool feedback, bool password, Guid by, DateTimeOffset now)
    {
        if (!password) return ("credential-refused", null);
        if (_attempts[unit.Code].LastOrDefault() is not { } attempt) return ("nothing-to-sign", null);
        if (attempt.Outcome is not null) return ("already-decided", null);
        var outcome = Outcome(unit, attempt);
        if (outcome != "stopped" && unit.Criteria.Any(each => !attempt.Marks.ContainsKey(each.Code))) return ("not-all-marked", null);
        if (outcome != "competent" && !feedback) return ("feedback-missing", null);
        (attempt.Outcome, attempt.At, attempt.SignedBy) = (outcome, now, by);
        attempt.Provisional = outcome == "competent" && unit.Criteria.Any(each => each.SafetyCritical);
        IssueIfComplete();
        return (null, attempt);
    }

    public string? Countersign(Attempt attempt, Guid by)
    {
        if (!attempt.Provisional) return "no-countersignature-needed";
        if (attempt.SignedBy == by) return "same-signature";
        if (attempt.Corrected) return "already-corrected";
        if (attempt.Countersigned) return "already-countersigned";
        attempt.Countersigned = true;
        IssueIfComplete();
        return null;
    }

    public string? Correct(Attempt attempt, Guid by)
    {
        if (attempt.SignedBy == by) return "own-decision";
        if (attempt.Corrected) return "already-corrected";
        if (_attempts[attempt.Unit].Exists(each => each.Number > attempt.Number && each is { Outcome: not null, Corrected: false })) return "later-decision";
        if (forgets && _attempts[attempt.Unit].Find(each => each.Outcome is null) is { } open)
            foreach (var (criterion, _) in open.Marks.Where(mark => mark.Value.At <= attempt.At).ToList()) open.Marks.Remove(criterion);
        attempt.Corrected = true;
        _certified = false;
        return null;
    }

    /// <summary>Everything that can be seen, a line each.</summary>
    public List<string> Seen() =>
    [
        .. units.Select(unit =>
        {
            var all = _attempts[unit.Code];
            var state = Standing(unit);
            var done = state is "competent" or "provisional";
            var current = all.Find(each => each.Outcome is null) ?? Next(unit);
            var shown = done ? all.Last(each => each is { Outcome: "competent", Corrected: false }) : current ?? all[^1];
            var marks = unit.Criteria.Where(each => shown.Marks.ContainsKey(each.Code)).Select(each => $"{each.Code} {shown.Marks[each.Code].Outcome}");
            return $"{unit.Code} {state}, attempt {(done ? null : current?.Number)}: {string.Join(", ", marks)}";
        }),
        .. units.SelectMany(unit => _attempts[unit.Code]).Where(each => each.Outcome is not null)
            .Select(each => $"{each.Unit} {each.Number} {each.Outcome}{(each.Provisional ? " provisional" : "")}{(each.Countersigned ? " countersigned" : "")}{(each.Corrected ? " corrected" : "")}"),
        $"certificates {_issued}, in force {(_certified ? 1 : 0)}, place {(_certified ? "completed" : "confirmed")}",
    ];

    private string Standing(CourseUnit unit) => _attempts[unit.Code].Where(each => !each.Corrected).ToList() switch
    {
        [] => "open",
        var all when all.Exists(each => each.Stands) => "competent",
        [.., { Outcome: null }] => "started",
        [.., { Outcome: "competent" }] => "provisional",
        [.., var last] => last.Outcome!,
    };

    private Attempt? Next(CourseUnit unit)
    {
        var all = _attempts[unit.Code];
        var counting = all.Where(each => !each.Corrected).ToList();
        if ((discounts ? counting : all).Count >= MostAttempts) return null;
        var next = new Attempt(unit.Code, all.Count + 1);
        if (carries && counting.Count > 0)
            foreach (var (criterion, mark) in counting[^1].Marks.Where(mark => mark.Value.Outcome == Verdict.Met)) next.Marks[criterion] = mark;
        return next;
    }

    private void IssueIfComplete()
    {
        if (_certified || !units.All(unit => _attempts[unit.Code].Exists(each => each.Stands))) return;
        (_issued, _certified) = (_issued + 1, true);
    }

    private static string Outcome(CourseUnit unit, Attempt attempt)
    {
        Verdict? Of(Criterion criterion) => attempt.Marks.TryGetValue(criterion.Code, out var mark) ? mark.Outcome : null;
        return unit.Criteria.Any(each => each.SafetyCritical && Of(each) == Verdict.NotMet) ? "stopped" : unit.Criteria.All(each => Of(each) == Verdict.Met) ? "competent" : "referred";
    }
}
