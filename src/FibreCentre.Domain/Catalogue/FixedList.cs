using System.Collections;

namespace FibreCentre.Domain.Catalogue;

/// <summary>
/// A list that cannot change and equals another with equal items in the same order, so that records holding lists compare by value.
/// Records copy what they are given into one of these; the caller's list may change afterwards without harm.
/// </summary>
internal sealed class FixedList<T> : IReadOnlyList<T>, IEquatable<FixedList<T>>
{
    private readonly T[] _items;

    private FixedList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static FixedList<T> Of(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items as FixedList<T> ?? new([.. items]);
    }

    public bool Equals(FixedList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as FixedList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items) hash.Add(item);
        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
