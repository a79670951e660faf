using System.Runtime.InteropServices;
using SqlInference.Engines.Answers;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>Copies values into a vector of a type that stores them in the same way. Text has to be valid UTF-8, which DuckDB does not check.</summary>
sealed unsafe class VectorWriter
{
    readonly ElementType _element;

    public VectorWriter(EngineType type)
    {
        if (type.Kind is EngineTypeKind.Decimal or EngineTypeKind.Date or EngineTypeKind.List)
            throw new ArgumentException($"Table functions do not write {type}.", nameof(type));
        _element = AnswerTypes.NaturalElement(type);
    }

    public void Write(in ColumnView values, nint vector)
    {
        if (values.Type != _element)
            throw new InvalidOperationException($"The column takes {_element}, not {values.Type}.");
        if (_element == ElementType.Utf8)
        {
            using var text = new OwnVector(EngineType.Varchar, values.RowCount);
            WriteValidity(values, text.Pointer);
            WriteText(values, text.Pointer);
            text.ShareWith(vector);
            return;
        }

        WriteValidity(values, vector);
        NativeMemory.Copy(values.Values, DuckDbNative.VectorData(vector), (nuint)(values.RowCount * _element.Width()));
    }

    static void WriteValidity(in ColumnView values, nint vector)
    {
        if (values.Validity != null)
        {
            DuckDbNative.EnsureValidityWritable(vector);
            NativeMemory.Copy(values.Validity, DuckDbNative.VectorValidity(vector), (nuint)((values.RowCount + 63) / 64 * sizeof(ulong)));
        }
    }

    static void WriteText(in ColumnView values, nint vector)
    {
        for (var row = 0; row < values.RowCount; row++)
        {
            if (!values.IsValid(row))
                continue;
            var utf8 = values.Utf8At(row);
            fixed (byte* bytes = utf8)
                DuckDbNative.AssignString(vector, (ulong)row, bytes, (ulong)utf8.Length);
        }
    }
}
