using FibreCentre.Api.Features.Certificates;
using FibreCentre.Api.Features.Places;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Providers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Engineers;

/// <summary>Records a certificate of one of the centre's courses that an engineer earned elsewhere. It counts at once, and is marked until the centre has looked at it.</summary>
public sealed record RecordOutsideCertificate(TraineeId Trainee, CertificateDetails Certificate) : ICommand<RecordedOutsideCertificate>
{
    Guid? ICommand.Subject => Trainee.Value;
}

public sealed record RecordedOutsideCertificate(Guid Id, Guid TraineeId, string State);

/// <summary>Takes back one that was recorded by mistake, as long as the centre has not looked at it.</summary>
public sealed record TakeBackOutsideCertificate(Guid Certificate) : ICommand<RecordedOutsideCertificate>
{
    Guid? ICommand.Subject => Certificate;
}

/// <summary>Certificates from elsewhere by when they were recorded, those that wait longest first.</summary>
/// <param name="State"><c>unverified</c> by default.</param>
/// <param name="After">The id of the last one of the page before; null for the first page.</param>
public sealed record ListOutsideCertificates(string State = "unverified", Guid? After = null, int Limit = 50) : IQuery<ListedOutsideCertificates>;

/// <param name="Next">Send as <c>after</c> for the next page; null on the last one.</param>
public sealed record ListedOutsideCertificates(IReadOnlyDictionary<string, int> Counts, IReadOnlyList<OutsideCertificateLine> Certificates, Guid? Next);

public sealed record OutsideCertificateLine(
    Guid Id, Guid TraineeId, string Holder, DateOnly DateOfBirth, string Provider, string Course, string Number, string Issuer, DateOnly AchievedOn, DateOnly? ExpiresOn, string State,
    DateTimeOffset? RecordedAt, string? CheckedBy, DateTimeOffset? CheckedAt, string? RejectionReason);

/// <summary>One certificate from elsewhere.</summary>
public sealed record ShowOutsideCertificate(Guid Certificate) : IQuery<OutsideCertificateLine>;

/// <summary>The centre has looked at a certificate from elsewhere: it is verified, or rejected with the reason. Who and when is kept, and it may be looked at again.</summary>
/// <param name="Verified">False rejects it; then <paramref name="Reason"/> is needed.</param>
public sealed record CheckOutsideCertificate(Guid Certificate, bool Verified, string? Reason) : ICommand<CheckedOutsideCertificate>
{
    Guid? ICommand.Subject => Certificate;
}

public sealed record CheckedOutsideCertificate(Guid Id, Guid TraineeId, string State, DateTimeOffset CheckedAt);

internal sealed class RecordOutsideCertificateValidator : AbstractValidator<RecordOutsideCertificate>
{
    private static readonly EngineerDetailsValidator Details = new();
    private static readonly EngineerDetails Somebody = new("A", "B", "a@example.org", "2000-01-01");

    public RecordOutsideCertificateValidator() => RuleFor(request => request).Custom((request, context) =>
    {
        foreach (var fault in Details.Validate(Alone(request.Certificate)).Errors) context.AddFailure(fault.PropertyName[(fault.PropertyName.LastIndexOf('.') + 1)..], fault.ErrorMessage);
    });

    /// <summary>As it is described beside an engineer.</summary>
    public static EngineerDetails Alone(CertificateDetails certificate) => Somebody with { Certificates = [certificate] };
}

internal sealed class ListOutsideCertificatesValidator : AbstractValidator<ListOutsideCertificates>
{
    public ListOutsideCertificatesValidator()
    {
        RuleFor(request => request.Limit).InclusiveBetween(1, 100).WithMessage("Ask for 1 to 100 rows.");
        RuleFor(request => request.State).Must(state => Enum.TryParse<OutsideCertificateState>(state, ignoreCase: true, out _) && !state.Any(char.IsDigit)).WithMessage("Choose unverified, verified or rejected.");
    }
}

