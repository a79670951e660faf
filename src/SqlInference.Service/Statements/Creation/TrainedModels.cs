using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Training.Automatic;

namespace SqlInference.Service.Statements.Creation;

/// <summary>What CREATE MODEL does with columns and models, whether there is a target or not.</summary>
static class TrainedModels
{
    const long DefaultMaxCells = 1_000_000;

    /// <summary>What every training takes from its statement.</summary>
    public static TrainingDefinition Of(TrainSource source) => new()
    {
        Query = source.Data is QueryData query ? query.Text : null,
        Table = source.Data is TableData table ? table.Table.ToString() : null,
        TargetColumn = source.Target?.Text,
    };

    /// <summary>Refuses a column of which no model can be made.</summary>
    /// <param name="condition">What it is an error of.</param>
    public static SqlInferenceException Unusable(TrainingColumn column, ErrorCondition condition) => new(condition,
        $"Column '{column.Name}' has type {column.TypeName}, which no model can learn from.",
        "Select numbers, booleans, texts, dates or timestamps; cast the column, or leave it out.");

    /// <summary>As many rows as MAX_CELLS allows.</summary>
    public static int MostRows(ModelCreation creation, int columns) =>
        (int)Math.Clamp((creation.Statement.Settings.MaxCells ?? DefaultMaxCells) / columns, ModelTrainer.FewestRows, 100_000_000);

    public static ulong Seed(ModelCreation creation) => (ulong)(creation.Statement.Settings.Seed ?? 1);

    /// <summary>What a statement's settings say of its training.</summary>
    public static TrainingRequest Request(ModelCreation creation) => new()
    {
        MaxRuntime = creation.MaxRuntime,
        Seed = Seed(creation),
        Threads = creation.Service.Options.ThreadsPerTraining,
        Clock = creation.Service.Options.Time,
        Notice = creation.Context.Notice,
    };

    public static IReadOnlyList<Metric> Metrics(TrainedModel model) => [.. model.Metrics.Select(metric => new Metric(metric.Key, metric.Value)), new("train:rows", model.Rows)];

    /// <summary>Keeps a model as an artifact; answers the artifact's identifier.</summary>
    public static string Keep(ModelCreation creation, TrainedModel model)
    {
        using var artifact = creation.Service.Artifacts.Create(ModelArtifact.Trained);
        PipelineFile.Write(model.Pipeline, artifact.CreateFile);
        using (var backend = new PipelineBackend(model.Pipeline))
            creation.Service.Host.RequireFits(creation.Name, backend.MemoryBytes);
        ModelArtifact.Describe(artifact, PipelineFile.Name, model.Pipeline.Signature, model.Pipeline.Target.Labels);
        ColumnProfiles.Write(artifact, model.Columns);
        Leaderboard.Write(artifact, model.Candidates);
        GlobalExplanations.Write(artifact, model.Explanation);
        return artifact.Commit();
    }
}
