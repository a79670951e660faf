using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Metrics;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>
/// Tries candidates on rows they have not seen, takes the best or a mixture of the best, and fits that on all rows.
/// </summary>
/// <param name="table">The arguments of the function to be, and the target behind them.</param>
/// <param name="elements">What the columns of the table came as.</param>
public sealed class ModelTrainer(TrainingTable table, IReadOnlyList<ElementType> elements, TrainingRequest request)
{
    public const int FewestRows = 20;

    /// <summary>More arguments than this make no function.</summary>
    public const int MostColumns = 256;

    // Up to so many rows each is judged once; of more rows one part is judged, and never trained on.
    const int MostRowsToCross = 50_000;
    const int Parts = 5;

    /// <summary>What is predicted. Refuses what cannot be.</summary>
    public TrainingTarget Target { get; } = ReadTarget(table, elements[^1], request);

    public TrainedModel Train(IProgress<double>? progress, CancellationToken cancellation)
    {
        var objective = Objective();
        var columns = ColumnSurvey.Of(table, elements.Count - 1, elements, request);
        var task = new TrainingTask(table, columns.Recipes, columns.Inputs, Target, request.Seed, request.Threads)
        {
            Deadline = new(request.MaxRuntime, request.Clock),
        };
        var candidates = request.Told is { } told ? [told.Candidate(task)] : Candidates.For(task, request.ModelType, request.Notice);
        var onlyLast = request.Told is not null || Target.Rows.Length > MostRowsToCross;
        var trial = new CandidateTrial(task, Target.Rows, Folds.Deal(Target, Target.Rows, Parts, request.Seed), Parts, onlyLast);
        var judgement = new Judgement(objective, [.. trial.Rows.Select(row => Target.Values[row])], trial.Parts);
        var trials = Try(candidates, trial, judgement, task.Deadline, progress, cancellation);

        var blend = Blend.Find(trials, judgement);
        PipelineMember[] members = [.. blend.Parts.Select(part =>
            ExplanationBasis.Add(task, Refit(part.Trial, task, cancellation).Member with { Weight = part.Weight }, cancellation))];
        var pipeline = new Pipeline(task.Inputs, Target.Described with { ClassWeights = judgement.ClassWeights(blend.Answers) }, members);
        var explanation = GlobalExplanation.Of(task, pipeline, cancellation);
        progress?.Report(1);
        return new(pipeline, ModelTypeOf(blend), objective, Metrics(blend, judgement), Leaderboard(trials, blend, judgement), columns.Profiles, Target.Rows.Length, explanation);
    }

    List<Trial> Try(
        IReadOnlyList<Candidate> candidates, CandidateTrial trial, Judgement judgement, Deadline deadline, IProgress<double>? progress, CancellationToken cancellation)
    {
        var trials = new List<Trial>();
        var longest = TimeSpan.Zero;
        foreach (var (done, candidate) in candidates.Index())
        {
            // The model that is taken is fitted once more: as long again as one of its trials, at most.
            if (done > 0 && deadline.Left < 2 * longest)
            {
                request.Notice($"MAX_RUNTIME of {request.MaxRuntime.TotalSeconds:F0} seconds left time for {done} of {candidates.Count} candidates; the best of them is kept.");
                break;
            }

            var started = deadline.Elapsed;
            // Fitting what is chosen is one more step.
            trials.AddRange(trial.Run(candidate, judgement, new Part(progress, done, candidates.Count + 1), cancellation));
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (deadline.Elapsed - started).Ticks));
        }

        return trials;
    }

    /// <summary>Of very many rows the part that was judged stays apart: it would add little.</summary>
    FittedCandidate Refit(Trial trial, TrainingTask task, CancellationToken cancellation) => Target.Rows.Length <= MostRowsToCross
        ? trial.Candidate.Refit(task, Target.Rows, trial.Variant, trial.Fits, cancellation)
        : trial.Fits[0];

    static string ModelTypeOf(Blend blend) =>
        blend.Parts.Select(part => part.Trial.Candidate.ModelType).Distinct().ToArray() is [var only] ? only : "auto";

    CandidateResult[] Leaderboard(List<Trial> trials, Blend blend, Judgement judgement) =>
        [.. trials.OrderByDescending(trial => trial.Score).Select(trial => new CandidateResult(
            trial.Name, trial.Candidate.ModelType, Judgement.KeyOf(judgement.Objective, Target.Problem), judgement.Value(judgement.Objective, trial.Answers),
            trial.Seconds, blend.Parts.FirstOrDefault(part => part.Trial == trial).Weight))];

    ObjectiveMetric Objective()
    {
        var objective = request.Objective is { } stated ? ObjectiveMetric.Find(stated) : ObjectiveMetric.For(Target.Problem);
        objective.Check(Target.Problem);
        return objective;
    }

    (string, double)[] Metrics(Blend blend, Judgement judgement) =>
        [.. ObjectiveMetric.All.Where(metric => metric.Problems.Contains(Target.Problem))
            .Select(metric => (Judgement.KeyOf(metric, Target.Problem), judgement.Value(metric, blend.Answers)))];

    static TrainingTarget ReadTarget(TrainingTable table, ElementType element, TrainingRequest request)
    {
        ColumnSurvey.RequireRows(table);
        var target = TrainingTarget.Read(table, table.Columns.Count - 1, element, request.Problem);
        if (target.Rows.Length < FewestRows)
        {
            throw new SqlInferenceException(ErrorConditions.TooFewTrainingRows,
                $"The training query gave {target.Rows.Length} rows with a target; training needs at least {FewestRows}.", "Widen the query.");
        }

        if (target.Rows.Length < table.RowCount)
            request.Notice($"{table.RowCount - target.Rows.Length} of {table.RowCount} training rows have no target and were left out.");
        ColumnSurvey.SayIfSampled(table, request);
        return target;
    }

    /// <summary>The progress of one part of the whole.</summary>
    sealed class Part(IProgress<double>? whole, int done, int parts) : IProgress<double>
    {
        public void Report(double value) => whole?.Report((done + value) / parts);
    }
}
