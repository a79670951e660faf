namespace SqlInference.Inference.Perceptrons;

/// <summary>Layers one after the other; between them, what is below zero becomes zero. Immutable, shared by threads.</summary>
public sealed class PerceptronModel
{
    public PerceptronModel(IReadOnlyList<PerceptronLayer> layers)
    {
        if (layers.Count == 0 || layers.Skip(1).Zip(layers).Any(pair => pair.First.Inputs != pair.Second.Outputs))
            throw new ArgumentException("The layers do not go together.", nameof(layers));
        Layers = layers;
    }

    public IReadOnlyList<PerceptronLayer> Layers { get; }

    public int Features => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    /// <summary>The most numbers that a row has between two layers.</summary>
    public int Width => Layers.SkipLast(1).Select(layer => layer.Outputs).DefaultIfEmpty().Max();

    /// <summary>Column by column: feature f of row r is at f * stride + r, and so are the margins; beyond the last row up to the next multiple of <see cref="PerceptronLayer.Lanes"/> is overwritten.</summary>
    /// <param name="scratch">Twice <see cref="Width"/> columns.</param>
    public unsafe void Score(float* features, float* margins, float* scratch, int stride, int rows)
    {
        var from = features;
        for (var layer = 0; layer < Layers.Count; layer++)
        {
            var isLast = layer == Layers.Count - 1;
            var to = isLast ? margins : scratch + layer % 2 * (long)Width * stride;
            Layers[layer].Apply(from, to, stride, rows, rectified: !isLast);
            from = to;
        }
    }
}
