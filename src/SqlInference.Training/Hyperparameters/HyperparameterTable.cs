using SqlInference.Errors;

namespace SqlInference.Training.Hyperparameters;

/// <summary>The hyperparameters of a learner: what a statement may say, what it may not and why.</summary>
/// <param name="learner">As it stands within a sentence: <c>a linear model</c>.</param>
/// <param name="aliases">Other names of the same things.</param>
/// <param name="refused">What others have of that name and is not taken here, and why.</param>
public sealed class HyperparameterTable(
    string learner, IReadOnlyList<Hyperparameter> all, IReadOnlyDictionary<string, string> aliases, IReadOnlyDictionary<string, string> refused)
{
    public IReadOnlyList<Hyperparameter> All => all;

    public IReadOnlyDictionary<string, string> Refused => refused;

    /// <summary>The values that a statement gives, by their names here, each as the learner wants it written.</summary>
    /// <exception cref="SqlInferenceException">A name or a value is not allowed.</exception>
    public Dictionary<string, string> Read(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var values = new Dictionary<string, string>();
        foreach (var (stated, value) in settings)
        {
            var name = stated.Trim().ToLowerInvariant();
            name = aliases.GetValueOrDefault(name, name);
            if (!values.TryAdd(name, Read(name, value)))
                throw Invalid($"Hyperparameter {name} is given twice.", "Leave one of them out.");
        }

        return values;
    }

    public static SqlInferenceException Invalid(string message, string hint) => new(ErrorConditions.InvalidHyperparameter, message, hint);

    string Read(string name, string value)
    {
        if (refused.TryGetValue(name, out var why))
            throw Invalid($"Hyperparameter {name} is not taken here: {why}.", $"Leave {name} out.");
        if (all.FirstOrDefault(entry => entry.Name == name) is not { } known)
        {
            throw Invalid($"{char.ToUpperInvariant(learner[0])}{learner[1..]} has no hyperparameter '{name}'.",
                NearestNames.Question(name, all.Select(entry => entry.Name)) ?? $"It has {string.Join(", ", all.Select(entry => entry.Name))}.");
        }

        return known.Values.Read(value) ?? throw Invalid(
            $"Hyperparameter {name} of {learner} is '{value}'; it has to be {known.Values.Expectation}.", $"Give {name} such a value, or leave it out.");
    }
}
