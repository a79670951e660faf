using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Linear;

/// <summary>
/// Weights that give margins: a dense block is taken column by column, terms of texts row by row. Features are numbered
/// dense ones first, then the terms of each text in turn. Immutable, shared by threads.
/// </summary>
public sealed class LinearModel
{
    const int Lanes = 8;

    // Terms are scattered over more memory than the inner caches hold.
    const int FetchAhead = 12;

    // Feature by feature; with room for reading beyond the last.
    readonly float[] _weights;
    readonly float[] _intercepts;

    /// <param name="weights">Feature by feature, the weights of its outputs.</param>
    /// <param name="intercepts">One for each output.</param>
    public LinearModel(int denseFeatures, ReadOnlySpan<float> weights, ReadOnlySpan<float> intercepts)
    {
        Outputs = intercepts.Length;
        Features = weights.Length / Outputs;
        DenseFeatures = denseFeatures;
        if (denseFeatures < 0 || denseFeatures > Features || weights.Length != Features * Outputs)
            throw new ArgumentException("The weights are not those of so many features and outputs.", nameof(weights));
        _weights = new float[weights.Length + Lanes];
        weights.CopyTo(_weights);
        _intercepts = intercepts.ToArray();
    }

    public int Outputs { get; }

    public int Features { get; }

    public int DenseFeatures { get; }

    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Features * Outputs);

    public ReadOnlySpan<float> Intercepts => _intercepts;

    /// <summary>Begins a block: sets the margins of all rows to the intercepts.</summary>
    /// <param name="margins">Column by column: output o of row r is at o * stride + r.</param>
    public void Begin(Span<float> margins, int stride, int rows)
    {
        for (var output = 0; output < Outputs; output++)
            margins.Slice(output * stride, rows).Fill(_intercepts[output]);
    }

    /// <summary>Adds what the dense features of a block give. A missing value (NaN) adds nothing.</summary>
    /// <param name="features">Column by column: feature f of row r is at f * stride + r.</param>
    public void AddDense(ReadOnlySpan<float> features, int stride, int rows, Span<float> margins, int marginStride)
    {
        for (var feature = 0; feature < DenseFeatures; feature++)
        {
            var column = features.Slice(feature * stride, rows);
            for (var output = 0; output < Outputs; output++)
                AddColumn(column, _weights[feature * Outputs + output], margins.Slice(output * marginStride, rows));
        }
    }

    /// <summary>Adds what a text gives to the margins of a row.</summary>
    /// <param name="firstFeature">The number of the text's first term among the features.</param>
    public void AddText(NgramVectorizer vectorizer, int firstFeature, ReadOnlySpan<byte> utf8, NgramScratch scratch, Span<float> margins, int stride, int row)
    {
        vectorizer.Vectorize(utf8, scratch);
        AddTerms(firstFeature, scratch.Terms, scratch.Weights, margins, stride, row);
    }

    public void AddTerms(int firstFeature, ReadOnlySpan<int> terms, ReadOnlySpan<float> values, Span<float> margins, int stride, int row)
    {
        if (Outputs == 1)
        {
            margins[row] += Sum(firstFeature, terms, values);
            return;
        }

        for (var block = 0; block < Outputs; block += Lanes)
        {
            var sum = Sum(firstFeature, terms, values, block);
            for (var output = block; output < Math.Min(block + Lanes, Outputs); output++)
                margins[output * stride + row] += sum[output - block];
        }
    }

    static void AddColumn(ReadOnlySpan<float> column, float weight, Span<float> margins)
    {
        var row = 0;
        var weights = Vector256.Create(weight);
        ref readonly var value = ref MemoryMarshal.GetReference(column);
        ref var margin = ref MemoryMarshal.GetReference(margins);
        for (; row <= column.Length - Lanes; row += Lanes)
        {
            var values = Vector256.LoadUnsafe(in value, (nuint)row);
            var known = Vector256.ConditionalSelect(Vector256.Equals(values, values), values, Vector256<float>.Zero);
            (Vector256.LoadUnsafe(ref margin, (nuint)row) + known * weights).StoreUnsafe(ref margin, (nuint)row);
        }

        for (; row < column.Length; row++)
            margins[row] += float.IsNaN(column[row]) ? 0 : column[row] * weight;
    }

    float Sum(int firstFeature, ReadOnlySpan<int> terms, ReadOnlySpan<float> values)
    {
        var sum = 0f;
        for (var i = 0; i < terms.Length; i++)
            sum += values[i] * _weights[firstFeature + terms[i]];
        return sum;
    }

    unsafe Vector256<float> Sum(int firstFeature, ReadOnlySpan<int> terms, ReadOnlySpan<float> values, int block)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < terms.Length; i++)
        {
            if (Sse.IsSupported && i + FetchAhead < terms.Length)
                Sse.Prefetch0(Unsafe.AsPointer(ref _weights[(firstFeature + terms[i + FetchAhead]) * Outputs + block]));
            ref var weight = ref _weights[(firstFeature + terms[i]) * Outputs + block];
            sum += Vector256.Create(values[i]) * Vector256.LoadUnsafe(ref weight);
        }

        return sum;
    }
}
