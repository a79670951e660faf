using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Trees;
using SqlInference.Inference.Trees.XGBoost;

namespace Benchmarks.Trees;

/// <summary>
/// 100 boosted trees of depth 6 that were trained on the abalone data, in process and by one thread: our evaluator in each
/// of its widths, and the whole way from columns of doubles, against ONNX Runtime's operator and XGBoost's own predictor.
/// </summary>
static unsafe class TreesBenchmark
{
    const int Inputs = 8;
    const int BlockRows = 1024;
    const int BatchRows = 8192;

    static string DataOf(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);

    public static void Run(Report report)
    {
        var columns = Columns();
        var rows = new float[Models.Rows * Inputs];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = columns[i % Inputs][i / Inputs];

        using var operators = new TreesInProcess(DataOf("abalone-100x6.onnx"), callers: 1);
        for (var i = 0; i < Inputs; i++)
            operators.Fill(i, Array.ConvertAll(columns[i], value => (double)value));
        void Operator() => operators.Run(BatchRows, Models.Rows);
        using var xgboost = XGBoostPredictor.TryLoad(DataOf("abalone-100x6.ubj"));

        var model = XGBoostFile.Read(DataOf("abalone-100x6.ubj"), "benchmark");
        var margins = new float[Models.Rows];
        foreach (var width in Enum.GetValues<VectorWidth>().Where(width => width.IsSupported()).OrderDescending())
        {
            using var evaluator = new TreeEvaluator(model.Ensemble, width);
            void Evaluator() => Evaluate(evaluator, columns, margins);
            var name = width == VectorWidth.Bits128 ? "portable" : $"{(int)width} bits";
            report.Add($"100 trees × depth 6 × 8 columns, 1 thread, {name} (limit: ONNX Runtime's operator)",
                Comparison.Run(Models.Rows, Evaluator, Operator, turns: 5), width == VectorWidth.Bits128 ? "" : ">= 6");
            if (xgboost != null)
                report.Add($"the same, {name} (limit: XGBoost's predictor)", Comparison.Run(Models.Rows, Evaluator, () => Predict(xgboost, rows), turns: 5), "");
        }

        MeasureBackend(report, columns, Operator);
        Check("ONNX Runtime", margins, operators.Answers, exact: false);
        if (xgboost != null)
            Check("XGBoost", margins, Predict(xgboost, rows), exact: true);
    }

    /// <summary>The sample over and over, every measure of every row moved by up to 5 %.</summary>
    static float[][] Columns()
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(DataOf("abalone-sample.json")));
        var rows = sample.RootElement.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetSingle()).ToArray()).ToArray();
        var random = new Random(42);
        var columns = Enumerable.Range(0, Inputs).Select(_ => new float[Models.Rows]).ToArray();
        for (var row = 0; row < Models.Rows; row++)
        {
            var from = rows[random.Next(rows.Length)];
            for (var i = 0; i < Inputs; i++)
                columns[i][row] = i == 0 ? from[i] : from[i] * (0.95f + 0.1f * random.NextSingle());
        }

        return columns;
    }

    static void Evaluate(TreeEvaluator evaluator, float[][] columns, float[] margins)
    {
        // The block is filled as a caller would have to, so that copying counts.
        var block = stackalloc float[Inputs * BlockRows];
        fixed (float* to = margins)
        {
            for (var start = 0; start < Models.Rows; start += BlockRows)
            {
                var count = Math.Min(BlockRows, Models.Rows - start);
                for (var i = 0; i < Inputs; i++)
                    columns[i].AsSpan(start, count).CopyTo(new Span<float>(block + i * BlockRows, count));
                evaluator.Evaluate(block, BlockRows, count, to + start, BlockRows);
            }
        }
    }

    static float[] Predict(XGBoostPredictor xgboost, float[] rows)
    {
        var answers = new float[Models.Rows];
        fixed (float* from = rows)
        {
            for (var start = 0; start < Models.Rows; start += BatchRows)
            {
                var count = Math.Min(BatchRows, Models.Rows - start);
                xgboost.Predict(from + (long)start * Inputs, count, Inputs).CopyTo(answers.AsSpan(start));
            }
        }

        return answers;
    }

    static void MeasureBackend(Report report, float[][] columns, Action limit)
    {
        OnnxParameter[] parameters = [.. Enumerable.Range(1, Inputs).Select(i => new OnnxParameter($"x{i}", ElementType.Float64))];
        using var backend = OnnxBackend.Load(DataOf("abalone-100x6.onnx"), new() { Parameters = parameters, Evaluator = ModelEvaluator.Vector });
        using var results = new ResultColumns(1, 0);
        var buffers = columns.Select(values =>
        {
            var buffer = new ColumnBuffer();
            buffer.Reset(ElementType.Float64, Models.Rows);
            for (var row = 0; row < Models.Rows; row++)
                buffer.Span<double>()[row] = values[row];
            return buffer;
        }).ToArray();
        report.Add("the same from columns of doubles to a column, batches of 2048 (limit: ONNX Runtime's operator, rows ready)",
            Comparison.Run(Models.Rows, Score, limit, turns: 5), ">= 6");
        foreach (var buffer in buffers)
            buffer.Dispose();

        void Score()
        {
            const int chunk = 2048;
            var batch = new ColumnBatch(Inputs);
            for (var start = 0; start < Models.Rows; start += chunk)
            {
                batch.RowCount = Math.Min(chunk, Models.Rows - start);
                for (var i = 0; i < Inputs; i++)
                    batch[i] = buffers[i].View.Slice(start, batch.RowCount);
                backend.RunAsync(batch, results, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
        }
    }

    static void Check(string other, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, bool exact)
    {
        for (var row = 0; row < ours.Length; row++)
        {
            if (ours[row] != theirs[row] && (exact || MathF.Abs(ours[row] - theirs[row]) > 1e-5f * MathF.Abs(ours[row])))
                throw new InvalidOperationException($"Row {row}: {ours[row]} and {theirs[row]} by {other}.");
        }
    }
}
