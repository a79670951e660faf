using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Training.Automatic;
using SqlInference.Training.Clusters;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;
using SqlInference.Training.Threads;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … FROM (query) MODEL_TYPE KMEANS: a function that says which cluster a row belongs to.</summary>
sealed class ClusterCreation : TrainingRun
{
    readonly ModelCreation _creation;
    readonly TrainSource _source;
    readonly KMeansSettings _settings;
    VersionRecord _version = null!;
    IReadOnlyList<TrainingColumn> _columns = [];
    Preprocessors? _preprocessors;
    Catalog.FunctionSignature _function = null!;
    TrainingTable _table = null!;

    ClusterCreation(ModelCreation creation, TrainSource source)
    {
        _creation = creation;
        _source = source;
        Query = TrainingQuery.Of(source.Data);
        CheckClauses(source);
        _settings = KMeansSettings.Read((source.Hyperparameters ?? []).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
    }

    public override string Query { get; }

    /// <summary>The trial that is under way when the time is up.</summary>
    public override TimeSpan Grace => TimeSpan.FromSeconds(60);

    public static StatementRun Begin(ModelCreation creation, TrainSource source)
    {
        var training = new ClusterCreation(creation, source);
        TrainedFunctions.CheckName(creation, source.Function!);
        return creation.StartTraining(training.Definition(null, null), version =>
        {
            training._version = version;
            return training;
        });
    }

    public override void Describe(IReadOnlyList<TrainingColumn> columns)
    {
        TrainedFunctions.CheckNames(columns);
        if (columns.FirstOrDefault(column => column.Type is null || column.Column is not { IsList: false }) is { } unusable)
            throw TrainedModels.Unusable(unusable, ErrorConditions.ColumnNotNumeric);
        CheckCount(columns.Count);
        _columns = columns;
        if (_source.Preprocessors is { } preprocessors)
            _preprocessors = Preprocessors.Read(preprocessors, [.. columns.Select(column => column.Name)]);
        _function = TrainedFunctions.Of(_creation, _source.Function!, columns, new(SqlTypeKind.Integer));
        _table = new([.. columns.Select(column => (column.Name, column.Column!.Value.Element))], TrainedModels.MostRows(_creation, columns.Count), TrainedModels.Seed(_creation));
    }

    public override void Add(ColumnBatch rows) => _table.Add(rows);

    public override void End()
    {
        var inputs = _columns.Select(column => new ModelInput(column.Name, column.Column!.Value, AcceptsNull: true));
        _creation.Service.Catalog.Models.Settle(_version.Key, Definition(_function, null) with
        {
            Foreseen = ForeseenModel.Write(new([.. inputs], [new("prediction", ElementType.Int64), new(Pipeline.Distance, ElementType.Float64)]), []),
        });
    }

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation)
    {
        var trainer = new ClusterTrainer(_table, [.. _columns.Select(column => column.Column!.Value.Element)], _settings, TrainedModels.Request(_creation) with { Preprocessors = _preprocessors });
        var model = BackgroundThread.Run($"training {_creation.Name}", () => trainer.Train(progress, cancellation));
        _creation.Functions.Check(_creation.Name, _function, model.Pipeline.Signature);
        _creation.Service.Catalog.Models.Complete(_version.Key, TrainedModels.Keep(_creation, model), TrainedModels.Metrics(model), Definition(_function, model));
    }

    public override void Dispose()
    {
    }

    void CheckCount(int columns)
    {
        if (columns > ModelTrainer.MostColumns)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"The training query has {columns} columns; a model takes 1 to {ModelTrainer.MostColumns}.", "Select those by which rows are to be told apart.");
        }

        if (_source.Function!.Parameters is { } declared && declared.Count != columns)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Function {_source.Function.Name} declares {declared.Count} parameters, but the training query has {columns} columns.",
                "Declare one parameter for each column, in the order of the query, or leave the parameter list out.");
        }
    }

    static void CheckClauses(TrainSource source)
    {
        if (source.Auto == true)
            throw NoUse("AUTO ON", "how many clusters there are to be has to be said");
        if (source.Objective is not null)
            throw NoUse("OBJECTIVE", "the squared distances of rows to the centres of their clusters are made small");
    }

    static SqlInferenceException NoUse(string clause, string why) => ClauseConflict.NoUse("MODEL_TYPE KMEANS", clause, why);

    ModelDefinition Definition(Catalog.FunctionSignature? function, TrainedModel? model) =>
        _creation.Definition(ModelKind.Trained, function) with
        {
            Training = TrainedModels.Of(_source) with
            {
                Auto = false,
                ModelType = ClusterTrainer.ModelType,
                Preprocessors = _source.Preprocessors,
                Hyperparameters = Hyperparameters(model),
            },
        };

    List<Catalog.Setting> Hyperparameters(TrainedModel? model)
    {
        List<Catalog.Setting> list = [.. _settings.Stated.Select(each => new Catalog.Setting(each.Key, each.Value))];
        if (model is not null)
            list.Add(new("feature_dim", model.Pipeline.Members[0].Features.Width.ToString(CultureInfo.InvariantCulture)));
        return list;
    }
}
