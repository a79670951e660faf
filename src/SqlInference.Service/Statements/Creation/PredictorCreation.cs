using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Training.Automatic;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;
using SqlInference.Training.Threads;
using ProblemType = SqlInference.Inference.Pipelines.ProblemType;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … FROM (query) TARGET column: a model that predicts one column from the others.</summary>
sealed class PredictorCreation : TrainingRun
{
    const string Automatic = "auto";

    readonly ModelCreation _creation;
    readonly TrainSource _source;
    readonly TrainedFunction _function;
    readonly ToldLearner? _told;
    VersionRecord _version = null!;
    IReadOnlyList<TrainingColumn> _arguments = [];
    TrainingColumn _target = null!;
    Preprocessors? _preprocessors;
    TrainingTable _table = null!;
    ModelTrainer _trainer = null!;
    Catalog.FunctionSignature _signature = null!;

    // Where each column of the query goes in the table: the target comes last.
    int[] _order = [];
    ColumnBatch _ordered = null!;

    PredictorCreation(ModelCreation creation, TrainSource source)
    {
        _creation = creation;
        _source = source;
        _function = source.Function!;
        Query = TrainingQuery.Of(source.Data);
        _told = PredictorClauses.Check(source, creation.Context.Engine);
    }

    public override string Query { get; }

    public static StatementRun Begin(ModelCreation creation, TrainSource source)
    {
        var training = new PredictorCreation(creation, source);
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
        var target = Target(columns, _source.Target!.Text);
        var unusable = columns.FirstOrDefault(column => column.Type is null || column.Column is not { IsList: false });
        if (unusable is not null)
            throw TrainedModels.Unusable(unusable, unusable == columns[target] ? ErrorConditions.TargetNotAccepted : ErrorConditions.ColumnNotNumeric);

        _target = columns[target];
        _order = [.. Enumerable.Range(0, columns.Count).Where(column => column != target), target];
        _ordered = new(columns.Count);
        _arguments = [.. _order.SkipLast(1).Select(column => columns[column])];
        CheckCount();
        if (_source.Preprocessors is { } preprocessors)
            _preprocessors = Preprocessors.Read(preprocessors, [.. _arguments.Select(argument => argument.Name)]);
        _table = new([.. _order.Select(column => (columns[column].Name, columns[column].Column!.Value.Element))],
            TrainedModels.MostRows(_creation, columns.Count), TrainedModels.Seed(_creation));
    }

    public override void Add(ColumnBatch rows)
    {
        _ordered.RowCount = rows.RowCount;
        for (var column = 0; column < _order.Length; column++)
            _ordered[column] = rows[_order[column]];
        _table.Add(_ordered);
    }

    public override void End()
    {
        _trainer = new ModelTrainer(_table, [.. _arguments.Append(_target).Select(column => column.Column!.Value.Element)], TrainedModels.Request(_creation) with
        {
            Problem = _told?.Problem ?? PredictorClauses.Problem(_source),
            Objective = _told?.Objective is null ? _source.Objective : null,
            ModelType = PredictorClauses.ModelType(_source),
            Preprocessors = _preprocessors,
            Told = _told,
        });
        _signature = TrainedFunctions.Of(_creation, _function, _arguments, Returns(_trainer.Target));
        _creation.Functions.CheckName(_creation.Name, _signature);
        _creation.Service.Catalog.Models.Settle(_version.Key, Definition(_signature, null) with { Foreseen = Foresee() });
    }

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation)
    {
        var (trainer, function) = (_trainer, _signature);
        // Serving comes first on a busy machine.
        var model = BackgroundThread.Run($"training {_creation.Name}", () => trainer.Train(progress, cancellation));
        _creation.Functions.Check(_creation.Name, function, model.Pipeline.Signature, trainer.Target.Classes > 0);
        _creation.Service.Catalog.Models.Complete(
            _version.Key, TrainedModels.Keep(_creation, model), TrainedModels.Metrics(model), Definition(function, model));
    }

    /// <summary>The fit that is under way when the time is up, and the last one.</summary>
    public override TimeSpan Grace => TimeSpan.FromSeconds(60);

    public override void Dispose()
    {
    }

    /// <summary>The position of the column that TARGET names.</summary>
    public static int Target(IReadOnlyList<TrainingColumn> columns, string wanted)
    {
        var found = columns.Index().Where(column => column.Item.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length == 1 ? found[0].Index : throw new SqlInferenceException(ErrorConditions.UnknownColumn,
            $"The training query has no column '{wanted}', which is the TARGET.", $"It has {string.Join(", ", columns.Select(column => column.Name))}.");
    }

    void CheckCount()
    {
        if (_arguments.Count is 0 or > ModelTrainer.MostColumns)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"The training query has {_arguments.Count} columns besides the target; a model takes 1 to {ModelTrainer.MostColumns}.",
                "Select the columns that have to do with the target.");
        }

        if (_function.Parameters is { } declared && declared.Count != _arguments.Count)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Function {_function.Name} declares {declared.Count} parameters, but the training query has {_arguments.Count} columns besides the target.",
                "Declare one parameter for each of them, in the order of the query, or leave the parameter list out.");
        }
    }

    /// <summary>A label has the target's own type; a predicted number lies between those that were seen.</summary>
    SqlType Returns(TrainingTarget target) => target.Problem != ProblemType.Regression ? _target.Type! : new(SqlTypeKind.Double);

    /// <summary>Of all candidates, only perceptrons cannot tell why.</summary>
    string Foresee()
    {
        var labels = _trainer.Target.Described.Labels;
        var inputs = _arguments.Select(argument => new ModelInput(argument.Name, argument.Column!.Value, AcceptsNull: true));
        var prediction = new ModelOutput("prediction", labels.Count > 0 ? _trainer.Target.Described.LabelType : ElementType.Float64);
        ModelOutput[] probabilities = labels.Count > 0 ? [new(Pipeline.Probabilities, new ColumnType(ElementType.Float64, labels.Count))] : [];
        ModelOutput[] explanation = PredictorClauses.ModelType(_source) == "mlp" ? [] : [new(Pipeline.Explanation, ElementType.Utf8)];
        return ForeseenModel.Write(new([.. inputs], [prediction, .. probabilities, .. explanation]), labels);
    }

    ModelDefinition Definition(Catalog.FunctionSignature? function, TrainedModel? model) =>
        _creation.Definition(ModelKind.Trained, function) with
        {
            Training = TrainedModels.Of(_source) with
            {
                Auto = _told is null,
                ModelType = model?.ModelType ?? PredictorClauses.ModelType(_source) ?? Automatic,
                ProblemType = (model?.Pipeline.Target.Problem ?? PredictorClauses.Problem(_source))?.ToString(),
                Objective = _told?.Objective ?? model?.Objective?.Name ?? _source.Objective,
                Preprocessors = _source.Preprocessors,
                Hyperparameters = [.. _told?.Hyperparameters.Select(each => new Catalog.Setting(each.Key, each.Value)) ?? []],
            },
        };
}
