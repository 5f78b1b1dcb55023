using System.Globalization;
using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Api.Security;
using FibreCentre.Domain;
using FibreCentre.Domain.Cohorts;
using FibreCentre.Domain.Facilities;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using FibreCentre.Domain.Quality;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace FibreCentre.Api.Features.Notices;

/// <summary>Plain mails to people who sign in here: whoever holds, waits or booked, and the centre's own coordinators. What they say is read now; what is no longer so is not sent.</summary>
internal sealed class LetterToAccount(CentreDbContext db, UserManager<Account> accounts, IOptions<MailOptions> mail, IConfiguration configuration)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private sealed record Reader(string DisplayName, string Email, bool Active);

    /// <param name="Facts">What its words speak of.</param>
    /// <param name="Path">Of the page where something can be done about it.</param>
    /// <param name="Pointless">Why there is nothing left to say; null when there is.</param>
    /// <param name="Said">The sessions or the cohort it speaks of; null where it speaks of neither.</param>
    private sealed record Told(IReadOnlyDictionary<string, object?> Facts, string Path, string? Pointless = null, Said? Said = null)
    {
        public static Told Nothing(string why) => new(MessageFacts.Of(), "", why);
    }

    public async Task<ComposedMessage> WriteAsync(Message message, MessageWriter.Sources from, CancellationToken cancellationToken)
    {
        var (centre, now) = (from.Centre, from.Now);
        var reader = await db.Database.SqlQuery<Reader>($"""
            select display_name as "DisplayName", coalesce(email, '') as "Email", lockout_end is null or lockout_end < {now} as "Active" from identity.account where id = {message.Account}
            """).SingleOrDefaultAsync(cancellationToken);
        if (reader is not { Active: true, Email.Length: > 0 })
        {
            if (message.Kind == MessageKind.Digest) foreach (var each in await db.TakeUpAsync(message, now, cancellationToken)) each.Skip(Gone, now);
            return ComposedMessage.Nothing(Gone);
        }
        var told = message.Kind == MessageKind.Digest ? await OfDigestAsync(message, reader, from, cancellationToken) : await OfAsync(message, from, cancellationToken);
        if (told.Pointless is not null) return ComposedMessage.Nothing(told.Pointless);
        var words = Phrasing.Of(from.WordsOf(message.Kind), Addressed(told, reader, centre));
        return ComposedMessage.Plain(MailParts.Envelope(
            message, mail.Value, new MailboxAddress(mail.Value.FromName, $"training@{mail.Value.Domain}"), new MailboxAddress(reader.DisplayName, reader.Email), words.Subject, MailParts.Alternatives(words), now), told.Said);
    }

    private const string Gone = "The account is gone or disabled.";

    private Dictionary<string, object?> Addressed(Told told, Reader reader, Centre centre) =>
        new(told.Facts, StringComparer.Ordinal) { ["name"] = reader.DisplayName, ["centre"] = centre.Name, ["link"] = CentreLinks.Of(configuration, told.Path) };

    private async Task<Told> OfAsync(Message message, MessageWriter.Sources from, CancellationToken cancellationToken)
    {
        var (time, now) = (from.Time, from.Now);
        return message.Kind switch
        {
            MessageKind.PasswordLink => await OfPasswordAsync(message, now),
            MessageKind.InvariantsBroken => new(MessageFacts.Of(), "/audit"),
            MessageKind.DecisionDue or MessageKind.GoingAhead or MessageKind.CohortCancelled or MessageKind.WaitingClosed or MessageKind.CohortMoved => await OfCohortAsync(message, time, cancellationToken),
            MessageKind.AssessmentOutstanding => await OfOutstandingAsync(message, cancellationToken),
            MessageKind.ReviewQueried or MessageKind.DecisionOverturned => await OfReviewAsync(message, time, cancellationToken),
            MessageKind.AppealMade or MessageKind.AppealToDecide or MessageKind.AppealEnded => await OfAppealAsync(message, time, cancellationToken),
            MessageKind.CheckDue => await OfCheckAsync(message, time, now, cancellationToken),
            MessageKind.RosterChanged => await OfRosterAsync(message, time, now, cancellationToken),
            MessageKind.PracticeBooked or MessageKind.PracticeTomorrow or MessageKind.PracticeOff => await OfPracticeAsync(message, time, now, cancellationToken),
            _ => await OfBookingAsync(message, time, now, cancellationToken),
        };
    }

    /// <summary>The link is made now: it is in this letter and nowhere else. One that is older than it would live is not sent.</summary>
    private async Task<Told> OfPasswordAsync(Message message, DateTimeOffset now)
    {
        if (now - message.CreatedAt > SignIn.LinkLife) return Told.Nothing("Whoever asked for it has waited too long.");
        var account = (await accounts.FindByIdAsync(message.Account!.Value.ToString()))!;
        var token = await accounts.GeneratePasswordResetTokenAsync(account);
        return new(MessageFacts.Of(("is_new", account.PasswordHash is null), ("days", (int)SignIn.LinkLife.TotalDays)), $"/choose-password?account={account.Id}&token={Uri.EscapeDataString(token)}");
    }

    /// <summary>One line for each: the subject it would have had by itself, and where something can be done about it. What has become pointless is skipped.</summary>
    private async Task<Told> OfDigestAsync(Message digest, Reader reader, MessageWriter.Sources from, CancellationToken cancellationToken)
    {
        var lines = new List<IReadOnlyDictionary<string, object?>>();
        foreach (var each in await db.TakeUpAsync(digest, from.Now, cancellationToken))
        {
            try
            {
                var told = await OfAsync(each, from, cancellationToken);
                if (told.Pointless is { } why) each.Skip(why, from.Now);
                else
                {
                    lines.Add(MessageFacts.Of(("title", Phrasing.Of(from.WordsOf(each.Kind), Addressed(told, reader, from.Centre)).Subject), ("link", CentreLinks.Of(configuration, told.Path))));
                    each.Says(told.Said?.During, told.Said?.In);
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException && DatabaseRefusals.Postgres(fault) is null)
            {
                // One that cannot be written must not hold up the others.
                each.LeaveDigest($"It could not be written: {fault.GetType().Name}.", from.Now);
            }
        }
        return lines.Count == 0 ? Told.Nothing("There was nothing to tell that day.") : new(MessageFacts.Of(("things", lines), ("count", lines.Count), ("day", CohortErrors.Day(from.Time.DayOf(from.Now)))), "/messages/mine");
    }

    private async Task<Told> OfBookingAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var booking = await db.Bookings.AsNoTracking().SingleAsync(each => each.Id == new BookingId(message.Subject!.Value), cancellationToken);
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == booking.Cohort, cancellationToken);
        var places = await db.Places.AsNoTracking().Where(each => each.Booking == booking.Id).ToListAsync(cancellationToken);
        var unnamed = places.Count(place => place.State == PlaceState.Confirmed && place.Trainee is null);
        var live = places.Count(place => place.IsLive);
        string? pointless = message.Kind switch
        {
            MessageKind.HoldEnding or MessageKind.OfferEnding or MessageKind.Offer when !booking.IsHeld(now) => "The places were booked, or given back, before it was sent.",
            MessageKind.HoldEnding or MessageKind.OfferEnding when !message.Key.Contains(ReminderFacts.Stamp(booking.HeldUntil!.Value), StringComparison.Ordinal) => MovedAway.End,
            MessageKind.NamesDue when !message.Key.Contains(ReminderFacts.Stamp(cohort.NamesDueAt), StringComparison.Ordinal) => MovedAway.Names,
            MessageKind.NamesDue when unnamed == 0 || cohort.State is CohortState.Cancelled => "Every place has a name.",
            MessageKind.NamesDue when now >= cohort.NamesDueAt => "Names were due before it was sent.",
            _ => null,
        };
        return new(
            MessageFacts.Of(
                ("about", AboutOf(cohort)), ("reference", booking.Reference), ("order", booking.PurchaseOrder), ("held", Count(places.Count(place => place.State == PlaceState.Held))),
                ("until", booking.HeldUntil is { } end ? Moment(end, time) : ""), ("unnamed", Count(unnamed)), ("unnamed_count", unnamed), ("names_due", Moment(cohort.NamesDueAt, time)), ("names_now", now >= cohort.NamesDueAt),
                ("lapsed", Count(places.Count(place => place.EndedBecause == PlaceEnd.Lapsed))), ("live", Count(live)), ("live_count", live)),
            message.Kind is MessageKind.HoldLapsed or MessageKind.OfferLapsed ? $"/cohorts/{cohort.Id.Value}" : $"/bookings/{booking.Id.Value}", pointless, Said.OfCohort(cohort, time));
    }

    private async Task<Told> OfCohortAsync(Message message, CentreTime time, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == new CohortId(message.Subject!.Value), cancellationToken);
        string? pointless = message.Kind switch
        {
            MessageKind.DecisionDue when cohort.State != CohortState.Open => "It was decided before it was sent.",
            MessageKind.CohortMoved when cohort.State == CohortState.Cancelled => "The cohort was cancelled before it was sent.",
            _ => null,
        };
        var wanted = message.Kind == MessageKind.WaitingClosed
            ? await db.WaitingEntries.AsNoTracking().Where(each => each.Cohort == cohort.Id && each.Provider == message.Provider && each.State == WaitingState.Closed).SumAsync(each => each.Places, cancellationToken) : 0;
        var credited = message.Kind == MessageKind.CohortCancelled
            ? await db.Places.CountAsync(place => place.Provider == message.Provider && place.Cohort == cohort.Id && place.EndedBecause == PlaceEnd.CohortCancelled, cancellationToken) : 0;
        var moved = credited == 0 ? [] : await (
            from place in db.Places
            join old in db.Places on place.TransferredFrom equals (PlaceId?)old.Id
            join booking in db.Bookings on place.Booking equals booking.Id
            join other in db.Cohorts on place.Cohort equals other.Id
            where old.Cohort == cohort.Id && old.Provider == message.Provider && old.EndedBecause == PlaceEnd.CohortCancelled && place.State != PlaceState.Cancelled
            select new { booking, other }).AsNoTracking().ToListAsync(cancellationToken);
        return new(
            MessageFacts.Of(
                ("about", AboutOf(cohort)), ("course", cohort.Course.Value), ("title", cohort.Title), ("code", cohort.Code), ("first_day", CohortErrors.Day(cohort.FirstDay)), ("last_day", CohortErrors.Day(cohort.LastDay)),
                ("taken", cohort.PlacesTaken), ("capacity", cohort.Capacity), ("minimum", cohort.MinimumSize), ("outlook", GoingAhead.Say(cohort.State, cohort.PlacesTaken, cohort.MinimumSize)),
                ("wanted", wanted), ("credited", Count(credited)), ("credited_count", credited),
                ("moved_to", moved.GroupBy(each => each.booking.Id).OrderBy(order => order.First().booking.Reference, StringComparer.Ordinal).Select(order => MessageFacts.Of(
                    ("title", $"{Count(order.Count())} on {AboutOf(order.First().other)}, booking {order.First().booking.Reference}"), ("link", CentreLinks.Of(configuration, $"/bookings/{order.Key.Value}")))).ToList())),
            message.Kind switch
            {
                MessageKind.DecisionDue => $"/cohorts/{cohort.Id.Value}/decide",
                MessageKind.WaitingClosed => $"/cohorts?course={cohort.Course}",
                MessageKind.CohortCancelled => credited == 0 ? "/cohorts" : "/bookings",
                _ => $"/cohorts/{cohort.Id.Value}",
            },
            pointless, Said.OfCohort(cohort, time));
    }

    private const int SessionsListed = 100;

    private sealed record RosterRow(Guid Session, string Course, string Title, string Code, bool Off, DateTimeOffset Starts, DateTimeOffset Ends, string[] Bays, bool Teaches);

    /// <summary>The sessions that changed for an instructor, as they are when it is sent, each with what it was before. What came back to where it was, is over or will not be is left out.</summary>
    private async Task<Told> OfRosterAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var instructor = await db.Database.SqlQuery<Guid?>($"select instructor_id as \"Value\" from identity.account where id = {message.Account}").SingleOrDefaultAsync(cancellationToken);
        if (instructor is not { } id) return Told.Nothing("The account is no instructor's any more.");
        if (message.Changes is not { } changes) return await OfSupervisionAsync(message, time, cancellationToken);
        Guid[] sessions = [.. changes.Select(each => each.Session)];
        var rows = await db.Database.SqlQuery<RosterRow>($"""
            select s.id as "Session", c.course_code || ' ' || c.title as "Course", s.title as "Title", c.code as "Code", c.state in ('draft', 'cancelled') as "Off", lower(s.during) as "Starts", upper(s.during) as "Ends",
              array(select b.name from reservation r join bay b on b.id = r.resource_id where r.session_id = s.id) as "Bays", exists (select from reservation r where r.session_id = s.id and r.resource_id = {id}) as "Teaches"
            from session s join cohort c on c.id = s.cohort_id where s.id = any ({sessions})
            """).ToDictionaryAsync(each => each.Session, cancellationToken);
        var lines = new List<(Said Said, IReadOnlyDictionary<string, object?> Facts)>();
        foreach (var change in changes)
        {
            var row = rows[change.Session];
            var before = new Said(new(change.Start, change.End), string.Join(", ", change.In));
            var after = new Said(new(row.Starts, row.Ends), string.Join(", ", row.Bays.Order(StringComparer.Ordinal)));
            var (said, gone) = row.Teaches ? (after, false) : (before, true);
            if (row.Off || said.During.End <= now || (change.Taught ? row.Teaches && before == after : !row.Teaches)) continue;
            lines.Add((said, Line($"{row.Course}, {row.Title}, {row.Code}", said, time, change.Taught && row.Teaches ? after.Unlike(before, time) : null, given: !change.Taught, gone)));
        }
        if (lines.Count == 0) return Told.Nothing("Nothing that lies ahead is otherwise than it was.");
        lines.Sort((left, right) => left.Said.During.Start.CompareTo(right.Said.During.Start));
        return new(
            MessageFacts.Of(("sessions", lines.Take(SessionsListed).Select(each => each.Facts).ToList()), ("more", Math.Max(0, lines.Count - SessionsListed))),
            "/today", null, new(new(lines[0].Said.During.Start, lines.Max(each => each.Said.During.End)), null));
    }

    /// <summary>Practice at which an instructor is to be present, or is not any more.</summary>
    private async Task<Told> OfSupervisionAsync(Message message, CentreTime time, CancellationToken cancellationToken)
    {
        var practice = await db.Practices.AsNoTracking().SingleOrDefaultAsync(each => each.Id == new PracticeId(message.Subject!.Value), cancellationToken);
        // Ordered before it was kept what had changed.
        if (practice is null) return new(MessageFacts.Of(("sessions", new List<IReadOnlyDictionary<string, object?>>()), ("more", 0)), "/today");
        var off = practice.State == PracticeState.Released;
        if (off && message.Key.EndsWith("/booked", StringComparison.Ordinal)) return Told.Nothing("The practice was released before it was sent.");
        var bay = await db.Bays.AsNoTracking().SingleAsync(each => each.Id == practice.Bay, cancellationToken);
        var said = new Said(practice.During, bay.Name);
        return new(MessageFacts.Of(("sessions", new List<IReadOnlyDictionary<string, object?>> { Line("practice", said, time, null, given: !off, gone: off) }), ("more", 0)), "/today", null, said);
    }

    private static IReadOnlyDictionary<string, object?> Line(string title, Said said, CentreTime time, string? was, bool given, bool gone) =>
        MessageFacts.Of(("title", title), ("when", said.When(time)), ("where", said.In is { Length: > 0 } bays ? bays : null), ("was", was), ("given", given), ("gone", gone));

    private async Task<Told> OfPracticeAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var practice = await db.Practices.AsNoTracking().SingleAsync(each => each.Id == new PracticeId(message.Subject!.Value), cancellationToken);
        var trainee = await db.Trainees.AsNoTracking().IgnoreAutoIncludes().SingleAsync(each => each.Id == practice.Trainee, cancellationToken);
        var bay = await db.Bays.AsNoTracking().SingleAsync(each => each.Id == practice.Bay, cancellationToken);
        var supervisor = practice.Supervisor is { } present ? (await db.Instructors.AsNoTracking().IgnoreAutoIncludes().SingleAsync(each => each.Id == present, cancellationToken)).Name : null;
        string? pointless = message.Kind switch
        {
            MessageKind.PracticeOff => practice.State == PracticeState.Booked ? "The practice takes place." : null,
            _ when practice.State == PracticeState.Released => "The practice was released before it was sent.",
            MessageKind.PracticeTomorrow when practice.During.Start <= now => "The practice has begun.",
            _ => null,
        };
        return new(
            MessageFacts.Of(
                ("trainee", trainee.Name), ("bay", bay.Name), ("when", $"{Moment(practice.During.Start, time)} to {CohortErrors.Time(time.TimeOf(practice.During.End))}"), ("supervisor", supervisor),
                ("day_word", time.DayOf(now) == time.DayOf(practice.During.Start) ? "Today" : "Tomorrow")),
            "/practice", pointless);
    }

    private async Task<Told> OfOutstandingAsync(Message message, CancellationToken cancellationToken)
    {
        var cohort = await db.Cohorts.AsNoTracking().SingleAsync(each => each.Id == new CohortId(message.Subject!.Value), cancellationToken);
        var open = await (
            from place in db.Places
            join trainee in db.Trainees.IgnoreAutoIncludes() on place.Trainee equals trainee.Id
            where place.Cohort == cohort.Id && place.State == PlaceState.Confirmed
                && db.Attendance.Any(each => each.Place == place.Id && each.Mark != Domain.Assessment.AttendanceMark.Absent) && !db.Attempts.Any(each => each.Place == place.Id && each.DecidedAt != null)
            orderby trainee.FamilyName, trainee.GivenName
            select trainee.GivenName + " " + trainee.FamilyName).ToListAsync(cancellationToken);
        return new(
            MessageFacts.Of(
                ("code", cohort.Code), ("course", cohort.Course.Value), ("title", cohort.Title), ("last_day", CohortErrors.Day(cohort.LastDay)), ("open", open.Count), ("trainees", open.ConvertAll(each => MessageFacts.Of(("title", each))))),
            $"/cohorts/{cohort.Id.Value}", open.Count == 0 ? "Everybody has a decision." : null);
    }

    private async Task<Told> OfCheckAsync(Message message, CentreTime time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var item = await db.KitItems.AsNoTracking().SingleAsync(each => each.Id == new ResourceId(message.Subject!.Value), cancellationToken);
        if (item.ValidUntil is not { } until) return Told.Nothing("It needs no check any more.");
        var check = until == item.CalibratedUntil ? "calibration" : "inspection";
        var after = time.At(until.AddDays(1), TimeOnly.MinValue);
        var sessions = await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from reservation where resource_id = {item.Id.Value} and purpose = 'session' and upper(during) > {after}").SingleAsync(cancellationToken);
        return new(
            MessageFacts.Of(
                ("kit", $"{item.KitType.Replace('-', ' ')} {item.SerialNumber}"), ("check", check), ("until", CohortErrors.Day(until)), ("days", until.DayNumber - time.DayOf(now).DayNumber), ("sessions", sessions)),
            $"/kit/{item.Id.Value}", until != message.Day ? "It has been checked meanwhile." : null);
    }

    private sealed record Signed(string Trainee, string Unit, string UnitTitle, DateTime At);

    /// <summary>What a letter about a decision calls it.</summary>
    private async Task<(string, object?)[]> OfDecisionAsync(Guid decision, CentreTime time, CancellationToken cancellationToken)
    {
        var signed = await db.Database.SqlQuery<Signed>($"""
            select t.given_name || ' ' || t.family_name as "Trainee", e.content::jsonb ->> 'unit' as "Unit", e.content::jsonb ->> 'unitTitle' as "UnitTitle", e.signed_at as "At"
            from ledger_entry e join trainee t on t.id = e.trainee_id where e.id = {decision}
            """).SingleAsync(cancellationToken);
        return [("trainee", signed.Trainee), ("unit", signed.Unit), ("unit_title", signed.UnitTitle), ("signed", Moment(signed.At, time))];
    }

    private Task<string?> WordsOfAsync(Guid line, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string?>($"select words as \"Value\" from ledger_text where entry_id = {line}").SingleOrDefaultAsync(cancellationToken);

    private const string Erased = "(What was written has been erased.)";

    private async Task<Told> OfReviewAsync(Message message, CentreTime time, CancellationToken cancellationToken)
    {
        var step = int.Parse(message.Key.Split('/')[^1], CultureInfo.InvariantCulture);
        var said = await db.QualityReviews.AsNoTracking().Where(each => each.Decision == message.Subject && each.Step >= step).OrderBy(each => each.Step).ToListAsync(cancellationToken);
        var words = said[0].Correction is { } line ? await WordsOfAsync(line, cancellationToken) : said[0].Words;
        var by = await db.Database.SqlQuery<string>($"select display_name as \"Value\" from identity.account where id = {said[0].By}").SingleOrDefaultAsync(cancellationToken);
        return new(
            MessageFacts.Of([("by", by ?? "A quality assurer"), ("words", words ?? Erased), .. await OfDecisionAsync(message.Subject!.Value, time, cancellationToken)]),
            $"/queries/{message.Subject}", message.Kind == MessageKind.ReviewQueried && said.Count > 1 ? said[1].Kind == ReviewKind.Answered ? "It was answered before it was sent." : "The review had gone on before it was sent." : null);
    }

    private async Task<Told> OfAppealAsync(Message message, CentreTime time, CancellationToken cancellationToken)
    {
        var appeal = await db.Appeals.AsNoTracking().SingleAsync(each => each.Id == new AppealId(message.Subject!.Value), cancellationToken);
        var words = appeal.LedgerEntry is { } line ? await WordsOfAsync(line, cancellationToken) : appeal.Reasons;
        return new(
            MessageFacts.Of([
                ("appellant", appeal.MadeAs == AppealBy.Trainee ? "the trainee" : "the trainee's provider"), ("outcome", appeal.Outcome == AppealOutcome.Upheld ? "upheld" : "dismissed"), ("upheld", appeal.Outcome == AppealOutcome.Upheld),
                ("words", words ?? Erased), .. await OfDecisionAsync(appeal.Decision, time, cancellationToken)]),
            $"/appeals/{appeal.Id.Value}", message.Kind switch
            {
                MessageKind.AppealEnded => null,
                _ when appeal.Outcome is not null => "It was decided before it was sent.",
                MessageKind.AppealToDecide when appeal.TakenBy is not null => "Somebody had taken it before it was sent.",
                _ => null,
            });
    }

    private static string AboutOf(Cohort cohort) => $"{cohort.Course} {cohort.Title} from {CohortErrors.Day(cohort.FirstDay)}";

    private static string Count(int places) => places == 1 ? "1 place" : $"{places} places";

    private static string Moment(DateTimeOffset instant, CentreTime time)
    {
        var civil = time.Civil(instant);
        return civil.ToString("dddd d MMMM 'at' h:mm", English) + (civil.Hour < 12 ? "am" : "pm");
    }
}
