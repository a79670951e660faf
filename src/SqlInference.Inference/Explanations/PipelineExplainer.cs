using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Tells how much each input of a pipeline moves its margins. A mixture's margins are the mean of its members', by their weights. Not
/// thread-safe: each caller has one of its own.
/// </summary>
public sealed unsafe class PipelineExplainer : IDisposable
{
    // What the values of some rows take: as much as a processor's caches hold, as long as it is a few rows.
    const int MostValues = 1 << 18;

    readonly Pipeline _pipeline;
    readonly MarginExplainer[] _explainers;
    readonly NativeBuffer _features = new();
    readonly NativeBuffer _steps = new();
    readonly NativeBuffer _values = new();
    readonly int _inputs;

    /// <param name="pipeline">One of those that <see cref="Pipeline.CanExplain"/>.</param>
    public PipelineExplainer(Pipeline pipeline)
    {
        (_pipeline, _inputs) = (pipeline, pipeline.Inputs.Count);
        _explainers = [.. pipeline.Members.Select(member => member.Estimator.CreateExplainer(member.Features.Origins(), _inputs))];
        Expected = [.. Enumerable.Range(0, _explainers[0].Expected.Count).Select(output =>
            _explainers.Select((explainer, member) => pipeline.Members[member].Weight * explainer.Expected[output]).Sum())];
        MostRows = Math.Clamp(MostValues / (_inputs * Expected.Count), 8, PipelineScorer.MostRows);
        Reserve(_features, pipeline.Members.Max(member => member.Features.Width), sizeof(float));
        Reserve(_steps, 2 * pipeline.Members.Max(member => member.Features.ScratchWidth), sizeof(float));
        Reserve(_values, _inputs * Expected.Count, sizeof(double));
    }

    /// <summary>Rows that are explained at once.</summary>
    public int MostRows { get; }

    /// <summary>Each margin of a row that nothing is known of.</summary>
    public IReadOnlyList<double> Expected { get; }

    /// <summary>Roughly how many steps a row takes.</summary>
    public long Work => _explainers.Sum(explainer => explainer.Work);

    /// <summary>Explains up to <see cref="MostRows"/> rows from <paramref name="start"/> on.</summary>
    public void Explain(ColumnBatch batch, int start, int rows)
    {
        var features = (nint)_features.Pointer;
        var values = (double*)_values.Pointer;
        new Span<double>(values, _inputs * Expected.Count * MostRows).Clear();
        for (var member = 0; member < _explainers.Length; member++)
        {
            var (weight, plan, _, _) = _pipeline.Members[member];
            plan.Fill(batch, start, rows, (float*)features, (float*)_steps.Pointer, MostRows);
            _explainers[member].Add(new(batch, start, rows, features, MostRows), weight, values);
        }
    }

    /// <summary>How much an input moves a margin, for each of the rows that were explained last.</summary>
    public ReadOnlySpan<double> ValuesOf(int output, int input) => new((double*)_values.Pointer + ((long)output * _inputs + input) * MostRows, MostRows);

    public void Dispose()
    {
        _features.Dispose();
        _steps.Dispose();
        _values.Dispose();
    }

    void Reserve(NativeBuffer buffer, int columns, int bytes) => buffer.Reserve((nuint)Math.Max(1, columns) * (nuint)MostRows * (nuint)bytes);
}
