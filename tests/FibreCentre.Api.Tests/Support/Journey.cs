using FibreCentre.Api.Features.Assessment;
using FibreCentre.Api.Features.Catalogue;
using FibreCentre.Api.Features.Engineers;
using FibreCentre.Api.Features.Feeds;
using FibreCentre.Domain.Assessment;
using FibreCentre.Domain.Catalogue;
using FibreCentre.Domain.Feeds;

namespace FibreCentre.Api.Tests.Support;

/// <summary>One engineer's way from the booking to the certificate, with the ids of everything it left behind.</summary>
internal sealed record Journey(
    GivenCohort Cohort, Guid Booking, Guid Place, Guid Trainee, Guid Session, string Unit, Guid Decision, Guid Certificate, string PublicId, string FeedToken, long Message)
{
    /// <summary>Another booking of the same provider, whose places can still be given back.</summary>
    public Guid OpenBooking { get; init; }

    public IReadOnlyList<Guid> OpenPlaces { get; init; } = [];

    public Guid Provider { get; init; }

    public (Guid Id, long Delivery) Webhook { get; init; }

    /// <summary>Of the centre's own.</summary>
    public (Guid Id, long Delivery) Channel { get; init; }

    /// <summary>An entry on a waiting list, an allocation and an agreed price of the same provider.</summary>
    public (Guid WaitingEntry, Guid Allocation, Guid Agreement) Kept { get; init; }

    /// <summary>A closure that waits to be settled; the centre's, whoever asks.</summary>
    public Guid Outage { get; init; }

    /// <summary>A draft of the timetable that is done; the centre's.</summary>
    public Guid Run { get; init; }

    /// <summary>A bay, an instructor, a kit item and one of the instructor's qualifications; the centre's as well.</summary>
    public (Guid Bay, Guid Instructor, Guid Item, Guid Qualification) Facility { get; init; }

    /// <summary>Booked by the engineer, and not over.</summary>
    public Guid Practice { get; init; }

    /// <summary>What a witness says of another engineer of the same provider.</summary>
    public Guid Evidence { get; init; }

    /// <summary>A file of engineers that was looked at and not imported.</summary>
    public Guid Import { get; init; }

    /// <summary>The engineer's own calendar address.</summary>
    public Guid Feed { get; init; }

    /// <summary>A screen in the entrance; nobody's in particular.</summary>
    public Guid Screen { get; init; }

    /// <summary>A "no" of the engineer's to an invitation, which nobody has seen.</summary>
    public long Reply { get; init; }

    /// <summary>A decision about the engineer, and the appeal by which the provider contests it.</summary>
    public Guid Contested { get; init; }

    public Guid Appeal { get; init; }

    /// <summary>The draw that has looked at all of it; the centre's.</summary>
    public Guid Draw { get; init; }

    /// <summary>One of the engineer's certificates from elsewhere that nobody has verified.</summary>
    public Guid OutsideCertificate { get; init; }
}

internal static class Journeys
{
    /// <summary>The whole way for the engineers who can sign in; the clock stands on the last of their days afterwards.</summary>
    public static async Task<IReadOnlyList<Journey>> GivenWholeJourneysFor(this TestCentre centre, params Person[] trainees)
    {
        var booked = new List<(Person Trainee, GivenCohort Cohort, Guid Booking, Guid Place)>();
        foreach (var trainee in trainees)
        {
            var cohort = await centre.GivenACohort();
            var places = await centre.GivenAPlaceFor(trainee, cohort);
            booked.Add((trainee, cohort, places.BookingId, places.Places[0].Id));
        }
        centre.ItIs(booked.Max(each => each.Cohort.FirstDay), hour: 16);
        var journeys = new List<Journey>();
        foreach (var (trainee, cohort, booking, place) in booked)
        {
            var feed = await centre.App.AskAsync(new MakeFeed(FeedKind.Trainee), trainee.Actor);
            var decision = await centre.GivenAllSignedOff(cohort, place);
            var certificate = await centre.Value<string>("select id::text || ' ' || public_id from certificate where place_id = $1", place);
            journeys.Add(new(
                cohort, booking, place, trainee.Trainee!.Value, cohort.Sessions[0].Id, (await centre.UnitsOf(cohort.Course))[0].Code, decision, Guid.Parse(certificate.Split(' ')[0]), certificate.Split(' ')[1],
                feed.Token, await centre.Value<long>("select min(id) from message where place_id = $1", place)) { Feed = feed.Id });
        }
        return journeys;
    }

