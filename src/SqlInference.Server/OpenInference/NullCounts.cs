using System.Numerics;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>Counts what is missing, a word of the bitmap at a time.</summary>
static unsafe class NullCounts
{
    public static int Of(in ColumnView column)
    {
        if (column.Validity == null)
            return 0;
        var nulls = 0;
        for (var word = 0; word * 64 < column.RowCount; word++)
            nulls += BitOperations.PopCount(~column.Validity[word] & Rows(column.RowCount, word));
        return nulls;
    }

    /// <summary>Rows whose answer is NULL though everything was there that the model needs: those that it refused.</summary>
    public static int Refused(OpenInferenceExchange exchange)
    {
        var refused = 0;
        foreach (var output in exchange.Outputs)
        {
            if (!output.IsValidity)
                refused = Math.Max(refused, Refused(exchange, exchange.Answer(output.Output).View));
        }

        return refused;
    }

    static int Refused(OpenInferenceExchange exchange, in ColumnView answer)
    {
        if (answer.Validity == null)
            return 0;
        var refused = 0;
        var required = exchange.Plan.RequiredInputs;
        for (var word = 0; word * 64 < answer.RowCount; word++)
        {
            var complete = Rows(answer.RowCount, word);
            for (var input = 0; input < required.Length; input++)
            {
                if (required[input] && exchange.Batch[input].Validity != null)
                    complete &= exchange.Batch[input].Validity[word];
            }

            refused += BitOperations.PopCount(complete & ~answer.Validity[word]);
        }

        return refused;
    }

    /// <summary>The bits of a word that are rows.</summary>
    static ulong Rows(int rowCount, int word) => rowCount - word * 64 >= 64 ? ulong.MaxValue : (1UL << (rowCount - word * 64)) - 1;
}
