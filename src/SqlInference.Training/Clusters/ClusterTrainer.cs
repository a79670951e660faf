using SqlInference.Errors;
using SqlInference.Inference.Clusters;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Automatic;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Clusters;

/// <summary>Finds clusters of rows that are alike.</summary>
/// <param name="elements">What the columns of the table came as.</param>
public sealed class ClusterTrainer(TrainingTable table, IReadOnlyList<ElementType> elements, KMeansSettings settings, TrainingRequest request)
{
    public const string ModelType = "kmeans";

    /// <exception cref="SqlInferenceException">The rows are not such that there are so many clusters of them.</exception>
    public TrainedModel Train(IProgress<double>? progress, CancellationToken cancellation)
    {
        var deadline = new Deadline(request.MaxRuntime, request.Clock);
        ColumnSurvey.RequireRows(table);
        ColumnSurvey.SayIfSampled(table, request);
        var columns = ColumnSurvey.Of(table, elements.Count, elements, request);
        CheckTexts(columns);
        var plan = new FeatureFitter(table, [.. Enumerable.Range(0, table.RowCount)]).Fit(columns.Recipes.ForDistances);
        var rows = ClusterRows.Of(table, plan);
        var method = new KMeans(rows, settings, request.Seed, request.Threads);
        var model = method.Fit(deadline, progress, cancellation);
        if (model.Count < settings.Count)
        {
            throw new SqlInferenceException(ErrorConditions.TooFewTrainingRows,
                $"The training query gave {model.Count} rows that differ; they make no {settings.Count} clusters.", "Lower K, or select more rows.");
        }

        if (method.Trials < settings.Trials)
            request.Notice($"MAX_RUNTIME of {request.MaxRuntime.TotalSeconds:F0} seconds left time for {method.Trials} of {settings.Trials} trials; the best of them is kept.");
        var (ordered, assignment) = BySize(model, rows, cancellation);
        var pipeline = new Pipeline(columns.Inputs, PipelineTarget.Clusters(settings.Count), [new(1, plan, new ClusterEstimator(ordered), Link.Nearest)]);
        return new(pipeline, ModelType, null, [.. Metrics(rows, assignment, cancellation)], [], columns.Profiles, rows.Count, null);
    }

    /// <summary>Numbers clusters so that the first has most rows.</summary>
    (ClusterModel Model, Assignment Assignment) BySize(ClusterModel model, ClusterRows rows, CancellationToken cancellation)
    {
        var assignment = new Assignment(rows, request.Threads);
        assignment.Run(model, cancellation);
        var centres = new List<float>();
        foreach (var cluster in Enumerable.Range(0, model.Count).OrderByDescending(cluster => assignment.Sizes[cluster]))
            centres.AddRange(model.Centres.Slice(cluster * model.Features, model.Features));
        var ordered = new ClusterModel(model.Features, [.. centres]);
        assignment.Run(ordered, cancellation);
        return (ordered, assignment);
    }

    IEnumerable<(string, double)> Metrics(ClusterRows rows, Assignment assignment, CancellationToken cancellation)
    {
        yield return ("train:msd", assignment.Total / rows.Count);
        if (Silhouette.Of(rows, assignment.Clusters, request.Seed, cancellation) is var silhouette && double.IsFinite(silhouette))
            yield return ("train:silhouette", silhouette);
    }

    static void CheckTexts(ColumnSurvey columns)
    {
        if (columns.Recipes.Texts is [var text, ..])
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Column '{columns.Profiles[text].Name}' is text that is read word by word, of which MODEL_TYPE KMEANS makes nothing.",
                "Leave the column out, or say in PREPROCESSORS that it has categories: OneHotEncoder.");
        }
    }
}
