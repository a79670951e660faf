using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>The query that gives the training rows.</summary>
static class TrainingQuery
{
    public static string Of(TrainingData data) => data switch
    {
        QueryData query => query.Text,
        TableData table => $"SELECT * FROM {table.Table}",
        _ => throw new InvalidOperationException($"{data.GetType().Name} is not training data."),
    };
}
