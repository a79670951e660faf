using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Gpu;

/// <summary>Callers who each send their own texts to one scorer, a batch after the other.</summary>
sealed class TextCallers : IDisposable
{
    readonly List<List<ColumnBuffer>> _batches = [];

    public TextCallers(IReadOnlyList<string> texts, int callers, int batchRows)
    {
        var share = texts.Count / callers;
        for (var caller = 0; caller < callers; caller++)
            _batches.Add([.. texts.Skip(caller * share).Take(share).Chunk(batchRows).Select(Column)]);
    }

    public void Ask(ModelScorer scorer) =>
        Task.WhenAll(_batches.Select(own => Task.Run(() => AskAsync(scorer, own)))).GetAwaiter().GetResult();

    public void Dispose() => _batches.ForEach(own => own.ForEach(column => column.Dispose()));

    public static ColumnBuffer Column(IReadOnlyList<string> texts)
    {
        var column = new ColumnBuffer();
        column.Reset(ElementType.Utf8, texts.Count);
        foreach (var text in texts)
            column.AppendText(Encoding.UTF8.GetBytes(text));
        return column;
    }

    static async Task AskAsync(ModelScorer scorer, List<ColumnBuffer> batches)
    {
        var context = RequestContext.ForNewCaller(null, CancellationToken.None);
        var input = new ColumnBatch(1);
        using var results = new ResultColumns(scorer.Signature.Outputs.Count, 0);
        foreach (var column in batches)
        {
            input.RowCount = column.RowCount;
            input[0] = column.View;
            await scorer.ScoreAsync(input, results, context).ConfigureAwait(false);
        }
    }
}
