using System.Text.Json;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Records;

/// <summary>Everything that is kept about a person, as it is kept, for the person to be given.</summary>
public sealed record ExportSubject(TraineeId Trainee) : IQuery<SubjectExport>;

/// <param name="Tables">By table: its rows, without what signs in or proves.</param>
public sealed record SubjectExport(Guid TraineeId, string Name, DateTimeOffset MadeAt, IReadOnlyDictionary<string, JsonElement> Tables);

internal sealed class ExportSubjectHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ExportSubject, Result<SubjectExport>>
{
    /// <summary>They are no data about the person, and open what is the person's.</summary>
    private const string Secrets = "array['token_hash', 'reply_token', 'password_hash', 'security_stamp', 'concurrency_stamp', 'hash', 'previous_hash', 'salt', 'request_hash', 'content_hash']";

    public async Task<Result<SubjectExport>> Handle(ExportSubject request, CancellationToken cancellationToken)
    {
        if (await db.Trainees.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        var tables = new Dictionary<string, JsonElement>();
        foreach (var table in PersonalData.Tables)
        {
            await using var command = db.Numbered($"select coalesce(jsonb_agg(to_jsonb(t) - {Secrets}), '[]')::text from {table.Table} t where {table.Where}", engineer.Id.Value, engineer.Name);
            tables[table.Table] = JsonSerializer.Deserialize<JsonElement>((string)(await command.ExecuteScalarAsync(cancellationToken))!);
        }
        return new SubjectExport(engineer.Id.Value, engineer.Name, (await db.TimeAsync(cancellationToken)).Civil(clock.GetUtcNow()), tables);
    }
}