internal sealed class CheckOutsideCertificateValidator : AbstractValidator<CheckOutsideCertificate>
{
    public CheckOutsideCertificateValidator() => RuleFor(request => request.Reason).NotEmpty().When(request => !request.Verified).WithMessage("Say why it is rejected.")
        .MaximumLength(400).WithMessage("Shorten the reason to 400 characters.");
}

internal sealed class RecordOutsideCertificateHandler(CentreDbContext db, Actor actor, TimeProvider clock) : IRequestHandler<RecordOutsideCertificate, Result<RecordedOutsideCertificate>>
{
    public async Task<Result<RecordedOutsideCertificate>> Handle(RecordOutsideCertificate request, CancellationToken cancellationToken)
    {
        if (await db.LockedAsync(request.Trainee, cancellationToken) is not { } engineer) return PeopleErrors.EngineerNotFound();
        if (EngineerFaults.OfCourses(RecordOutsideCertificateValidator.Alone(request.Certificate), await db.CatalogueAsync(cancellationToken)).FirstOrDefault() is { } unknown) return RequestErrors.Invalid("course", unknown);
        if (engineer.Brought(new(request.Certificate.Course), request.Certificate.Number) is { } known) return PeopleErrors.OutsideCertificateKnown(known.State);
        var now = clock.GetUtcNow();
        if (EngineerFaults.OfAchievement(request.Certificate, (await db.TimeAsync(cancellationToken)).DayOf(now)) is { } ahead) return RequestErrors.Invalid("achievedOn", ahead);
        var brought = EngineerChanges.Brought(request.Certificate, now) with { RecordedAt = now, RecordedBy = actor.Account };
        engineer.Bring(brought);
        await db.SaveChangesAsync(cancellationToken);
        return new RecordedOutsideCertificate(brought.Id, engineer.Id.Value, "unverified");
    }
}

internal sealed class TakeBackOutsideCertificateHandler(CentreDbContext db) : IRequestHandler<TakeBackOutsideCertificate, Result<RecordedOutsideCertificate>>
{
    public async Task<Result<RecordedOutsideCertificate>> Handle(TakeBackOutsideCertificate request, CancellationToken cancellationToken)
    {
        if (await db.HolderAsync(request.Certificate, cancellationToken) is not var (engineer, certificate)) return PeopleErrors.OutsideCertificateNotFound();
        if (certificate.State != OutsideCertificateState.Unverified) return PeopleErrors.CheckedMeanwhile();
        engineer.TakeBack(certificate.Id);
        await db.SaveChangesAsync(cancellationToken);
        return new RecordedOutsideCertificate(certificate.Id, engineer.Id.Value, "taken-back");
    }
}

