using System.Globalization;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;
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

    // Squares bend four times as much as the logistic loss.
    static readonly double[] SquaredTextPenalties = [.. TextPenalties.Select(penalty => 4 * penalty)];

    const double OrderDecay = 0.5;

    readonly LinearSettings? _told;
    readonly Variant[] _variants;

    /// <param name="told">How the model is wanted; null where that is found out.</param>
    public LinearCandidate(TrainingTask task, LinearSettings? told = null)
    {
        _told = told;
        double[] decays = told is null && IsOrdered(task.Target) ? [1, OrderDecay] : [1];
        var penalties = task.Recipes.Texts.Count > 0 ? TextPenaltiesFor(task) : FeaturePenalties;
        _variants = told?.Penalty is { } wd ? [new(1, wd, IsOfMean: true)]
            : [.. decays.SelectMany(decay => penalties.Select(penalty => new Variant(decay, penalty, IsOfMean: false)))];
        Variants = [.. _variants.Select(variant => variant.Name)];
    }

    LinearCandidate(Variant[] variants) => (_variants, Variants) = (variants, [.. variants.Select(variant => variant.Name)]);

    public override IReadOnlyList<string> Variants { get; }

    public override string ModelType => "linear_learner";

    /// <summary>Those whose scores of texts others may learn from: one penalty in two, since they are fitted many times.</summary>
    public static LinearCandidate ForScores(TrainingTask task) => new([.. TextPenaltiesFor(task).Where((_, position) => position % 2 == 0)
        .Select(penalty => new Variant(IsOrdered(task.Target) ? OrderDecay : 1, penalty, IsOfMean: false))]);

    public override IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation)
    {
        var material = new Material(task, rows, _told, cancellation);
        LinearTrainer? trainer = null;
        var fits = new List<FittedCandidate>();
        for (var variant = 0; variant < _variants.Length; variant++)
        {
            // The next, weaker penalty goes on where the last one ended.
            if (variant == 0 || _variants[variant].OrderDecay != _variants[variant - 1].OrderDecay)
                trainer = new(material.Problem(_variants[variant].OrderDecay));
            fits.Add(material.Fit(trainer!, _variants[variant]));
        }

        return fits;
    }

    public override FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation)
    {
        var material = new Material(task, rows, _told, cancellation);
        return material.Fit(new(material.Problem(_variants[variant].OrderDecay)), _variants[variant]);
    }

    static double[] TextPenaltiesFor(TrainingTask task) => task.Target.Problem == ProblemType.Regression ? SquaredTextPenalties : TextPenalties;

    static bool IsOrdered(TrainingTarget target) =>
        target is { Classes: > 2 and <= LinearProblem.MostOrderedClasses, Described.LabelType: ElementType.Int64 or ElementType.Float64 };

    /// <param name="IsOfMean">The penalty is beside the mean of the rows' losses, not beside their sum.</param>
    sealed record Variant(double OrderDecay, double Penalty, bool IsOfMean)
    {
        public string Name => string.Create(CultureInfo.InvariantCulture,
            $"linear, {(IsOfMean ? "wd" : "penalty")} {Penalty}{(OrderDecay < 1 ? ", ordered classes" : "")}");
    }

    /// <summary>What is fitted on: features and terms of some rows.</summary>
    sealed class Material
    {
        readonly TrainingTask _task;
        readonly LinearSettings? _told;
        readonly CancellationToken _cancellation;
        readonly FeaturePlan _plan;
        readonly TextInput[] _texts;
        readonly LinearProblem _problem;
        readonly TargetScale _scale;

        public Material(TrainingTask task, int[] rows, LinearSettings? told, CancellationToken cancellation)
        {
            _task = task;
            _told = told;
            _cancellation = cancellation;
            _plan = new FeatureFitter(task.Table, rows).Fit(task.Recipes.ForLinear(told?.NormalizesData ?? true));
            _texts = [.. task.Recipes.Texts.Select(column => new TextInput(column, NgramTrainer.Train(new(), Texts(column), rows, cancellation)))];
            SparseRows? terms = null;
            foreach (var text in _texts)
            {
                var more = TextRows.Of(text.Vectorizer, Texts(text.Input), rows, cancellation);
                terms = terms?.Beside(more) ?? more;
            }

            double[] targets = [.. rows.Select(row => task.Target.Values[row])];
            _scale = task.Target.Problem == ProblemType.Regression && told?.NormalizesLabel != false ? TargetScale.Of(targets, told?.HasIntercept ?? true) : TargetScale.None;
            _problem = new()
            {
                Dense = _plan.Width > 0 ? FeatureRows.Matrix(task.Table, rows, _plan) : null,
                Sparse = terms,
                Targets = [.. targets.Select(target => (float)_scale.Apply(target))],
                Weights = Weights(targets),
                Outputs = task.Target.Problem == ProblemType.MulticlassClassification ? task.Target.Classes : 1,
            };
        }

        public LinearProblem Problem(double orderDecay) => _problem with { OrderDecay = orderDecay };

        public FittedCandidate Fit(LinearTrainer trainer, Variant variant)
        {
            var problem = _task.Target.Problem;
            var options = new LinearOptions
            {
                Loss = _told?.LossFor(problem) ?? LinearSettings.UsualLoss(problem),
                L2 = variant.IsOfMean ? variant.Penalty : variant.Penalty / _problem.Rows,
                Tolerance = Tolerance,
                Threads = _task.Threads,
            };
            var model = _scale.Undo(trainer.Train(_told?.Fill(options) ?? options, _cancellation));
            var link = problem switch
            {
                ProblemType.Regression => Link.Identity,
                ProblemType.BinaryClassification => options.Loss == LinearLoss.Hinge ? Link.Sign : Link.Logistic,
                _ => Link.Softmax,
            };
            return new(new(1, _plan, new LinearEstimator(model, _texts), link));
        }

        float[]? Weights(double[] targets)
        {
            if (_task.Target.Classes == 0)
                return null;
            var counts = new int[_task.Target.Classes];
            foreach (var target in targets)
                counts[(int)target]++;
            return _told?.ClassWeights(counts) is { } weights ? [.. targets.Select(target => (float)weights[(int)target])] : null;
        }

        TextTableColumn Texts(int column) => (TextTableColumn)_task.Table.Columns[column];
    }
}
