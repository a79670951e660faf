using SqlInference.Engines;
using SqlInference.Language;
using SqlInference.Service.Statements.Creation;

namespace SqlInference.Service.Embedded;

/// <summary>
/// <c>training_query('CREATE MODEL …')</c>: the query that a statement trains from, for clients that run it themselves and hand over
/// its rows; NULL for every other statement.
/// </summary>
static class TrainingQueries
{
    public static PredictionFunction Function { get; } = TextFunction.Named("training_query", "statement", (text, _) => QueryOf(text));

    static string? QueryOf(string text)
    {
        try
        {
            return ScriptSplitter.Split(text, SqlDialect.Embedded) is [{ IsModelStatement: true } part]
                && StatementParser.Parse(text, part, SqlDialect.Embedded) is CreateModel { Source: TrainSource train }
                ? TrainingQuery.Of(train.Data)
                : null;
        }
        catch (LanguageException)
        {
            // What is wrong with it is said when it is run.
            return null;
        }
    }
}
