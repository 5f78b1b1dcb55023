using System.CommandLine;
using FibreCentre.Api.CommandLine.Planning;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Audit;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Demo;
using FibreCentre.Api.Features.Evidence;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Features.Notices.Transport;
using FibreCentre.Api.Jobs;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using MediatR;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.CommandLine;

/// <summary>What can be done to a centre from a shell. With none of these words the product serves.</summary>
internal static class CentreCommands
{
    private static readonly string[] Words = ["migrate", "import", "demo", "administrator", "verify-ledger", "new-signing-key", "verify-evidence", "audit", "test-mail", "plan", "otdr", "--help", "-h", "-?"];

    public static bool IsOne(string[] args) => args.Length > 0 && Words.Contains(args[0]);

    /// <summary>Whether it takes neither a database nor any setting.</summary>
    public static bool IsOfFilesAlone(string[] args) => args is ["plan" or "otdr" or "--help" or "-h" or "-?", ..];

    public static async Task<int> RunAsync(string[] args, IServiceProvider services)
    {
        var root = new RootCommand("FibreCentre: plans, fills and proves the training of a fibre training centre. Without a command it serves.")
        {
            Migrate(services), Import(services), Demo(services), Administrator(services), Verify(services), NewSigningKey(services), VerifyEvidenceFiles(services), Audit(services), TestMail(services), PlanCommands.Plan(), OtdrCommands.Otdr(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception refusal) when (refusal is SchemaMismatchException or InvalidOperationException or Npgsql.NpgsqlException)
        {
            return await FailAsync(refusal.Message);
        }
    }

    private static Command Migrate(IServiceProvider services)
    {
        var command = new Command("migrate", "Brings the database to the schema of this build.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var configuration = services.GetRequiredService<IConfiguration>();
            await using var owner = Database.OwnerDataSource(configuration);
            var applied = await new Migrator(owner, Migration.All).ApplyAsync(cancellationToken);
            await QuartzSchema.ProvideAsync(owner, Database.OwnerConnectionString(configuration), cancellationToken);
            await SayAsync(applied == 0 ? "The schema is current." : $"{applied} migration(s) applied.");
            return 0;
        });
        return command;
    }

