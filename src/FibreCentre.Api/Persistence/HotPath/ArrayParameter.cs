using Npgsql;
using NpgsqlTypes;

namespace FibreCentre.Api.Persistence.HotPath;

/// <summary>Many rows as one parameter of a batch, whatever their number.</summary>
internal static class ArrayParameter
{
    public static NpgsqlParameter Of(IEnumerable<Guid> ids) => new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    public static NpgsqlParameter OfNullable(IEnumerable<Guid?> ids) => new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    public static NpgsqlParameter Of(IEnumerable<DateTimeOffset> moments) => new() { Value = moments.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Of(IEnumerable<string> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
