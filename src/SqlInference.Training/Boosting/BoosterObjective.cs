using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Training.Boosting;

/// <summary>An objective of XGBoost.</summary>
public sealed record BoosterObjective
{
    internal BoosterObjective(string name, ProblemType problem, BoosterLink link, string metric, LabelRange labels)
    {
        (Name, Problem, Link, Metric) = (name, problem, link, metric);
        Labels = labels;
    }

    public string Name { get; }

    public ProblemType Problem { get; }

    public BoosterLink Link { get; }

    /// <summary>The <c>eval_metric</c> where none is stated.</summary>
    public string Metric { get; }

    public bool IsClassification => Problem != ProblemType.Regression;

    public bool NeedsClasses => Problem == ProblemType.MulticlassClassification;

    /// <summary>What the target may be, for the documentation.</summary>
    public string Target => Problem switch
    {
        ProblemType.Regression => Labels.Expectation,
        ProblemType.BinaryClassification => "two values",
        _ => "two or more values",
    };

    LabelRange Labels { get; }

    /// <param name="classes">How many there are, for objectives that need it.</param>
    /// <exception cref="SqlInferenceException">There are no rows, a label is not what the objective takes, or all rows have one class.</exception>
    public void CheckLabels(ReadOnlySpan<float> labels, int? classes)
    {
        if (labels.IsEmpty)
            throw new SqlInferenceException(ErrorConditions.NoTrainingRows, "There are no rows to train from.", "Check the training query.");
        var range = NeedsClasses ? LabelRange.Classes(classes ?? throw new InvalidOperationException($"{Name} needs a number of classes.")) : Labels;
        var several = false;
        for (var row = 0; row < labels.Length; row++)
        {
            if (!range.Contains(labels[row]))
                throw NotAccepted($"The target of row {row + 1} is {labels[row].ToString(CultureInfo.InvariantCulture)}; objective {Name} takes {range.Expectation}.");
            several |= labels[row] != labels[0];
        }

        if (IsClassification && !several)
            throw NotAccepted($"All {labels.Length} rows have the same class; objective {Name} needs at least two.");
    }

    static SqlInferenceException NotAccepted(string message) => new(ErrorConditions.TargetNotAccepted, message,
        "Choose another OBJECTIVE, or select other rows.");
}
