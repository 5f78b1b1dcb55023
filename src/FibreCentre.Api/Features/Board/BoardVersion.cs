using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FibreCentre.Api.Features.Board;

/// <summary>Tells whether two boards show the same, so that what has not changed is neither sent nor brought in again.</summary>
internal static class BoardVersion
{
    private const char Next = '\u001f';

    public static string Of(BoardAnswer board)
    {
        var all = new StringBuilder(capacity: 32_768);
        foreach (var day in board.Days) Add(day.Day.DayNumber).Add(day.Shut).Add(day.IsToday);
        foreach (var row in board.Rows) Add(row.Id).Add(row.Name).Add(row.Kind).Add(row.Capacity);
        foreach (var each in board.Sessions)
        {
            Add(each.Id).Add(each.Title).Add(each.State).Add(each.During.Starts.UtcTicks).Add(each.During.Ends.UtcTicks).Add(each.Capacity).Add(each.PlacesTaken).Add(each.Matches).Add(each.CanMove);
            foreach (var bay in each.Bays) Add(bay);
            foreach (var instructor in each.Instructors) Add(instructor);
            foreach (var warning in each.Warnings) Add(warning.Text);
        }
        foreach (var each in board.Taken) Add(each.Resource).Add(each.Purpose).Add(each.Note).Add(each.During.Starts.UtcTicks).Add(each.During.Ends.UtcTicks);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())).AsSpan(0, 12));

        Adding Add<T>(T value) => new Adding(all).Add(value);
    }

    private readonly struct Adding(StringBuilder all)
    {
        public Adding Add<T>(T value)
        {
            all.Append(CultureInfo.InvariantCulture, $"{value}{Next}");
            return this;
        }
    }
}
