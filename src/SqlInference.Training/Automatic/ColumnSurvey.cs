using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Training.Preparation;
using SqlInference.Training.Profiles;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>What the columns are that a model is to learn from.</summary>
/// <param name="Inputs">The parameters of the function to be.</param>
sealed record ColumnSurvey(IReadOnlyList<ColumnProfile> Profiles, RecipeBook Recipes, IReadOnlyList<ModelInput> Inputs)
{
    /// <param name="count">How many of the table's columns there are to learn from: the first ones.</param>
    /// <param name="elements">What they came as.</param>
    /// <exception cref="SqlInferenceException">Nothing can be learnt from them.</exception>
    public static ColumnSurvey Of(TrainingTable table, int count, IReadOnlyList<ElementType> elements, TrainingRequest request)
    {
        var profiles = RecipeBook.Apply(request.Preprocessors, [.. Enumerable.Range(0, count).Select(column =>
            ColumnProfiler.Profile(table.Names[column], table.Columns[column], table.RowCount))], table);
        foreach (var profile in profiles)
        {
            if (profile.Role == ColumnRole.Identifier)
                request.Notice($"Column '{profile.Name}' has another value in each row and is not learnt from.");
            if (profile.Role == ColumnRole.Constant)
                request.Notice($"Column '{profile.Name}' {(profile.Distinct == 0 ? "holds nothing but NULL" : "has the same value in all rows")} and is not learnt from.");
        }

        if (profiles.All(profile => profile.Role is ColumnRole.Identifier or ColumnRole.Constant))
        {
            throw new SqlInferenceException(ErrorConditions.OnlyNulls, "No column of the training query tells rows apart: nothing can be learnt from them.",
                "Select other columns than identifiers and constants.");
        }

        return new(profiles, new(profiles, request.Preprocessors), [.. profiles.Select((profile, column) => Input(profile, table.Columns[column].Element, elements[column]))]);
    }

    public static void RequireRows(TrainingTable table)
    {
        if (table.RowCount == 0)
            throw new SqlInferenceException(ErrorConditions.NoTrainingRows, "The training query gave no rows.", "Run the query by itself and see why.");
    }

    public static void SayIfSampled(TrainingTable table, TrainingRequest request)
    {
        if (table.RowsRead > table.RowCount)
            request.Notice($"{table.RowCount} of {table.RowsRead} rows were drawn at random to stay within MAX_CELLS.");
    }

    static ModelInput Input(ColumnProfile profile, ElementType kept, ElementType came) => profile.Role switch
    {
        ColumnRole.Identifier or ColumnRole.Constant => new(profile.Name, came, AcceptsNull: true),
        ColumnRole.Text => new(profile.Name, ElementType.Utf8),
        _ => new(profile.Name, kept, AcceptsNull: true),
    };
}
