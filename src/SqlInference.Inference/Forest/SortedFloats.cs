using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>A block's values in order, and where each of them came from. A radix sort in three passes of 11 bits.</summary>
sealed unsafe class SortedFloats : IDisposable
{
    const int Radix = 1 << 11;

    readonly NativeBuffer _entries = new();
    readonly NativeBuffer _spare = new();
    readonly NativeBuffer _values = new();
    readonly NativeBuffer _rows = new();
    readonly int[] _counts = new int[3 * Radix];

    public SortedFloats(int most)
    {
        _entries.Reserve((nuint)most * sizeof(ulong));
        _spare.Reserve((nuint)most * sizeof(ulong));
        _values.Reserve((nuint)most * sizeof(float));
        _rows.Reserve((nuint)most * sizeof(int));
    }

    public float* Values => (float*)_values.Pointer;

    public int* Rows => (int*)_rows.Pointer;

    public void Sort(float* values, int count)
    {
        var entries = (ulong*)_entries.Pointer;
        var spare = (ulong*)_spare.Pointer;
        Array.Clear(_counts);
        fixed (int* counts = _counts)
        {
            for (var i = 0; i < count; i++)
            {
                var key = Key(values[i]);
                entries[i] = (ulong)key << 32 | (uint)i;
                counts[key % Radix]++;
                counts[Radix + key / Radix % Radix]++;
                counts[2 * Radix + key / Radix / Radix]++;
            }

            Distribute(entries, spare, count, counts, 32);
            Distribute(spare, entries, count, counts + Radix, 43);
            Distribute(entries, spare, count, counts + 2 * Radix, 54);
        }

        for (var i = 0; i < count; i++)
        {
            Rows[i] = (int)spare[i];
            Values[i] = values[Rows[i]];
        }
    }

    public void Dispose()
    {
        _entries.Dispose();
        _spare.Dispose();
        _values.Dispose();
        _rows.Dispose();
    }

    static void Distribute(ulong* from, ulong* to, int count, int* counts, int shift)
    {
        var start = 0;
        for (var digit = 0; digit < Radix; digit++)
            (counts[digit], start) = (start, start + counts[digit]);
        for (var i = 0; i < count; i++)
            to[counts[from[i] >> shift & (Radix - 1)]++] = from[i];
    }

    /// <summary>A number that orders like the float: negative ones have all bits turned, positive ones the sign bit.</summary>
    static uint Key(float value)
    {
        // Adding 0 makes one zero of the two.
        var bits = BitConverter.SingleToInt32Bits(value + 0);
        return (uint)(bits ^ (bits >> 31 | int.MinValue));
    }
}
