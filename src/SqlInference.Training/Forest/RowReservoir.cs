using SqlInference.Inference.Columns;

namespace SqlInference.Training.Forest;

/// <summary>
/// Keeps enough of a stream of rows, in one pass and in bounded memory, to draw from every block of consecutive rows a
/// sample without replacement, although nobody knows before the end how long the blocks will be. Every row has a
/// pseudo-random priority; a block's sample is the rows with its lowest priorities. When the memory is full, the
/// rows in the upper half of the priorities still kept are dropped, and no such row is taken from then on: the memory
/// is large enough for what is left to hold the lowest of each block.
/// </summary>
sealed unsafe class RowReservoir : IDisposable
{
    readonly NativeBuffer _values = new();
    readonly NativeBuffer _arrivals = new();
    readonly int _width;
    readonly int _capacity;
    readonly ulong _seed;
    ulong _highestPriority = ulong.MaxValue;

    public RowReservoir(int width, int blocks, int samplesPerBlock, ulong seed)
    {
        _width = width;
        _seed = seed;
        // After a drop a block has half of this: its sample and eight standard deviations.
        _capacity = blocks * (2 * samplesPerBlock + (int)(16 * Math.Sqrt(samplesPerBlock)) + 32);
    }

    /// <summary>How many rows came by.</summary>
    public long RowCount { get; private set; }

    public int Kept { get; private set; }

    public int Width => _width;

    public void Add(ReadOnlySpan<double> row)
    {
        var arrival = RowCount++;
        if (Priority(arrival) > _highestPriority)
            return;
        if (Kept == _capacity)
        {
            Drop();
            if (Priority(arrival) > _highestPriority)
                return;
        }

        var rowBytes = (nuint)_width * sizeof(double);
        _values.Reserve((nuint)(Kept + 1) * rowBytes, (nuint)Kept * rowBytes);
        _arrivals.Reserve((nuint)(Kept + 1) * sizeof(long), (nuint)Kept * sizeof(long));
        ((long*)_arrivals.Pointer)[Kept] = arrival;
        row.CopyTo(Writable(Kept++));
    }

    public ReadOnlySpan<double> Row(int kept) => Writable(kept);

    /// <summary>
    /// The kept rows that represent the <paramref name="length"/> rows from <paramref name="start"/> on: all of them, or the
    /// <paramref name="most"/> with the lowest priorities. In order of arrival.
    /// </summary>
    public int[] Sample(long start, long length, int most)
    {
        var arrivals = new ReadOnlySpan<long>(_arrivals.Pointer, Kept);
        var first = LowerBound(arrivals, start);
        var kept = LowerBound(arrivals, start + length) - first;
        var rows = new int[kept];
        var priorities = new ulong[kept];
        for (var i = 0; i < kept; i++)
        {
            rows[i] = first + i;
            priorities[i] = Priority(arrivals[first + i]);
        }

        if (kept <= most)
            return rows;
        Array.Sort(priorities, rows);
        Array.Resize(ref rows, most);
        Array.Sort(rows);
        return rows;
    }

    public void Dispose()
    {
        _values.Dispose();
        _arrivals.Dispose();
    }

    static int LowerBound(ReadOnlySpan<long> sorted, long value)
    {
        var found = sorted.BinarySearch(value);
        return found < 0 ? ~found : found;
    }

    ulong Priority(long arrival) => SeededRandom.Mix(_seed ^ SeededRandom.Mix((ulong)arrival));

    void Drop()
    {
        while (Kept == _capacity)
        {
            _highestPriority /= 2;
            var arrivals = (long*)_arrivals.Pointer;
            var kept = 0;
            for (var i = 0; i < Kept; i++)
            {
                if (Priority(arrivals[i]) > _highestPriority)
                    continue;
                arrivals[kept] = arrivals[i];
                Writable(i).CopyTo(Writable(kept++));
            }

            Kept = kept;
        }
    }

    Span<double> Writable(int kept) => new((double*)_values.Pointer + (long)kept * _width, _width);
}
