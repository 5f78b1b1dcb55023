using FibreCentre.Api.Features.Practising;

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

    public static Task<Answer> Practises(this HttpClient who, Guid bay, DateOnly day, string startsAt, int minutes = 60, Guid? trainee = null, string? key = null) =>
        who.Post("/api/v1/practice", new { bay, day, startsAt, minutes, trainee }, key ?? Some.Key());

    public static Task<Answer> Releases(this HttpClient who, Guid practice) => who.Send("DELETE", $"/api/v1/practice/{practice}");

    /// <summary>An hour at the splice bench from nine, booked by an engineer who can sign in; on the day, or the next on which the centre is open.</summary>
    public static async Task<Guid> GivenPractice(this TestCentre centre, DateOnly day, Person? trainee = null)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || day is { Month: 12, Day: 25 or 28 }) day = day.AddDays(1);
        await centre.Run("update centre set practice_days_ahead = 180");
        return (await centre.App.AskAsync(new BookPractice(new(await centre.Bay("SB-1")), day, new(9, 0), 60), (trainee ?? centre.Cast.NorthTrainee).Actor)).Id;
    }
}
