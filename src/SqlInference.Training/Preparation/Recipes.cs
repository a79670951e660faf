using SqlInference.Training.Profiles;

namespace SqlInference.Training.Preparation;

/// <summary>What is done to columns where nobody says: by what they are, and by what the model can use.</summary>
static class Recipes
{
    /// <summary>Trees split numbers wherever they like and know what is missing.</summary>
    public static IReadOnlyList<ColumnRecipe> ForTrees(IReadOnlyList<ColumnProfile> columns) =>
    [
        .. Of(columns, ColumnRole.Number, Transformer.NumericPassthrough),
        .. Of(columns, ColumnRole.Category, Transformer.OneHotEncoder),
        .. Of(columns, ColumnRole.Time, Transformer.DateTimeVectorizer),
    ];

    /// <summary>Linear models want every number there and all on one scale.</summary>
    public static IReadOnlyList<ColumnRecipe> ForLinear(IReadOnlyList<ColumnProfile> columns) =>
    [
        .. Of(columns, ColumnRole.Number, Transformer.NumericPassthrough, Transformer.ImputerWithIndicator, Transformer.StandardScaler),
        .. Of(columns, ColumnRole.Category, Transformer.OneHotEncoder),
        .. Of(columns, ColumnRole.Time, Transformer.DateTimeVectorizer, Transformer.ImputerWithIndicator, Transformer.StandardScaler),
    ];

    static IEnumerable<ColumnRecipe> Of(IReadOnlyList<ColumnProfile> columns, ColumnRole role, params Transformer[] transformers)
    {
        int[] chosen = [.. Enumerable.Range(0, columns.Count).Where(column => columns[column].Role == role)];
        return chosen.Length == 0 ? [] : [new(chosen, transformers)];
    }
}
