using System.Runtime.Intrinsics;

namespace SqlInference.Inference.Perceptrons;

/// <summary>Weighted sums of what comes in. Immutable, shared by threads.</summary>
public sealed unsafe class PerceptronLayer
{
    /// <summary>Rows are taken so many at a time: strides are multiples of it.</summary>
    public const int Lanes = 16;

    readonly float[] _weights;
    readonly float[] _intercepts;

    /// <param name="weights">Output by output, one for each input.</param>
    /// <param name="intercepts">One for each output.</param>
    public PerceptronLayer(int inputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> intercepts)
    {
        if (inputs < 1 || intercepts.Length < 1 || weights.Length != (long)inputs * intercepts.Length)
            throw new ArgumentException("The weights are not those of so many inputs and outputs.", nameof(weights));
        Inputs = inputs;
        _weights = weights.ToArray();
        _intercepts = intercepts.ToArray();
    }

    public int Inputs { get; }

    public int Outputs => _intercepts.Length;

    public ReadOnlySpan<float> Weights => _weights;

    public ReadOnlySpan<float> Intercepts => _intercepts;

    /// <summary>Column by column: value v of row r is at v * stride + r, in what is read and in what is written.</summary>
    /// <param name="rectified">Whether what is below zero becomes zero.</param>
    public void Apply(float* inputs, float* outputs, int stride, int rows, bool rectified)
    {
        fixed (float* weights = _weights, intercepts = _intercepts)
            Apply(weights, intercepts, Inputs, Outputs, inputs, outputs, stride, rows, rectified);
    }

    /// <summary>The same with weights that are being learnt.</summary>
    public static void Apply(float* weights, float* intercepts, int inputCount, int outputCount, float* inputs, float* outputs, int stride, int rows, bool rectified)
    {
        var least = Vector512.Create(rectified ? 0 : float.NegativeInfinity);
        for (var row = 0; row < rows; row += Lanes)
        {
            var output = 0;
            for (; output <= outputCount - 4; output += 4)
            {
                // Four outputs at once share what is loaded, and none waits for the sum of another.
                var weight = weights + (long)output * inputCount;
                var (a, b, c, d) = (Vector512.Create(intercepts[output]), Vector512.Create(intercepts[output + 1]),
                    Vector512.Create(intercepts[output + 2]), Vector512.Create(intercepts[output + 3]));
                for (var input = 0; input < inputCount; input++, weight++)
                {
                    var values = Vector512.Load(inputs + (long)input * stride + row);
                    a = Vector512.MultiplyAddEstimate(values, Vector512.Create(weight[0]), a);
                    b = Vector512.MultiplyAddEstimate(values, Vector512.Create(weight[inputCount]), b);
                    c = Vector512.MultiplyAddEstimate(values, Vector512.Create(weight[2 * inputCount]), c);
                    d = Vector512.MultiplyAddEstimate(values, Vector512.Create(weight[3 * inputCount]), d);
                }

                var to = outputs + (long)output * stride + row;
                Vector512.Max(a, least).Store(to);
                Vector512.Max(b, least).Store(to + stride);
                Vector512.Max(c, least).Store(to + 2L * stride);
                Vector512.Max(d, least).Store(to + 3L * stride);
            }

            for (; output < outputCount; output++)
            {
                var weight = weights + (long)output * inputCount;
                var sum = Vector512.Create(intercepts[output]);
                for (var input = 0; input < inputCount; input++)
                    sum = Vector512.MultiplyAddEstimate(Vector512.Load(inputs + (long)input * stride + row), Vector512.Create(weight[input]), sum);
                Vector512.Max(sum, least).Store(outputs + (long)output * stride + row);
            }
        }
    }
}
