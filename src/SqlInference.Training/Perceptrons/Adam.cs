using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SqlInference.Training.Perceptrons;

/// <summary>Steps by the first and second moments of the gradient (Kingma and Ba 2015), and weights that decay apart from it (Loshchilov and Hutter 2019).</summary>
sealed class Adam(int length)
{
    const float FirstDecay = 0.9f, SecondDecay = 0.999f, Smallest = 1e-8f;

    readonly float[] _first = new float[length];
    readonly float[] _second = new float[length];
    double _firstPower = 1, _secondPower = 1;

    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate, double weightDecay)
    {
        _firstPower *= FirstDecay;
        _secondPower *= SecondDecay;
        var rate = (float)(learningRate / (1 - _firstPower));
        var spread = (float)(1 / (1 - _secondPower));
        var kept = (float)(1 - learningRate * weightDecay);
        var vectors = weights.Length / Vector512<float>.Count;
        var w = MemoryMarshal.Cast<float, Vector512<float>>(weights);
        var g = MemoryMarshal.Cast<float, Vector512<float>>(gradient);
        var first = MemoryMarshal.Cast<float, Vector512<float>>(_first.AsSpan());
        var second = MemoryMarshal.Cast<float, Vector512<float>>(_second.AsSpan());
        for (var i = 0; i < vectors; i++)
        {
            first[i] = first[i] * FirstDecay + g[i] * (1 - FirstDecay);
            second[i] = second[i] * SecondDecay + g[i] * g[i] * (1 - SecondDecay);
            w[i] = w[i] * kept - first[i] * rate / (Vector512.Sqrt(second[i] * spread) + Vector512.Create(Smallest));
        }

        for (var i = vectors * Vector512<float>.Count; i < weights.Length; i++)
        {
            _first[i] = _first[i] * FirstDecay + gradient[i] * (1 - FirstDecay);
            _second[i] = _second[i] * SecondDecay + gradient[i] * gradient[i] * (1 - SecondDecay);
            weights[i] = weights[i] * kept - _first[i] * rate / (MathF.Sqrt(_second[i] * spread) + Smallest);
        }
    }
}