internal sealed class CheckOutsideCertificateHandler(CentreDbContext db, Actor actor, Certification certification, TimeProvider clock) : IRequestHandler<CheckOutsideCertificate, Result<CheckedOutsideCertificate>>
{
    public async Task<Result<CheckedOutsideCertificate>> Handle(CheckOutsideCertificate request, CancellationToken cancellationToken)
    {
        if (await db.HolderAsync(request.Certificate, cancellationToken) is not var (engineer, certificate)) return PeopleErrors.OutsideCertificateNotFound();
        var now = clock.GetUtcNow();
        if (request.Verified) certificate.Verify(actor.Account, now);
        else certificate.Reject(actor.Account, request.Reason!.Trim(), now);
        await certification.FollowKeysAsync(engineer, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return new CheckedOutsideCertificate(certificate.Id, engineer.Id.Value, SnakeCase.Kebab(certificate.State.ToString()), (await db.TimeAsync(cancellationToken)).Civil(now));
    }
}

internal sealed class ListOutsideCertificatesHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ListOutsideCertificates, Result<ListedOutsideCertificates>>
{
    public async Task<Result<ListedOutsideCertificates>> Handle(ListOutsideCertificates request, CancellationToken cancellationToken)
    {
        var counts = await db.Trainees.SelectMany(trainee => trainee.OutsideCertificates).GroupBy(each => each.State).Select(group => new { State = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var state = Enum.Parse<OutsideCertificateState>(request.State, ignoreCase: true);
        var lines = await OutsideCertificateLines.OfAsync(db, names, state, request.After, null, request.Limit + 1, cancellationToken);
        return new ListedOutsideCertificates(
            Enum.GetValues<OutsideCertificateState>().ToDictionary(each => SnakeCase.Kebab(each.ToString()), each => counts.Find(count => count.State == each)?.Count ?? 0),
            [.. lines.Take(request.Limit)], lines.Count > request.Limit ? lines[request.Limit - 1].Id : null);
    }
}

internal sealed class ShowOutsideCertificateHandler(CentreDbContext db, AccountNames names) : IRequestHandler<ShowOutsideCertificate, Result<OutsideCertificateLine>>
{
    public async Task<Result<OutsideCertificateLine>> Handle(ShowOutsideCertificate request, CancellationToken cancellationToken) =>
        await OutsideCertificateLines.OfAsync(db, names, null, null, request.Certificate, 1, cancellationToken) is [var line] ? line : PeopleErrors.OutsideCertificateNotFound();
}

internal static class OutsideCertificateLines
{
    public static async Task<List<OutsideCertificateLine>> OfAsync(
        CentreDbContext db, AccountNames names, OutsideCertificateState? state, Guid? after, Guid? only, int most, CancellationToken cancellationToken)
    {
        var time = await db.TimeAsync(cancellationToken);
        var some = from trainee in db.Trainees
                   join provider in db.Providers on trainee.Provider equals provider.Id
                   from certificate in trainee.OutsideCertificates
                   where (state == null || certificate.State == state) && (only == null || certificate.Id == only)
                   select new { trainee.Id, trainee.GivenName, trainee.FamilyName, trainee.DateOfBirth, provider.Name, certificate };
        if (after is { } last) some = some.Where(each => each.certificate.Id.CompareTo(last) > 0);
        var page = await some.OrderBy(each => each.certificate.Id).Take(most).AsNoTracking().ToListAsync(cancellationToken);
        var people = await names.OfAsync([.. page.Select(each => each.certificate.CheckedBy).OfType<Guid>()], cancellationToken);
        return page.ConvertAll(each => new OutsideCertificateLine(
            each.certificate.Id, each.Id.Value, $"{each.GivenName} {each.FamilyName}", each.DateOfBirth, each.Name, each.certificate.Course.Value, each.certificate.Number, each.certificate.Issuer, each.certificate.AchievedOn,
            each.certificate.ExpiresOn, SnakeCase.Kebab(each.certificate.State.ToString()), each.certificate.RecordedAt is { } recorded ? time.Civil(recorded) : null,
            each.certificate.CheckedBy is { } by ? people.GetValueOrDefault(by) : null, each.certificate.CheckedAt is { } at ? time.Civil(at) : null, each.certificate.RejectionReason));
    }
}

internal static class OutsideCertificateHolder
{
    /// <summary>A certificate from elsewhere and whose it is, both rows locked; null when there is none that the asker may know of.</summary>
    public static async Task<(Trainee Engineer, OutsideCertificate Certificate)?> HolderAsync(this CentreDbContext db, Guid certificate, CancellationToken cancellationToken)
    {
        var holders = await db.Database.SqlQuery<Guid>($"""select trainee_id as "Value" from outside_certificate where id = {certificate}""").ToListAsync(cancellationToken);
        if (holders is not [var holder] || await db.LockedAsync(new TraineeId(holder), cancellationToken) is not { } engineer) return null;
        return engineer.OutsideCertificates.FirstOrDefault(held => held.Id == certificate) is { } found ? (engineer, found) : null;
    }
}
