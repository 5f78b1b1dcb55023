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

    private static IEnumerable<(string, string)> Twice<T>(string list, string field, IEnumerable<T> values)
    {
        var seen = new HashSet<T>();
        return values.Select((value, index) => (Value: value, Index: index)).Where(item => !seen.Add(item.Value))
            .Select(item => ($"{At(list, item.Index)}.{field}", $"{item.Value} stands twice; remove or rename one."));
    }

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
