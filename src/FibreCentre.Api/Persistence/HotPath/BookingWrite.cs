using System.Security.Cryptography;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>Writes a booking with its places, what they reserve, and what their trainees are to be told: one round trip, whatever the number of engineers.</summary>
internal sealed class BookingWrite(CentreDbContext db)
{
    public async Task WriteAsync(Booking booking, IReadOnlyList<Place> places, BookingFacts.Read facts, string mailDomain, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(db.Connection);
        batch.BatchCommands.Add(new("insert into booking (id, reference, provider_id, cohort_id, purchase_order, booked_by, booked_at) values ($1, $2, $3, $4, $5, $6, $7)")
        {
            Parameters =
            {
                new() { Value = booking.Id.Value }, new() { Value = booking.Reference }, new() { Value = booking.Provider.Value }, new() { Value = booking.Cohort.Value },
                new() { Value = booking.PurchaseOrder }, new() { Value = booking.BookedBy }, new() { Value = booking.BookedAt },
            },
        });
        batch.BatchCommands.Add(new("""
            insert into place (id, booking_id, provider_id, cohort_id, trainee_id, state, price, booked_at)
            select seat.id, $3, $4, $5, seat.trainee, 'confirmed', $6, $7 from unnest($1::uuid[], $2::uuid[]) as seat (id, trainee)
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(places.Select(place => place.Id.Value)), ArrayParameter.Of(places.Select(place => place.Trainee.Value)), new() { Value = booking.Id.Value },
                new() { Value = booking.Provider.Value }, new() { Value = booking.Cohort.Value }, new() { Value = places[0].Price }, new() { Value = now },
            },
        });
        batch.BatchCommands.Add(new("""
            insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id)
            select gen_random_uuid(), seat.trainee, 'trainee', s.during, 'session', s.id, $3, seat.id
            from unnest($1::uuid[], $2::uuid[]) as seat (id, trainee) cross join session s where s.cohort_id = $4
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(places.Select(place => place.Id.Value)), ArrayParameter.Of(places.Select(place => place.Trainee.Value)), new() { Value = booking.Provider.Value }, new() { Value = booking.Cohort.Value },
            },
        });
        batch.BatchCommands.Add(Invitations(places, facts, mailDomain, now));
        batch.BatchCommands.Add(Reminders(places, facts, now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A trainee who comes back gets the old calendar entry again: same UID, higher sequence. Key and Message-ID are made as <see cref="Message"/> makes them.</summary>
    private static NpgsqlBatchCommand Invitations(IReadOnlyList<Place> places, BookingFacts.Read facts, string mailDomain, DateTimeOffset now)
    {
        var rows = places.SelectMany(place => facts.Sessions.Select(session => (place, session))).ToList();
        return new("""
            with invited as (
              insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
              select row.id, $6, row.trainee, row.session, row.place, row.uid, row.token, $7, $7
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $8::text[]) as row (id, trainee, session, place, uid, token)
              on conflict (trainee_id, session_id) do update
                set withdrawn = false, sequence = invitation.sequence + 1, place_id = excluded.place_id, changed_at = excluded.changed_at
              returning id, provider_id, trainee_id, place_id, sequence)
            insert into message (kind, key, provider_id, trainee_id, place_id, invitation_id, due_at, message_id, created_at)
            select 'invitation', replace(id::text, '-', '') || '/' || sequence || '/Invitation', provider_id, trainee_id, place_id, id, $7, replace(gen_random_uuid()::text, '-', ''), $7
            from invited
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(rows.Select(_ => InvitationId.New(now).Value)), ArrayParameter.Of(rows.Select(row => row.place.Trainee.Value)), ArrayParameter.Of(rows.Select(row => row.session.Id.Value)),
                ArrayParameter.Of(rows.Select(row => row.place.Id.Value)), ArrayParameter.Of(rows.Select(_ => $"{Guid.NewGuid():N}@{mailDomain}")), new() { Value = places[0].Provider.Value },
                new() { Value = now }, ArrayParameter.Of(rows.Select(_ => RandomNumberGenerator.GetHexString(32, lowercase: true))),
            },
        };
    }

    /// <summary>One a trainee and day; not for a day whose reminder would be due already.</summary>
    private static NpgsqlBatchCommand Reminders(IReadOnlyList<Place> places, BookingFacts.Read facts, DateTimeOffset now)
    {
        var time = CentreTime.In(facts.TimeZone);
        var reminders = places.SelectMany(place => facts.Sessions.Select(session => time.DayOf(session.Starts)).Distinct().Select(day => Message.Reminder(place, day, time, now)))
            .Where(reminder => reminder.DueAt > now).ToList();
        return new("""
            insert into message (kind, key, provider_id, trainee_id, place_id, day, due_at, message_id, created_at)
            select 'reminder', row.key, $6, row.trainee, row.place, row.day, row.due, row.message_id, $7
            from unnest($1::text[], $2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $8::text[]) as row (key, trainee, place, day, due, message_id)
            on conflict (key) do nothing
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(reminders.Select(each => each.Key)), ArrayParameter.Of(reminders.Select(each => each.Trainee.Value)), ArrayParameter.Of(reminders.Select(each => each.Place.Value)),
                new() { Value = reminders.Select(each => each.Day!.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                new() { Value = reminders.Select(each => each.DueAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = places[0].Provider.Value }, new() { Value = now }, ArrayParameter.Of(reminders.Select(each => each.MessageId)),
            },
        };
    }
}
