namespace FibreCentre.Api.Features.Records;

/// <summary>What becomes of rows about a person when the person is erased.</summary>
internal enum Fate
{
    Erased,

    /// <summary>What names the person gives way to a pseudonym.</summary>
    Pseudonym,

    /// <summary>They name nobody and stay: the safety record, the accounts.</summary>
    Kept,
}

/// <summary>One table with rows about a person.</summary>
/// <param name="Where">Of the table as <c>t</c>; $1 is the person's id, $2 the name they have now.</param>
/// <param name="Why">For whoever reads what an erasure would do.</param>
/// <param name="Erasure">$1 as above, $2 the name until now, $3 the pseudonym, $4 now; null where nothing is done.</param>
internal sealed record PersonalTable(string Table, string Words, string Where, Fate Fate, string Why, string? Erasure = null);

/// <summary>
/// Every table that knows something of an engineer, in the order in which an erasure goes through them. The export, the dry run and the erasure all read this;
/// a test holds it against the database, so that no table is forgotten.
/// </summary>
internal static class PersonalData
{
    private const string Own = "t.trainee_id = $1", OfTheirPlace = "t.place_id in (select id from place where trainee_id = $1)";

    /// <summary>The name by itself: "Ann Lee" is not a part of "Joann Leeson".</summary>
    private const string WholeName = """('(?<![[:alnum:]])' || regexp_replace($2, '([^[:alnum:] ])', '\\\1', 'g') || '(?![[:alnum:]])')""";

