using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>Rows as the CSV lines of one body.</summary>
sealed class CsvRows(RemoteEndpoint endpoint)
{
    readonly RowLimit _limit = new(endpoint);
    readonly string[]? _header = endpoint.Settings.CsvHeader ? [.. endpoint.Signature.Inputs.Select(input => input.Name)] : null;

    /// <summary>How many rows were written.</summary>
    public int Write(ColumnBatch input, int start, PooledBytes body)
    {
        if (_header != null)
            CsvLines.WriteHeader(body, _header);
        for (var row = start; row < input.RowCount; row++)
        {
            var rowStart = body.Length;
            CsvLines.WriteRow(body, input, row);
            if (_limit.Exceeded(body, rowStart, row - start))
                return row - start;
        }

        return input.RowCount - start;
    }
}
