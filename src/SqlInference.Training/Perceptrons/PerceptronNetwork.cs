using System.Runtime.Intrinsics;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Perceptrons;

namespace SqlInference.Training.Perceptrons;

/// <summary>A perceptron that is being fitted: its weights, and what a batch of rows gives at each layer. Batches are column by column.</summary>
sealed unsafe class PerceptronNetwork : IDisposable
{
    readonly int[] _sizes;
    readonly int[] _starts;
    readonly int _stride;
    readonly NativeBuffer _weights = new(), _gradient = new(), _turned = new();
    readonly NativeBuffer[] _values, _errors;

    /// <param name="sizes">Features, units of each layer, margins.</param>
    /// <param name="stride">The most rows of a batch, a multiple of <see cref="PerceptronLayer.Lanes"/>.</param>
    public PerceptronNetwork(IReadOnlyList<int> sizes, int stride, ref SeededRandom random)
    {
        (_sizes, _stride) = ([.. sizes], stride);
        _starts = new int[sizes.Count];
        for (var layer = 0; layer < Layers; layer++)
            _starts[layer + 1] = _starts[layer] + _sizes[layer + 1] * (_sizes[layer] + 1);
        foreach (var buffer in (NativeBuffer[])[_weights, _gradient, _turned])
            Clear(buffer, Length + sizes.Max());
        _values = [.. sizes.Select(size => Clear(new(), size * stride))];
        _errors = [.. sizes.Select(size => Clear(new(), size * stride))];
        for (var layer = 0; layer < Layers; layer++)
        {
            // He's initialisation, for units of which half are silent; the margins' own are none.
            var spread = Math.Sqrt((layer < Layers - 1 ? 2.0 : 1.0) / _sizes[layer]);
            for (var i = 0; i < _sizes[layer] * _sizes[layer + 1]; i++)
                WeightsOf(layer)[i] = (float)(spread * Normal(ref random));
        }
    }

    public int Length => _starts[^1];

    /// <summary>Layer by layer, weights output by output, and then intercepts.</summary>
    public Span<float> Weights => new(_weights.Pointer, Length);

    public ReadOnlySpan<float> Gradient => new(_gradient.Pointer, Length);

    /// <summary>Where the features of a batch go.</summary>
    public Span<float> Features => new(_values[0].Pointer, _sizes[0] * _stride);

    /// <summary>What <see cref="Forward"/> gives.</summary>
    public ReadOnlySpan<float> Margins => new(_values[^1].Pointer, _sizes[^1] * _stride);

    /// <summary>How the loss changes with each margin: <see cref="Backward"/> starts from it. Zero for rows that the batch has not.</summary>
    public Span<float> Errors => new(_errors[^1].Pointer, _sizes[^1] * _stride);

    int Layers => _sizes.Length - 1;

    public void Forward(int rows)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            PerceptronLayer.Apply(WeightsOf(layer), InterceptsOf(layer, _weights), _sizes[layer], _sizes[layer + 1],
                (float*)_values[layer].Pointer, (float*)_values[layer + 1].Pointer, _stride, rows, rectified: layer < Layers - 1);
        }
    }

    /// <summary>Leaves the gradient of the loss by the weights.</summary>
    public void Backward(int rows)
    {
        for (var layer = Layers - 1; layer >= 0; layer--)
        {
            LearnFrom(layer, rows);
            if (layer > 0)
                PassOn(layer, rows);
        }
    }

    public PerceptronModel ToModel(ReadOnlySpan<float> weights)
    {
        var layers = new List<PerceptronLayer>();
        for (var layer = 0; layer < Layers; layer++)
        {
            var (inputs, outputs) = (_sizes[layer], _sizes[layer + 1]);
            layers.Add(new(inputs, weights.Slice(_starts[layer], inputs * outputs), weights.Slice(_starts[layer] + inputs * outputs, outputs)));
        }

        return new(layers);
    }

    public void Dispose()
    {
        foreach (var buffer in (NativeBuffer[])[_weights, _gradient, _turned, .. _values, .. _errors])
            buffer.Dispose();
    }

    void LearnFrom(int layer, int rows)
    {
        var (inputs, outputs) = (_sizes[layer], _sizes[layer + 1]);
        var gradient = (float*)_gradient.Pointer + _starts[layer];
        var intercepts = InterceptsOf(layer, _gradient);
        for (var output = 0; output < outputs; output++)
        {
            var errors = (float*)_errors[layer + 1].Pointer + (long)output * _stride;
            for (var input = 0; input < inputs; input++)
                gradient[output * inputs + input] = Dot(errors, (float*)_values[layer].Pointer + (long)input * _stride, rows);
            intercepts[output] = Sum(errors, rows);
        }
    }

    /// <summary>The errors of the layer before: what it gave to each output, where it gave anything.</summary>
    void PassOn(int layer, int rows)
    {
        var (inputs, outputs) = (_sizes[layer], _sizes[layer + 1]);
        var (weights, turned) = ((nint)WeightsOf(layer), (nint)_turned.Pointer);
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
                ((float*)turned)[input * outputs + output] = ((float*)weights)[output * inputs + input];
        }

        var none = (float*)turned + inputs * outputs;
        new Span<float>(none, inputs).Clear();
        PerceptronLayer.Apply((float*)turned, none, outputs, inputs, (float*)_errors[layer + 1].Pointer, (float*)_errors[layer].Pointer, _stride, rows, rectified: false);
        for (var input = 0; input < inputs; input++)
        {
            var (errors, values) = ((nint)_errors[layer].Pointer + (nint)input * _stride * sizeof(float), (nint)_values[layer].Pointer + (nint)input * _stride * sizeof(float));
            for (var row = 0; row < rows; row += PerceptronLayer.Lanes)
            {
                var gave = Vector512.GreaterThan(Vector512.Load((float*)values + row), Vector512<float>.Zero);
                Vector512.ConditionalSelect(gave, Vector512.Load((float*)errors + row), Vector512<float>.Zero).Store((float*)errors + row);
            }
        }
    }

    static float Dot(float* first, float* second, int rows)
    {
        var sum = Vector512<float>.Zero;
        for (var row = 0; row < rows; row += PerceptronLayer.Lanes)
            sum = Vector512.MultiplyAddEstimate(Vector512.Load(first + row), Vector512.Load(second + row), sum);
        return Vector512.Sum(sum);
    }

    static float Sum(float* values, int rows)
    {
        var sum = Vector512<float>.Zero;
        for (var row = 0; row < rows; row += PerceptronLayer.Lanes)
            sum += Vector512.Load(values + row);
        return Vector512.Sum(sum);
    }

    float* WeightsOf(int layer) => (float*)_weights.Pointer + _starts[layer];

    float* InterceptsOf(int layer, NativeBuffer of) => (float*)of.Pointer + _starts[layer] + _sizes[layer] * _sizes[layer + 1];

    static NativeBuffer Clear(NativeBuffer buffer, int floats)
    {
        new Span<float>(buffer.Reserve((nuint)floats * sizeof(float)), floats).Clear();
        return buffer;
    }

    /// <summary>Box and Muller.</summary>
    static double Normal(ref SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
