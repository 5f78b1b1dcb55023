using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pipeline;

/// <summary>Lists that go newest first, with many rows of one moment: one transaction may have made them all.</summary>
public sealed partial class PageEndTests(TestCentre centre) : IClassFixture<TestCentre>
{
    private const int Rows = 60;

    /// <summary>What the page shows of a row, and how so many rows of one moment come to be.</summary>
    public static TheoryData<string, string, string> Lists => new()
    {
        {
            "bookings", "href=\"/bookings/([0-9a-f-]{36})\"",
            "insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at) select gen_random_uuid(), 'B-' || n, '{0}', '{1}', 'PO', '{2}', '2026-10-01 08:00Z' from generate_series(1, 60) n"
        },
        { "announcements", "<h2[^>]*>(News [0-9]+)</h2>", "insert into announcement (id, title, body, made_by, made_at) select gen_random_uuid(), 'News ' || n, 'Words', '{2}', '2026-10-01 08:00Z' from generate_series(1, 60) n" },
        {
            "certificates", "href=\"/certificates/([0-9a-f-]{36})\"",
            """
            set session_replication_role = replica;
            insert into certificate (id, number, public_id, provider_id, trainee_id, place_id, course_code, course_version_id, course_title, holder_name, achieved_on, issued_at, ledger_entry_id)
            select gen_random_uuid(), 'FTC-' || n, lpad(n::text, 27, 'x'), '{0}', gen_random_uuid(), gen_random_uuid(), v.course_code, v.id, v.title, 'Somebody', '2026-10-01', '2026-10-01 08:00Z', gen_random_uuid()
            from generate_series(1, 60) n, (select * from course_version where course_code = 'FTC-101' limit 1) v
            """
        },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Of_many_rows_of_one_moment_each_is_on_one_page_by_program_and_in_the_browser(string list, string shown, string rows)
    {
        await centre.Run(string.Format(CultureInfo.InvariantCulture, rows, centre.Cast.NorthBooker.Provider, (await centre.GivenACohort()).Id, centre.Cast.Coordinator.Account));
        var staff = centre.ClientOf(centre.Cast.Coordinator);
        var seen = new List<Guid>();
        string? edge = null;
        for (string? next = ""; next is not null;)
        {
            var page = (await staff.Get($"/api/v1/{list}?limit=7&before={next}")).Json;
            seen.AddRange(page.GetProperty(list).EnumerateArray().Select(each => each.GetProperty("id").GetGuid()));
            next = page.GetProperty("next").GetString();
            edge ??= next;
        }
        Assert.Equal((Rows, Rows), (seen.Count, seen.Distinct().Count()));
        // Control: by the moment alone, all that share it with the last row of the page would be gone.
        Assert.Equal(0, (await staff.Get($"/api/v1/{list}?before={edge!.Split('~')[0]}")).Json.GetProperty(list).GetArrayLength());
        Assert.Equal((400, "request-invalid"), (await staff.Get($"/api/v1/{list}?before=yesterday")) is var refused ? (refused.Status, refused.Problem) : default);

        var browser = await Browser.OfAsync(centre, centre.Cast.Coordinator);
        var found = new List<string>();
        for (var path = $"/{list}"; path is not null;)
        {
            var text = (await browser.Get(path)).Text;
            found.AddRange(Regex.Matches(text, shown).Select(each => each.Groups[1].Value));
            path = Later().Match(text) is { Success: true } later ? $"/{list}?{WebUtility.HtmlDecode(later.Groups[1].Value)}" : null;
        }
        Assert.Equal((Rows, Rows), (found.Count, found.Distinct().Count()));
        Assert.Equal(400, (await browser.Get($"/{list}?before=yesterday")).Status);
        Assert.Empty(centre.App.Faults);
    }

    [Fact]
    public void As_text_it_comes_back_to_the_tick_and_the_moment_alone_begins_before_it()
    {
        var end = new PageEnd(TestCentre.Start.AddTicks(1230), Guid.CreateVersion7());
        Assert.Equal((true, end), (PageEnd.TryParse(end.ToString(), out var again), again));
        Assert.Equal((true, new PageEnd(TestCentre.Start, Guid.Empty)), (PageEnd.TryParse("2026-11-02T10:00:00+01:00", out var moment), moment));
        foreach (var wrong in new[] { null, "", "yesterday", "~", $"~{end.Id:N}", "2026-11-02T09:00:00Z~", "2026-11-02T09:00:00Z~7", $"2026-11-02T09:00:00Z~{end.Id:N}~" }) Assert.False(PageEnd.TryParse(wrong, out _), wrong);
    }

    [GeneratedRegex("href=\"[^\"]*\\?(before=[^\"]+)\" rel=\"next\"")]
    private static partial Regex Later();
}
