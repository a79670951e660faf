using SqlInference.Engines.Answers;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Writes a model's answers into a vector of a function's RETURNS type. Thread-safe.</summary>
sealed unsafe class ResultWriter(EngineType type, IScorer scorer)
{
    public void Write(in ColumnView answer, nint vector)
    {
        if (!AnswerTypes.CanWrite(answer.Type, type))
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
        var target = new VectorTarget(scorer, type, vector);
        if (type.Kind == EngineTypeKind.List)
            WriteLists(answer, vector, target);
        else if (type.Kind == EngineTypeKind.Varchar)
            TextAnswers.Write(answer, target);
        else if (answer.Type.Element == ElementType.Utf8)
            LabelAnswers.Write(answer, type, DuckDbNative.VectorData(vector), target);
        else
            NumberAnswers.Write(answer, type, DuckDbNative.VectorData(vector), target);
    }

    static void WriteValidity(in ColumnView answer, nint vector)
    {
        if (answer.Validity == null)
            return;
        DuckDbNative.EnsureValidityWritable(vector);
        var words = (answer.RowCount + 63) / 64;
        new ReadOnlySpan<ulong>(answer.Validity, words).CopyTo(new(DuckDbNative.VectorValidity(vector), words));
    }

    void WriteLists(in ColumnView answer, nint vector, in VectorTarget target)
    {
        var length = answer.Type.ListLength;
        var elements = (ulong)answer.RowCount * (ulong)length;
        _ = DuckDbNative.ListReserve(vector, elements);
        _ = DuckDbNative.ListSetSize(vector, elements);
        var lists = (NativeListEntry*)DuckDbNative.VectorData(vector);
        for (var row = 0; row < answer.RowCount; row++)
            lists[row] = new() { Offset = (ulong)row * (ulong)length, Length = (ulong)length };
        NumberAnswers.Write(answer, type.Element!, DuckDbNative.VectorData(DuckDbNative.ListChild(vector)), target);
    }
}
