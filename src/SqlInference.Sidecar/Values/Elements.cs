using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Sidecar.Values;

/// <summary>Where the elements of a list, or of an array of fixed size, lie.</summary>
static class Elements
{
    public static (long Start, long Length) At(DuckDbType type, in DuckDbVector vector, long row, out DuckDbVector elements)
    {
        if (type.Id == DuckDbTypeId.List)
        {
            elements = vector.ListElements;
            return vector.ListAt(row);
        }

        elements = vector.ArrayElements;
        return (row * type.ArraySize, type.ArraySize);
    }
}
