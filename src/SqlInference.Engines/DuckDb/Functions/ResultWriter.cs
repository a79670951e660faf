using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Writes a model's answers into a vector of a function's RETURNS type. Thread-safe.</summary>
sealed unsafe class ResultWriter(EngineType type, IScorer scorer)
{
    /// <summary>Whether answers of this type can be written at all; whether they fit is seen value by value.</summary>
    public static bool CanWrite(ColumnType answer, EngineType type)
    {
        if (answer.IsList || type.Kind == EngineTypeKind.List)
            return answer.IsList && type.Kind == EngineTypeKind.List && answer.Element.IsNumeric();
        return type.Kind switch
        {
            EngineTypeKind.Varchar => answer.Element != ElementType.Timestamp,
            EngineTypeKind.Date or EngineTypeKind.Timestamp or EngineTypeKind.TimestampTz =>
                answer.Element is ElementType.Timestamp or ElementType.Int64,
            _ => answer.Element != ElementType.Timestamp,
        };
    }

    public void Write(in ColumnView answer, nint vector)
    {
        if (!CanWrite(answer.Type, type))
        {
            throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
                $"it answers {answer.Type}, which does not fit {type}.", "Declare RETURNS with a type that the output fits.");
        }

        if (type.Kind is EngineTypeKind.Varchar or EngineTypeKind.List)
        {
            using var own = new OwnVector(type, answer.RowCount);
            WriteValues(answer, own.Pointer);
            own.ShareWith(vector);
        }
        else
        {
            WriteValues(answer, vector);
        }
    }

    void WriteValues(in ColumnView answer, nint vector)
    {
        WriteValidity(answer, vector);
        var misfits = new MisfitRows(scorer, type, vector);
        if (type.Kind == EngineTypeKind.List)
            WriteLists(answer, vector, misfits);
        else if (type.Kind == EngineTypeKind.Varchar)
            TextWriter.Write(answer, vector);
        else if (answer.Type.Element == ElementType.Utf8)
            LabelParser.Write(answer, type, DuckDbNative.VectorData(vector), misfits);
        else
            NumberWriter.Write(answer, type, DuckDbNative.VectorData(vector), misfits);
    }

    static void WriteValidity(in ColumnView answer, nint vector)
    {
        if (answer.Validity == null)
            return;
        DuckDbNative.EnsureValidityWritable(vector);
        var words = (answer.RowCount + 63) / 64;
        new ReadOnlySpan<ulong>(answer.Validity, words).CopyTo(new(DuckDbNative.VectorValidity(vector), words));
    }

    void WriteLists(in ColumnView answer, nint vector, in MisfitRows misfits)
    {
        var length = answer.Type.ListLength;
        var elements = (ulong)answer.RowCount * (ulong)length;
        _ = DuckDbNative.ListReserve(vector, elements);
        _ = DuckDbNative.ListSetSize(vector, elements);
        var lists = (NativeListEntry*)DuckDbNative.VectorData(vector);
        for (var row = 0; row < answer.RowCount; row++)
            lists[row] = new() { Offset = (ulong)row * (ulong)length, Length = (ulong)length };
        NumberWriter.Write(answer, type.Element!, DuckDbNative.VectorData(DuckDbNative.ListChild(vector)), misfits);
    }
}
