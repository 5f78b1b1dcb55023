using System.Security.Cryptography;
using System.Text.Json;
using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Evidence;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Evidence;

/// <summary>Adds a file to what shows how somebody did in a unit. The same id sent again is the same evidence: nothing is added twice.</summary>
/// <param name="Id">Chosen by whoever sends it; never used for anything else.</param>
/// <param name="Criterion">Null where it speaks of the whole unit.</param>
/// <param name="Shows">Whom and what it shows, from a device that may send it much later; null where it is of now.</param>
public sealed record AddEvidence(EvidenceId Id, PlaceId Place, string Unit, string? Criterion, string? Caption, TakenFile File, EvidenceShows? Shows = null) : ICommand<AddedEvidence>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <param name="Attempt">The number of the attempt.</param>
public sealed record EvidenceShows(TraineeId Trainee, int Attempt);

/// <summary>Adds what a witness says, typed: the same rules as for a file.</summary>
/// <param name="Role">What the witness is, such as "site supervisor".</param>
public sealed record AddStatement(EvidenceId Id, PlaceId Place, string Unit, string? Criterion, string? Caption, string Witness, string Role, string Words) : ICommand<AddedEvidence>
{
    Guid? ICommand.Subject => Place.Value;
}

/// <param name="Hash">SHA-256 of what is kept, in hexadecimal.</param>
/// <param name="WasThere">It had been sent before.</param>
/// <param name="UsedFor">Other trainees for whom the same file was used. It is taken all the same, and the quality assurers see it.</param>
public sealed record AddedEvidence(Guid Id, string Kind, string Hash, bool WasThere, IReadOnlyList<UsedElsewhere> UsedFor);

internal sealed class AddEvidenceValidator : AbstractValidator<AddEvidence>
{
    public AddEvidenceValidator()
    {
        RuleFor(request => request.Id.Value).NotEmpty().OverridePropertyName("id").WithMessage("Choose an id.");
        RuleFor(request => request.Caption).MaximumLength(200).WithMessage("Shorten the caption to 200 characters.");
    }
}

internal sealed class AddStatementValidator : AbstractValidator<AddStatement>
{
    public AddStatementValidator()
    {
        RuleFor(request => request.Id.Value).NotEmpty().OverridePropertyName("id").WithMessage("Choose an id.");
        RuleFor(request => request.Caption).MaximumLength(200).WithMessage("Shorten the caption to 200 characters.");
        RuleFor(request => request.Witness).NotEmpty().WithMessage("Enter who saw it.").MaximumLength(200).WithMessage("Shorten the name to 200 characters.");
        RuleFor(request => request.Role).NotEmpty().WithMessage("Enter what the witness is, such as site supervisor.").MaximumLength(200).WithMessage("Shorten it to 200 characters.");
        RuleFor(request => request.Words).NotEmpty().WithMessage("Enter what the witness says.").MaximumLength(4000).WithMessage("Shorten the statement to 4,000 characters.");
    }
}

internal sealed class AddEvidenceHandler(CentreDbContext db, Actor actor, EvidenceFolder folder, TimeProvider clock) : IRequestHandler<AddEvidence, Result<AddedEvidence>>
{
    public async Task<Result<AddedEvidence>> Handle(AddEvidence request, CancellationToken cancellationToken)
    {
        var ready = await EvidenceBook.ReadyAsync(db, actor, request.Id, request.Place, request.Unit, request.Criterion, cancellationToken, request.Shows);
        if (!ready.Succeeded) return ready.Error;
        if (ready.Value.There is { } there) return there.File?.OriginalHash == request.File.File.OriginalHash ? await EvidenceBook.AddedAsync(db, there, wasThere: true, cancellationToken) : EvidenceErrors.IdUsed();
        // Whoever sweeps waits for this, and this for whoever sweeps: a file is not swept from under what is about to refer to it.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock_shared(hashtext('evidence'))", cancellationToken);
        if (!folder.Has(request.File.Hash) || request.File.File.Thumbnail is { } small && !folder.Has(small)) return EvidenceErrors.Lost();
        var added = new EvidenceItem
        {
            Id = request.Id, Provider = ready.Value.Place.Provider, Trainee = ready.Value.Place.Named, Place = request.Place, UnitCode = request.Unit, Criterion = request.Criterion, Kind = request.File.Kind,
            Caption = request.Caption?.Trim() ?? "", Hash = request.File.Hash, File = request.File.File, AddedBy = actor.Account, AddedAt = clock.GetUtcNow(),
        };
        db.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        if (added.Kind == EvidenceKind.Trace) await EvidenceBook.ForgetFindingsAsync(db, added, cancellationToken);
        return await EvidenceBook.AddedAsync(db, added, wasThere: false, cancellationToken);
    }
}

