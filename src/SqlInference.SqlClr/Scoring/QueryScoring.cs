using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Globalization;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Scores what a query answers, all at once: a table-valued function may read nothing once it has answered its first row.</summary>
static class QueryScoring
{
    public static List<ScoredRow> Run(IQuerySource source, Connection connection, ModelCall call, SqlString query, SqlInt32 mostRows)
    {
        if (query.IsNull)
            throw new InferenceError(ErrorCodes.InvalidValue, "The query is NULL.", "Pass the text of a SELECT.");
        var batches = new RowBatches(new(connection, call), call);
        using var reader = source.Run(query.Value);
        var json = new RecordJson(reader);
        long number = 0;
        while (reader.Read())
        {
            if (++number > mostRows.Value)
                throw TooMany(mostRows.Value);
            batches.Add(number, json.Write(reader));
        }

        return batches.Finish();
    }

    static InferenceError TooMany(int most) => new(ErrorCodes.RequestTooLarge,
        $"The query answers more than the {most.ToString(CultureInfo.InvariantCulture)} rows that a table-valued function scores.",
        "EXEC sqlinference.score takes any number; EXEC sqlinference.set_service @table_rows = … changes the limit.");
}
