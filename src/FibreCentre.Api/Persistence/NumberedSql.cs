using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace FibreCentre.Api.Persistence;

/// <summary>Statements that are data: each uses as many of the values as it names, $1 to $n.</summary>
internal static partial class NumberedSql
{
    public static NpgsqlCommand Numbered(this CentreDbContext db, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, db.Connection, db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction);
        var needed = Number().Matches(sql).Select(number => int.Parse(number.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        foreach (var value in values[..needed]) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <returns>How many rows it changed.</returns>
    public static async Task<int> RunAsync(this CentreDbContext db, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = db.Numbered(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex(@"\$(\d)")]
    private static partial Regex Number();
}
