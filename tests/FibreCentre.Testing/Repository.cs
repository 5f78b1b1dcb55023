namespace FibreCentre.Testing;

/// <summary>Where the clone is, and what ./test tells the tests by environment.</summary>
public static class Repository
{
    private static readonly Lazy<string> LocatedRoot = new(FindRoot);

    /// <summary>The folder that holds FibreCentre.sln.</summary>
    /// <exception cref="InvalidOperationException">The tests do not run below a clone.</exception>
    public static string Root => LocatedRoot.Value;

    /// <summary>tests/tools, with its npm packages installed (./test does that).</summary>
    /// <exception cref="InvalidOperationException">The packages are not installed.</exception>
    public static string Tools
    {
        get
        {
            var tools = Environment.GetEnvironmentVariable("TEST_TOOLS") is { Length: > 0 } given ? given : Path.Combine(Root, "tests", "tools");
            return Directory.Exists(Path.Combine(tools, "node_modules"))
                ? tools
                : throw new InvalidOperationException($"Run the tests by ./test, or `npm ci` in {tools} first.");
        }
    }

    /// <summary>Connection string of a superuser on the throwaway PostgreSQL that ./test started, or null outside ./test.</summary>
    public static string? PostgreSql => Environment.GetEnvironmentVariable("TEST_PG") is { Length: > 0 } given ? given : null;

    /// <summary>Path of Chromium or Chrome, or null where ./test found none.</summary>
    public static string? Chromium => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } given ? given : null;

    /// <summary>A path in the clone: <c>Repository.At("db", "catalogue")</c>.</summary>
    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FibreCentre.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"No FibreCentre.sln above {AppContext.BaseDirectory}.");
    }
}
