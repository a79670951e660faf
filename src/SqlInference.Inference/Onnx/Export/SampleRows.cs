using System.Globalization;
using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Rows to compare two forms of a model on; always the same for the same model.</summary>
sealed class SampleRows : IDisposable
{
    const int NullsOneIn = 8;

    readonly Pipeline _pipeline;
    readonly ColumnBuffer[] _columns;

    public SampleRows(Pipeline pipeline, int rows)
    {
        _pipeline = pipeline;
        _columns = [.. pipeline.Inputs.Select(_ => new ColumnBuffer())];
        Batch = new(_columns.Length) { RowCount = rows };
        var random = new Random(1);
        var ensembles = pipeline.Members.Select(member => member.Estimator).OfType<TreesEstimator>()
            .ToDictionary(Estimator (trees) => trees, trees => trees.ReadEnsemble());
        for (var input = 0; input < _columns.Length; input++)
        {
            Fill(_columns[input], new(pipeline, input, ensembles), rows, random);
            Batch[input] = _columns[input].View;
        }
    }

    public ColumnBatch Batch { get; }

    /// <summary>The arguments of a row, for people.</summary>
    public string Describe(int row) => string.Join(", ", _pipeline.Inputs.Select((input, i) => $"{input.Name} = {Value(Batch[i], row)}"));

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
    }

    static void Fill(ColumnBuffer column, ArgumentSamples samples, int rows, Random random)
    {
        column.Reset(samples.Type, rows);
        for (var row = 0; row < rows; row++)
        {
            var isNull = samples.HasNull && random.Next(NullsOneIn) == 0;
            switch (samples.Type)
            {
                case ElementType.Utf8: column.AppendText(isNull ? [] : Encoding.UTF8.GetBytes(samples.Text(random))); break;
                case ElementType.Float64: column.Span<double>()[row] = samples.Number(random); break;
                case ElementType.Timestamp: column.Span<long>()[row] = ArgumentSamples.Time(random); break;
                // What nothing is learnt from.
                default: isNull = true; break;
            }

            if (isNull)
                column.SetNull(row);
        }
    }

    static string Value(in ColumnView column, int row) => !column.IsValid(row) ? "NULL" : column.Type.Element switch
    {
        ElementType.Utf8 => $"'{Encoding.UTF8.GetString(column.Utf8At(row))}'",
        ElementType.Timestamp => DateTime.UnixEpoch.AddMicroseconds(column.Span<long>()[row]).ToString("u", CultureInfo.InvariantCulture),
        _ => column.Span<double>()[row].ToString(CultureInfo.InvariantCulture),
    };
}
