using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Trees;

/// <summary>An ensemble, how columns get into it, and what is made of its sums; shared by all runners.</summary>
/// <param name="Answers">One for each output of the signature.</param>
sealed record TreePlan(TreeEnsemble Ensemble, TreeEvaluator Evaluator, TreeFeatures Features, IReadOnlyList<TreeAnswer> Answers);

/// <summary>One output of a model, made of the sums of an ensemble.</summary>
abstract unsafe class TreeAnswer
{
    public abstract ColumnType Type { get; }

    /// <summary>Writes rows from <paramref name="start"/> on; rows come in order.</summary>
    /// <param name="sums">The first sum; the others are <paramref name="stride"/> floats apart.</param>
    public abstract void Write(float* sums, int stride, int rows, ColumnBuffer column, int start);
}