    /// <summary>Somebody of FTC-101, present, with every criterion of the first unit met: it takes a signature and no more.</summary>
    public static async Task<Guid> GivenMarked(this TestCentre centre)
    {
        var cohort = await centre.GivenACohort();
        var place = (await centre.GivenABooking(cohort, centre.Cast.NorthBooker)).Places[0].Id;
        if (centre.Clock.GetUtcNow() < TestCentre.Time.At(cohort.FirstDay, new(9, 0))) centre.ItIs(cohort.FirstDay, 9);
        await centre.GivenPresent(cohort, place);
        await centre.GivenAllMet(place, (await centre.UnitsOf("FTC-101"))[0]);
        return place;
    }

    /// <summary>Present at every session.</summary>
    public static async Task GivenPresent(this TestCentre centre, GivenCohort cohort, Guid place)
    {
        foreach (var session in cohort.Sessions) await centre.App.AskAsync(new MarkAttendance(new(session.Id), new(place), AttendanceMark.Present), centre.Cast.Instructor.Actor);
    }

    /// <summary>Everything of a unit met.</summary>
    public static Task<MarkedCriteria> GivenAllMet(this TestCentre centre, Guid place, CourseUnit unit) =>
        centre.App.AskAsync(new MarkCriteria(new(place), unit.Code, [.. unit.Criteria.Select(Met)]), centre.Cast.Instructor.Actor);

    /// <summary>Signed by the instructor, countersigned by the IQA where two are needed. The first unit's decision is returned.</summary>
    public static async Task<Guid> GivenAllSignedOff(this TestCentre centre, GivenCohort cohort, Guid place)
    {
        await centre.GivenPresent(cohort, place);
        Guid? first = null;
        foreach (var unit in await centre.UnitsOf(cohort.Course))
        {
            await centre.GivenAllMet(place, unit);
            var signed = await centre.App.AskAsync(new SignOff(new(place), unit.Code, null, centre.Cast.Instructor.Password), centre.Cast.Instructor.Actor);
            if (signed.Provisional) await centre.App.AskAsync(new Countersign(signed.DecisionId, centre.Cast.Iqa.Password), centre.Cast.Iqa.Actor);
            first ??= signed.DecisionId;
        }
        return first!.Value;
    }

    /// <summary>A certificate from elsewhere, each with a number of its own.</summary>
    public static async Task<Guid> GivenAnOutsideCertificate(this TestCentre centre, Person booker, Guid engineer, string course = "FTC-110") =>
        (await centre.App.AskAsync(new RecordOutsideCertificate(new(engineer), new(course, Guid.NewGuid().ToString("N"), "Elsewhere", "2024-01-01", "2030-01-01")), booker.Actor)).Id;

    public static async Task<IReadOnlyList<CourseUnit>> UnitsOf(this TestCentre centre, string course) => (await centre.Ask(new ShowCourse(new(course), null))).Spec.Units;

    public static MarkedCriterion Met(Criterion criterion) => criterion.Limit is { } limit
        ? new(criterion.Code, null, [.. Enumerable.Repeat(Within(limit), limit.Readings)])
        : new(criterion.Code, Verdict.Met);

    private static decimal Within(MeasureLimit limit) => limit.AtLeast ?? limit.AtMost ?? (limit.Above is { } above ? above + 1 : limit.Below!.Value - 1);
}
