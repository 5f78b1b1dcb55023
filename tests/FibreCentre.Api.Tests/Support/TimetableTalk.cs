namespace FibreCentre.Api.Tests.Support;

/// <summary>What coordinators do with the timetable, said as their programs say it.</summary>
internal static class TimetableTalk
{
    public static Task<Answer> Moves(this HttpClient who, Guid session, DateOnly day, string startsAt, string? endsAt = null, (Guid From, Guid? To)[]? swaps = null) =>
        who.Post($"/api/v1/sessions/{session}/move", new { day, startsAt, endsAt, swaps = swaps?.Select(swap => new { from = swap.From, to = swap.To }) }, Some.Key());

    public static Task<Answer> Shifts(this HttpClient who, GivenCohort cohort, DateOnly firstDay, string? seen = null) => who.Post($"/api/v1/cohorts/{cohort.Id}/shift", new { firstDay, seen }, Some.Key());

    public static Task<Answer> TakesOut(this HttpClient who, string kind, Guid? resource, DateOnly firstDay, DateOnly? lastDay = null, string? from = null, string? until = null) =>
        who.Post("/api/v1/outages", new { kind, resource, firstDay, lastDay = lastDay ?? firstDay, from, until, reason = "As it happens" }, Some.Key());

    public static Task<Answer> Approves(this HttpClient who, Guid outage, params object[] decisions) => who.Post($"/api/v1/outages/{outage}/approval", new { decisions }, Some.Key());

    /// <summary>The bay, instructor and kit ids that serve a session.</summary>
    public static Task<List<Guid>> Serving(this TestCentre centre, Guid session, string kind) =>
        centre.Column<Guid>("select resource_id from reservation where session_id = $1 and resource_kind = $2 order by resource_id", session, kind);

    public static Task<Guid> Bay(this TestCentre centre, string code) => centre.Value<Guid>("select id from bay where code = $1", code);

    /// <summary>A bay out of use in force, whatever else is there.</summary>
    /// <param name="during">In SQL, a tstzrange.</param>
    public static Task GivenOut(this TestCentre centre, Guid bay, string during, string kind, string reason) => centre.Run($"""
        with out_of_use as (insert into outage (id, kind, resource_id, resource_kind, during, reason, state, made_by, made_at, decided_by, decided_at)
          values (gen_random_uuid(), '{kind}', '{bay}', 'bay', {during}, '{reason}', 'in-force', '{centre.Cast.Coordinator.Account}', now(), '{centre.Cast.Coordinator.Account}', now()) returning *)
        insert into reservation (id, resource_id, resource_kind, during, purpose, outage_id) select gen_random_uuid(), resource_id, resource_kind, during, kind, id from out_of_use
        """);

    /// <summary>An hour at the splice bench for an engineer who can sign in, from nine.</summary>
    public static Task GivenPractice(this TestCentre centre, DateOnly day, Person? trainee = null)
    {
        var (who, id) = (trainee ?? centre.Cast.NorthTrainee, Guid.NewGuid());
        var (starts, ends) = (TestCentre.Time.At(day, new(9, 0)).UtcDateTime, TestCentre.Time.At(day, new(10, 0)).UtcDateTime);
        return centre.Run($"""
            insert into practice (id, provider_id, trainee_id, bay_id, during, state, booked_by, booked_at)
              select '{id}', '{who.Provider}', '{who.Trainee}', b.id, tstzrange('{starts:O}', '{ends:O}'), 'booked', '{who.Account}', now() from bay b where b.code = 'SB-1';
            insert into reservation (id, resource_id, resource_kind, during, purpose, practice_id) select gen_random_uuid(), bay_id, 'bay', during, 'practice', id from practice where id = '{id}';
            insert into reservation (id, resource_id, resource_kind, during, purpose, practice_id, provider_id) select gen_random_uuid(), trainee_id, 'trainee', during, 'practice', id, provider_id from practice where id = '{id}';
            """);
    }
}
