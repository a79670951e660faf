using System.Numerics;

namespace SqlInference.Engines.Answers;

/// <summary>
/// A place for a model's answers as values of a RETURNS type: what becomes of values that do not fit, and how the place
/// holds what has no fixed-width form of its own. Implemented by structs, so that every place gets loops of its own.
/// </summary>
public unsafe interface IAnswerTarget
{
    /// <summary>The type cannot hold this row's value: an error, or NULL where the model's ON_ERROR says so.</summary>
    void Refuse(int row, string value);

    /// <summary>Rows come in order; those that are NULL are left out.</summary>
    void PutText(int row, ReadOnlySpan<byte> utf8);

    /// <summary>Puts a decimal, given as the count of its last digit. False where the type has fewer digits.</summary>
    static abstract bool TryPutUnscaled(Int128 unscaled, EngineType type, byte* target, int index);

    /// <summary>The same for several decimals, which are known to fit: whole numbers below 10^13.</summary>
    static abstract void PutUnscaled(Vector<double> unscaled, EngineType type, byte* target, int index);

    /// <param name="day">Since 1970-01-01.</param>
    static abstract void PutDate(int day, byte* target, int index);
}
