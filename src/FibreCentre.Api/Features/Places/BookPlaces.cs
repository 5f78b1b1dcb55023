using System.Security.Cryptography;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Places;

/// <summary>Books a place for every engineer named, or for none of them.</summary>
/// <param name="PurchaseOrder">The provider's own number for it.</param>
/// <param name="Trainees">Known engineers, by id.</param>
/// <param name="Engineers">Others, by their details; those not known yet are recorded in the same transaction.</param>
public sealed record BookPlaces(CohortId Cohort, string PurchaseOrder, IReadOnlyList<Guid> Trainees, IReadOnlyList<EngineerDetails> Engineers) : ICommand<BookedPlaces>
{
    Guid? ICommand.Subject => Cohort.Value;
}

public sealed record BookedPlaces(Guid BookingId, string Reference, int PlacesLeft, IReadOnlyList<BookedPlace> Places);

public sealed record BookedPlace(Guid Id, Guid TraineeId, string Name);

internal sealed class BookPlacesValidator : AbstractValidator<BookPlaces>
{
    public BookPlacesValidator()
    {
        RuleFor(request => request.PurchaseOrder).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Enter your purchase order number.").MaximumLength(40).WithMessage("Shorten the purchase order number to 40 characters.");
        RuleFor(request => request.Trainees).NotNull().Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Name each engineer once.");
        RuleFor(request => request.Engineers).NotNull();
        RuleForEach(request => request.Engineers).NotNull().SetValidator(new EngineerDetailsValidator());
        RuleFor(request => request).Must(request => request.Trainees.Count + request.Engineers.Count is > 0 and <= 60).OverridePropertyName("engineers").WithMessage("Choose from 1 to 60 engineers.");
    }
}

internal sealed class BookPlacesHandler(CentreDbContext db, Actor actor, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<BookPlaces, Result<BookedPlaces>>
{
    public async Task<Result<BookedPlaces>> Handle(BookPlaces request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, request.Trainees, [.. request.Engineers.Select(each => each.Email)], lockCohort: true, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();

        var roll = Roll.Of(facts, request.Trainees, request.Engineers, actor.ProviderId!.Value, now);
        if (roll.Where(each => each.Faults.Count > 0).Select(each => new EngineerRefused(each.Asked.Row, each.Faults)).ToList() is { Count: > 0 } unknown)
            return PlaceErrors.EngineersRefused([.. unknown]);
        var booking = new Booking
        {
            Id = BookingId.New(now), Reference = NewReference(), Provider = new(actor.ProviderId.Value), Cohort = request.Cohort,
            PurchaseOrder = request.PurchaseOrder.Trim(), BookedBy = actor.Account, BookedAt = now,
        };
        var booked = BookingRequest.Book(facts.Cohort, booking, [.. roll.Select(each => each.Asked)], now);
        if (!booked.Succeeded) return booked.Error;

        await RecordPeopleAsync(roll, CentreTime.In(facts.TimeZone).DayOf(now), now, cancellationToken);
        await new BookingWrite(db).WriteAsync(booking, booked.Value, facts, mail.Value.Domain, now, cancellationToken);
        return new BookedPlaces(
            booking.Id.Value, booking.Reference, facts.Cohort.PlacesLeft - booked.Value.Count,
            [.. booked.Value.Zip(roll, (place, engineer) => new BookedPlace(place.Id.Value, place.Trainee.Value, engineer.Name))]);
    }

    /// <summary>Engineers not known yet, and what the request adds to those who are. Nothing to write when all were named by id.</summary>
    private async Task RecordPeopleAsync(List<RollEntry> roll, DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (roll.TrueForAll(each => each.Details is null)) return;
        var ids = roll.Where(each => each.New is null).Select(each => each.Asked.Trainee).ToList();
        var known = await db.Trainees.Where(trainee => ids.Contains(trainee.Id)).ToDictionaryAsync(trainee => trainee.Id, cancellationToken);
        foreach (var entry in roll.Where(each => each.Details is not null))
        {
            if (entry.New is { } trainee) db.AddRange(new Resource(trainee.Id.AsResource, ResourceKind.Trainee), trainee);
            else trainee = known[entry.Asked.Trainee];
            foreach (var declaration in entry.Details!.Declarations ?? []) trainee.Declare(Declaration.Made(declaration, today));
            foreach (var certificate in entry.Details.Certificates ?? [])
                trainee.Bring(new(Guid.CreateVersion7(now), new(certificate.Course), certificate.Number, certificate.Issuer, Dates.Read(certificate.AchievedOn)!.Value, Dates.Read(certificate.ExpiresOn)));
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Letters and digits that are not taken for one another on the telephone; 30 bits and a unique constraint.</summary>
    private static string NewReference() => "B-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 7);
}
