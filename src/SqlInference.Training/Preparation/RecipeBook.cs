using SqlInference.Errors;
using SqlInference.Training.Profiles;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Preparation;

/// <summary>What is done to which columns: what the statement says of some, and what goes by itself for the others.</summary>
sealed class RecipeBook(IReadOnlyList<ColumnProfile> profiles, Preprocessors? told)
{
    readonly HashSet<int> _told = [.. told?.Recipes.SelectMany(recipe => recipe.Columns) ?? []];

    /// <summary>The columns that are read word by word.</summary>
    public IReadOnlyList<int> Texts { get; } = [.. Enumerable.Range(0, profiles.Count).Where(column => profiles[column].Role == ColumnRole.Text)];

    public bool HasFeatures => profiles.Any(profile => profile.Role is ColumnRole.Number or ColumnRole.Category or ColumnRole.Time);

    /// <summary>Trees split numbers wherever they like and know what is missing.</summary>
    public IReadOnlyList<ColumnRecipe> ForTrees =>
    [
        .. Told,
        .. Of(ColumnRole.Number, Transformer.NumericPassthrough),
        .. Of(ColumnRole.Category, Transformer.OneHotEncoder),
        .. Of(ColumnRole.Time, Transformer.DateTimeVectorizer),
    ];

    /// <summary>Linear models want every number there and all on one scale.</summary>
    /// <param name="scaled">Unless somebody wants them as they are.</param>
    public IReadOnlyList<ColumnRecipe> ForLinear(bool scaled = true)
    {
        Transformer[] scaling = scaled ? [Transformer.StandardScaler] : [];
        return
        [
            .. Told,
            .. Of(ColumnRole.Number, [Transformer.NumericPassthrough, Transformer.ImputerWithIndicator, .. scaling]),
            .. Of(ColumnRole.Category, Transformer.OneHotEncoder),
            .. Of(ColumnRole.Time, [Transformer.DateTimeVectorizer, Transformer.ImputerWithIndicator, .. scaling]),
        ];
    }

    /// <summary>Distances want what linear models want, and no value missing whatever the statement says.</summary>
    public IReadOnlyList<ColumnRecipe> ForDistances => [.. ForLinear().Select(recipe =>
        recipe.Transformers.Any(transformer => transformer is Transformer.Imputer or Transformer.ImputerWithIndicator)
            ? recipe : recipe with { Transformers = [Transformer.Imputer, .. recipe.Transformers] })];

    /// <summary>The role of each column as the statement wants it.</summary>
    public static IReadOnlyList<ColumnProfile> Apply(Preprocessors? told, IReadOnlyList<ColumnProfile> profiles, TrainingTable table)
    {
        var changed = profiles.ToArray();
        foreach (var recipe in told?.Recipes ?? [])
        {
            foreach (var column in recipe.Columns)
                changed[column] = profiles[column] with { Role = RoleOf(table.Columns[column], recipe.Transformers, profiles[column].Name) };
        }

        return changed;
    }

    IEnumerable<ColumnRecipe> Told => told?.Recipes.Where(recipe => !recipe.Transformers.Contains(Transformer.TextVectorizer)) ?? [];

    IEnumerable<ColumnRecipe> Of(ColumnRole role, params Transformer[] transformers)
    {
        int[] chosen = [.. Enumerable.Range(0, profiles.Count).Where(column => profiles[column].Role == role && !_told.Contains(column))];
        return chosen.Length == 0 ? [] : [new(chosen, transformers)];
    }

    static ColumnRole RoleOf(TableColumn column, IReadOnlyList<Transformer> transformers, string name)
    {
        foreach (var transformer in transformers)
        {
            var fits = transformer switch
            {
                Transformer.TextVectorizer => column is TextTableColumn && transformers.Count == 1,
                Transformer.DateTimeVectorizer => column is TimeTableColumn,
                Transformer.OneHotEncoder or Transformer.OrdinalEncoder => column is not TimeTableColumn,
                Transformer.NumericPassthrough => column is NumberTableColumn,
                _ => column is not TextTableColumn || transformers.Contains(Transformer.OneHotEncoder) || transformers.Contains(Transformer.OrdinalEncoder),
            };
            if (!fits)
            {
                throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"Transformer {transformer} does not go with column '{name}' here.",
                    column switch
                    {
                        TextTableColumn => "Text takes OneHotEncoder or OrdinalEncoder before any other, or TextVectorizer alone.",
                        TimeTableColumn => "Dates and times take DateTimeVectorizer and what works on numbers.",
                        _ => "Numbers take every transformer but TextVectorizer and DateTimeVectorizer.",
                    });
            }
        }

        return column switch
        {
            TimeTableColumn => ColumnRole.Time,
            TextTableColumn => transformers.Contains(Transformer.TextVectorizer) ? ColumnRole.Text : ColumnRole.Category,
            _ => ColumnRole.Number,
        };
    }
}
