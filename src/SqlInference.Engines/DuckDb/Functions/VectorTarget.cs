using System.Numerics;
using SqlInference.Engines.Answers;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>A DuckDB vector for answers. Its decimals are integers counting the last digit, in 2, 4, 8 or 16 bytes by precision.</summary>
readonly unsafe struct VectorTarget(IScorer scorer, EngineType type, nint vector) : IAnswerTarget
{
    /// <summary>The caller puts the model's name before the message.</summary>
    public void Refuse(int row, string value)
    {
        if (scorer.OnError == ErrorPolicy.Fail)
        {
            throw new SqlInferenceException(ErrorConditions.ValueDoesNotFit,
                $"the predicted value {value} does not fit {type}.", "Create the model with a RETURNS type that holds all its answers.");
        }

        DuckDbNative.EnsureValidityWritable(vector);
        DuckDbNative.VectorValidity(vector)[row >> 6] &= ~(1UL << (row & 63));
        scorer.RowRefused();
    }

    public void PutText(int row, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* bytes = utf8)
            DuckDbNative.AssignString(vector, (ulong)row, bytes, (ulong)utf8.Length);
    }

    public static bool TryPutUnscaled(Int128 unscaled, EngineType type, byte* target, int index)
    {
        if (!DecimalRounding.HasDigitsFor(unscaled, type))
            return false;
        switch (type.Precision)
        {
            case <= 4: ((short*)target)[index] = (short)unscaled; break;
            case <= 9: ((int*)target)[index] = (int)unscaled; break;
            case <= 18: ((long*)target)[index] = (long)unscaled; break;
            default: ((Int128*)target)[index] = unscaled; break;
        }

        return true;
    }

    public static void PutUnscaled(Vector<double> unscaled, EngineType type, byte* target, int index)
    {
        var whole = Vector.ConvertToInt64Native(unscaled);
        if (type.Precision > 9)
        {
            Vector.Store(whole, (long*)target + index);
            return;
        }

        for (var i = 0; i < Vector<long>.Count; i++)
        {
            if (type.Precision > 4)
                ((int*)target)[index + i] = (int)whole[i];
            else
                ((short*)target)[index + i] = (short)whole[i];
        }
    }

    public static void PutDate(int day, byte* target, int index) => ((int*)target)[index] = day;
}
