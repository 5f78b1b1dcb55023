using System.Security.Cryptography;
using System.Text.Json.Serialization;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Records;

/// <summary>What erasing a person would do, without doing it.</summary>
public sealed record PreviewErasure(TraineeId Trainee) : IQuery<ErasureAnswer>;

/// <summary>Erases a person. The safety record stays under a pseudonym, the ledger's chain stays whole.</summary>
/// <param name="Password">The administrator's own, asked for again. Never serialised.</param>
public sealed record EraseEngineer(TraineeId Trainee, [property: JsonIgnore] string Password) : ICommand<ErasureAnswer>
{
    Guid? ICommand.Subject => Trainee.Value;
}

/// <param name="Name">As it is now; after an erasure the pseudonym.</param>
/// <param name="InTheWay">What has to end first; null when nothing does.</param>
public sealed record ErasureAnswer(Guid TraineeId, string Name, DateTimeOffset? ErasedAt, string? InTheWay, IReadOnlyList<ErasureLine> Lines);

/// <param name="Fate"><c>erased</c>, <c>pseudonym</c> or <c>kept</c>.</param>
/// <param name="Why">What is to be known about it; empty when nothing is.</param>
public sealed record ErasureLine(string Table, string What, string Fate, int Rows, string Why);

internal sealed class EraseEngineerValidator : AbstractValidator<EraseEngineer>
{
    public EraseEngineerValidator() => RuleFor(request => request.Password).NotEmpty().WithMessage("Enter your password.");
}

internal sealed class PreviewErasureHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<PreviewErasure, Result<ErasureAnswer>>
{
    public async Task<Result<ErasureAnswer>> Handle(PreviewErasure request, CancellationToken cancellationToken)
    {
        if (await db.Trainees.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        var lines = new List<ErasureLine>();
        var asker = await db.AskAsNobodyAsync(cancellationToken);   // answers kept for other people's repeated requests name the person too
        foreach (var table in PersonalData.Tables)
            lines.Add(new(table.Table, table.Words, SnakeCase.Kebab(table.Fate.ToString()), await db.CountAsync(table, engineer, cancellationToken), table.Why));
        await db.AskAsAsync(asker, cancellationToken);
        return new ErasureAnswer(engineer.Id.Value, engineer.Name, engineer.ErasedAt, (await EngineerTies.OfAsync(db, engineer.Id, clock.GetUtcNow(), cancellationToken))?.Detail, lines);
    }
}

internal sealed class EraseEngineerHandler(CentreDbContext db, Actor actor, Credentials credentials, TimeProvider clock) : IRequestHandler<EraseEngineer, Result<ErasureAnswer>>
{
    public async Task<Result<ErasureAnswer>> Handle(EraseEngineer request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await credentials.AreRightAsync(actor with { SignIn = null }, request.Password)) return AssessmentErrors.CredentialRefused();
        if (await db.LockedAsync(request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        if (engineer.ErasedAt is not null) return PeopleErrors.ErasedAlready();
        if (await EngineerTies.OfAsync(db, engineer.Id, now, cancellationToken) is { } tie) return tie;
        var (name, pseudonym) = (engineer.Name, Convert.ToHexString(RandomNumberGenerator.GetBytes(5)));
        var lines = new List<ErasureLine>();
        var asker = await db.AskAsNobodyAsync(cancellationToken);
        foreach (var table in PersonalData.Tables)
        {
            var rows = await db.CountAsync(table, engineer, cancellationToken);
            if (table.Erasure is { } sql) await db.RunAsync(sql, cancellationToken, engineer.Id.Value, name, pseudonym, now);
            lines.Add(new(table.Table, table.Words, SnakeCase.Kebab(table.Fate.ToString()), rows, table.Why));
        }
        await db.AskAsAsync(asker, cancellationToken);
        return new ErasureAnswer(engineer.Id.Value, $"Engineer {pseudonym}", now, null, lines);
    }
}

internal static class PersonalReading
{
    public static async Task<int> CountAsync(this CentreDbContext db, PersonalTable table, Trainee engineer, CancellationToken cancellationToken)
    {
        await using var command = db.Numbered($"select count(*)::int from {table.Table} t where {table.Where}", engineer.Id.Value, engineer.Name);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
