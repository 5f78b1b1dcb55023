using System.Globalization;
using FibreCentre.Domain.Catalogue;

namespace FibreCentre.Api.Features.Demo;

/// <summary>What the fields of a demo centre must be to one another: nothing twice, and every name of something else is the name of something.</summary>
internal static class DemoRules
{
    public static IEnumerable<(string Field, string Message)> Check(DemoCentre centre) =>
    [
        .. Zone(centre.TimeZone),
        .. Twice("openingHours", "day", centre.OpeningHours.Select(opening => opening.Day)),
        .. Twice("bankHolidays", "on", centre.BankHolidays.Select(holiday => holiday.On)),
        .. Twice("bayKinds", "kind", centre.BayKinds.Select(kind => kind.Kind)),
        .. Twice("bays", "code", centre.Bays.Select(bay => bay.Code)),
        .. centre.Bays.Select((bay, index) => (bay, index)).Where(each => centre.BayKinds.All(kind => kind.Kind != each.bay.Kind)).Select(each => ($"{At("bays", each.index)}.kind", $"is \"{each.bay.Kind}\", which bayKinds does not have; add it there or use one of those.")),
        .. Twice("instructors", "code", centre.Instructors.Select(instructor => instructor.Code)),
        .. Twice("instructors", "email", centre.Instructors.Select(instructor => instructor.Email)),
        .. Twice("providers", "code", centre.Providers.Select(provider => provider.Code)),
        .. Twice("accounts", "email", centre.Accounts.Select(account => account.Email)),
        .. centre.Kit.GroupBy(item => item.SerialNumber).Where(same => same.Count() > 1).Select(same => ("kit", $"has the serial number {same.Key} twice; remove one.")),
        .. centre.Providers.SelectMany((provider, index) => Provider(At("providers", index), provider)),
        .. centre.Accounts.SelectMany((account, index) => Account(At("accounts", index), account, centre)),
        .. centre.Past is null ? [] : Past(centre, centre.Past),
    ];

    private static IEnumerable<(string, string)> Zone(string zone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return ("timeZone", $"is \"{zone}\", which this machine does not know; write a name such as Europe/London.");
    }

    private static IEnumerable<(string, string)> Provider(string path, DemoProvider provider)
    {
        foreach (var fault in Twice($"{path}.engineers", "employeeReference", provider.Engineers.Select(engineer => engineer.EmployeeReference))) yield return fault;
        foreach (var fault in Twice($"{path}.engineers", "email", provider.Engineers.Select(engineer => engineer.Email))) yield return fault;
        for (var i = 0; i < provider.Engineers.Count; i++)
        {
            var engineer = At($"{path}.engineers", i);
            for (var k = 0; k < provider.Engineers[i].Declarations.Count; k++)
            {
                var made = provider.Engineers[i].Declarations[k];
                if (Declarations.All.Contains(made.Declaration)) continue;
                var all = string.Join(", ", Declarations.All.Order(StringComparer.Ordinal));
                yield return ($"{At($"{engineer}.declarations", k)}.declaration", $"is \"{made.Declaration}\", no declaration; use one of {all}.");
            }
        }
    }

    private static IEnumerable<(string, string)> Account(string path, DemoAccount account, DemoCentre centre)
    {
        var provider = centre.Providers.FirstOrDefault(provider => provider.Code == account.Provider);
        if (account.Role == DemoRole.Instructor && centre.Instructors.All(instructor => instructor.Code != account.Instructor))
            yield return ($"{path}.instructor", "names no instructor of this file; give the code of one.");
        if (account.Role is DemoRole.ProviderBooker or DemoRole.Trainee && provider is null)
            yield return ($"{path}.provider", "names no provider of this file; give the code of one.");
        if (account.Role == DemoRole.Trainee && provider is not null && provider.Engineers.All(engineer => engineer.EmployeeReference != account.EmployeeReference))
            yield return ($"{path}.employeeReference", $"names no engineer of {provider.Name}; give the reference of one.");
    }

    private static IEnumerable<(string, string)> Past(DemoCentre centre, DemoPast past)
    {
        var present = centre.Providers.SelectMany(each => each.Engineers).ToList();
        foreach (var fault in Twice("past.engineers", "employeeReference", past.Engineers.Select(each => each.Engineer.EmployeeReference), [.. present.Select(each => each.EmployeeReference)])) yield return fault;
        foreach (var fault in Twice("past.engineers", "email", past.Engineers.Select(each => each.Engineer.Email), [.. present.Select(each => each.Email)])) yield return fault;
        for (var i = 0; i < past.Engineers.Count; i++)
            if (centre.Providers.All(provider => provider.Code != past.Engineers[i].Provider)) yield return ($"{At("past.engineers", i)}.provider", "names no provider of this file; give the code of one.");
        var known = past.Engineers.Select(each => each.Engineer.EmployeeReference).ToHashSet();
        for (var i = 0; i < past.Cohorts.Count; i++)
        {
            var (path, cohort) = (At("past.cohorts", i), past.Cohorts[i]);
            if (cohort.WeeksAgo is < 1 or > 52) yield return ($"{path}.weeksAgo", $"is {cohort.WeeksAgo}; write 1 to 52.");
            foreach (var (field, code) in new[] { ("instructor", cohort.Instructor), ("countersigner", cohort.Countersigner) })
                if (code is not null && centre.Accounts.All(account => account.Instructor != code)) yield return ($"{path}.{field}", $"is \"{code}\", who has no account; name one of accounts.");
            if (cohort.Engineers.FirstOrDefault(each => !known.Contains(each)) is { } unknown) yield return ($"{path}.engineers", $"has \"{unknown}\", nobody in past.engineers; add them there or use one of those.");
            if (Named(cohort).FirstOrDefault(each => !cohort.Engineers.Contains(each)) is { } elsewhere) yield return (path, $"says something of \"{elsewhere}\", who is not one of its engineers.");
        }
    }

    private static IEnumerable<string> Named(DemoPastCohort cohort) =>
        [.. cohort.Absent, .. cohort.NotCountersigned, .. cohort.Shortcomings.Select(each => each.Engineer), .. cohort.Appeals.Select(each => each.Engineer)];

    private static IEnumerable<(string, string)> Twice<T>(string list, string field, IEnumerable<T> values, HashSet<T>? seen = null)
    {
        seen ??= [];
        return values.Select((value, index) => (Value: value, Index: index)).Where(item => !seen.Add(item.Value))
            .Select(item => ($"{At(list, item.Index)}.{field}", $"{item.Value} stands twice; remove or rename one."));
    }

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
