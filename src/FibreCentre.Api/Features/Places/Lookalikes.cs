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
        var before = new List<(RollEntry Entry, Likeness Likeness)>();
        foreach (var entry in described)
        {
            var likeness = Of(entry.Details!);
            if (entry.New is null)
            {
                if (known.Find(each => each.Id == entry.Asked.Trainee) is { } owner && Resemblance.Between(likeness, Of(owner)) is null)
                    notes.Add((entry.Asked.Row, $"This e-mail address is that of {owner.Name}, who is the one meant, whatever else the row says. For somebody else give another address."));
            }
            else if (known.FirstOrDefault(each => Resemblance.Between(likeness, Of(each)) is not null) is { } other)
                notes.Add((entry.Asked.Row, $"May be {other.Name}, {other.Email}: {Resemblance.Between(likeness, Of(other))}. If so, give that address; else this is a new engineer."));
            else if (before.Find(each => Resemblance.Between(likeness, each.Likeness) is not null) is { Entry: { } earlier })
                notes.Add((entry.Asked.Row, $"May be {earlier.Name}, {earlier.Email}, named above. If so, leave one out."));
            before.Add((entry, likeness));
        }
        return notes.ToLookup(each => each.Row, each => each.Note);
    }

    private static Likeness Of(EngineerDetails details) => new(details.GivenName, details.FamilyName, details.BornOn ?? default, details.EmployeeReference);

    private static Likeness Of(Trainee trainee) => new(trainee.GivenName, trainee.FamilyName, trainee.DateOfBirth, trainee.EmployeeReference);
}
