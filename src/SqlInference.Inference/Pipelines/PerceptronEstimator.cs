using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;
using SqlInference.Inference.Perceptrons;

namespace SqlInference.Inference.Pipelines;

/// <summary>Multilayer perceptrons, whose margins are averaged.</summary>
public sealed class PerceptronEstimator : Estimator
{
    // What a processor takes in one step.
    const int WeightsPerStep = PerceptronLayer.Lanes;

    readonly BackgroundRows? _background;

    /// <param name="models">At least one; all of one shape.</param>
    /// <param name="background">What rows are compared with to explain them; null where nobody has chosen any.</param>
    public PerceptronEstimator(IReadOnlyList<PerceptronModel> models, BackgroundRows? background = null)
    {
        Models = models;
        _background = background;
        Outputs = models[0].Outputs;
    }

    public IReadOnlyList<PerceptronModel> Models { get; }

    public override int Outputs { get; }

    public override long MemoryBytes => sizeof(float) * Models.Sum(model => model.Layers.Sum(layer => (long)layer.Weights.Length + layer.Outputs));

    public override bool CanExplain => _background is not null;

    public override object CreateScratch() => new NativeBuffer();

    public override void Check(int features, IReadOnlyList<ModelInput> inputs)
    {
        if (Models.FirstOrDefault(model => model.Features != features) is { } other)
            throw new InvalidDataException($"its first layer has weights for {other.Features} features, and there are {features}");
        if (Models.Any(model => model.Outputs != Outputs))
            throw new InvalidDataException("its perceptrons have not as many outputs as each other");
        if (_background is { } rows && rows.Features != features)
            throw new InvalidDataException($"its sample of training rows has {rows.Features} features, and there are {features}");
    }

    public override MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) =>
        new PermutationExplainer(this, _background!, Models.Sum(model => model.Layers.Sum(layer => (long)layer.Weights.Length)) / WeightsPerStep, origins, inputs);

    public override EstimatorDocument Save(string name, Func<string, Stream> createFile)
    {
        return new PerceptronsDocument(
            [.. Models.Select((model, position) => File($"{name}-net{position + 1}.perceptron", PerceptronFile.Write(model)))],
            _background is null ? null : File($"{name}.background", _background.Write()));

        string File(string file, byte[] content)
        {
            using var stream = createFile(file);
            stream.Write(content);
            return file;
        }
    }

    public override unsafe void Score(in FeatureBlock block, object? scratch, float* margins)
    {
        var columns = 2 * Models.Max(model => model.Width) + Outputs;
        var own = (float*)((NativeBuffer)scratch!).Reserve((nuint)(columns * block.Stride * sizeof(float)));
        new Span<float>(margins, Outputs * block.Stride).Clear();
        foreach (var model in Models)
        {
            model.Score(block.Values, own, own + (long)Outputs * block.Stride, block.Stride, block.Rows);
            for (var output = 0; output < Outputs; output++)
            {
                for (var row = output * block.Stride; row < output * block.Stride + block.Rows; row++)
                    margins[row] += own[row] / Models.Count;
            }
        }
    }
}
