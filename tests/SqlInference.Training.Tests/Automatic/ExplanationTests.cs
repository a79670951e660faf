using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Automatic;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Tests.Automatic;

/// <summary>Explanations of whole models, from SQL columns to margins.</summary>
public sealed class ExplanationTests
{
    const int Rows = 600;

    // Perceptrons take longer, so that fewer rows stand for all.
    const double OfFewerRows = 0.2;

    static readonly string[] Columns = ["amount", "kind", "day", "note", "nothing", "target"];

    static readonly ElementType[] Elements =
        [ElementType.Float64, ElementType.Utf8, ElementType.Timestamp, ElementType.Utf8, ElementType.Float64, ElementType.Float64];

    [Theory]
    [InlineData("linear_learner", 2, null)]
    [InlineData("linear_learner", 3, null)]
    [InlineData("linear_learner", 0, null)]
    [InlineData("xgboost", 2, null)]
    [InlineData("xgboost", 3, null)]
    [InlineData("xgboost", 0, """[{"ColumnSet": ["amount", "nothing"], "Transformers": ["Imputer", "StandardScaler", "PCA"]}]""")]
    [InlineData("linear_learner", 2, """[{"ColumnSet": ["amount", "nothing"], "Transformers": ["ImputerWithIndicator", "MinMax", "Normalizer"]}]""")]
    [InlineData("mlp", 2, null)]
    [InlineData("mlp", 3, null)]
    [InlineData("mlp", 0, """[{"ColumnSet": ["amount", "nothing"], "Transformers": ["Imputer", "StandardScaler", "PCA"]}]""")]
    [InlineData(null, 0, null)]
    public void Values_and_what_is_expected_add_up_to_the_margin(string? modelType, int classes, string? preprocessors)
    {
        var table = Table(classes);
        var model = Train(table, modelType, preprocessors);
        using var pipeline = model.Pipeline;

        var (values, expected) = Explain(table, pipeline);
        var margins = Margins(table, pipeline);
        for (var output = 0; output < expected.Count; output++)
        {
            for (var row = 0; row < Rows; row++)
                Assert.Equal(margins[output][row], expected[output] + values[output].Sum(column => column[row]), 1e-4);
            for (var column = 0; column < pipeline.Inputs.Count; column++)
                Assert.Equal(values[output][column].Average(Math.Abs), model.Explanation!.Margins[output].Values[column], modelType == "mlp" ? OfFewerRows : 1e-9);
        }

        Assert.Equal(expected, model.Explanation!.Margins.Select(margin => margin.Expected));
        Assert.Equal(Columns[..^1], model.Explanation.Columns);
    }

    [Theory]
    [InlineData("linear_learner")]
    [InlineData("mlp")]
    public void Columns_count_for_what_the_target_has_of_them(string modelType)
    {
        var model = Train(Table(0), modelType, null);
        using var pipeline = model.Pipeline;

        var values = model.Explanation!.Columns.Zip(Assert.Single(model.Explanation.Margins).Values).ToDictionary(pair => pair.First, pair => pair.Second);
        // The target is 2 * amount of 0 to 9.9, 3 for one kind in three, and 4 for half of the notes.
        Assert.InRange(values["amount"], 4, 6);
        Assert.InRange(values["kind"], 1, 2);
        // Texts are nothing to perceptrons.
        Assert.InRange(values["note"], modelType == "mlp" ? 0 : 1, modelType == "mlp" ? 0 : 2.5);
        Assert.InRange(values["nothing"], 0, modelType == "mlp" ? 0.6 : 0.2);
    }

