using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Places;
using FluentValidation;
using MediatR;

namespace FibreCentre.Api.Features.Places;

/// <summary>Says of every engineer named whether booking would accept them, by the very rules booking uses. Nothing is changed.</summary>
/// <param name="Trainees">Known ones, by id.</param>
/// <param name="Engineers">Others, by their details; one whose e-mail the provider already uses is that known one.</param>
public sealed record CheckEngineers(CohortId Cohort, IReadOnlyList<Guid> Trainees, IReadOnlyList<EngineerDetails> Engineers) : IQuery<CheckedEngineers>;

/// <param name="Before">By course code: cohorts of a missing course with places left that end before this one begins, soonest first.</param>
public sealed record CheckedEngineers(
    Guid CohortId, string CohortCode, int PlacesLeft, decimal PricePerPlace, IReadOnlyList<CheckedEngineer> Rows, IReadOnlyDictionary<string, IReadOnlyList<CohortBefore>> Before)
{
    public int Accepted => Rows.Count(row => row.Reasons.Count == 0);
}

/// <param name="Row">Counted from 1: first the known ones, then the others, as they were sent.</param>
/// <param name="Line">Of the file they came by, where the header is line 1; null where they came by none.</param>
/// <param name="IsKnown">Whether the provider already has this engineer here.</param>
/// <param name="Reasons">Why not, each with what would help; empty when the engineer can be booked.</param>
/// <param name="Notes">What a person should look at before going on: somebody who may be the same person under another address, an address that is somebody else's, somebody who holds the course already or is booked on another cohort of it, a certificate that was rejected or is recorded with other dates. Nothing is merged or refused by it.</param>
/// <param name="Prerequisites">Every prerequisite and how the engineer stands to it; empty for one whose details cannot be read.</param>
public sealed record CheckedEngineer(int Row, string Name, string Email, bool IsKnown, IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes, IReadOnlyList<ExplainedPrerequisite> Prerequisites, int? Line = null);

internal sealed class CheckEngineersValidator : AbstractValidator<CheckEngineers>
{
    public CheckEngineersValidator()
    {
        RuleFor(request => request.Engineers).NotNull();
        RuleFor(request => request.Trainees).NotNull();
        RuleForEach(request => request.Engineers).NotNull();
        RuleFor(request => request).Must(request => request.Trainees.Count + request.Engineers.Count <= EngineerSheet.MostRows)
            .OverridePropertyName("engineers").WithMessage($"Check at most {EngineerSheet.MostRows:N0} engineers at a time.");
    }
}

internal sealed class CheckEngineersHandler(CentreDbContext db, Actor actor, PublishedCourses courses, TimeProvider clock) : IRequestHandler<CheckEngineers, Result<CheckedEngineers>>
{
    public async Task<Result<CheckedEngineers>> Handle(CheckEngineers request, CancellationToken cancellationToken)
    {
        var shape = request.Engineers.Select(EngineerFaults.Of).ToList();
        var sound = request.Engineers.Where((_, index) => shape[index].Count == 0).ToList();
        var facts = await new BookingFacts(db, courses).ReadAsync(request.Cohort, new(actor.ProviderId!.Value), request.Trainees, [.. sound.Select(each => each.Email)], lockCohort: false, cancellationToken);
        if (facts is null || facts.Cohort.State == CohortState.Draft) return CohortErrors.NotFound();

        var roll = Roll.Of(facts, request.Trainees, request.Engineers, actor.ProviderId!.Value, clock.GetUtcNow());
        var closed = facts.Cohort.TakesBookings(clock.GetUtcNow()) ? null : PlaceErrors.BookingClosed(facts.Cohort.State).Detail;
        var refused = BookingRequest.Judge(facts.Cohort, roll.Select(each => each.Asked)).ToDictionary(each => each.Row, each => each.Reasons);
        var lookalikes = await Lookalikes.OfAsync(db, roll, cancellationToken);
        var repetitions = await Repetitions.OfAsync(db, facts, roll, cancellationToken);
        var rows = roll.ConvertAll(each =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var index = each.Asked.Row - 1 - request.Trainees.Count;
            var isUnreadable = index >= 0 && shape[index].Count > 0;
            var faults = isUnreadable ? shape[index] : [.. each.Faults, .. refused.GetValueOrDefault(each.Asked.Row) ?? []];
            var standings = isUnreadable || each.Asked.Facts == EngineerFacts.None ? [] : Eligibility.Explain(facts.Cohort.Course, facts.Cohort.FirstDay, facts.Cohort.LastDay, each.Asked.Facts);
            return new CheckedEngineer(each.Asked.Row, each.Name, each.Email, each.IsKnown, closed is null ? faults : [closed, .. faults], isUnreadable ? [] : [.. lookalikes[each.Asked.Row], .. repetitions[each.Asked.Row], .. each.Remarks], [.. standings.Select(ExplainedPrerequisite.Of)]);
        });
        var before = await CohortsBefore.OfAsync(db, rows.SelectMany(row => row.Prerequisites), facts.Cohort.FirstDay, clock.GetUtcNow(), cancellationToken);
        return new CheckedEngineers(request.Cohort.Value, facts.CohortCode, facts.Cohort.PlacesLeft, facts.Cohort.PricePerPlace, rows, before);
    }
}

/// <summary>What is wrong with a description of an engineer, in words: the same for booking, naming, importing and a certificate alone.</summary>
internal static class EngineerFaults
{
    /// <summary>Younger is a slip of the pen, and not only too young for a course.</summary>
    private const int YoungestYears = 10;

    private static readonly EngineerDetailsValidator Validator = new();

    public static IReadOnlyList<string> Of(EngineerDetails engineer) => [.. Validator.Validate(engineer).Errors.Select(fault => fault.ErrorMessage)];

    /// <summary>Slips that only the day shows: a birthday or a certificate still to come.</summary>
    public static string? OfBirth(EngineerDetails engineer, DateOnly today) =>
        engineer.BornOn is { } born && born > today.AddYears(-YoungestYears) ? $"Check the date of birth: by it the engineer is not {YoungestYears} yet." : null;

    /// <inheritdoc cref="OfBirth"/>
    public static string? OfAchievement(CertificateDetails? certificate, DateOnly today) =>
        Dates.Read(certificate?.AchievedOn) is { } achieved && achieved > today ? $"Check the day {certificate!.Course} was achieved: it is still to come." : null;

    /// <param name="catalogue">The codes of the courses there are.</param>
    public static IEnumerable<string> Of(EngineerDetails engineer, IReadOnlySet<string> catalogue, DateOnly today) =>
        [.. OfCourses(engineer, catalogue), .. new[] { OfBirth(engineer, today) }.Concat((engineer.Certificates ?? []).Select(each => OfAchievement(each, today))).OfType<string>()];

    /// <param name="catalogue">As above.</param>
    public static IEnumerable<string> OfCourses(EngineerDetails engineer, IReadOnlySet<string> catalogue) =>
        (engineer.Certificates ?? []).Where(each => CourseCode.TryParse(each?.Course, out _) && !catalogue.Contains(each!.Course)).Select(each => each.Course).Distinct().Select(code => $"There is no course {code}. Use a code of the catalogue, such as FTC-101.");
}
