using System.Security.Cryptography;
using System.Text;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using Microsoft.EntityFrameworkCore;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>What the assessor writes to the trainee. It can be erased; the ledger keeps a salted hash that says what it was.</summary>
internal sealed record Feedback(string Text, byte[] Salt)
{
    public static Feedback? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new(text.Trim(), RandomNumberGenerator.GetBytes(16));

    public string Hash => Convert.ToHexStringLower(SHA256.HashData([.. Salt, .. Encoding.UTF8.GetBytes(Text)]));

    public Task KeepAsync(CentreDbContext db, LedgerEntry decision, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"insert into decision_feedback (decision_id, provider_id, trainee_id, feedback, salt) values ({decision.Id}, {decision.Provider.Value}, {decision.Trainee.Value}, {Text}, {Salt})", cancellationToken);

    public static async Task<IReadOnlyDictionary<Guid, string>> OfAsync(CentreDbContext db, Guid[] decisions, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Row>($"select decision_id as \"DecisionId\", feedback as \"Feedback\" from decision_feedback where decision_id = any ({decisions})").ToListAsync(cancellationToken))
            .ToDictionary(row => row.DecisionId, row => row.Feedback);

    internal sealed record Row(Guid DecisionId, string Feedback);
}
