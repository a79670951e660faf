using System.Globalization;
using System.Text;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Training.Forecasts;
using SqlInference.Training.Threads;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … FROM (query) TARGET column MODEL_TYPE FORECAST: how one or many series go on, which <c>forecast('model')</c> tells.</summary>
sealed class ForecastCreation : TrainingRun
{
    readonly ModelCreation _creation;
    readonly TrainSource _source;
    readonly ForecastObjective _objective;
    readonly int _horizon;
    readonly ColumnBuffer _numbers = new();
    VersionRecord _version = null!;
    ForecastColumns _columns = null!;
    IReadOnlyList<TrainingColumn> _described = [];
    SeriesRows _rows = null!;
    ForecastRequest _request = null!;
    IReadOnlyList<TimeSeries> _series = [];

    ForecastCreation(ModelCreation creation, TrainSource source)
    {
        _creation = creation;
        _source = source;
        Query = TrainingQuery.Of(source.Data);
        _objective = Check(source);
        _horizon = creation.Statement.Settings.Horizon ?? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            "MODEL_TYPE FORECAST needs a HORIZON: how many steps to look ahead.", "Add SETTINGS (HORIZON 24, FREQUENCY 'H').");
    }

    public override string Query { get; }

    public static StatementRun Begin(ModelCreation creation, TrainSource source)
    {
        var training = new ForecastCreation(creation, source);
        return creation.StartTraining(training.Definition(null), version =>
        {
            training._version = version;
            return training;
        });
    }

    public override void Describe(IReadOnlyList<TrainingColumn> columns)
    {
        _described = columns;
        _columns = ForecastColumns.Of(columns, _source.Target!.Text);
        _rows = new(columns[_columns.Time].Name, TrainedModels.MostRows(_creation, columns.Count));
    }

    public override void Add(ColumnBatch rows)
    {
        var values = ColumnConverter.Convert(rows[_columns.Target], ElementType.Float64, _numbers, $"column {_described[_columns.Target].Name}");
        var (times, items) = (rows[_columns.Time], _columns.Item is { } item ? rows[item] : default);
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (!values.IsValid(row) || !times.IsValid(row) || (_columns.Item is not null && !items.IsValid(row)))
                _rows.LeaveOut();
            else
                _rows.Add(_columns.Item is null ? "" : Text(items, row), times.Span<long>()[row], values.Span<double>()[row]);
        }
    }

    public override void End()
    {
        if (_rows.Count == 0)
            throw new SqlInferenceException(ErrorConditions.NoTrainingRows, "The training query returned no rows with a time and a value.", "Check its WHERE clause.");
        if (_rows.LeftOut > 0)
            _creation.Context.Notice($"{_rows.LeftOut} training rows have a NULL and were left out.");
        var settings = _creation.Statement.Settings;
        var frequency = settings.Frequency is { } stated ? Frequency.Parse(stated) : _rows.GuessFrequency();
        _series = _rows.Build(frequency, ForecastRequest.FewestSteps(_horizon), _columns.Item is not null, out var filled);
        if (filled > 0)
            _creation.Context.Notice($"{filled} steps of {frequency} have no value; what lies between their neighbours' stands for them.");
        _request = new(frequency, _horizon, [.. Percentiles.Of(settings).Select(each => each.Share).OfType<double>()], _objective, _creation.Service.Options.Time);
    }

    public override void Finish(IProgress<double>? progress, CancellationToken cancellation)
    {
        // Serving comes first on a busy machine.
        var forecast = BackgroundThread.Run($"training {_creation.Name}", () => new ForecastTrainer(_request).Train(_series, progress, cancellation));
        var metrics = forecast.Metrics.Where(metric => double.IsFinite(metric.Value)).Select(metric => new Metric(metric.Key, metric.Value));
        _creation.Service.Catalog.Models.Complete(_version.Key, Keep(forecast), [.. metrics, new("train:rows", _rows.Count), new("train:series", _series.Count)], Definition(forecast.Frequency));
    }

    public override void Dispose() => _numbers.Dispose();

    string Keep(TrainedForecast forecast)
    {
        using var artifact = _creation.Service.Artifacts.Create(ModelArtifact.Forecast);
        using (var stream = artifact.CreateFile(ForecastFile.Name))
            ForecastFile.Write(stream, forecast);
        artifact.Properties[ModelArtifact.MainFile] = ForecastFile.Name;
        Leaderboard.Write(artifact, forecast.Candidates);
        return artifact.Commit();
    }

    static string Text(ColumnView items, int row) => items.Type.Element switch
    {
        ElementType.Utf8 => Encoding.UTF8.GetString(items.Utf8At(row)),
        ElementType.Int16 => items.Span<short>()[row].ToString(CultureInfo.InvariantCulture),
        ElementType.Int32 => items.Span<int>()[row].ToString(CultureInfo.InvariantCulture),
        _ => items.Span<long>()[row].ToString(CultureInfo.InvariantCulture),
    };

    static ForecastObjective Check(TrainSource source)
    {
        if (source.Auto == false)
            throw NoUse("AUTO OFF", "the method is found by trying");
        if (source.ProblemType is not null)
            throw NoUse("PROBLEM_TYPE", "there is only one");
        if (source.Preprocessors is not null)
            throw NoUse("PREPROCESSORS", "a series is taken as it is");
        if (source.Hyperparameters is { Count: > 0 })
            throw NoUse("HYPERPARAMETERS", "they are found by trying");
        if (source.Objective is not { } name)
            return ForecastObjective.Default;
        return ForecastObjective.Find(name) ?? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"'{name}' is no objective of a FORECAST model.", $"There are {string.Join(", ", ForecastObjective.All.Select(objective => objective.Name))}.");
    }

    static SqlInferenceException NoUse(string clause, string why) => ClauseConflict.NoUse("MODEL_TYPE FORECAST", clause, why);

    ModelDefinition Definition(Frequency? frequency) =>
        _creation.Definition(ModelKind.Trained, null) with
        {
            Training = TrainedModels.Of(_source) with
            {
                Auto = false,
                ModelType = ForecastTrainer.ModelType,
                Objective = _objective.Name,
                Hyperparameters =
                [
                    new("horizon", _horizon.ToString(CultureInfo.InvariantCulture)),
                    .. frequency is { } found ? (Catalog.Setting[])[new("frequency", found.ToString())] : [],
                    new("percentiles", string.Join(',', Percentiles.Of(_creation.Statement.Settings).Select(each => each.Column))),
                ],
            },
        };
}
