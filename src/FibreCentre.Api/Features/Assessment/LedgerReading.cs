using System.Buffers.Binary;
using FibreCentre.Api.Persistence;
using FibreCentre.Domain.Assessment;
using Npgsql;

namespace FibreCentre.Api.Features.Assessment;

/// <summary>
/// Reads the ledger's lines as PostgreSQL sends them in COPY's binary form, and hashes them from where they lie: no object is made of a line. A million of them is a matter of seconds.
/// </summary>
internal sealed class LedgerReading(CentreDbContext db)
{
    private const int Fields = 13, MostBuffered = 1 << 30;

    /// <summary>PostgreSQL counts from the year 2000, the ledger from the year 1.</summary>
    private static readonly long Year2000 = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly byte[][] _kinds = [.. Enum.GetNames<LedgerKind>().Select(name => System.Text.Encoding.ASCII.GetBytes(SnakeCase.Kebab(name)))];
    private readonly CanonicalLine _line = new();
    private readonly int[] _starts = new int[Fields], _lengths = new int[Fields];
    private byte[] _buffer = new byte[1 << 20];
    private int _from, _until;

    /// <summary>Takes the lines up to and including that number through the walk.</summary>
    public async Task WalkAsync(ChainWalk walk, long last, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        // By the index, line after line: sorting a large ledger would take longer than reading it. It may take longer than a request.
        await using (var settings = new NpgsqlCommand("select set_config('enable_sort', 'off', true), set_config('statement_timeout', '0', true)", db.Connection)) await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var stream = await db.Connection.BeginRawBinaryCopyAsync($"""
            copy (select number, id, kind, provider_id, trainee_id, attempt_id, decision_id, signed_by, decision_by, signed_at, content, previous_hash, hash from ledger_entry where number <= {last} order by number)
            to stdout (format binary)
            """, cancellationToken);
        (_from, _until) = (0, 0);
        await FillAsync(stream, 19, cancellationToken);
        _from = 19 + BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(15));   // signature, flags, and what later versions may add to the header
        for (var read = 0L; ; read++)
        {
            while (!HasLine(out var isEnd))
            {
                if (isEnd) return;
                await FillAsync(stream, _until - _from + 1, cancellationToken);
            }
            if (!Take(walk))
            {
                stream.Cancel();
                return;
            }
            if (read % 4096 == 0) progress?.Report(read);
        }
    }

    private bool Take(ChainWalk walk)
    {
        var (number, kind) = (Figure(0), Kind());
        var previous = Field(11);
        var canonical = kind < 0 ? default : _line.Write(
            previous, number, Id(1), (LedgerKind)kind, Id(3), Id(4), OptionalId(5), OptionalId(6), Id(7), OptionalId(8), unchecked(Figure(9) + Year2000), Field(10));
        return walk.Take(number, previous, Field(12), canonical);
    }

    private int Kind()
    {
        for (var kind = 0; kind < _kinds.Length; kind++)
        {
            if (Field(2).SequenceEqual(_kinds[kind])) return kind;
        }
        return -1;
    }

    private ReadOnlySpan<byte> Field(int field) => _buffer.AsSpan(_starts[field], Math.Max(0, _lengths[field]));

    private long Figure(int field) => BinaryPrimitives.ReadInt64BigEndian(Field(field));

    private Guid Id(int field) => new(Field(field), bigEndian: true);

    private Guid? OptionalId(int field) => _lengths[field] < 0 ? null : Id(field);

    /// <summary>Finds the fields of the next line in what is buffered; false when it is not all there yet, or at the end.</summary>
    private bool HasLine(out bool isEnd)
    {
        isEnd = false;
        var at = _from;
        if (_until - at < sizeof(short)) return false;
        if (BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(at)) < 0) return !(isEnd = true);
        at += sizeof(short);
        for (var field = 0; field < Fields; field++)
        {
            if (_until - at < sizeof(int)) return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at));
            at += sizeof(int);
            (_starts[field], _lengths[field]) = (at, length);
            at += Math.Max(0, length);
            if (at > _until) return false;
        }
        _from = at;
        return true;
    }

    /// <summary>Until so many bytes are there that have not been taken.</summary>
    private async Task FillAsync(Stream stream, int wanted, CancellationToken cancellationToken)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _until - _from).CopyTo(_buffer);
            (_from, _until) = (0, _until - _from);
        }
        if (wanted > _buffer.Length) Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, MostBuffered));
        while (_until < wanted)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_until), cancellationToken);
            if (read == 0) throw new EndOfStreamException("The database stopped in the middle of a line.");
            _until += read;
        }
    }
}
