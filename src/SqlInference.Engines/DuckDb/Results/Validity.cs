using System.Runtime.CompilerServices;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>DuckDB's validity masks: null where all rows have values, otherwise one bit per row.</summary>
static unsafe class Validity
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ulong* mask, long row) => mask == null || ((mask[row >> 6] >> (int)(row & 63)) & 1) != 0;
}
