using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Browser.Tests.Support;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Testing;
using MimeKit;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>The demo centre at 7:45 on Monday 2 November 2026, and its people who come and go.</summary>
internal sealed class DemoWalk(Chromium chromium) : IAsyncDisposable
{
    public const string Coordinator = "coordinator@centre.example.org", Northway = "bookings@northway.example.org", Calder = "bookings@calder.example.org", Moorland = "bookings@moorland.example.org", Administrator = "administrator@centre.example.org";

    private readonly string _letters = Directory.CreateTempSubdirectory("fibrecentre-letters-").FullName;

    public Centre Centre { get; private set; } = null!;

    public async Task OpenAsync()
    {
        Centre = await Centre.OpenAsync(Centre.Time.At(new(2026, 11, 2), new(7, 45)), new Dictionary<string, string> { ["Mail:Pickup"] = _letters, ["Webhooks:AllowInside"] = "true" });
        await Centre.AskAsync(new ImportCatalogue([.. Directory.GetFiles(Repository.At("db", "catalogue"), "*.yaml").Select(file => new CatalogueText(Path.GetFileName(file), File.ReadAllText(file)))]));
        await Centre.LoadDemoAsync();
    }

    /// <summary>The cohort of a course that begins on that day; the first that takes bookings where none is named.</summary>
    public async Task<CohortAnswer> CohortAsync(string course, DateOnly? firstDay = null)
    {
        var line = (await Centre.AskAsync(new ListCohorts(new CourseCode(course)), Coordinator)).Cohorts.First(each => firstDay is { } day ? each.FirstDay == day : each.TakesBookings);
        return await Centre.AskAsync(new ShowCohort(new(line.Id)), Coordinator);
    }

    /// <summary>Somebody signs in and does something; nothing may go wrong behind it.</summary>
    public async Task As(string email, Func<Visitor, Task> act, Screen? screen = null)
    {
        await using var visitor = await chromium.VisitAsync(Centre.Address, screen ?? Screen.Phone);
        await visitor.WatchAsync(async () =>
        {
            await visitor.SignInAsync(Centre.SignInOf(email));
            await act(visitor);
        });
        Assert.Empty(visitor.Faults);
    }

    /// <summary>What the letters of that subject to somebody say.</summary>
    public async Task<IReadOnlyList<string>> LettersAsync(string email, string subject)
    {
        var letters = new List<MimeMessage>();
        foreach (var file in Directory.EnumerateFiles(_letters, "*.eml")) letters.Add(await MimeMessage.LoadAsync(file));
        return [.. letters.Where(letter => letter.Subject == subject && letter.To.Mailboxes.Any(to => to.Address == email)).Select(letter => letter.TextBody ?? "")];
    }

    public async ValueTask DisposeAsync()
    {
        if (Centre is not null) await Centre.DisposeAsync();
        Directory.Delete(_letters, recursive: true);
    }
}
