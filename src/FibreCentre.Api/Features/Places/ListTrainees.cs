using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Places;

/// <summary>The provider's engineers by name, with what they hold; for staff, everybody's.</summary>
/// <param name="After">The id of the last engineer of the page before: a cursor that names nobody. Null for the first page.</param>
public sealed record ListTrainees(Guid? After = null, int Limit = 50) : IQuery<ListedTrainees>;

/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Today">On the centre's clocks: what an expiry is to be compared with.</param>
public sealed record ListedTrainees(IReadOnlyList<TraineeLine> Trainees, Guid? Next, DateOnly Today);

public sealed record TraineeLine(Guid Id, string Name, string Email, string? EmployeeReference, string Provider, IReadOnlyList<string> Declarations, IReadOnlyList<HeldLine> Certificates);

/// <param name="ExpiresOn">The last day it counts; null when it does not run out.</param>
/// <param name="CertificateId">Null when it was earned elsewhere.</param>
public sealed record HeldLine(string Course, string Number, DateOnly AchievedOn, DateOnly? ExpiresOn, Guid? CertificateId);

internal sealed class ListTraineesValidator : AbstractValidator<ListTrainees>
{
    public ListTraineesValidator() => RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
}

internal sealed class ListTraineesHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ListTrainees, Result<ListedTrainees>>
{
    public async Task<Result<ListedTrainees>> Handle(ListTrainees request, CancellationToken cancellationToken)
    {
        var all = from trainee in db.Trainees
                  join provider in db.Providers on trainee.Provider equals provider.Id
                  select new { trainee, provider.Name, Key = trainee.FamilyName + " " + trainee.GivenName + " " + (string)(object)trainee.Email };
        if (request.After is { } last)
        {
            var id = new TraineeId(last);
            var after = await all.Where(each => each.trainee.Id == id).Select(each => each.Key).SingleOrDefaultAsync(cancellationToken);
            all = all.Where(each => each.Key.CompareTo(after) > 0);
        }
        var page = await all.OrderBy(each => each.Key).Take(request.Limit + 1).AsNoTracking().ToListAsync(cancellationToken);
        var shown = page.Take(request.Limit).ToList();
        var ids = shown.ConvertAll(each => each.trainee.Id);
        var earned = (await db.Certificates.AsNoTracking().Where(each => ids.Contains(each.Trainee) && each.RevokedAt == null).ToListAsync(cancellationToken)).ToLookup(each => each.Trainee);
        return new ListedTrainees(
            [.. shown.Select(each => new TraineeLine(
                each.trainee.Id.Value, each.trainee.Name, each.trainee.Email, each.trainee.EmployeeReference, each.Name, [.. each.trainee.Declarations.Select(held => held.Kind).Order()],
                [
                    .. each.trainee.OutsideCertificates.Select(held => new HeldLine(held.Course.Value, held.Number, held.AchievedOn, held.ExpiresOn, null))
                        .Concat(earned[each.trainee.Id].Select(held => new HeldLine(held.Course.Value, held.Number, held.AchievedOn, held.ExpiresOn, held.Id.Value)))
                        .OrderBy(held => held.Course).ThenByDescending(held => held.AchievedOn),
                ]))],
            page.Count > request.Limit ? page[request.Limit - 1].trainee.Id.Value : null,
            (await db.TimeAsync(cancellationToken)).DayOf(clock.GetUtcNow()));
    }
}