    private static Command Import(IServiceProvider services)
    {
        var paths = new Argument<string[]>("path") { Description = "Catalogue files, or a folder of them.", Arity = ArgumentArity.OneOrMore };
        var catalogue = new Command("catalogue", "Imports courses: all of them, or with any fault none.") { paths };
        catalogue.SetAction(async (parsed, cancellationToken) =>
        {
            var files = new List<CatalogueText>();
            foreach (var path in parsed.GetRequiredValue(paths))
            {
                if (!File.Exists(path) && !Directory.Exists(path)) return await FailAsync($"{path}: there is no such file or folder.");
                foreach (var file in Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.yaml").Order(StringComparer.Ordinal)] : new[] { path })
                    files.Add(new(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancellationToken)));
            }
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<RequestContext>().ActAs(Actor.System);
            var imported = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ImportCatalogue(files), cancellationToken);
            if (!imported.Succeeded)
            {
                foreach (var fault in imported.Error.Facts.GetValueOrDefault("faults") as IReadOnlyList<object> ?? [])
                    if (fault is CatalogueFault at) await Console.Error.WriteLineAsync($"{at.File}:{at.Line}:{at.Column}: {at.Field}: {at.Message}");
                return await FailAsync($"{imported.Error.Title}. {imported.Error.Detail}");
            }
            foreach (var course in imported.Value.Courses) await SayAsync($"{course.Code} version {course.Version} {course.Change.Replace('-', ' ')}: {course.Title}");
            return 0;
        });
        return new("import", "Imports data from files.") { catalogue };
    }

    private static Command Demo(IServiceProvider services)
    {
        var (output, baseUrl) = SignInOptions();
        var command = new Command("demo", "Fills an empty centre with invented people, what they did in the last weeks and what is ahead of them, and makes a sign-in for each role.") { output, baseUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var signIns = await new DemoCentreLoader(services).LoadWithPastAsync(services.TickForDemoAsync, cancellationToken);
            if (!signIns.Succeeded) return await FailAsync($"{signIns.Error.Title}. {signIns.Error.Detail}");
            await SignInFile.WriteAsync(parsed.GetRequiredValue(output), parsed.GetRequiredValue(baseUrl), signIns.Value, cancellationToken);
            await SayAsync($"The demo centre is there; its sign-ins are in {parsed.GetRequiredValue(output)}.");
            return 0;
        });
        return command;
    }

    private static Command Administrator(IServiceProvider services)
    {
        var (output, baseUrl) = SignInOptions();
        var command = new Command("administrator", "Makes the first administrator of an empty centre.") { output, baseUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var made = await new SignInMaker(services).MakeAsync(new(Roles.Administrator, "Administrator", "administrator@example.org", null, null, null), null, cancellationToken);
            if (!made.Succeeded) return await FailAsync($"{made.Error.Title}. {made.Error.Detail}");
            await SignInFile.WriteAsync(parsed.GetRequiredValue(output), parsed.GetRequiredValue(baseUrl), [made.Value], cancellationToken);
            await SayAsync($"The administrator's sign-in is in {parsed.GetRequiredValue(output)}.");
            return 0;
        });
        return command;
    }

    private static Command Verify(IServiceProvider services)
    {
        var heads = new Option<string?>("--heads") { Description = "A folder of signed heads that were saved; the centre's own where none is given." };
        var command = new Command("verify-ledger", "Reads the whole ledger of decisions, holds it against saved heads, and names the first line that is not whole.") { heads };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(heads);
            if (folder is not null && !Directory.Exists(folder)) return await FailAsync($"{folder}: there is no such folder.");
            await using var scope = services.CreateAsyncScope();
            var bar = new ProgressBar(services.GetRequiredService<TimeProvider>());
            var ledger = await scope.ServiceProvider.AskAsSystemAsync(new VerifyLedger(folder, bar), cancellationToken);
            bar.End();
            if (!ledger.IsWhole) return await FailAsync($"{(ledger.FirstBadLine is { } line ? $"Line {line}: " : "")}{ledger.Why}.");
            await SayAsync($"The ledger is whole: {ledger.Lines} lines, head {ledger.Head}, held against {ledger.HeadsHeld} saved head{(ledger.HeadsHeld == 1 ? "" : "s")}.");
            return 0;
        });
        return command;
    }

    private static Command NewSigningKey(IServiceProvider services)
    {
        var command = new Command("new-signing-key", "Makes a new key for heads of the ledger and for certificates. Those before it go on proving what they signed.");
        command.SetAction(async (_, _) => services.GetRequiredService<SigningKeys>().Rotate() is { } key
            ? await SayAndReturnAsync($"From now on the centre signs with the key {key}.") : await FailAsync("Signing__Keys is not set: give it a folder that lasts."));
        return command;

        static async Task<int> SayAndReturnAsync(string line)
        {
            await SayAsync(line);
            return 0;
        }
    }

    private static Command VerifyEvidenceFiles(IServiceProvider services)
    {
        var command = new Command("verify-evidence", "Reads every file of evidence and names those that are missing or altered.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var scope = services.CreateAsyncScope();
            var verified = await scope.ServiceProvider.AskAsSystemAsync(new VerifyEvidence(), cancellationToken);
            foreach (var fault in verified.Faults) await SayAsync($"evidence {fault.EvidenceId}: {fault.What}, {fault.Hash}");
            if (verified.Faults.Count > 0) return await FailAsync($"{verified.Faults.Count} of {verified.Files} files of evidence are not as they were.");
            await SayAsync($"The evidence is whole: {verified.Files} files.");
            return 0;
        });
        return command;
    }

    private static Command Audit(IServiceProvider services)
    {
        var command = new Command("audit", "Checks every invariant of the centre's data and names the rows that break one.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var scope = services.CreateAsyncScope();
            var audit = await scope.ServiceProvider.AskAsSystemAsync(new CheckInvariants(), cancellationToken);
            foreach (var invariant in audit.Invariants)
            {
                await SayAsync($"{(invariant.Holds ? "OK    " : "BROKEN")}  {invariant.Code}: {invariant.Sentence}");
                foreach (var row in invariant.Rows) await SayAsync($"          {row}");
            }
            return audit.Broken == 0 ? 0 : await FailAsync($"{audit.Broken} of {audit.Invariants.Count} invariants are broken.");
        });
        return command;
    }

    private static Command TestMail(IServiceProvider services)
    {
        var address = new Argument<string>("address") { Description = "Where to, such as you@example.org." };
        var command = new Command("test-mail", "Sends one plain mail as the centre would, and says what became of it.") { address };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var to = parsed.GetRequiredValue(address);
            // Only what is an address and nothing besides: no list, no name, no second line.
            if (!MailboxAddress.TryParse(to, out var mailbox) || mailbox.Address != to) return await FailAsync($"{to} is not an e-mail address. Give one such as you@example.org.");
            var mail = services.GetRequiredService<IOptions<MailOptions>>().Value;
            using var letter = new MimeMessage { Subject = $"Test from {mail.FromName}", Body = new TextPart("plain") { Text = "This mail was sent to try the centre's mail. Nothing else was done.\r\n", ContentTransferEncoding = ContentEncoding.Base64 }, Date = services.GetRequiredService<TimeProvider>().GetUtcNow() };
            letter.From.Add(new MailboxAddress(mail.FromName, $"training@{mail.Domain}"));
            letter.To.Add(mailbox);
            var where = mail.Smtp.Host is { Length: > 0 } host ? $"{host}, port {mail.Smtp.Port}, {(mail.Smtp.Tls ? "with TLS" : "without TLS")}" : $"the folder {mail.Pickup}";
            var delivery = await services.GetRequiredService<IMailTransport>().SendAsync(letter, cancellationToken);
            if (delivery.Outcome != DeliveryOutcome.Sent) return await FailAsync($"{delivery.Why} ({where})");
            await SayAsync($"Sent to {to} by {where}.");
            return 0;
        });
        return command;
    }

    private static (Option<string> Output, Option<string> BaseUrl) SignInOptions() =>
        (new("--out") { Description = "Where to write the sign-ins; readable by its owner only.", Required = true }, new("--base-url") { DefaultValueFactory = _ => "http://localhost:5080" });

    internal static Task SayAsync(string line) => Console.Out.WriteLineAsync(line);

    internal static async Task<int> FailAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 1;
    }
}

/// <summary>For commands that work on files alone.</summary>
internal sealed class NoServices : IServiceProvider
{
    public object? GetService(Type serviceType) => null;
}
