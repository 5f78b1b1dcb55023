using FibreCentre.Api.Persistence;
using FibreCentre.Api.Pipeline;
using FibreCentre.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Security;

/// <summary>Keeps the sign-in of an engineer or an instructor under the name and address of the record, in the transaction that changes it: links to choose a password go to that address.</summary>
internal sealed class SignInOfRecord(CentreDbContext db, ILookupNormalizer normalizer)
{
    /// <returns>The refusal when somebody else signs in with the address; null when it follows, or when nobody signs in.</returns>
    public async Task<Error?> FollowAsync(Guid? trainee, Guid? instructor, string name, string email, CancellationToken cancellationToken)
    {
        var taken = await db.Database.SqlQuery<bool>($"""
            select exists (select from identity.account own where (own.trainee_id = {trainee} or own.instructor_id = {instructor}) and exists (select from identity.account other where other.normalized_user_name = {normalizer.NormalizeName(email)} and other.id <> own.id)) as "Value"
            """).SingleAsync(cancellationToken);
        if (taken) return RequestErrors.Invalid("email", $"Somebody else signs in with {email}. Give this person's own address.");
        // A new address ends the links that went to the old one.
        await db.Database.ExecuteSqlAsync($"""
            update identity.account set display_name = {name}, user_name = {email}, normalized_user_name = {normalizer.NormalizeName(email)}, email = {email}, normalized_email = {normalizer.NormalizeEmail(email)}, concurrency_stamp = {Guid.NewGuid().ToString()},
              security_stamp = case when normalized_email = {normalizer.NormalizeEmail(email)} then security_stamp else {Guid.NewGuid().ToString("N").ToUpperInvariant()} end
            where (trainee_id = {trainee} or instructor_id = {instructor}) and (display_name, email) is distinct from ({name}, {email})
            """, cancellationToken);
        return null;
    }
}
