using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>
/// An engineer works for another provider from now on. That one sees the person and every certificate; the one before keeps its own past bookings under the
/// name it knew, and sees nothing that comes after (docs/decisions/0014).
/// </summary>
/// <param name="Email">The address at the new employer; null when it stays.</param>
/// <param name="EmployeeReference">The new employer's own number; null when it has none.</param>
public sealed record ChangeEmployer(TraineeId Trainee, ProviderId Provider, string? Email = null, string? EmployeeReference = null) : ICommand<ChangedEmployer>
{
    Guid? ICommand.Subject => Trainee.Value;
}

/// <param name="DeclarationsEnded">What the employer before had declared; the new one declares anew.</param>
public sealed record ChangedEmployer(Guid TraineeId, Guid ProviderId, string Provider, IReadOnlyList<string> DeclarationsEnded);

/// <summary>Every provider, by name.</summary>
public sealed record ListProviders : IQuery<ListedProviders>;

public sealed record ListedProviders(IReadOnlyList<ProviderLine> Providers);

public sealed record ProviderLine(Guid Id, string Code, string Name);

internal sealed record PlaceAhead(Guid PlaceId, Guid BookingId, string CohortCode, DateOnly FirstDay);

internal sealed class ChangeEmployerValidator : AbstractValidator<ChangeEmployer>
{
    public ChangeEmployerValidator()
    {
        RuleFor(request => request.Email).Must(email => string.IsNullOrEmpty(email) || EmailAddress.IsPlain(email)).WithMessage("Enter an e-mail address like name@example.org.");
        RuleFor(request => request.EmployeeReference).MaximumLength(40).WithMessage("Shorten the employee number to 40 characters.");
        RuleFor(request => request.Provider).Must(provider => provider.Value != Guid.Empty).WithMessage("Choose the new employer.");
    }
}

internal sealed class ListProvidersHandler(CentreDbContext db) : IRequestHandler<ListProviders, Result<ListedProviders>>
{
    public async Task<Result<ListedProviders>> Handle(ListProviders request, CancellationToken cancellationToken) =>
        new ListedProviders([.. (await db.Providers.AsNoTracking().OrderBy(each => each.Name).ToListAsync(cancellationToken)).Select(each => new ProviderLine(each.Id.Value, each.Code, each.Name))]);
}

internal sealed class ChangeEmployerHandler(CentreDbContext db, SignInOfRecord signIn, TimeProvider clock) : IRequestHandler<ChangeEmployer, Result<ChangedEmployer>>
{
    public async Task<Result<ChangedEmployer>> Handle(ChangeEmployer request, CancellationToken cancellationToken)
    {
        // A booking holds the person's key until it commits, and asks for it anew: whoever comes second sees what the first has done.
        if (await db.LockedAsync(request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        if (await db.Providers.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Provider, cancellationToken) is not { } provider) return PeopleErrors.ProviderNotFound();
        if (engineer.Provider == provider.Id) return PeopleErrors.SameEmployer();

        var now = clock.GetUtcNow();
        if (await EngineerTies.OfAsync(db, engineer.Id, now, cancellationToken) is { } tie) return tie;
        var email = string.IsNullOrEmpty(request.Email) ? engineer.Email : request.Email;
        if (await db.Trainees.AnyAsync(other => other.Provider == provider.Id && other.Email == email, cancellationToken)) return PeopleErrors.EmailInUse();

        var declared = engineer.Declarations.Select(each => each.Kind).Order(StringComparer.Ordinal).ToList();
        await MoveAsync(engineer.Id, provider.Id, email, string.IsNullOrWhiteSpace(request.EmployeeReference) ? null : request.EmployeeReference.Trim(), now, cancellationToken);
        if (await signIn.FollowAsync(engineer.Id.Value, null, engineer.Name, email, cancellationToken) is { } taken) return taken;
        return new ChangedEmployer(engineer.Id.Value, provider.Id.Value, provider.Name, declared);
    }

    /// <summary>
    /// The provider of a trainee is part of its key, so this is SQL. Declarations are the word of the employer who gave them and end with it. What is the
    /// person's own goes along: certificates from elsewhere, the sign-in, the calendar address.
    /// </summary>
    private async Task MoveAsync(TraineeId engineer, ProviderId provider, string email, string? reference, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (who, to) = (engineer.Value, provider.Value);
        await db.Database.ExecuteSqlAsync($"delete from declaration where trainee_id = {who}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"update trainee set provider_id = {to}, email = {email}, employee_reference = {reference}, moved_at = {now} where id = {who}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"update outside_certificate set provider_id = {to} where trainee_id = {who}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"update calendar_feed set provider_id = {to} where trainee_id = {who}", cancellationToken);
        // A new stamp ends the sessions that still name the employer before; keys are read anew at every call.
        await db.Database.ExecuteSqlAsync($"update identity.account set provider_id = {to}, security_stamp = {Guid.NewGuid().ToString("N").ToUpperInvariant()} where trainee_id = {who}", cancellationToken);
    }
}

/// <summary>What still binds an engineer to the present employer.</summary>
internal static class EngineerTies
{
    /// <summary>The first thing that has to end before; null when nothing does.</summary>
    public static async Task<Error?> OfAsync(CentreDbContext db, TraineeId engineer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await AheadAsync(db, engineer, (await db.TimeAsync(cancellationToken)).DayOf(now), cancellationToken) is { Count: > 0 } ahead) return PeopleErrors.PlacesAhead([.. ahead]);
        if (await db.Practices.FromSql($"select * from practice where trainee_id = {engineer.Value} and state = 'booked' and upper(during) > {now}").AnyAsync(cancellationToken)) return PeopleErrors.PracticeAhead();
        if (await db.Appeals.AnyAsync(appeal => appeal.Trainee == engineer && appeal.Outcome == null, cancellationToken)) return PeopleErrors.AppealOpen();
        return await db.WaitingEntries.AnyAsync(entry => entry.EndedAt == null && entry.Engineers.Any(named => named.Trainee == engineer), cancellationToken) ? PeopleErrors.OnWaitingList() : null;
    }

    private static async Task<List<PlaceAhead>> AheadAsync(CentreDbContext db, TraineeId engineer, DateOnly today, CancellationToken cancellationToken) => await (
        from place in db.Places
        join cohort in db.Cohorts on place.Cohort equals cohort.Id
        where place.Trainee == engineer && place.State != PlaceState.Cancelled && place.State != PlaceState.Completed && cohort.LastDay >= today
        orderby cohort.FirstDay, place.Id
        select new PlaceAhead(place.Id.Value, place.Booking.Value, cohort.Code, cohort.FirstDay)).ToListAsync(cancellationToken);
}
