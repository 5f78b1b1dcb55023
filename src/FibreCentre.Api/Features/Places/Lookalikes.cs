using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>Who of those named may be somebody the provider already has, or has named before in the same list. Said, never decided.</summary>
internal static class Lookalikes
{
    /// <returns>By row, what to look at.</returns>
    public static async Task<ILookup<int, string>> OfAsync(CentreDbContext db, IReadOnlyList<RollEntry> roll, CancellationToken cancellationToken)
    {
        var described = roll.Where(each => each is { Details: not null, Asked.Trainee.Value: var id } && id != Guid.Empty).ToList();
        var days = described.Select(each => each.Details!.BornOn).OfType<DateOnly>().Distinct().ToList();
        var numbers = described.Select(each => each.Details!.EmployeeReference).OfType<string>().ToList();
        var ids = described.Select(each => each.Asked.Trainee).ToList();
        var known = described.Count == 0 ? [] : await db.Trainees.AsNoTracking().IgnoreAutoIncludes()
            .Where(each => days.Contains(each.DateOfBirth) || (each.EmployeeReference != null && numbers.Contains(each.EmployeeReference)) || ids.Contains(each.Id)).ToListAsync(cancellationToken);

        var notes = new List<(int Row, string Note)>();
        var (owners, people, above) = (known.ToDictionary(each => each.Id), new Likenesses<Trainee>(), new Likenesses<RollEntry>());
        foreach (var each in known) people.Add(Likeness.Of(each), each);
        foreach (var entry in described)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (details, likeness) = (entry.Details!, entry.Details!.Likeness);
            if (entry.New is null)
            {
                // Somebody else altogether is a fault of the row, and said there.
                if (entry.Faults.Count == 0 && owners.GetValueOrDefault(entry.Asked.Trainee) is { } owner && IsDescribedOtherwise(owner, details))
                    notes.Add((entry.Asked.Row, $"This e-mail address is that of {owner.Name}, born on {owner.DateOfBirth.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, who is the one meant. The record stays as it is."));
            }
            else if (people.Find(likeness) is { } other) notes.Add((entry.Asked.Row, $"May be {other.Who.Name}, {other.Who.Email}: {other.Alike}. If so, give that address; else this is a new engineer."));
            else if (above.Find(likeness) is { } earlier) notes.Add((entry.Asked.Row, $"May be {earlier.Who.Name}, {earlier.Who.Email}, named above. If so, leave one out."));
            above.Add(likeness, entry);
        }
        return notes.ToLookup(each => each.Row, each => each.Note);
    }

    private static bool IsDescribedOtherwise(Trainee owner, EngineerDetails details) =>
        details.BornOn != owner.DateOfBirth || !string.Equals($"{details.GivenName} {details.FamilyName}", owner.Name, StringComparison.OrdinalIgnoreCase);
}
