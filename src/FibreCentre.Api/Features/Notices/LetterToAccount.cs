using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Plain mails to people who sign in here: whoever holds, waits or booked, and the centre's own coordinators. What they say is read now; what is no longer so is not sent.</summary>
internal sealed class LetterToAccount(CentreDbContext db, IOptions<MailOptions> mail, IConfiguration configuration, TimeProvider clock)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private sealed record Reader(string DisplayName, string Email, bool Active);

    /// <param name="Pointless">Why there is nothing left to say; null when there is.</param>
    private sealed record Words(string Subject, string[] Paragraphs, string Path, string? Pointless = null)
    {
        public static Words None(string why) => new("", [], "", why);
    }

    public async Task<ComposedMessage> WriteAsync(Message message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var reader = await db.Database.SqlQuery<Reader>($"""
            select display_name as "DisplayName", coalesce(email, '') as "Email", lockout_end is null or lockout_end < {now} as "Active" from identity.account where id = {message.Account}
            """).SingleOrDefaultAsync(cancellationToken);
        if (reader is not { Active: true, Email.Length: > 0 }) return new(null, null, "The account is gone or disabled.");
        var centre = await db.CentreAsync(cancellationToken);
        var time = CentreTime.In(centre.TimeZone);
        var words = message.Kind == MessageKind.InvariantsBroken
            ? new("The nightly audit found something broken", ["Last night's audit found rows that break a rule the centre relies on. Look at it before more is booked."], "/audit")
            : message.Kind is MessageKind.DecisionDue or MessageKind.GoingAhead or MessageKind.CohortCancelled or MessageKind.WaitingClosed or MessageKind.CohortMoved
            ? await OfCohortAsync(message, cancellationToken)
            : message.Kind is MessageKind.RosterChanged ? await OfRosterAsync(message, time, now, cancellationToken)
            : message.Kind is MessageKind.PracticeBooked or MessageKind.PracticeTomorrow or MessageKind.PracticeOff ? await OfPracticeAsync(message, time, now, cancellationToken)
            : await OfBookingAsync(message, time, now, cancellationToken);
        if (words.Pointless is not null) return new(null, null, words.Pointless);
        var address = configuration["Centre:BaseUrl"] is { Length: > 0 } configured ? configured.TrimEnd('/') : "http://localhost:5080";
        string[] paragraphs = [$"Dear {reader.DisplayName},", .. words.Paragraphs, $"{address}{words.Path}", centre.Name];
        return new(MailParts.Envelope(
            message, mail.Value, new MailboxAddress(mail.Value.FromName, $"training@{mail.Value.Domain}"), new MailboxAddress(reader.DisplayName, reader.Email), words.Subject, MailParts.Alternatives(paragraphs), now), null, null);
    }

    private async Task<Words> OfBookingAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var booking = await db.Bookings.AsNoTracking().SingleAsync(each => each.Id == new BookingId(message.Subject!.Value), cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == booking.Cohort, cancellationToken);
        var places = await db.Places.AsNoTracking().Where(each => each.Booking == booking.Id).ToListAsync(cancellationToken);
        var about = $"{cohort.Course} {cohort.Title} from {CohortErrors.Day(cohort.FirstDay)}";
        var path = $"/bookings/{booking.Id.Value}";
        var held = Count(places.Count(place => place.State == PlaceState.Held));
        var until = booking.HeldUntil is { } end ? Moment(end, time) : "";
        var unnamed = places.Count(place => place.State == PlaceState.Confirmed && place.Trainee is null);
        return message.Kind switch
        {
            MessageKind.HoldEnding or MessageKind.OfferEnding or MessageKind.Offer when !booking.IsHeld(now) => Words.None("The places were booked, or given back, before it was sent."),
            MessageKind.HoldEnding => new($"Your hold ends soon: {about}", [$"You hold {held} on {about}. The hold ends on {until}.", "Give your purchase order number to book them, or let them go."], path),
            MessageKind.HoldLapsed => new($"Your hold has ended: {about}", [$"The places you held on {about} are free again.", "You can still book if there are places left."], $"/cohorts/{cohort.Id.Value}"),
            MessageKind.Offer => new($"Places for you: {about}", [$"It is your turn on the waiting list: {held} on {about}. They are kept for you until {until}; then they go to the next in line.", "Take them with your purchase order number, or decline."], path),
            MessageKind.OfferEnding => new($"Your offer ends soon: {about}", [$"{held} on {about} are kept for you until {until}; then they go to the next in line."], path),
            MessageKind.OfferLapsed => new($"Your offer has ended: {about}", [$"The places offered to you on {about} went to the next in line, and you are no longer on the waiting list.", "You can join it again, at its end."], $"/cohorts/{cohort.Id.Value}"),
            MessageKind.PlaceGiven => new(
                $"Booked from the waiting list: {about}",
                [$"Your turn came: {Count(places.Count(place => place.IsLive))} on {about} {(places.Count == 1 ? "is" : "are")} booked under your order number {booking.PurchaseOrder}, as you asked.", .. unnamed > 0 ? [$"Name your engineers until {Moment(cohort.NamesDueAt, time)}."] : Array.Empty<string>()],
                path),
            MessageKind.NamesDue when unnamed == 0 || cohort.State is CohortState.Cancelled => Words.None("Every place has a name."),
            MessageKind.NamesDue when now >= cohort.NamesDueAt => Words.None("Names were due before it was sent."),
            MessageKind.NamesDue => new(
                $"Names needed: {about}",
                [$"{Count(unnamed)} of your booking {booking.Reference} on {about} {(unnamed == 1 ? "has" : "have")} no name yet. Names are due on {Moment(cohort.NamesDueAt, time)}.", "Places without a name lapse then, on the course's terms for cancelling."],
                path),
            MessageKind.NamesLapsed => new($"Places have lapsed: {about}", [$"Names were due for {about}, and {Count(places.Count(place => place.EndedBecause == PlaceEnd.Lapsed))} of your booking {booking.Reference} had none. They have lapsed; what that costs is in your statement."], path),
            _ => Words.None("Nobody knows what to say of it."),
        };
    }

    private async Task<Words> OfCohortAsync(Message message, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == new CohortId(message.Subject!.Value), cancellationToken);
        var about = $"{cohort.Course} {cohort.Title} from {CohortErrors.Day(cohort.FirstDay)}";
        var path = $"/cohorts/{cohort.Id.Value}";
        switch (message.Kind)
        {
            case MessageKind.DecisionDue when cohort.State != CohortState.Open: return Words.None("It was decided before it was sent.");
            case MessageKind.DecisionDue:
                return new(
                    $"Does it go ahead? {cohort.Code}",
                    [$"{about} has {cohort.PlacesTaken} of {cohort.Capacity} places taken and needs {cohort.MinimumSize}. It is {GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize)}.", "Confirm that it runs, or cancel it and move everybody to another cohort."],
                    $"{path}/decide");
            case MessageKind.CohortMoved when cohort.State == CohortState.Cancelled: return Words.None("The cohort was cancelled before it was sent.");
            case MessageKind.CohortMoved:
                return new(
                    $"New dates: {cohort.Course} {cohort.Title}",
                    [$"The centre has moved {cohort.Code}. It now begins on {CohortErrors.Day(cohort.FirstDay)} and ends on {CohortErrors.Day(cohort.LastDay)}.", "Your places there, what you hold and your turn on the waiting list stay as they are. Names are asked for in time for the new dates."], path);
            case MessageKind.GoingAhead: return new($"Confirmed to run: {about}", [$"{about} goes ahead. You can rely on it."], path);
            case MessageKind.WaitingClosed:
                var wanted = await db.WaitingEntries.AsNoTracking().Where(each => each.Cohort == cohort.Id && each.Provider == message.Provider && each.State == WaitingState.Closed).SumAsync(each => each.Places, cancellationToken);
                return new(
                    $"No place came free: {about}",
                    [$"{about} begins now, and its waiting list is closed. {(wanted == 1 ? "The place you waited for" : $"The {wanted} places you waited for")} did not come free. You owe nothing.", "Other dates of the course are on this page; where one is full, you can join its waiting list."],
                    $"/cohorts?course={cohort.Course}");
            default:
                var moved = await (
                    from booking in db.Bookings
                    join place in db.Places on booking.Id equals place.Booking
                    where place.Provider == message.Provider && place.Cohort == cohort.Id && place.EndedBecause == PlaceEnd.CohortCancelled
                    select place.Id).CountAsync(cancellationToken);
                if (moved == 0) return new($"Cancelled: {about}", [$"We are sorry: {about} will not take place. What you held or waited for there has ended, and you owe nothing for it."], "/cohorts");
                return new($"Cancelled: {about}", [$"We are sorry: {about} will not take place. Your {Count(moved)} there {(moved == 1 ? "has" : "have")} been credited in full.", "Engineers who could be moved to another cohort have their invitations for it already; your bookings show who."], "/bookings");
        }
    }

    private const int SessionsListed = 12;

    private sealed record RosterLine(DateTimeOffset Starts, string What, string Where);

    /// <summary>What an instructor teaches from now on, as it is when it is sent.</summary>
    private async Task<Words> OfRosterAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var instructor = await db.Database.SqlQuery<Guid?>($"select instructor_id as \"Value\" from identity.account where id = {message.Account}").SingleOrDefaultAsync(cancellationToken);
        if (instructor is not { } id) return Words.None("The account is no instructor's any more.");
        var ahead = await db.Database.SqlQuery<RosterLine>($"""
            select lower(coalesce(s.during, p.during)) as "Starts", coalesce(s.title, 'practice') as "What", coalesce(c.code, b.name) as "Where"
            from reservation r
              left join session s on s.id = r.session_id left join cohort c on c.id = s.cohort_id
              left join practice p on p.id = r.practice_id left join bay b on b.id = p.bay_id
            where r.resource_id = {id} and r.purpose in ('session', 'practice') and upper(r.during) > {now} order by 1
            """).ToListAsync(cancellationToken);
        string[] lines = [.. ahead.Take(SessionsListed).Select(each => $"{Moment(each.Starts, time)}: {each.What}, {each.Where}")];
        return new(
            "Your sessions have changed",
            ["Sessions of yours were moved, given to you or taken over by somebody else.", lines.Length == 0 ? "You teach nothing from now on." : "From now on you teach:", .. lines, .. ahead.Count > SessionsListed ? [$"and {ahead.Count - SessionsListed} more."] : Array.Empty<string>()], "/today");
    }

    private async Task<Words> OfPracticeAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var practice = await db.Practices.AsNoTracking().SingleAsync(each => each.Id == new PracticeId(message.Subject!.Value), cancellationToken);
        var trainee = await db.Trainees.AsNoTracking().IgnoreAutoIncludes().SingleAsync(each => each.Id == practice.Trainee, cancellationToken);
        var bay = await db.Bays.AsNoTracking().SingleAsync(each => each.Id == practice.Bay, cancellationToken);
        var supervisor = practice.Supervisor is { } present ? (await db.Instructors.AsNoTracking().IgnoreAutoIncludes().SingleAsync(each => each.Id == present, cancellationToken)).Name : null;
        var when = $"{Moment(practice.During.Start, time)} to {CohortErrors.Time(time.TimeOf(practice.During.End))}";
        string[] what = [$"{trainee.Name} practises in {bay.Name} on {when}.", supervisor is null ? "Nobody of the centre is present there." : $"{supervisor} is present."];
        const string path = "/practice";
        return message.Kind switch
        {
            MessageKind.PracticeOff when practice.State == PracticeState.Booked => Words.None("The practice takes place."),
            MessageKind.PracticeOff => new($"Called off: practice on {when}", [$"We are sorry: {bay.Name} is not to be had on {when}, and {trainee.Name} cannot practise there then. The hours of that week are free again.", "Book another time if you like."], path),
            _ when practice.State == PracticeState.Released => Words.None("The practice was released before it was sent."),
            MessageKind.PracticeTomorrow when practice.During.Start <= now => Words.None("The practice has begun."),
            MessageKind.PracticeTomorrow => new($"{(time.DayOf(now) == time.DayOf(practice.During.Start) ? "Today" : "Tomorrow")}: practice in {bay.Name}", [.. what, "If it is not needed, release it, so that somebody else can have the time."], path),
            _ => new($"Practice booked: {bay.Name}, {when}", [.. what, "It can be released until it begins."], path),
        };
    }

    private static string Count(int places) => places == 1 ? "1 place" : $"{places} places";

    private static string Moment(DateTimeOffset instant, CentreTime time)
    {
        var civil = time.Civil(instant);
        return civil.ToString("dddd d MMMM 'at' h:mm", English) + (civil.Hour < 12 ? "am" : "pm");
    }
}
