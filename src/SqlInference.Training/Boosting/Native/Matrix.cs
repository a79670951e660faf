using System.Globalization;
using SqlInference.Errors;
using SqlInference.Training.Features;

namespace SqlInference.Training.Boosting.Native;

/// <summary>Copies rows into XGBoost's own form.</summary>
static unsafe class Matrix
{
    public static MatrixHandle Create(BoosterData data, int threads)
    {
        XGBoostLibrary.Load();
        var matrix = data.Dense is { } dense ? Create(dense, threads) : Create(data.Sparse!, threads);
        SetFloats(matrix, "label", data.Labels);
        if (data.Weights is { } weights)
            SetFloats(matrix, "weight", weights);
        return matrix;
    }

    public static MatrixHandle Create(FeatureMatrix rows, int threads)
    {
        CheckFinite(rows.Values, rows.Features);
        fixed (float* values = rows.Values)
        {
            XGBoostError.Check(XGBoostNative.CreateFromDense(
                Array((nint)values, "<f4", rows.Rows, rows.Features), Configuration(threads), out var matrix));
            return new(matrix);
        }
    }

    public static MatrixHandle Create(SparseRows rows, int threads)
    {
        CheckFinite(rows.Values, features: 0);
        fixed (long* starts = rows.Starts)
        fixed (int* indices = rows.Indices)
        fixed (float* values = rows.Values)
        {
            XGBoostError.Check(XGBoostNative.CreateFromRows(
                Array((nint)starts, "<i8", rows.Starts.Length), Array((nint)indices, "<i4", rows.Indices.Length),
                Array((nint)values, "<f4", rows.Values.Length), (ulong)rows.Columns, Configuration(threads), out var matrix));
            return new(matrix);
        }
    }

    static void SetFloats(MatrixHandle matrix, string field, float[] values)
    {
        fixed (float* first = values)
            XGBoostError.Check(XGBoostNative.SetFloats(matrix, field, first, (ulong)values.Length));
    }

    /// <summary>The array interface: https://numpy.org/doc/stable/reference/arrays.interface.html</summary>
    static string Array(nint address, string type, params int[] shape) =>
        $$"""{"data": [{{address}}, true], "shape": [{{string.Join(", ", shape)}}], "typestr": "{{type}}", "version": 3}""";

    static string Configuration(int threads) => string.Create(CultureInfo.InvariantCulture, $$"""{"missing": NaN, "nthread": {{threads}}}""");

    static void CheckFinite(float[] values, int features)
    {
        var index = System.Array.FindIndex(values, float.IsInfinity);
        if (index < 0)
            return;
        var place = features == 0 ? "A feature" : $"Feature {index % features + 1} of row {index / features + 1}";
        throw new SqlInferenceException(ErrorConditions.NotFinite, $"{place} is infinite; boosted trees are trained from finite numbers.",
            "Leave such rows out, or give NULL instead.");
    }
}
