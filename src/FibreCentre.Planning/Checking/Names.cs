namespace FibreCentre.Planning;

/// <summary>Where each id of a problem stands; the first one where it is there twice.</summary>
internal sealed class Names
{
    public Names(PlanningProblem problem)
    {
        Resources = Index(problem.Resources.Select(x => x.Id));
        Kit = Index(problem.Kit.Select(x => x.Id));
        Groups = Index(problem.Groups.Select(x => x.Id));
        Sessions = Index(problem.Sessions.Select(x => x.Id));
        foreach (var need in problem.Sessions.SelectMany(x => x.Needs))
            if (need.Keep is { } keep) KeepWeights.TryAdd(keep, need.KeepWeight);
    }

    public Dictionary<string, int> Resources { get; }

    public Dictionary<string, int> Kit { get; }

    public Dictionary<string, int> Groups { get; }

    public Dictionary<string, int> Sessions { get; }

    public Dictionary<string, int> KeepWeights { get; } = new(StringComparer.Ordinal);

    private static Dictionary<string, int> Index(IEnumerable<string> ids)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids) index.TryAdd(id ?? "", index.Count);
        return index;
    }
}
