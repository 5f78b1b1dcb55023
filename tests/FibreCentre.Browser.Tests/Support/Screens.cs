using FibreCentre.Testing;
using Microsoft.Playwright;

namespace FibreCentre.Browser.Tests.Support;

/// <summary>Pictures for people to look at, in .test/screens.</summary>
internal static class Screens
{
    public static async Task KeepAsync(IPage page, string name)
    {
        var path = Repository.At(".test", "screens", $"{name}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Playwright's own ways to hide a caret or stop an animation add styles, which the content security policy would rightly report.
        await page.ScreenshotAsync(new() { Path = path, FullPage = true, Caret = ScreenshotCaret.Initial });
    }
}
