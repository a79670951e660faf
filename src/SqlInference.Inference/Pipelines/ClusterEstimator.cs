using SqlInference.Inference.Backends;
using SqlInference.Inference.Clusters;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Pipelines;

/// <summary>How near rows are to the centres of clusters: each margin is the negative of a squared distance.</summary>
public sealed class ClusterEstimator(ClusterModel model) : Estimator
{
    public ClusterModel Model => model;

    public override int Outputs => model.Count;

    public override long MemoryBytes => sizeof(float) * (long)model.Centres.Length;

    public override bool CanExplain => false;

    public override void Check(int features, IReadOnlyList<ModelInput> inputs)
    {
        if (model.Features != features)
            throw new InvalidDataException($"its centres have {model.Features} features, and there are {features}");
    }

    public override MarginExplainer CreateExplainer(IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) =>
        throw new NotSupportedException("Distances are not explained.");

    public override EstimatorDocument Save(string name, Func<string, Stream> createFile)
    {
        var file = $"{name}.clusters";
        using var stream = createFile(file);
        stream.Write(ClusterFile.Write(model));
        return new ClusterDocument(file);
    }

    public override unsafe void Score(in FeatureBlock block, object? scratch, float* margins)
    {
        model.SquaredDistances(block.Values, block.Stride, block.Rows, margins);
        for (var cluster = 0; cluster < model.Count; cluster++)
        {
            var column = new Span<float>(margins + (long)cluster * block.Stride, block.Rows);
            for (var row = 0; row < column.Length; row++)
                column[row] = -column[row];
        }
    }
}
