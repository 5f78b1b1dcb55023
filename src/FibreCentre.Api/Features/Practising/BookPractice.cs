using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Practising;

/// <summary>Books a bay for one trainee to practise in, with an instructor present where its kind asks for one, within the limits the centre sets.</summary>
/// <param name="StartsAt">On the hour or half past, on the centre's clocks.</param>
/// <param name="Minutes">30 to 240 in steps of 30.</param>
/// <param name="Trainee">One of the booker's engineers; a trainee books for themself and leaves it out.</param>
public sealed record BookPractice(ResourceId Bay, DateOnly Day, TimeOnly StartsAt, int Minutes, Guid? Trainee = null) : ICommand<BookedPractice>
{
    Guid? ICommand.Subject => Bay.Value;
}

/// <param name="Supervisor">Who is present; null where people practise alone.</param>
/// <param name="MinutesLeft">Of the person's hours of that week.</param>
public sealed record BookedPractice(Guid Id, Guid TraineeId, string Trainee, Guid BayId, string Bay, string? Supervisor, CivilSlot During, int MinutesLeft);

internal sealed class BookPracticeValidator : AbstractValidator<BookPractice>
{
    public BookPracticeValidator()
    {
        PracticeRules.Length(this, request => request.Minutes);
        RuleFor(request => request.Day).WithinCentreDays();
        RuleFor(request => request.StartsAt).Must(starts => starts.Ticks % PracticeLimits.Step.Ticks == 0).WithMessage("Choose a start on the hour or half past.");
    }
}

internal sealed class BookPracticeHandler(CentreDbContext db, PracticeFacts facts, Actor actor, TimeProvider clock) : IRequestHandler<BookPractice, Result<BookedPractice>>
{
    public async Task<Result<BookedPractice>> Handle(BookPractice request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (request.Trainee is null && actor.Scope == TenantScope.Provider) return RequestErrors.Invalid("trainee", "Choose which engineer is to practise.");
        if (await facts.TraineeAsync(request.Trainee, cancellationToken) is not { } trainee) return PeopleErrors.EngineerNotFound();
        if (await db.Bays.AsNoTracking().SingleOrDefaultAsync(each => each.Id == request.Bay, cancellationToken) is not { } bay) return FacilityErrors.BayNotFound();
        var kind = await db.BayKinds.AsNoTracking().SingleAsync(each => each.Slug == bay.BayKind, cancellationToken);
        if (kind.Practice == PracticeUse.None) return FacilityErrors.NotForPractice(kind.Slug);
        var limits = PracticeFacts.Limits(await db.CentreAsync(cancellationToken));
        var calendar = await db.CalendarAsync(cancellationToken);
        var starts = calendar.Time.At(request.Day, request.StartsAt);
        var during = new TimeSlot(starts, starts + TimeSpan.FromMinutes(request.Minutes));

        // From here on the centre acts for whoever asks: it has to see everybody's times, and writes its own bay's and instructor's.
        await db.ScopeAsync(TenantScope.Staff, cancellationToken);
        await db.Database.ExecuteSqlAsync($"select lock_person({trainee.Id.Value})", cancellationToken);
        // The exclusion constraint lets one of two who want the same bay have it; the other comes back here and is told what is free instead.
        for (var lastTry = false; ; lastTry = true)
        {
            var who = await facts.WhereaboutsAsync(trainee.Id, calendar.Time, request.Day, request.Day.AddDays(7), cancellationToken);
            if (limits.Refusal(during, who.Booked, calendar, now) is { } refused) return refused;
            var centre = await facts.CentreAsync(kind, calendar, request.Day, request.Day.AddDays(7), cancellationToken);
            var (supervisor, whyNot) = who.Busy.Any(during.Overlaps) ? (null, $"{trainee.Name} has a session or practice then.") : PracticeSearch.At(bay, kind, during, centre);
            if (whyNot is not null) return FacilityErrors.PracticeTaken(whyNot, PracticeSearch.Instead(bay, kind, during, centre, limits, who, now));

            var practice = Domain.Facilities.Practice.Book(trainee, bay, supervisor, during, actor.Account, now);
            await db.Database.CurrentTransaction!.CreateSavepointAsync("found", cancellationToken);
            db.Add(practice);
            db.AddRange(practice.Reservations(kind));
            Tell(practice, calendar.Time, now);
            db.AddRange(await PracticeNotices.OfSupervisorAsync(db, practice, "booked", now, cancellationToken));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                // An instructor's hours are counted now rather than at the end, while another can still be found.
                await db.Database.ExecuteSqlAsync($"set constraints instructor_within_hours immediate", cancellationToken);
            }
            catch (Exception clash) when (!lastTry && DatabaseRefusals.Postgres(clash)?.ConstraintName is "nothing_in_two_places" or "instructor_within_hours")
            {
                await db.Database.CurrentTransaction.RollbackToSavepointAsync("found", cancellationToken);
                db.ChangeTracker.Clear();
                continue;
            }
            await db.ScopeAsync(actor.Scope, cancellationToken);
            return new BookedPractice(
                practice.Id.Value, trainee.Id.Value, trainee.Name, bay.Id.Value, bay.Name, supervisor is { } present ? centre.NameOf(present) : null, CivilSlot.Of(during, calendar.Time),
                limits.MinutesLeft(request.Day, [.. who.Booked, during], calendar.Time));
        }
    }

    private void Tell(Domain.Facilities.Practice practice, CentreTime time, DateTimeOffset now)
    {
        db.Add(Message.To(practice.BookedBy, practice.Provider, MessageKind.PracticeBooked, practice.Id.Value, now, now));
    }
}
