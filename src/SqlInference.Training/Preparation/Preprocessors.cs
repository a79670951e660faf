using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Training.Preparation;

/// <summary>
/// The clause PREPROCESSORS: <c>'none'</c>, or <c>[{"ColumnSet": ["a", "b"], "Transformers": ["OneHotEncoder"]}]</c>.
/// </summary>
/// <param name="Recipes">For the columns that it names.</param>
public sealed record Preprocessors(IReadOnlyList<ColumnRecipe> Recipes)
{
    public static readonly Preprocessors None = new([]);

    /// <param name="columns">The columns there are.</param>
    /// <exception cref="SqlInferenceException">The text is no such document, or names what there is not.</exception>
    public static Preprocessors Read(string text, IReadOnlyList<string> columns)
    {
        if (text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase))
            return None;
        try
        {
            using var document = JsonDocument.Parse(text);
            var taken = new HashSet<int>();
            return new([.. document.RootElement.EnumerateArray().Select(set => Set(set, columns, taken))]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"PREPROCESSORS is not what it has to be: {exception.Message}",
                """Write 'none', or '[{"ColumnSet": ["a", "b"], "Transformers": ["Imputer", "StandardScaler"]}]'.""", exception);
        }
    }

    static ColumnRecipe Set(JsonElement set, IReadOnlyList<string> columns, HashSet<int> taken)
    {
        int[] chosen = [.. set.GetProperty("ColumnSet").EnumerateArray().Select(name => Column(name.GetString()!, columns))];
        foreach (var column in chosen)
        {
            if (!taken.Add(column))
                throw Invalid($"PREPROCESSORS has column '{columns[column]}' in two column sets.", "Put each column into one set.");
        }

        return new(chosen, [.. set.GetProperty("Transformers").EnumerateArray().Select(name => Named(name.GetString()!))]);
    }

    static int Column(string name, IReadOnlyList<string> columns)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            if (columns[column].Equals(name, StringComparison.OrdinalIgnoreCase))
                return column;
        }

        throw new SqlInferenceException(ErrorConditions.UnknownColumn, $"PREPROCESSORS names column '{name}', which the training query does not have.",
            $"It has {string.Join(", ", columns)}.");
    }

    static Transformer Named(string name) => Enum.TryParse<Transformer>(name, ignoreCase: true, out var transformer) && !int.TryParse(name, out _)
        ? transformer
        : throw Invalid($"There is no transformer '{name}'.", $"There are {string.Join(", ", Enum.GetNames<Transformer>())}.");

    static SqlInferenceException Invalid(string message, string hint) => new(ErrorConditions.InvalidClauseValue, message, hint);
}
