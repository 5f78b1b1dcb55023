using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Practising;

/// <summary>Practice of a span of days: one's own, that of the provider's engineers, or for staff everybody's.</summary>
/// <param name="From">Null is today.</param>
/// <param name="Until">Null is 60 days later; at most 366 days after the first.</param>
public sealed record ListPractice(DateOnly? From = null, DateOnly? Until = null) : IQuery<ListedPractice>;

public sealed record ListedPractice(DateOnly From, DateOnly Until, IReadOnlyList<PracticeLine> Practice);

/// <param name="State"><c>booked</c> or <c>released</c>, by whoever booked or by the centre.</param>
/// <param name="MayRelease">It lies ahead and is not released.</param>
public sealed record PracticeLine(Guid Id, Guid TraineeId, string Trainee, string Provider, Guid BayId, string Bay, string? Supervisor, CivilSlot During, string State, bool MayRelease);

internal sealed class ListPracticeValidator : AbstractValidator<ListPractice>
{
    public ListPracticeValidator()
    {
        RuleFor(request => request.From).WithinCentreDays();
        RuleFor(request => request.Until).WithinCentreDays();
    }
}

internal sealed class ListPracticeHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListPractice, Result<ListedPractice>>
{
    public async Task<Result<ListedPractice>> Handle(ListPractice request, CancellationToken cancellationToken)
    {
        var (time, now) = (await db.TimeAsync(cancellationToken), clock.GetUtcNow());
        var from = request.From ?? time.DayOf(now);
        var until = request.Until ?? from.AddDays(60);
        if (until < from || until.DayNumber - from.DayNumber > 366) return FacilityErrors.WeekTooLong();
        var window = new TimeSlot(time.At(from, TimeOnly.MinValue), time.At(until.AddDays(1), TimeOnly.MinValue)).ToRange();
        var rows = await (
            from practice in db.Practices.FromSql($"select * from practice where during && {window}")
            join trainee in db.Trainees.IgnoreAutoIncludes() on practice.Trainee equals trainee.Id
            join provider in db.Providers on practice.Provider equals provider.Id
            join bay in db.Bays on practice.Bay equals bay.Id
            join instructor in db.Instructors.IgnoreAutoIncludes() on practice.Supervisor equals instructor.Id into present
            from instructor in present.DefaultIfEmpty()
            select new { practice, trainee.GivenName, trainee.FamilyName, Provider = provider.Name, Bay = bay.Name, Supervisor = instructor == null ? null : instructor.Name }).AsNoTracking().ToListAsync(cancellationToken);
        return new ListedPractice(from, until, [.. rows.OrderBy(each => each.practice.During.Start).ThenBy(each => each.practice.Id.Value).Select(each => new PracticeLine(
            each.practice.Id.Value, each.practice.Trainee.Value, $"{each.GivenName} {each.FamilyName}", each.Provider, each.practice.Bay.Value, each.Bay, each.Supervisor, CivilSlot.Of(each.practice.During, time),
            SnakeCase.Kebab(each.practice.State.ToString()), each.practice.State == PracticeState.Booked && each.practice.During.Start > now))]);
    }
}
