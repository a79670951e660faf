namespace SqlInference.Engines.DuckDb.Results;

/// <summary>The codes of ENUM values, stored in as few bytes as the number of values needs.</summary>
static unsafe class EnumCode
{
    public static int At(byte* codes, int width, long row) => width switch
    {
        1 => codes[row],
        2 => ((ushort*)codes)[row],
        _ => (int)((uint*)codes)[row],
    };
}
