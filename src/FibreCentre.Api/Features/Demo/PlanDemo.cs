using FibreCentre.Api.Features.Cohorts;
using FibreCentre.Api.Features.Notices;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Persistence.HotPath;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Places;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FibreCentre.Api.Features.Demo;

/// <summary>
/// Puts the next weeks' cohorts into a demo centre that has none ahead of it. They were planned a fortnight ago, so that one of them can be under way today, and
/// are taught by instructors who can sign in where they suffice.
/// </summary>
/// <param name="WithAccount">The codes of those instructors.</param>
internal sealed record PlanDemo(IReadOnlyList<string> WithAccount) : ICommand<PlannedDemo>;

/// <param name="Cohorts">How many.</param>
internal sealed record PlannedDemo(int Cohorts);

internal sealed class PlanDemoHandler(CentreDbContext db, PublishedCourses courses, IOptions<MailOptions> mail, TimeProvider clock) : IRequestHandler<PlanDemo, Result<PlannedDemo>>
{
    /// <summary>What runs in the demo, and from which working day counted from today: the first of them is being taught on the day the demo is made.</summary>
    private static readonly (string Course, int WorkingDay, int Capacity, bool Open)[] Cohorts =
    [
        ("FTC-201", 1, 6, true), ("FTC-101", 3, 12, true), ("FTC-201", 6, 6, true), ("FTC-110", 6, 12, true), ("FTC-210", 8, 6, true),
        ("FTC-120", 10, 8, true), ("FTC-140", 12, 4, true), ("FTC-220", 12, 6, true), (WaitedFor, 13, 8, true), ("FTC-201", 15, 12, false),
    ];

    /// <summary>One provider has all its places, and the others wait: demand that can be planned for.</summary>
    private const string WaitedFor = "FTC-125";

    public async Task<Result<PlannedDemo>> Handle(PlanDemo request, CancellationToken cancellationToken)
    {
        var (calendar, now) = (await db.CalendarAsync(cancellationToken), clock.GetUtcNow());
        var today = calendar.Time.DayOf(now);
        if (await db.Cohorts.AnyAsync(each => each.LastDay >= today, cancellationToken)) return new PlannedDemo(0);
        var count = 0;
        var planned = now.AddDays(-14);
        foreach (var (code, workingDay, capacity, open) in Cohorts)
        {
            if (await db.CurrentVersionAsync(new(code), cancellationToken) is not { } version) continue;   // a catalogue of the centre's own
            var firstDay = calendar.WorkingDay(today, workingDay);
            var centre = await db.FacilitiesAsync(calendar, firstDay, firstDay.AddDays(21), cancellationToken);
            if (SessionLayout.Lay(version.Spec, firstDay, calendar) is not { Succeeded: true, Value: var laid }) continue;
            var proposals = new[] { centre.With([.. centre.Instructors.Where(each => request.WithAccount.Contains(each.Code))]), centre }
                .Select(choice => Proposing.For(version.Spec, laid, capacity, choice)).FirstOrDefault(each => each.All(proposal => proposal.Shortfalls.Count == 0));
            if (proposals is null) continue;
            var cohort = Cohort.Plan(version, $"{code}-{firstDay:yyMMdd}-A", capacity, laid, calendar.Time, planned).Value!;
            db.Add(cohort);
            db.AddRange(Occupation.Reservations([.. cohort.Sessions.Zip(proposals, (session, proposal) => (session, (IReadOnlyList<ResourceId>)[.. proposal.Resources]))], centre));
            await db.SaveChangesAsync(cancellationToken);
            // Published once its bays are known: what becomes of them from then on is news, this is none.
            if (open) cohort.Publish(planned);
            await db.SaveChangesAsync(cancellationToken);
            if (open && workingDay == 1) await BookAsync(cohort.Id, planned, cancellationToken);
            if (code == WaitedFor) await WaitAsync(cohort, calendar.Time.At(firstDay.AddDays(-3), new(17, 0)), planned, cancellationToken);
            count++;
        }
        return new PlannedDemo(count);
    }

    private async Task WaitAsync(Cohort cohort, DateTimeOffset releaseAt, DateTimeOffset planned, CancellationToken cancellationToken)
    {
        var providers = await db.Providers.AsNoTracking().OrderBy(each => each.Code).Select(each => each.Id).ToListAsync(cancellationToken);
        db.Add(Allocation.Keep(cohort, providers[0], cohort.Capacity, releaseAt, Guid.Empty, planned).Value!);
        await db.SaveChangesAsync(cancellationToken);
        db.AddRange(providers.Skip(1).Select((provider, index) => WaitingEntry.Join(cohort.Id, provider, 7 - (2 * index), together: false, automatic: false, null, [], Guid.Empty, planned)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Two engineers of each provider who may take it.</summary>
    private async Task BookAsync(CohortId cohort, DateTimeOffset planned, CancellationToken cancellationToken)
    {
        foreach (var provider in await db.Providers.AsNoTracking().OrderBy(each => each.Code).ToListAsync(cancellationToken))
        {
            var trainees = await db.Trainees.AsNoTracking().Where(each => each.Provider == provider.Id).Select(each => each.Id.Value).ToListAsync(cancellationToken);
            var facts = (await new BookingFacts(db, courses).ReadAsync(cohort, provider.Id, trainees, [], lockCohort: true, cancellationToken))!;
            var booking = Booking.Ordered(provider.Id, cohort, Places.BookingReference.New(), $"{provider.Code}-0001", Guid.Empty, planned);
            var engineers = facts.Engineers.OrderByDescending(each => each.Email).Select((each, index) => new EngineerToBook(index, each.Id, each.Facts, each.HasPlace, each.BusyWith)).ToList();
            var refused = BookingRequest.Judge(facts.Cohort, engineers).Select(each => each.Row).ToHashSet();
            var booked = BookingRequest.Book(facts.Cohort, booking, [.. engineers.Where(each => !refused.Contains(each.Row)).Take(2)], planned);
            if (booked.Succeeded) await db.SendAsync(new BookingWrite(facts, mail.Value.Domain, clock.GetUtcNow()).Book(booking, booked.Value, by: null), cancellationToken);
        }
    }
}
