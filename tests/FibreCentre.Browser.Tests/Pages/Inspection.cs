using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace FibreCentre.Browser.Tests.Pages;

/// <summary>What every page has to hold, whatever it is about.</summary>
internal static class Inspection
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>WCAG 2.2 to level AA, as far as a program can see. Axe runs in the page itself, since none has frames: the library's own way opens a window for each run.</summary>
    public static async Task IsAccessibleAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in globalThis")) await page.EvaluateAsync(Axe);
        var found = await page.EvaluateAsync<Found>("""
            async () => {
              const { passes, violations } = await axe.run(document, {
                runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'], elementRef: false,
              });
              return { rulesPassed: passes.length, violations: violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help}: ${node.html}`)) };
            }
            """);
        Assert.True(found.RulesPassed > 5, "Axe has looked at nothing.");
        Assert.Empty(found.Violations);
    }

    /// <summary>Nothing makes the page wider than its window.</summary>
    public static async Task FitsAsync(IPage page) => Assert.Equal("", await page.EvaluateAsync<string>("""
        () => {
          if (document.documentElement.scrollWidth <= innerWidth) return '';
          const wide = [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > innerWidth + 1);
          return `${document.documentElement.scrollWidth} > ${innerWidth}: ` + wide.slice(-3).map(each => each.outerHTML.slice(0, 160)).join(' | ');
        }
        """));

    private sealed record Found
    {
        public int RulesPassed { get; init; }

        public string[] Violations { get; init; } = [];
    }
}
