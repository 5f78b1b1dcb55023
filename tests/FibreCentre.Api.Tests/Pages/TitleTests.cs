using System.Net;
using System.Text.RegularExpressions;
using FibreCentre.Api.Tests.Support;

namespace FibreCentre.Api.Tests.Pages;

public sealed partial class TitleTests(TestCentre centre) : IClassFixture<TestCentre>
{
    [Fact]
    public async Task A_certificate_nobody_has_is_called_the_same_in_the_title_and_in_the_heading()
    {
        var page = await centre.ClientOf(null).Get("/c/abcdefghjk");
        Assert.Equal(404, page.Status);
        var heading = WebUtility.HtmlDecode(Heading().Match(page.Text).Groups[1].Value);
        Assert.NotEmpty(heading);
        Assert.Equal($"{heading} – Fibre Training Centre", WebUtility.HtmlDecode(Title().Match(page.Text).Groups[1].Value));
    }

    [Fact]
    public async Task The_icon_is_found_where_programs_look_for_it()
    {
        var asked = await centre.ClientOf(null).Get("/favicon.ico");
        Assert.Equal((301, "/favicon.svg"), (asked.Status, asked.Response.Headers.Location?.OriginalString));
        var icon = await centre.ClientOf(null).Get("/favicon.svg");
        Assert.Equal((200, "image/svg+xml"), (icon.Status, icon.ContentType));
    }

    [GeneratedRegex("<h1[^>]*>([^<]*)</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex Title();
}
