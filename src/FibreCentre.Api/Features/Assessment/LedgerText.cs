using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>Words about a person beside a line of the ledger: feedback, a reason, a name. They can be erased; the line keeps a salted hash that says what they were.</summary>
internal sealed record LedgerText(string Words, byte[] Salt)
{
    /// <summary>Null for nothing but blanks.</summary>
    public static LedgerText? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new(text.Trim(), RandomNumberGenerator.GetBytes(16));

    /// <summary>SHA-256 of the salt and the words, in hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData([.. Salt, .. Encoding.UTF8.GetBytes(Words)]));

    public Task KeepAsync(CentreDbContext db, LedgerEntry entry, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"insert into ledger_text (entry_id, provider_id, trainee_id, words, salt) values ({entry.Id}, {entry.Provider.Value}, {entry.Trainee.Value}, {Words}, {Salt})", cancellationToken);

    /// <summary>By the line's id.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> OfAsync(CentreDbContext db, Guid[] entries, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Row>($"select entry_id as \"EntryId\", words as \"Words\" from ledger_text where entry_id = any ({entries})").ToListAsync(cancellationToken)).ToDictionary(row => row.EntryId, row => row.Words);

    internal sealed record Row(Guid EntryId, string Words);
}
