using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Text;
using SqlInference.Inference.Text.Files;

namespace Benchmarks;

/// <summary>
/// A small transformer through SQL, from text, against ONNX Runtime called in process with tokens that are made already,
/// sorted by length; and how fast the tokens are made.
/// </summary>
static class TextBenchmark
{
    const int Rows = 4096;
    const int BatchRows = 32;

    public static void Run(Report report)
    {
        using var warehouse = Warehouse.Temporary(threads: 1);
        warehouse.Run($"""
            CREATE TABLE reviews AS WITH words AS (SELECT ['good', 'bad', 'the', 'product', 'excellent', 'is', 'weak,', 'Phone', 'unknownword', 'perfectly!'] AS list)
            SELECT range::varchar || ' ' || array_to_string([list[1 + (hash(range, i) % 10)::int] FOR i IN range(1 + (pow(hash(range) % 1000 / 1000.0, 3) * 120)::int)], ' ') AS review FROM range({Rows}), words;
            """ + Models.CreateTransformer("stars", "CACHE OFF"));
        using var texts = warehouse.Column("SELECT review FROM reviews", ElementType.Utf8, Rows);
        var tokens = Tokenize(report, texts.View);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Models.TransformerFile, options);
        report.Add($"transformer, 2 layers × 128, {tokens.Sum(text => text.Length) / Rows} tokens a text, 1 thread (limit: ONNX Runtime, tokens made and sorted, batches of {BatchRows})",
            Comparison.Run(Rows, () => warehouse.Run("SELECT count(stars(review)) FROM reviews"), () => RunInProcess(session, tokens), turns: 5), "");
    }

    /// <summary>The tokens of all texts, shortest first.</summary>
    static int[][] Tokenize(Report report, ColumnView texts)
    {
        var tokenizer = TokenizerFiles.Named("benchmark", Models.VocabularyFile).Load();
        var (scratch, list) = (new TokenizerScratch(), new GrowingList<int>());
        var tokens = new int[Rows][];
        for (var pass = 0; pass < 2; pass++)
        {
            list.Clear();
            var clock = Stopwatch.StartNew();
            for (var row = 0; row < Rows; row++)
                tokenizer.Encode(texts.Utf8At(row), 128, scratch, list);
            if (pass == 1)
                report.Add("WordPiece, 1 thread", $"{list.Count / clock.Elapsed.TotalSeconds:N0} tokens/s, {Rows / clock.Elapsed.TotalSeconds:N0} rows/s", "");
        }

        for (var row = 0; row < Rows; row++)
        {
            list.Clear();
            tokenizer.Encode(texts.Utf8At(row), 128, scratch, list);
            tokens[row] = list.Span.ToArray();
        }

        return [.. tokens.OrderBy(text => text.Length)];
    }

    static void RunInProcess(InferenceSession session, int[][] tokens)
    {
        using var options = new RunOptions();
        foreach (var batch in tokens.Chunk(BatchRows))
        {
            var length = batch[^1].Length;
            var (ids, mask) = (new long[batch.Length * length], new long[batch.Length * length]);
            for (var row = 0; row < batch.Length; row++)
            {
                for (var i = 0; i < batch[row].Length; i++)
                    (ids[row * length + i], mask[row * length + i]) = (batch[row][i], 1);
            }

            using var idValue = OrtValue.CreateTensorValueFromMemory(ids, [batch.Length, length]);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [batch.Length, length]);
            using var outputs = session.Run(options, ["input_ids", "attention_mask"], [idValue, maskValue], ["logits"]);
        }
    }
}
