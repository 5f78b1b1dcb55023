using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FibreCentre.Domain.Facilities;

namespace FibreCentre.Api.Features.Planning;

/// <summary>Stands for everything in the timetable that a plan goes by: another one is another timetable.</summary>
internal static class TimetablePrint
{
    /// <param name="days">The working days that are looked at.</param>
    public static string Of(WorkingCalendar calendar, IEnumerable<DateOnly> days, CentreFacilities centre)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{calendar.Opens:t} {calendar.Closes:t} {string.Join(' ', days)}\n");
        foreach (var bay in centre.Bays) text.Append(CultureInfo.InvariantCulture, $"{bay.Id} {bay.BayKind} {bay.Capacity} {bay.RetiredOn}\n");
        foreach (var each in centre.Instructors)
            text.Append(CultureInfo.InvariantCulture, $"{each.Id} {each.MaxMinutesDay} {each.MaxMinutesWeek} {each.LeftOn} {string.Join(' ', each.Hours.Select(hours => $"{hours}").Order(StringComparer.Ordinal))} {string.Join(' ', each.Qualifications.Select(held => $"{held.Name} {held.ValidFrom} {held.ValidUntil}").Order(StringComparer.Ordinal))}\n");
        foreach (var item in centre.Kit) text.Append(CultureInfo.InvariantCulture, $"{item.Id} {item.ValidUntil} {item.RetiredOn}\n");
        var taken = centre.Bays.Select(each => each.Id).Concat(centre.Instructors.Select(each => each.Id)).Concat(centre.Kit.Select(each => each.Id)).SelectMany(centre.TakenOf);
        foreach (var each in taken.Select(each => $"{each.Resource} {each.During.Start.UtcTicks} {each.During.End.UtcTicks} {each.Why}").Order(StringComparer.Ordinal)) text.Append(each).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..24];
    }
}
