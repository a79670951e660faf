using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Training.Forest;
using SqlInference.Training.Threads;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … FROM (query) MODEL_TYPE RANDOM_CUT_FOREST.</summary>
sealed class ForestCreation : TrainingRun
{
    const string FileName = "forest.rcf";

    readonly ModelCreation _creation;
    readonly TrainSource _source;
    readonly ForestOptions _options;
    readonly string _query;
    VersionRecord _version = null!;
    ForestTrainer? _trainer;
    Catalog.FunctionSignature? _function;

    ForestCreation(ModelCreation creation, TrainSource source)
    {
        _creation = creation;
        _source = source;
        _options = Options(source, creation.Statement.Settings.Seed);
        _query = TrainingQuery.Of(source.Data);
    }

    public override string Query => _query;

    public static StatementRun Begin(ModelCreation creation, TrainSource source)
    {
        CheckClauses(source);
        var training = new ForestCreation(creation, source);
        TrainedFunctions.CheckName(creation, source.Function!);
        return creation.StartTraining(training.Definition(null, null), version =>
        {
            training._version = version;
            return training;
        });
    }

    public override void Describe(IReadOnlyList<TrainingColumn> columns)
    {
        var unusable = columns.FirstOrDefault(column => column.Type == null || column.Column == null);
        if (unusable != null)
        {
            throw new SqlInferenceException(ErrorConditions.ColumnNotNumeric,
                $"Column '{unusable.Name}' has type {unusable.TypeName}, which a random cut forest cannot learn from.",
                "Select numbers, booleans, dates or timestamps; cast the column, or leave it out.");
        }

        TrainedFunctions.CheckNames(columns);
        _trainer = new(_options, [.. columns.Select(column => new ModelInput(column.Name, column.Column!.Value))]);
        // A shingle repeats the columns, each time under other names.
        var arguments = _trainer.Inputs.Select((input, position) => columns[position % columns.Count] with { Name = input.Name }).ToArray();
        CheckCount(arguments.Length);
        _function = TrainedFunctions.Of(_creation, _source.Function!, arguments, new(SqlTypeKind.Double));
        _creation.Functions.Check(_creation.Name, _function, new(_trainer.Inputs, [new("score", ElementType.Float64)]));
    }

    public override void Add(ColumnBatch rows) => _trainer!.Add(rows);

    public override void End() => _creation.Service.Catalog.Models.Settle(
        _version.Key, Definition(_function, null) with { Foreseen = ForeseenModel.Write(new(_trainer!.Inputs, [new("score", ElementType.Float64)]), []) });

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation)
    {
        // Serving comes first on a busy machine.
        var forest = BackgroundThread.Run($"training {_creation.Name}", () => _trainer!.Train(_creation.Service.Options.ThreadsPerTraining, cancellation, progress));
        var report = _trainer!.Report!;
        if (report.RowsLeftOut > 0)
            _creation.Context.Notice($"{report.RowsLeftOut} of {report.RowsRead} training rows have a NULL and were left out.");

        var artifact = Keep(forest);
        _creation.Service.Catalog.Models.Complete(
            _version.Key, artifact,
            [new("train:rows", report.RowsRead - report.RowsLeftOut), new("train:score_mean", report.MeanScore), new("train:score_stddev", report.ScoreDeviation)],
            Definition(_function, report));
    }

    public override void Dispose() => _trainer?.Dispose();

    void CheckCount(int arguments)
    {
        if (_source.Function!.Parameters is not { } declared || declared.Count == arguments)
            return;
        throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
            $"Function {_source.Function.Name} declares {Count(declared.Count, "parameter")}, but the training query has {Count(arguments / _options.ShingleSize, "column")}"
            + (_options.ShingleSize == 1 ? "." : $" and shingle_size is {_options.ShingleSize}."),
            _options.ShingleSize == 1
                ? "Declare one parameter for each column, or leave the parameter list out."
                : "Declare one parameter for each column of each row of the shingle, or leave the parameter list out.");
    }

    static void CheckClauses(TrainSource source)
    {
        if (source.Target is { } target)
            throw NoUse("TARGET", $"a random cut forest learns without a target; '{target}' would be left out or used as one more column");
        if (source.Auto == true)
            throw NoUse("AUTO ON", "a random cut forest is trained as stated");
        if (source.ProblemType is not null)
            throw NoUse("PROBLEM_TYPE", "a random cut forest scores how unusual a row is");
        if (source.Objective is not null)
            throw NoUse("OBJECTIVE", "a random cut forest has none");
        if (source.Preprocessors is { } preprocessors && !preprocessors.Equals("none", StringComparison.OrdinalIgnoreCase))
            throw NoUse("PREPROCESSORS", "a random cut forest takes its columns as they are");
        if (source.Function is null)
            throw NoUse("a missing FUNCTION", "only FORECAST models do without a function");
    }

    static SqlInferenceException NoUse(string clause, string why) => ClauseConflict.NoUse("MODEL_TYPE RANDOM_CUT_FOREST", clause, why);

    static ForestOptions Options(TrainSource source, long? seed)
    {
        var options = new ForestOptions();
        if (seed is { } given)
            options = options with { Seed = (ulong)given };
        foreach (var (name, value) in source.Hyperparameters ?? [])
        {
            options = name switch
            {
                "num_trees" => options with { NumTrees = Number(name, value) },
                "num_samples_per_tree" => options with { NumSamplesPerTree = Number(name, value) },
                "feature_dim" => options with { FeatureDim = Number(name, value) },
                "shingle_size" => options with { ShingleSize = Number(name, value) },
                "seed" => options with { Seed = (ulong)Number(name, value) },
                "eval_metrics" => options,
                _ => throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                    $"A random cut forest has no hyperparameter '{name}'.",
                    "It has num_trees, num_samples_per_tree, feature_dim, shingle_size and seed."),
            };
        }

        options.Validate();
        return options;
    }

    static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new SqlInferenceException(
            ErrorConditions.InvalidHyperparameter, $"Hyperparameter {name} of a random cut forest is '{value}'; it has to be a whole number.",
            $"Give {name} a whole number, or leave it out.");

    string Keep(RandomCutForest forest)
    {
        using var artifact = _creation.Service.Artifacts.Create(ModelArtifact.Forest);
        using (var stream = artifact.CreateFile(FileName))
            ForestFile.Write(stream, forest);
        using (var backend = new ForestBackend(forest))
        {
            _creation.Service.Host.RequireFits(_creation.Name, backend.MemoryBytes);
            ModelArtifact.Describe(artifact, FileName, backend.Signature);
        }

        return artifact.Commit();
    }

    ModelDefinition Definition(Catalog.FunctionSignature? function, ForestTrainingReport? report) =>
        _creation.Definition(ModelKind.Trained, function) with
        {
            Training = TrainedModels.Of(_source) with
            {
                Auto = false,
                ModelType = "random_cut_forest",
                Hyperparameters = Hyperparameters(report),
            },
        };

    List<Catalog.Setting> Hyperparameters(ForestTrainingReport? report)
    {
        List<Catalog.Setting> list =
        [
            new("num_trees", Text(_options.NumTrees)),
            new("num_samples_per_tree", Text(_options.NumSamplesPerTree)),
        ];
        if (report != null)
            list.Add(new("feature_dim", Text(report.Dimensions)));
        if (_options.ShingleSize > 1)
            list.Add(new("shingle_size", Text(_options.ShingleSize)));
        list.Add(new("seed", _options.Seed.ToString(CultureInfo.InvariantCulture)));
        return list;
    }

    static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
