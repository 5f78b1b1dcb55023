using System.Security.Cryptography;
using FibreCentre.Domain;
using FibreCentre.Domain.Notices;
using FibreCentre.Domain.Places;
using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>
/// The statements that write a booking with its places, what they reserve and cost, and what their trainees are to be told: one each, whatever the number of engineers.
/// Trainees and their time are taken in the order of their ids, so that two who want the same ones wait for one another instead of locking each other out.
/// </summary>
internal sealed class BookingWrite(BookingFacts.Read facts, string mailDomain, DateTimeOffset now)
{
    /// <summary>A new booking with its places; a charge for each unless they are only held.</summary>
    /// <param name="by">Who makes the charges; null when the centre's clock does.</param>
    public IEnumerable<NpgsqlBatchCommand> Book(Booking booking, IReadOnlyList<Place> places, Guid? by) => [.. Order(booking, places, by), .. Enrol([.. places.Where(place => place.Trainee is not null)])];

    /// <summary>The same without what named places bring with them.</summary>
    public IEnumerable<NpgsqlBatchCommand> Order(Booking booking, IReadOnlyList<Place> places, Guid? by)
    {
        yield return new("insert into booking (id, reference, provider_id, cohort_id, purchase_order, held_until, waiting_entry_id, booked_by, booked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        {
            Parameters =
            {
                new() { Value = booking.Id.Value }, new() { Value = booking.Reference }, new() { Value = booking.Provider.Value }, new() { Value = booking.Cohort.Value },
                new() { Value = (object?)booking.PurchaseOrder ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = (object?)booking.HeldUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (object?)booking.WaitingEntry?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = booking.BookedBy }, new() { Value = booking.BookedAt },
            },
        };
        yield return new("""
            insert into place (id, booking_id, provider_id, cohort_id, trainee_id, allocation_id, state, price, free_until, booked_at, named_at, transferred_from)
            select seat.id, $4, $5, $6, seat.trainee, seat.allocation, $7, $8, $9, $10, case when seat.trainee is not null then $10 end, seat.came_from
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $11::uuid[]) as seat (id, trainee, allocation, came_from) order by seat.trainee
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(places.Select(place => place.Id.Value)), ArrayParameter.OfNullable(places.Select(place => place.Trainee?.Value)), ArrayParameter.OfNullable(places.Select(place => place.Allocation?.Value)),
                new() { Value = booking.Id.Value }, new() { Value = booking.Provider.Value }, new() { Value = booking.Cohort.Value }, new() { Value = places[0].State == PlaceState.Held ? "held" : "confirmed" },
                new() { Value = places[0].Price }, new() { Value = places[0].FreeUntil }, new() { Value = now }, ArrayParameter.OfNullable(places.Select(place => place.TransferredFrom?.Value)),
            },
        };
        if (places[0].State != PlaceState.Held) yield return Charges(places, by);
    }

    /// <summary>What a named place brings with it: the trainee's time and the invitations. Nothing for no places.</summary>
    public IEnumerable<NpgsqlBatchCommand> Enrol(IReadOnlyList<Place> named)
    {
        if (named.Count == 0) yield break;
        yield return new("""
            insert into reservation (id, resource_id, resource_kind, during, purpose, session_id, provider_id, place_id)
            select gen_random_uuid(), seat.trainee, 'trainee', s.during, 'session', s.id, $3, seat.id
            from unnest($1::uuid[], $2::uuid[]) as seat (id, trainee) cross join session s where s.cohort_id = $4 order by seat.trainee, s.id
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(named.Select(place => place.Id.Value)), ArrayParameter.Of(named.Select(place => place.Named.Value)), new() { Value = named[0].Provider.Value }, new() { Value = named[0].Cohort.Value },
            },
        };
        yield return Invitations(named);
    }

    /// <summary>One line a place.</summary>
    public NpgsqlBatchCommand Charges(IReadOnlyList<Place> places, Guid? by) => new("""
        insert into charge (provider_id, booking_id, place_id, kind, amount, at, made_by)
        select $2, $3, seat.id, 'place', $4, $5, $6 from unnest($1::uuid[]) as seat (id)
        """)
    {
        Parameters =
        {
            ArrayParameter.Of(places.Select(place => place.Id.Value)), new() { Value = places[0].Provider.Value }, new() { Value = places[0].Booking.Value }, new() { Value = places[0].Price },
            new() { Value = now }, new() { Value = (object?)by ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
        },
    };

    /// <summary>
    /// A trainee who comes back gets the old calendar entry again: same UID, higher sequence. Who has chosen to read a feed is sent one overview instead of
    /// invitations, and who gets many of them is sent one before. Key and Message-ID are made as <see cref="Message"/> makes them.
    /// </summary>
    private NpgsqlBatchCommand Invitations(IReadOnlyList<Place> places)
    {
        var rows = places.SelectMany(place => facts.Sessions.Select(session => (place, session))).ToList();
        var sessions = facts.Sessions.OrderBy(each => each.Starts).ToList();
        return new("""
            with invited as (
              insert into invitation (id, provider_id, trainee_id, session_id, place_id, uid, reply_token, created_at, changed_at)
              select row.id, $6, row.trainee, row.session, row.place, row.uid, row.token, $7, $7
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $8::text[]) as row (id, trainee, session, place, uid, token)
              on conflict (trainee_id, session_id) do update
                set withdrawn = false, sequence = invitation.sequence + 1, place_id = excluded.place_id, changed_at = excluded.changed_at
              returning id, provider_id, trainee_id, session_id, place_id, sequence)
            insert into message (kind, key, provider_id, trainee_id, place_id, invitation_id, due_at, message_id, created_at)
            select 'invitation', replace(i.id::text, '-', '') || '/' || i.sequence || '/Invitation', i.provider_id, i.trainee_id, i.place_id, i.id, paced.due, replace(gen_random_uuid()::text, '-', ''), $7
            from invited i join trainee t on t.id = i.trainee_id and t.told_by = 'invitations' join unnest($9::uuid[], $10::timestamptz[]) as paced (session, due) on paced.session = i.session_id
            union all
            select 'overview', replace(i.place_id::text, '-', '') || '/Overview', i.provider_id, i.trainee_id, i.place_id, null, $7, replace(gen_random_uuid()::text, '-', ''), $7
            from invited i join trainee t on t.id = i.trainee_id where i.session_id = $11 and (t.told_by = 'feed' or $12)
            """)
        {
            Parameters =
            {
                ArrayParameter.Of(rows.Select(_ => InvitationId.New(now).Value)), ArrayParameter.Of(rows.Select(row => row.place.Named.Value)), ArrayParameter.Of(rows.Select(row => row.session.Id.Value)),
                ArrayParameter.Of(rows.Select(row => row.place.Id.Value)), ArrayParameter.Of(rows.Select(_ => $"{Guid.NewGuid():N}@{mailDomain}")), new() { Value = places[0].Provider.Value },
                new() { Value = now }, ArrayParameter.Of(rows.Select(_ => RandomNumberGenerator.GetHexString(32, lowercase: true))),
                ArrayParameter.Of(sessions.Select(each => each.Id.Value)), ArrayParameter.Of(sessions.Select((_, index) => Pacing.InvitationDue(index, sessions.Count, now))),
                new() { Value = sessions[0].Id.Value }, new() { Value = sessions.Count > Pacing.MostAtOnce },
            },
        };
    }
}
