using FibreCentre.Api.Features.Replies;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using Microsoft.Extensions.Options;
using Quartz;

namespace FibreCentre.Api.Jobs;

/// <summary>Reads what a mail server has delivered into a Maildir: what was taken goes to <c>cur</c>, what is no answer to <c>failed</c>, and what could not be kept just now stays for the next time.</summary>
[DisallowConcurrentExecution]
internal sealed class ReadPickupMail(IServiceScopeFactory scopes, IOptions<InboundOptions> options, ILogger<ReadPickupMail> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (options.Value.Maildir is not { Length: > 0 } folder || !Directory.Exists(Path.Combine(folder, "new"))) return;
        foreach (var file in new DirectoryInfo(Path.Combine(folder, "new")).EnumerateFiles().Where(each => each.Name[0] != '.').OrderBy(each => each.Name, StringComparer.Ordinal).ToList())
        {
            if (cancellationToken.IsCancellationRequested) return;
            try
            {
                await TakeAsync(folder, file, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError("A mail in the folder could not be taken: {Fault}", fault.GetType().Name);
            }
        }
    }

    private async Task TakeAsync(string folder, FileInfo file, CancellationToken cancellationToken)
    {
        // A link may lead anywhere: only what was delivered here is read.
        var received = file.LinkTarget is not null || file.Length > InboundOptions.MostBytes
            ? ReplyErrors.MailUnreadable()
            : await scopes.TryAsSystemAsync(new ReceiveReply(await File.ReadAllBytesAsync(file.FullName, cancellationToken)), cancellationToken);
        if (received.Error?.Kind == ErrorKind.Unavailable) return;
        var to = Directory.CreateDirectory(Path.Combine(folder, received.Succeeded ? "cur" : "failed"));
        file.MoveTo(Path.Combine(to.FullName, received.Succeeded ? $"{file.Name.Split(':')[0]}:2,S" : file.Name), overwrite: true);
    }
}