internal sealed class AddStatementHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<AddStatement, Result<AddedEvidence>>
{
    public async Task<Result<AddedEvidence>> Handle(AddStatement request, CancellationToken cancellationToken)
    {
        var ready = await EvidenceBook.ReadyAsync(db, actor, request.Id, request.Place, request.Unit, request.Criterion, cancellationToken);
        if (!ready.Succeeded) return ready.Error;
        var (witness, role, words) = (request.Witness.Trim(), request.Role.Trim(), request.Words.Trim());
        if (ready.Value.There is { } there) return there.Statement is { } said && (said.Witness, said.Role, said.Words) == (witness, role, words) ? await EvidenceBook.AddedAsync(db, there, wasThere: true, cancellationToken) : EvidenceErrors.IdUsed();
        var statement = new WitnessStatement(witness, role, words, RandomNumberGenerator.GetBytes(16));
        var added = new EvidenceItem
        {
            Id = request.Id, Provider = ready.Value.Place.Provider, Trainee = ready.Value.Place.Named, Place = request.Place, UnitCode = request.Unit, Criterion = request.Criterion, Kind = EvidenceKind.Statement,
            Caption = request.Caption?.Trim() ?? "", Hash = EvidenceBook.HashOf(statement), Statement = statement, AddedBy = actor.Account, AddedAt = clock.GetUtcNow(),
        };
        db.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        return await EvidenceBook.AddedAsync(db, added, wasThere: false, cancellationToken);
    }
}

internal static class EvidenceBook
{
    /// <summary>Whether a unit of somebody's takes evidence, and what stands under the id already. Whoever signs, marks or adds on this place comes one after the other from here on.</summary>
    public static async Task<Result<(Place Place, EvidenceItem? There)>> ReadyAsync(CentreDbContext db, Actor actor, EvidenceId id, PlaceId at, string unitCode, string? criterion, CancellationToken cancellationToken, EvidenceShows? shows = null)
    {
        var found = await UnitToAssess.FindAsync(db, at, unitCode, cancellationToken);
        if (!found.Succeeded) return found.Error;
        var (place, _, version, unit) = found.Value;
        if (actor.TraineeId == place.Named.Value) return AssessmentErrors.OwnAssessment();
        if (criterion is not null && unit.Criteria.All(each => each.Code != criterion)) return AssessmentErrors.CriterionNotFound(criterion);
        await db.LockAsync(place.Id, cancellationToken);
        if (await db.Evidence.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is { } there)
            return there.Place == at && there.UnitCode == unitCode ? (place, there) : EvidenceErrors.IdUsed();
        var standing = await UnitStanding.OfAsync(db, [place.Id], cancellationToken);
        if (standing.Of(place.Id, unitCode) is "competent" or "provisional") return AssessmentErrors.AlreadyCompetent();
        if (standing.Attempts(place.Id, unitCode).All(line => line.Decision is not null) && standing.Next(place, version, unit, actor.Account, place.BookedAt) is { Succeeded: false } none) return none.Error;
        return shows is { } seen && (seen.Trainee, (int?)seen.Attempt) != (place.Named, standing.Current(place, version, unit)?.Number) ? EvidenceErrors.OfAnother() : (place, null);
    }

    /// <summary>What the traces of a unit say, they say together: one more or one fewer, and they have to be confirmed anew.</summary>
    public static Task ForgetFindingsAsync(CentreDbContext db, EvidenceItem trace, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"delete from trace_finding where place_id = {trace.Place.Value} and unit_code = {trace.UnitCode}", cancellationToken);

    public static async Task<AddedEvidence> AddedAsync(CentreDbContext db, EvidenceItem evidence, bool wasThere, CancellationToken cancellationToken) =>
        new(evidence.Id.Value, SnakeCase.Kebab(evidence.Kind.ToString()), evidence.Hash, wasThere, [.. (await RepeatedUse.OfAsync(db, [evidence], cancellationToken))[evidence.Id.Value]]);

    /// <summary>SHA-256 of the salt, and of who says what as JSON.</summary>
    public static string HashOf(WitnessStatement statement) =>
        Convert.ToHexStringLower(SHA256.HashData([.. statement.Salt, .. JsonSerializer.SerializeToUtf8Bytes(new { witness = statement.Witness, role = statement.Role, words = statement.Words }, JsonSerializerOptions.Web)]));
}
