using FibreCentre.Api.Features.Feeds;
using FibreCentre.Domain.Feeds;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Support;

/// <summary>A calendar as a program fetched it.</summary>
internal sealed record Fetched(Answer Answer, byte[] Octets)
{
    public string Etag => Answer.Response.Headers.ETag!.ToString();

    public string Text => Answer.Text.Replace("\r\n ", "", StringComparison.Ordinal);

    /// <summary>The unfolded lines of each event.</summary>
    public IReadOnlyList<string[]> Events => [.. Text.Split("BEGIN:VEVENT\r\n").Skip(1).Select(each => each[..each.IndexOf("END:VEVENT", StringComparison.Ordinal)].Split("\r\n", StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>What stands in it: title, start in UTC and whether it is cancelled, in the order of the calendar.</summary>
    public async Task<IReadOnlyList<(string Summary, string Start, bool Cancelled)>> Read()
    {
        var verdict = await IcsJudge.Judge(Octets);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(verdict.IcalJs), System.Text.Json.JsonSerializer.Serialize(verdict.NodeIcal));
        return [.. verdict.IcalJs.Select(each => (each.Summary!, each.Start!, each.Status == "CANCELLED"))];
    }
}

internal static class FeedTalk
{
    public static string Utc(this DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";

    /// <summary>The path of a new address.</summary>
    public static async Task<string> GivenAFeed(this TestCentre centre, Person person, FeedKind kind = FeedKind.Trainee, Guid? subject = null) => (await centre.App.AskAsync(new MakeFeed(kind, subject), person.Actor)).Path;

    /// <summary>Fetched in full, and right by every rule of a feed.</summary>
    public static async Task<Fetched> Fetch(this TestCentre centre, string path)
    {
        var answer = await centre.ClientOf(null).Get(path);
        Assert.Equal((200, "text/calendar"), (answer.Status, answer.ContentType));
        var octets = await answer.Response.Content.ReadAsByteArrayAsync();
        Assert.Empty(CalendarLint.Of(octets, CalendarUse.Feed));
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets))}\"", answer.Response.Headers.ETag!.ToString());
        return new(answer, octets);
    }
}
