using System.Numerics;

namespace FibreCentre.Planning.Engine;

/// <summary>Random numbers that a seed fixes on every machine (xoshiro256**).</summary>
internal struct Dice
{
    private ulong a, b, c, d;

    public Dice(int seed)
    {
        var at = (ulong)seed;
        (a, b, c, d) = (Mix(ref at), Mix(ref at), Mix(ref at), Mix(ref at));
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>0 to below, without it.</summary>
    public int Below(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    /// <summary>0 to 1, without it.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double chance) => Fraction() < chance;

    /// <summary>One of the bits that are set, by its number.</summary>
    public int Bit(ulong bits)
    {
        for (var skip = Below(BitOperations.PopCount(bits)); skip > 0; skip--) bits &= bits - 1;
        return BitOperations.TrailingZeroCount(bits);
    }

    private static ulong Mix(ref ulong at)
    {
        var z = at += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
