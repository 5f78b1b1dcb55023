using System.Net.Http.Headers;
using System.Text;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Engineers;

/// <summary>The product as it is deployed: on Kestrel, with its scheduler ticking.</summary>
public sealed class KilledImportTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task An_import_whose_process_is_killed_is_finished_by_the_next_one_with_every_row_once()
    {
        Guid import;
        int done;
        var text = new StringBuilder("First name,Last name,E-mail,Date of birth\n");
        for (var number = 0; number < 5_000; number++) text.Append($"Given{number},Family,e{number}@killed.example.org,{1 + number % 28}/{1 + number / 28 % 12}/{1950 + number / 336}\n");
        await using (var product = await ProductProcess.StartAsync(centre.ConnectionString))
        {
            using var booker = product.ClientOf(centre.Cast.NorthBooker);
            import = (await booker.Post("/api/v1/engineer-imports", Csv(Encoding.UTF8.GetBytes(text.ToString())))).Json.GetProperty("id").GetGuid();
            Assert.Equal(200, (await booker.Post($"/api/v1/engineer-imports/{import}/confirmation", null, Some.Key())).Status);
            do done = (await booker.Get($"/api/v1/engineer-imports/{import}")).Json.GetProperty("rowsDone").GetInt32();
            while (done == 0);
        }   // killed
        var left = await centre.Value<int>("select rows_done from engineer_import where id = $1", import);
        Assert.InRange(left, 1, 4_999);
        Assert.Equal(left, await centre.Value<int>("select count(*) from trainee where email like '%@killed.example.org'"));

        await using (var product = await ProductProcess.StartAsync(centre.ConnectionString))
        {
            using var booker = product.ClientOf(centre.Cast.NorthBooker);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while ((await booker.Get($"/api/v1/engineer-imports/{import}")).Json.GetProperty("state").GetString() != "imported") patience.Token.ThrowIfCancellationRequested();
        }
        Assert.Equal(5_000, await centre.Value<int>("select count(*) from trainee where email like '%@killed.example.org'"));
        Assert.Equal(5_000, await centre.Value<int>("select count(distinct trainee_id) from engineer_import_row where import_id = $1 and outcome = 'created'", import));
    }

    [Fact]
    public async Task Fifty_megabytes_get_a_clear_answer_from_the_api()
    {
        await using var product = await ProductProcess.StartAsync(centre.ConnectionString);
        using var booker = product.ClientOf(centre.Cast.NorthBooker);
        var answer = await booker.Post("/api/v1/engineer-imports", Csv(new byte[50_000_000]));
        Assert.Equal((400, "sheet-unreadable"), (answer.Status, answer.Problem));
        Assert.Equal(EngineerSheet.TooLarge, answer.Json.GetProperty("detail").GetString());
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[50_000_000]), "file", "large.csv" } };
        Assert.Equal(EngineerSheet.TooLarge, (await booker.Post("/api/v1/engineer-imports", form)).Json.GetProperty("detail").GetString());
    }

    private static ByteArrayContent Csv(byte[] octets) => new(octets) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
}