    public static readonly IReadOnlyList<PersonalTable> Tables =
    [
        new("trainee", "Name, e-mail address, date of birth", "t.id = $1", Fate.Pseudonym, "A pseudonym takes their place.", """
            update trainee set given_name = 'Engineer', family_name = $3, email = lower($3) || '@erased.invalid', date_of_birth = '1900-01-01', employee_reference = null, erased_at = $4
            where id = $1 and $2::text is not null
            """),
        new("employment", "Employers, with the name known to each", Own, Fate.Pseudonym, "When somebody was employed where stays with the pseudonym; it ends now, so nothing can be booked.", """
            update employment set given_name = 'Engineer', family_name = $3, email = lower($3) || '@erased.invalid', employee_reference = null, until = coalesce(until, $4) where trainee_id = $1 and $2::text is not null
            """),
        new("declaration", "Declarations", Own, Fate.Erased, "", "delete from declaration where trainee_id = $1"),
        new("outside_certificate", "Certificates from elsewhere", Own, Fate.Erased, "", "delete from outside_certificate where trainee_id = $1"),
        new("waiting_pass", "Reasons for being passed over that name the person", "position($2 in t.reason) > 0 and t.waiting_entry_id in (select waiting_entry_id from waiting_engineer where trainee_id = $1)", Fate.Pseudonym, "",
            "update waiting_pass set reason = replace(reason, $2, 'Engineer ' || $3) where position($2 in reason) > 0 and waiting_entry_id in (select waiting_entry_id from waiting_engineer where trainee_id = $1)"),
        new("waiting_engineer", "Names on waiting lists", Own, Fate.Erased, "", "delete from waiting_engineer where trainee_id = $1"),
        new("engineer_import_row", "Rows of imported files", "t.trainee_id = $1 or (t.resembles = $1 and t.choice = 'same')", Fate.Erased, "That a row was there stays; it can be undone no more.", """
            update engineer_import_row set raw = '', details = '{}', before = null, after = null, notes = '{}', outcome = case when outcome in ('created', 'updated') then 'undone' else outcome end
            where trainee_id = $1 or (resembles = $1 and choice = 'same')
            """),
        new("invitation_reply", "Answers to invitations", Own, Fate.Erased, "", "delete from invitation_reply where trainee_id = $1"),
        new("message", "What they were told", "t.trainee_id = $1 or t.account_id in (select id from identity.account where trainee_id = $1)", Fate.Erased, "Mails that were sent are in other people's hands.",
            "delete from message where trainee_id = $1 or account_id in (select id from identity.account where trainee_id = $1)"),
        new("invitation", "Calendar entries", Own, Fate.Erased, "", "delete from invitation where trainee_id = $1"),
        new("calendar_feed", "Calendar addresses", "t.trainee_id = $1 or t.account_id in (select id from identity.account where trainee_id = $1)", Fate.Erased, "They answer no more.",
            "delete from calendar_feed where trainee_id = $1 or account_id in (select id from identity.account where trainee_id = $1)"),
        new("webhook_delivery", "Deliveries to webhooks that name the person", "t.finished_at is not null and position($1::text in t.payload) > 0", Fate.Erased, "What was delivered is in other people's hands.",
            "delete from webhook_delivery where finished_at is not null and position($1::text in payload) > 0"),
        new("idempotency_key", "Answers kept for requests that are repeated", $"position($1::text in t.answer::text) > 0 or t.answer::text ~ {WholeName}", Fate.Erased, "",
            $"""
            with own as (delete from idempotency_key where position($1::text in answer::text) > 0)
            update idempotency_key set answer = regexp_replace(answer::text, {WholeName}, 'Engineer ' || $3, 'g')::jsonb where position($1::text in answer::text) = 0 and answer::text ~ {WholeName}
            """),
        new("bay_entry", "What devices at a bay sent", Own, Fate.Erased, "The marks they became stay.", "delete from bay_entry where trainee_id = $1"),
        new("criterion_mark", "Marks of assessments", "exists (select from attempt a where a.id = t.attempt_id and a.trainee_id = $1)", Fate.Kept, "The safety record; the assessor's notes are erased.",
            "update criterion_mark m set note = null from attempt a where a.id = m.attempt_id and a.trainee_id = $1"),
        new("ledger_text", "Feedback, reasons and the name on certificates", Own, Fate.Erased, "The ledger keeps a salted hash of each, which says nothing without the words.", "delete from ledger_text where trainee_id = $1"),
        new("certificate", "Certificates", Own, Fate.Pseudonym, "The safety record: what was achieved, and when. The check page shows the pseudonym.", """
            update certificate set holder_name = 'Engineer ' || $3, revocation_reason = case when revoked_at is not null then 'Erased' end where trainee_id = $1 and $2::text is not null
            """),
        new("evidence", "Evidence: photos, files, what witnesses said", Own, Fate.Erased, "The ledger keeps the hash of each; the files go with the next night.", """
            update evidence set caption = '', erased_at = $4, withdrawn_because = case when withdrawn_at is not null then 'Erased' end, witness = case when kind = 'statement' then 'Erased' end,
              witness_role = case when kind = 'statement' then 'Erased' end, words = case when kind = 'statement' then 'Erased' end, salt = case when kind = 'statement' then decode(repeat('00', 16), 'hex') end
            where trainee_id = $1 and $2::text is not null and $3::text is not null
            """),
        new("trace_finding", "What traces say", OfTheirPlace, Fate.Erased, "", "delete from trace_finding where place_id in (select id from place where trainee_id = $1)"),
        new("trace_override", "Decisions other than the traces say", OfTheirPlace, Fate.Kept, "What was proposed and what was decided; the reasons are erased.",
            "update trace_override set sentence = 'Erased', reason = 'Erased' where place_id in (select id from place where trainee_id = $1)"),
        new("trace", "Of which fibre a trace is", "t.evidence_id in (select id from evidence where trainee_id = $1)", Fate.Kept, "It names a fibre, and nobody."),
        new("appeal", "Appeals", Own, Fate.Kept, "That it was made and how it ended; the reasons are erased.", "update appeal set reasons = null where trainee_id = $1"),
        new("quality_review", "Reviews of decisions", "exists (select from ledger_entry e where e.id = t.decision_id and e.trainee_id = $1)", Fate.Kept, "That it was looked at; the words are erased.",
            "update quality_review set words = 'Erased' where words is not null and decision_id in (select id from ledger_entry where trainee_id = $1)"),
        new("identity.account", "The sign-in, with its keys", Own, Fate.Erased, "", """
            with gone as (select id from identity.account where trainee_id = $1), choice as (delete from notice_preference where account_id in (select id from gone)), made as (delete from identity.api_key where account_id in (select id from gone))
            delete from identity.account where id in (select id from gone)
            """),
        new("attendance", "Attendance", Own, Fate.Kept, "The safety record."),
        new("attempt", "Assessments", Own, Fate.Kept, "The safety record."),
        new("ledger_entry", "Lines of the ledger", Own, Fate.Kept, "The safety record: who was signed off, by whom, on what and when. They name nobody."),
        new("place", "Places on cohorts", Own, Fate.Kept, "The accounts: what was booked and charged."),
        new("charge", "Charges", OfTheirPlace, Fate.Kept, "The accounts."),
        new("reservation", "Time of sessions", "t.resource_id = $1", Fate.Kept, "With the pseudonym."),
        new("practice", "Practice", Own, Fate.Kept, "With the pseudonym."),
        new("audit_entry", "Who did what", "t.subject = $1", Fate.Kept, "The audit; it names nobody."),
    ];
}
