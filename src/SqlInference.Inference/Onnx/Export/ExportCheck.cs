using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Perceptrons;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Runs a written file by ONNX Runtime, and sees that it answers as the model does.</summary>
sealed class ExportCheck : IDisposable
{
    /// <summary>How far probabilities may be from ours; numbers, as a share of what was added up to them where that is larger than 1.</summary>
    public const double Tolerance = 1e-5;

    const int Rows = 4 * PipelineScorer.MostRows;
    const int Prediction = 0;

    // Beside, or the distance to the nearest of clusters.
    const int Beside = 1;

    readonly Pipeline _pipeline;
    readonly string _model;
    readonly SampleRows _rows;
    readonly OnnxBackend _exported;
    readonly ResultColumns _answers;
    readonly ColumnBuffer _labels = new();
    readonly (PipelineScorer Scorer, double Weight)[] _parts;

    ExportCheck(Pipeline pipeline, string path, string model)
    {
        (_pipeline, _model) = (pipeline, model);
        _exported = OnnxBackend.Load(path, new()
        {
            DisplayName = model,
            Parameters = [.. pipeline.Inputs.Select(input => new OnnxParameter(input.Name, input.Type, AcceptsNull: true))],
            Evaluator = ModelEvaluator.OnnxRuntime,
            Device = DeviceSelection.Cpu,
        });
        _answers = new(_exported.Signature.Outputs.Count, HasLabels ? [Prediction, Beside] : [Prediction]);
        _rows = new(pipeline, Rows);
        _parts = PartsOf(pipeline);
        if (!HasLabels)
            return;
        _labels.Reset(pipeline.Target.LabelType, pipeline.Answers);
        new LabelColumn(pipeline.Target).Write([.. Enumerable.Range(0, pipeline.Answers)], _labels, 0);
    }

    bool HasLabels => _pipeline.Target.Labels.Count > 0;

    bool IsClustering => _pipeline.Target.Problem == ProblemType.Clustering;

    /// <exception cref="SqlInferenceException">The file answers otherwise.</exception>
    public static void Run(Pipeline pipeline, string path, string model)
    {
        using var check = new ExportCheck(pipeline, path, model);
        check.Run();
    }

    public void Dispose()
    {
        _exported.Dispose();
        _answers.Dispose();
        _rows.Dispose();
        _labels.Dispose();
        foreach (var (part, _) in _parts)
            part.Dispose();
    }

    void Run()
    {
        _exported.RunAsync(_rows.Batch, _answers, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        using var scorer = new PipelineScorer(_pipeline);
        Span<int> classes = stackalloc int[PipelineScorer.MostRows];
        for (var start = 0; start < Rows; start += PipelineScorer.MostRows)
        {
            scorer.Answer(_rows.Batch, start, PipelineScorer.MostRows);
            if (HasLabels)
                scorer.Decide(classes);
            foreach (var (part, _) in _parts)
                part.Answer(_rows.Batch, start, PipelineScorer.MostRows);
            for (var row = 0; row < PipelineScorer.MostRows; row++)
                Compare(scorer.Answers, row, start + row, classes[row], _parts.Sum(part => part.Weight * Math.Abs(part.Scorer.Answers[row])));
        }
    }

    /// <summary>Of numbers, what may be far apart where their sum is not: the members of a mixture, and what perceptrons add up last.</summary>
    static (PipelineScorer Scorer, double Weight)[] PartsOf(Pipeline pipeline)
    {
        return pipeline.Target.Problem == ProblemType.Regression
            ? [.. pipeline.Members.Select(member => (new PipelineScorer(new(pipeline.Inputs, pipeline.Target, [AddedUp(member) with { Weight = 1 }])), member.Weight))]
            : [];

        static PipelineMember AddedUp(PipelineMember member) => member.Estimator is PerceptronEstimator perceptrons
            ? member with { Estimator = new PerceptronEstimator([.. perceptrons.Models.Select(WithoutSigns)]) }
            : member;

        static PerceptronModel WithoutSigns(PerceptronModel model) =>
            new([.. model.Layers.SkipLast(1), new(model.Layers[^1].Inputs, Positive(model.Layers[^1].Weights), Positive(model.Layers[^1].Intercepts))]);

        static float[] Positive(ReadOnlySpan<float> values) => [.. values.ToArray().Select(Math.Abs)];
    }

    /// <param name="addedUp">How much a number was added up from.</param>
    void Compare(ReadOnlySpan<double> ours, int from, int row, int label, double addedUp)
    {
        var theirs = _answers[HasLabels ? Beside : Prediction]!.Span<double>();
        if (IsClustering)
            Compare("distance", theirs[row], Distance(ours, from, label), row, addedUp);
        for (var answer = 0; !IsClustering && answer < _pipeline.Answers; answer++)
        {
            Compare(HasLabels ? $"probability of '{_pipeline.Target.Labels[answer]}'" : "number",
                theirs[row * _pipeline.Answers + answer], ours[answer * PipelineScorer.MostRows + from], row, addedUp);
        }

        if (HasLabels && LabelAt(row) is var found && found != label && !IsTie(ours, from, found, label))
            throw Differs(row, "label", found < 0 ? "another" : $"'{_pipeline.Target.Labels[found]}'", $"'{_pipeline.Target.Labels[label]}'");
    }

    void Compare(string what, double given, double expected, int row, double addedUp)
    {
        // Equals, for what is beyond all numbers in both.
        if (!given.Equals(expected) && !(Math.Abs(given - expected) <= Tolerance * Math.Max(Math.Max(1, addedUp), Math.Abs(expected))))
            throw Differs(row, what, Shown(given), Shown(expected));
    }

    /// <summary>The class whose label the file gives; -1 for none of them.</summary>
    int LabelAt(int row)
    {
        var (given, labels) = (_answers[Prediction]!.View, _labels.View);
        for (var label = 0; label < _pipeline.Answers; label++)
        {
            if (Bytes(given, row).SequenceEqual(Bytes(labels, label)))
                return label;
        }

        return -1;
    }

    static unsafe ReadOnlySpan<byte> Bytes(in ColumnView column, int row)
    {
        if (column.Type.Element == ElementType.Utf8)
            return column.Utf8At(row);
        var width = column.Type.Element.Width();
        return new(column.Values + row * width, width);
    }

    /// <summary>Whether the two classes are as likely as each other, or the clusters as near, up to what sums of floats leave open.</summary>
    bool IsTie(ReadOnlySpan<double> ours, int from, int found, int label) => found >= 0 && (IsClustering
        ? Math.Abs(Distance(ours, from, found) - Distance(ours, from, label)) <= Tolerance * Math.Max(1, Distance(ours, from, label))
        : Math.Abs(Weighted(ours, from, found) - Weighted(ours, from, label)) <= Tolerance);

    static double Distance(ReadOnlySpan<double> ours, int from, int cluster) => Math.Sqrt(-ours[cluster * PipelineScorer.MostRows + from]);

    double Weighted(ReadOnlySpan<double> ours, int from, int label) =>
        ours[label * PipelineScorer.MostRows + from] * (_pipeline.Target.ClassWeights?[label] ?? 1);

    SqlInferenceException Differs(int row, string what, string given, string expected) => new(ErrorConditions.ModelNotExportable,
        $"Model '{_model}' was not exported: the file gives the {what} {given} where the model gives {expected}, for {_rows.Describe(row)}.",
        "No file was left. Please report this with the model.");

    static string Shown(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
