using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Cohorts;

/// <summary>Lays a course over working days and proposes what is free and suitable for each session. Nothing is kept.</summary>
/// <param name="Capacity">Places; null means the course's own default.</param>
public sealed record ProposeCohort(CourseCode Course, DateOnly FirstDay, int? Capacity) : IQuery<ProposedCohort>;

/// <param name="Shortfalls">What is not to be had, in words; empty when everything fits.</param>
/// <param name="Alternatives">First days on which everything fits, when this one does not.</param>
public sealed record ProposedCohort(
    string Course, int CourseVersion, string Title, int Capacity, decimal PricePerPlace, DateOnly FirstDay, DateOnly LastDay,
    IReadOnlyList<ProposedSession> Sessions, IReadOnlyList<string> Shortfalls, IReadOnlyList<DateOnly> Alternatives);

public sealed record ProposedSession(
    int Number, string Title, CivilSlot During, string BayKind, int BaysNeeded, IReadOnlyList<Choice> Bays, int InstructorsNeeded, IReadOnlyList<Choice> Instructors, IReadOnlyList<KitChoice> Kit, IReadOnlyList<KitNeeded> KitNeeded);

/// <param name="WhyNot">Why it cannot be chosen; null when it can.</param>
public sealed record Choice(Guid Id, string Name, bool Proposed, string? WhyNot);

/// <summary>An item that is proposed.</summary>
public sealed record KitChoice(Guid Id, string KitType, string SerialNumber);

/// <summary>A type of kit that the session needs, with every item of it.</summary>
public sealed record KitNeeded(string KitType, int Count, IReadOnlyList<Choice> Items);

internal sealed class ProposeCohortValidator : AbstractValidator<ProposeCohort>
{
    public ProposeCohortValidator()
    {
        RuleFor(request => request.Capacity).InclusiveBetween(1, 60).WithMessage("Enter how many places, from 1 to 60.");
        RuleFor(request => request.FirstDay).WithinCentreDays();
    }
}

internal sealed class ProposeCohortHandler(CentreDbContext db, TimeProvider clock) : IRequestHandler<ProposeCohort, Result<ProposedCohort>>
{
    public async Task<Result<ProposedCohort>> Handle(ProposeCohort request, CancellationToken cancellationToken)
    {
        if (await db.CurrentVersionAsync(request.Course, cancellationToken) is not { } version) return CatalogueErrors.CourseNotFound();
        var calendar = await db.CalendarAsync(cancellationToken);
        if (request.FirstDay < calendar.Time.DayOf(clock.GetUtcNow())) return CohortErrors.FirstDayPast();
        var laid = SessionLayout.Lay(version.Spec, request.FirstDay, calendar);
        if (!laid.Succeeded) return laid.Error;

        var capacity = request.Capacity ?? version.Spec.DefaultCapacity;
        var centre = await db.FacilitiesAsync(calendar, request.FirstDay, FacilitiesInWindow.LastDayToRead(version.Spec, request.FirstDay), cancellationToken);
        var proposals = Proposing.For(version.Spec, laid.Value, capacity, centre);
        IReadOnlyList<string> shortfalls = [.. proposals.SelectMany(proposal => proposal.Shortfalls)];
        return new ProposedCohort(
            version.Course.Value, version.Number, version.Title, capacity, version.Spec.PricePerPlace, laid.Value[0].Day, laid.Value[^1].Day,
            [.. proposals.Select(proposal => Show(proposal, capacity, centre))], shortfalls,
            shortfalls.Count == 0 ? [] : FacilitiesInWindow.Alternatives(version.Spec, request.FirstDay, capacity, centre));
    }

    private static ProposedSession Show(SessionProposal proposal, int capacity, CentreFacilities centre) => new(
        proposal.Session.Number, proposal.Session.Pattern.Title, CivilSlot.Of(proposal.Session.During, centre.Calendar.Time), proposal.Session.Pattern.BayKind,
        proposal.BaysNeeded, Choices(proposal.Bays, proposal.ProposedBays), proposal.InstructorsNeeded, Choices(proposal.Instructors, proposal.ProposedInstructors),
        [.. centre.Kit.Where(item => proposal.ProposedKit.Contains(item.Id)).OrderBy(item => item.KitType).ThenBy(item => item.SerialNumber)
            .Select(item => new KitChoice(item.Id.Value, item.KitType, item.SerialNumber))],
        [.. proposal.Session.Pattern.Kit.Select(need => new KitNeeded(need.KitType, proposal.Session.Pattern.ItemsFor(need, capacity),
            [.. centre.Kit.Where(item => item.KitType == need.KitType).OrderBy(item => item.SerialNumber, StringComparer.Ordinal)
                .Select(item => new Choice(item.Id.Value, item.SerialNumber, proposal.ProposedKit.Contains(item.Id), centre.WhyNot(item, proposal.Session.During)))]))]);

    private static List<Choice> Choices(IReadOnlyList<Candidate> candidates, IReadOnlyList<ResourceId> proposed) =>
        [.. candidates.Select(each => new Choice(each.Id.Value, each.Name, proposed.Contains(each.Id), each.WhyNot))];
}
