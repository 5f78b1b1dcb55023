using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using MediatR;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Evidence as a form carries it, from a program or from a page: a file, or what a witness says.</summary>
internal sealed record EvidenceUpload(EvidenceId Id, EvidenceKind Kind, string? Criterion, string? Caption, IFormFile? File, string? Witness, string? Role, string? Words, EvidenceShows? Shows = null)
{
    /// <summary>Bytes that are taken off the wire before a body is refused: more than any file that is meant, so that whoever sends a larger one gets an answer instead of a broken connection.</summary>
    public const long MostTaken = 64_000_000;

    public static async Task<Result<EvidenceUpload>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType) return RequestErrors.Invalid("file", "Send a form (multipart/form-data) with the fields id and kind, and a file or a statement.");
        var form = await request.ReadFormAsync(cancellationToken);
        if (!Guid.TryParse(Field("id"), out var id)) return RequestErrors.Invalid("id", "Send an id of your own: a UUID.");
        if (!Enum.TryParse<EvidenceKind>(Field("kind"), ignoreCase: true, out var kind) || !Enum.IsDefined(kind)) return RequestErrors.Invalid("kind", "Send photo, file, certificate, trace or statement.");
        return new EvidenceUpload(new(id), kind, Field("criterion"), Field("caption"), form.Files is [var file, ..] ? file : null, Field("witness"), Field("role"), Field("words"));

        string? Field(string name) => form[name].ToString() is { Length: > 0 } value ? value : null;
    }

    /// <summary>Takes the file, if it is one, and sends what becomes of it.</summary>
    public async Task<Result<AddedEvidence>> SendAsync(PlaceId place, string unit, EvidenceIntake intake, Func<IRequest<Result<AddedEvidence>>, Task<Result<AddedEvidence>>> send, CancellationToken cancellationToken)
    {
        if (Kind == EvidenceKind.Statement) return await send(new AddStatement(Id, place, unit, Criterion, Caption, Witness ?? "", Role ?? "", Words ?? ""));
        if (File is not { Length: > 0 }) return EvidenceErrors.Missing();
        await using var content = File.OpenReadStream();
        var taken = await intake.TakeAsync(content, Kind, cancellationToken);
        return taken.Succeeded ? await send(new AddEvidence(Id, place, unit, Criterion, Caption, taken.Value, Shows)) : taken.Error;
    }
}