    [Theory]
    [InlineData("linear_learner")]
    [InlineData("mlp")]
    public void What_rows_are_compared_with_is_kept_with_the_model(string modelType)
    {
        var table = Table(2);
        using var pipeline = Train(table, modelType, null).Pipeline;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            PipelineFile.Write(pipeline, name => File.Create(Path.Combine(folder.FullName, name)));
            using var read = PipelineFile.Read(Path.Combine(folder.FullName, PipelineFile.Name));

            Assert.Equal(Explain(table, pipeline).Values, Explain(table, read).Values);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static TrainedModel Train(TrainingTable table, string? modelType, string? preprocessors) => new ModelTrainer(table, Elements, new()
    {
        ModelType = modelType,
        Preprocessors = preprocessors is null ? null : Preprocessors.Read(preprocessors, Columns[..^1]),
    }).Train(null, CancellationToken.None);

    /// <param name="classes">0 for a quantity.</param>
    static TrainingTable Table(int classes)
    {
        var buffers = Elements.Select(_ => new ColumnBuffer()).ToArray();
        for (var column = 0; column < buffers.Length; column++)
            buffers[column].Reset(Elements[column], Rows);
        for (var row = 0; row < Rows; row++)
        {
            var (amount, kind, isGood) = (row * 37 % 100 / 10.0, row * 7 % 3, row * 13 % 5 < 2);
            var target = 2 * amount + (kind == 1 ? 3 : 0) + (isGood ? 4 : 0);
            buffers[0].Span<double>()[row] = amount;
            buffers[1].AppendText(Encoding.UTF8.GetBytes($"kind{kind}"));
            buffers[2].Span<long>()[row] = row * 3_600_000_000L * 5;
            buffers[3].AppendText(Encoding.UTF8.GetBytes($"it was {(isGood ? "good and cheap" : "dear and bad")} on day {row * 11 % 97}"));
            buffers[4].Span<double>()[row] = row * 71 % 50;
            buffers[5].Span<double>()[row] = classes == 0 ? target : Math.Min(classes - 1, (int)(target * classes / 20));
            if (row % 9 == 0)
                buffers[0].SetNull(row);
        }

        var batch = new ColumnBatch(buffers.Length) { RowCount = Rows };
        for (var column = 0; column < buffers.Length; column++)
            batch[column] = buffers[column].View;
        var table = new TrainingTable([.. Columns.Zip(Elements)], Rows, seed: 1);
        table.Add(batch);
        foreach (var buffer in buffers)
            buffer.Dispose();
        return table;
    }

    static (double[][][] Values, IReadOnlyList<double> Expected) Explain(TrainingTable table, Pipeline pipeline)
    {
        using var explainer = new PipelineExplainer(pipeline);
        var values = explainer.Expected.Select(_ => pipeline.Inputs.Select(_ => new double[Rows]).ToArray()).ToArray();
        ForEach(table, pipeline, explainer.MostRows, (batch, start, count) =>
        {
            explainer.Explain(batch, 0, count);
            for (var output = 0; output < values.Length; output++)
            {
                for (var input = 0; input < pipeline.Inputs.Count; input++)
                    explainer.ValuesOf(output, input)[..count].CopyTo(values[output][input].AsSpan(start));
            }
        });
        return (values, explainer.Expected);
    }

    static unsafe double[][] Margins(TrainingTable table, Pipeline pipeline)
    {
        const int Stride = RowBlocks.Rows;
        var margins = Enumerable.Range(0, pipeline.Members[0].Estimator.Outputs).Select(_ => new double[Rows]).ToArray();
        foreach (var member in pipeline.Members)
        {
            var features = new float[Math.Max(1, member.Features.Width) * Stride];
            var scratch = new float[Math.Max(1, 2 * member.Features.ScratchWidth) * Stride];
            var results = new float[margins.Length * Stride];
            ForEach(table, pipeline, Stride, (batch, start, count) =>
            {
                fixed (float* from = features, steps = scratch, to = results)
                {
                    member.Features.Fill(batch, 0, count, from, steps, Stride);
                    member.Estimator.Score(new(batch, 0, count, (nint)from, Stride), member.Estimator.CreateScratch(), to);
                }

                for (var output = 0; output < margins.Length; output++)
                {
                    for (var row = 0; row < count; row++)
                        margins[output][start + row] += member.Weight * results[output * Stride + row];
                }
            });
        }

        return margins;
    }

    static void ForEach(TrainingTable table, Pipeline pipeline, int atOnce, Action<ColumnBatch, int, int> act)
    {
        using var blocks = new RowBlocks(table);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        int[] columns = [.. Enumerable.Range(0, pipeline.Inputs.Count)];
        for (var start = 0; start < Rows; start += atOnce)
        {
            var count = Math.Min(atOnce, Rows - start);
            act(blocks.Take(rows.AsSpan(start, count), columns), start, count);
        }
    }
}
