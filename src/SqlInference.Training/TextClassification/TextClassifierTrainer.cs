using System.Diagnostics;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Training.Linear;
using SqlInference.Training.Ngrams;

namespace SqlInference.Training.TextClassification;

/// <summary>
/// Chooses a penalty and, for ordered classes, how much their order counts, by cross-validation in which the vocabulary is
/// fitted anew in each fold, and fits the best on all rows.
/// </summary>
public sealed class TextClassifierTrainer(TextClassifierOptions options, TextClassifierData data)
{
    // Of the gradient: enough for the last digit of what is compared.
    const double Tolerance = 1e-3;

    readonly int[] _rows = [.. Enumerable.Range(0, data.Labels.Length)];
    readonly int[] _folds = Folds.Assign(data.Labels, data.Classes, options.Folds, options.Seed);

    int Outputs => data.Classes == 2 ? 1 : data.Classes;

    /// <param name="progress">Told the part of the work that is done, from 0 to 1.</param>
    public TextClassifier Train(CancellationToken cancellation, IProgress<double>? progress = null)
    {
        var clock = Stopwatch.StartNew();
        var settings = Settings();
        var logs = settings.Select(_ => new double[_rows.Length][]).ToArray();
        var done = 0;
        for (; done < options.Folds && (done == 0 || clock.Elapsed < options.Budget); done++)
        {
            FitFold(done, settings, logs, cancellation);
            progress?.Report((done + 1) / (options.Folds + 1.0));
        }

        var candidates = settings.Select((setting, i) => new TextCandidate(setting.Penalty, setting.Decay, Scores(logs[i], done, cancellation))).ToArray();
        var best = Enumerable.Range(0, candidates.Length).MaxBy(i => candidates[i].Mean);
        var known = _rows.Where(row => _folds[row] < done).ToArray();
        var (vectorizer, model) = Fit(_rows, settings[best].Penalty, settings[best].Decay, cancellation);
        progress?.Report(1);
        return new()
        {
            Vectorizer = vectorizer,
            Model = model,
            Offsets = Offsets(logs[best], known, cancellation),
            Candidates = [.. candidates.OrderByDescending(candidate => candidate.Mean)],
            OutOfFold = [.. logs[best].SelectMany(row => row is null ? Enumerable.Repeat(float.NaN, data.Classes) : row.Select(log => (float)Math.Exp(log)))],
        };
    }

    /// <summary>Fits one candidate on the given rows alone.</summary>
    public (NgramVectorizer Vectorizer, LinearModel Model) Fit(ReadOnlySpan<int> rows, double penalty, double orderDecay, CancellationToken cancellation)
    {
        var vectorizer = NgramTrainer.Train(options.Ngrams, data.Texts, rows, cancellation);
        var trainer = new LinearTrainer(Problem(vectorizer, rows, orderDecay, cancellation));
        return (vectorizer, trainer.Train(Linear(penalty, rows.Length), cancellation));
    }

    /// <summary>What is tried; of each decay the strongest penalty first, from which the next fits go on.</summary>
    (double Decay, double Penalty)[] Settings()
    {
        var decays = data is { IsOrdered: true, Classes: > 2 and <= LinearProblem.MostOrderedClasses } ? options.OrderDecays : [1];
        return [.. decays.SelectMany(decay => options.Penalties.OrderDescending().Select(penalty => (decay, penalty)))];
    }

    void FitFold(int fold, (double Decay, double Penalty)[] settings, double[][][] logs, CancellationToken cancellation)
    {
        int[] train = [.. _rows.Where(row => _folds[row] != fold)], test = [.. _rows.Where(row => _folds[row] == fold)];
        var vectorizer = NgramTrainer.Train(options.Ngrams, data.Texts, train, cancellation);
        var problem = Problem(vectorizer, train, 1, cancellation);
        LinearTrainer? trainer = null;
        for (var i = 0; i < settings.Length; i++)
        {
            if (i == 0 || settings[i].Decay != settings[i - 1].Decay)
                trainer = new(problem with { OrderDecay = settings[i].Decay });
            var model = trainer!.Train(Linear(settings[i].Penalty, train.Length), cancellation);
            Score(vectorizer, model, test, logs[i], cancellation);
        }
    }

    LinearProblem Problem(NgramVectorizer vectorizer, ReadOnlySpan<int> rows, double decay, CancellationToken cancellation)
    {
        var targets = new float[rows.Length];
        var weights = data.Weights is null ? null : new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            targets[i] = data.Labels[rows[i]];
            if (weights is not null)
                weights[i] = data.Weights![rows[i]];
        }

        return new()
        {
            Dense = data.Dense?.Take(rows),
            Sparse = VectorizedTexts.Vectorize(vectorizer, data.Texts, rows, cancellation),
            Targets = targets,
            Weights = weights,
            Outputs = Outputs,
            OrderDecay = decay,
        };
    }

    LinearOptions Linear(double penalty, int rows) => new()
    {
        Loss = Outputs == 1 ? LinearLoss.Logistic : LinearLoss.Softmax,
        L2 = penalty / rows,
        Tolerance = Tolerance,
        Threads = options.Threads,
    };

    /// <summary>Leaves the logarithm of each class's probability.</summary>
    void Score(NgramVectorizer vectorizer, LinearModel model, int[] rows, double[][] logs, CancellationToken cancellation)
    {
        var scratch = new NgramScratch();
        var margins = new float[model.Outputs];
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Begin(margins, 1, 1);
            if (data.Dense is { } dense)
                model.AddDense(dense.Values.AsSpan(row * dense.Features, dense.Features), 1, 1, margins, 1);
            model.AddText(vectorizer, model.DenseFeatures, data.Texts[row], scratch, margins, 1, 0);
            double[] classes = model.Outputs == 1 ? [0, margins[0]] : [.. margins.Select(margin => (double)margin)];
            var most = classes.Max();
            var sum = most + Math.Log(classes.Sum(margin => Math.Exp(margin - most)));
            logs[row] = Array.ConvertAll(classes, margin => margin - sum);
        }
    }

    /// <summary>The objective in each fold; where offsets are used, with those that the other folds give.</summary>
    double[] Scores(double[][] logs, int folds, CancellationToken cancellation) => [.. Enumerable.Range(0, folds).Select(fold =>
    {
        var rows = _rows.Where(row => _folds[row] == fold).ToArray();
        var others = folds == 1 ? rows : [.. _rows.Where(row => _folds[row] != fold && _folds[row] < folds)];
        return ClassScores.Score(options.Objective, Of(logs, rows), Of(data.Labels, rows), data.Classes, Offsets(logs, others, cancellation));
    })];

    float[] Offsets(double[][] logs, int[] rows, CancellationToken cancellation) => options.Objective == ClassObjective.F1Macro
        ? DecisionOffsets.Find(Of(logs, rows), Of(data.Labels, rows), data.Classes, cancellation)
        : new float[data.Classes];

    static T[] Of<T>(T[] all, int[] rows) => Array.ConvertAll(rows, row => all[row]);
}
