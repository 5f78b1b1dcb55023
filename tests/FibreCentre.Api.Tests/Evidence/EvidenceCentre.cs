using System.Net.Http.Headers;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Evidence;

/// <summary>A centre with a folder of evidence of its own.</summary>
public sealed class EvidenceCentre : TestCentre
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("evidence-").FullName;

    protected override Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync() => Task.FromResult<IReadOnlyList<(string, string)>>([("Evidence:Folder", Folder)]);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Somebody new who is present, on the first day of a cohort; it is ten in the morning.</summary>
    internal async Task<(GivenCohort Cohort, Guid Place)> GivenPresentTrainee()
    {
        var cohort = await GivenACohort();
        var place = (await GivenABooking(cohort, Cast.NorthBooker)).Places[0].Id;
        ItIs(cohort.FirstDay, 10);
        await this.GivenPresent(cohort, place);
        return (cohort, place);
    }

    internal string PathOf(string hash) => Path.Combine(Folder, hash[..2], hash);
}

internal static class EvidenceTalk
{
    public static Task<Answer> Adds(this HttpClient client, Guid place, string unit, byte[] file, string kind = "photo", Guid? id = null, string name = "photo.jpg", string? caption = null)
    {
        var form = Form(kind, id ?? Guid.NewGuid());
        if (caption is not null) form.Add(new StringContent(caption), "caption");
        form.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "file", name);
        return client.Send("POST", $"/api/v1/places/{place}/units/{unit}/evidence", form);
    }

    public static Task<Answer> Quotes(this HttpClient client, Guid place, string unit, string words, Guid? id = null, string role = "Site supervisor")
    {
        var form = Form("statement", id ?? Guid.NewGuid());
        foreach (var (field, value) in new[] { ("witness", "Grace Lim"), ("role", role), ("words", words) }) form.Add(new StringContent(value), field);
        return client.Send("POST", $"/api/v1/places/{place}/units/{unit}/evidence", form);
    }

    public static string Hash(this Answer added) => added.Json.GetProperty("hash").GetString()!;

    private static MultipartFormDataContent Form(string kind, Guid id) => new() { { new StringContent($"{id}"), "id" }, { new StringContent(kind), "kind" } };
}
