using System.Globalization;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Features;
using SqlInference.Training.Linear;
using SqlInference.Training.Ngrams;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>
/// A linear model of the features and of the terms of texts, under penalties of several strengths; and for classes in an order, as
/// stars are, with that order made use of or not.
/// </summary>
sealed class LinearCandidate : Candidate
{
    // Of the gradient: enough for the last digit of what is compared.
    const double Tolerance = 1e-3;

    // As sums over the rows. Text has more terms than rows, which penalties alone hold apart.
    static readonly double[] TextPenalties = [0.66, 0.33, 0.16, 0.08, 0.04];
    static readonly double[] FeaturePenalties = [30, 3, 0.3];

    readonly (double OrderDecay, double Penalty)[] _variants;

    public LinearCandidate(TrainingTask task)
    {
        var isOrdered = task.Target is { Classes: > 2 and <= LinearProblem.MostOrderedClasses, Described.LabelType: ElementType.Int64 or ElementType.Float64 };
        double[] decays = isOrdered ? [1, 0.5] : [1];
        var penalties = task.Recipes.Texts.Count > 0 ? TextPenalties : FeaturePenalties;
        _variants = [.. decays.SelectMany(decay => penalties.Select(penalty => (decay, penalty)))];
        Variants = [.. _variants.Select(variant => string.Create(CultureInfo.InvariantCulture,
            $"linear, penalty {variant.Penalty}{(variant.OrderDecay < 1 ? ", ordered classes" : "")}"))];
    }

    public override IReadOnlyList<string> Variants { get; }

    public override string ModelType => "linear_learner";

    public override IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        var material = new Material(task, rows, cancellation);
        LinearTrainer? trainer = null;
        var fits = new List<FittedCandidate>();
        for (var variant = 0; variant < _variants.Length; variant++)
        {
            // The next, weaker penalty goes on where the last one ended.
            if (variant == 0 || _variants[variant].OrderDecay != _variants[variant - 1].OrderDecay)
                trainer = new(material.Problem(_variants[variant].OrderDecay));
            fits.Add(material.Fit(trainer!, _variants[variant].Penalty));
        }

        return fits;
    }

    public override FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation)
    {
        var material = new Material(task, rows, cancellation);
        return material.Fit(new(material.Problem(_variants[variant].OrderDecay)), _variants[variant].Penalty);
    }

    /// <summary>What is fitted on: features and terms of some rows.</summary>
    sealed class Material
    {
        readonly TrainingTask _task;
        readonly CancellationToken _cancellation;
        readonly FeaturePlan _plan;
        readonly TextInput[] _texts;
        readonly LinearProblem _problem;

        public Material(TrainingTask task, int[] rows, CancellationToken cancellation)
        {
            _task = task;
            _cancellation = cancellation;
            _plan = new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForLinear);
            _texts = [.. task.Recipes.Texts.Select(column => new TextInput(column, NgramTrainer.Train(new(), Texts(column), rows, cancellation)))];
            SparseRows? terms = null;
            foreach (var text in _texts)
            {
                var more = TextRows.Of(text.Vectorizer, Texts(text.Input), rows, cancellation);
                terms = terms?.Beside(more) ?? more;
            }

            _problem = new()
            {
                Dense = _plan.Width > 0 ? FeatureRows.Matrix(task.Table, rows, _plan) : null,
                Sparse = terms,
                Targets = [.. rows.Select(row => (float)task.Target.Values[row])],
                Outputs = task.Target.Problem == ProblemType.MulticlassClassification ? task.Target.Classes : 1,
            };
        }

        public LinearProblem Problem(double orderDecay) => _problem with { OrderDecay = orderDecay };

        public FittedCandidate Fit(LinearTrainer trainer, double penalty)
        {
            LinearModel model = trainer.Train(new()
            {
                Loss = _task.Target.Problem switch
                {
                    ProblemType.Regression => LinearLoss.Squared,
                    ProblemType.BinaryClassification => LinearLoss.Logistic,
                    _ => LinearLoss.Softmax,
                },
                L2 = penalty / _problem.Rows,
                Tolerance = Tolerance,
                Threads = _task.Threads,
            }, _cancellation);
            var link = _task.Target.Problem switch
            {
                ProblemType.Regression => Link.Identity,
                ProblemType.BinaryClassification => Link.Logistic,
                _ => Link.Softmax,
            };
            return new(new(1, _plan, new LinearEstimator(model, _texts), link));
        }

        TextTableColumn Texts(int column) => (TextTableColumn)_task.Table.Columns[column];
    }
}
