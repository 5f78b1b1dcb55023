using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Support;

/// <summary>The built product in a process of its own, on Kestrel, with its scheduler ticking and the real clock.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _mail;

    private ProductProcess(ChildProcess process, string mail, Uri address) => (_process, _mail, Address) = (process, mail, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Everything it logged.</summary>
    public string Said => _process.Output;

    /// <param name="settings">Besides those that every one needs; null takes one away.</param>
    public static async Task<ProductProcess> StartAsync(string connectionString, params IReadOnlyList<(string Key, string? Value)> settings)
    {
        var mail = Directory.CreateTempSubdirectory("fibrecentre-pickup-").FullName;
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Centre"] = connectionString + ";Maximum Pool Size=30", ["Centre__BaseUrl"] = "http://127.0.0.1", ["Mail__Pickup"] = mail,
            ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Logging__LogLevel__Default"] = "Warning", ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
        };
        foreach (var (key, value) in settings) environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = ChildProcess.Start("dotnet", [typeof(Program).Assembly.Location, "--urls", "http://127.0.0.1:0"], environment, AppContext.BaseDirectory);
        const string listening = "Now listening on: ";
        var line = await process.WaitForLine(each => each.Contains(listening, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return new(process, mail, new(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim()));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task Kill() => _process.Kill();

    /// <summary>Asks it to end, as a deployment does.</summary>
    /// <exception cref="TimeoutException">It still runs after that long.</exception>
    public Task<int> Stop(TimeSpan within) => _process.Stop(within);

    public HttpClient ClientOf(Person person)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", person.ApiKey);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_mail, recursive: true);
    }
}

/// <summary>One database and two running instances of the product.</summary>
public class TwoInstances : TestCentre
{
    internal ProductProcess One { get; private set; } = null!;

    internal ProductProcess Two { get; private set; } = null!;

    /// <summary>However slow the machine, nobody is turned away for having waited: what is left of "busy" is a fault.</summary>
    internal override string ConnectionString => $"{base.ConnectionString};Options=-c lock_timeout=10min -c statement_timeout=10min;Timeout=600;Command Timeout=600";

    public override async Task InitializeAsync()
    {
        // The instances live by the real clock: what is planned has to lie ahead of it as well.
        if (DateTimeOffset.UtcNow is var now && now > Start) Clock.SetUtcNow(now);
        await base.InitializeAsync();
        var started = await Task.WhenAll(ProductProcess.StartAsync(ConnectionString), ProductProcess.StartAsync(ConnectionString));
        (One, Two) = (started[0], started[1]);
    }

    public override async Task DisposeAsync()
    {
        if (One is not null) await One.DisposeAsync();
        if (Two is not null) await Two.DisposeAsync();
        await base.DisposeAsync();
    }
}
