using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>
/// The rows of SHOW MODEL. People and scripts read them by key: the spelling and the order are Redshift's, and ours
/// come in a section of their own at the end.
/// </summary>
static class ShowModelRows
{
    public static IEnumerable<(string Key, string? Value)> Of(
        ModelRecord model, VersionRecord? version, ModelMaking? making, ServedModel served, bool showsSecrets, SqlDialect dialect)
    {
        var rows = new List<(string, string?)>
        {
            ("Model Name", model.Name.Name),
            ("Schema Name", model.Name.Schema),
            ("Owner", model.Owner),
            ("Creation Time", Time(model.CreatedAt)),
            ("Model State", model.State.ToString().ToUpperInvariant()),
        };
        if (model.State == ModelState.Training && making is not null)
        {
            rows.Add(("Training Progress", ModelErrors.Percent(making.Progress)));
            rows.Add(("Training Phase", making.What));
            rows.Add(("Training Time", making.Time));
        }

        if (model.State == ModelState.Failed)
            rows.Add(("Failure Reason", model.FailureReason));
        rows.AddRange((version?.Metrics ?? []).Select(metric => (metric.Name, (string?)metric.Value.ToString("F6", CultureInfo.InvariantCulture))));

        rows.AddRange(model.Definition switch
        {
            { Training: { } training } => Training(model, version, training, showsSecrets, dialect),
            { Remote: { } remote } => Remote(model, remote, showsSecrets),
            _ => Local(model, showsSecrets),
        });
        rows.AddRange(Service(model, making, served));
        return rows;
    }

    static IEnumerable<(string, string?)> Training(ModelRecord model, VersionRecord? version, TrainingDefinition training, bool showsSecrets, SqlDialect dialect)
    {
        yield return Blank;
        yield return Head("TRAINING DATA:");
        if (training.Table != null)
            yield return ("Table", training.Table);
        else if (showsSecrets)
        {
            var key = "Query";
            foreach (var line in QueryPrinter.Lines(training.Query!, dialect))
            {
                yield return (key, line);
                key = "";
            }
        }

        if (training.TargetColumn != null)
            yield return ("Target Column", training.TargetColumn);

        yield return Blank;
        yield return Head("PARAMETERS:");
        yield return ("Model Type", training.ModelType ?? "auto");
        if (training.ProblemType != null)
            yield return ("Problem Type", training.ProblemType);
        if (training.Objective != null)
            yield return ("Objective", training.Objective);
        yield return ("Training Job Name", version?.TrainingJobName ?? "");
        if (FunctionOf(model) is var (functionName, parameters) && functionName is not null)
        {
            yield return ("Function Name", functionName);
            yield return ("Function Parameters", string.Join(' ', parameters.Select(parameter => parameter.Name)));
            yield return ("Function Parameter Types", Types(parameters));
        }

        if (showsSecrets)
        {
            yield return ("IAM Role", model.Setting("IAM_ROLE") ?? "");
            yield return ("S3 Bucket", model.Setting("S3_BUCKET") ?? "");
            if (model.Setting("KMS_KEY_ID") is { } key)
                yield return ("KMS Key", key);
        }

        yield return ("Max Runtime", model.Setting("MAX_RUNTIME") ?? "5400");
        if (training.Auto)
            yield break;

        yield return Blank;
        yield return Head("HYPERPARAMETERS:");
        foreach (var hyperparameter in training.Hyperparameters)
            yield return (hyperparameter.Name, hyperparameter.Value);
    }

    static IEnumerable<(string, string?)> Remote(ModelRecord model, Catalog.RemoteTarget remote, bool showsSecrets)
    {
        yield return Blank;
        yield return Head("PARAMETERS:");
        yield return ("Endpoint", remote.InnerModel == null ? remote.EndpointName : $"{remote.EndpointName}:{remote.InnerModel}");
        yield return ("Function Name", model.Definition.Function!.Name);
        yield return ("Inference Type", "Remote");
        yield return ("Function Parameter Types", Types(model.Definition.Function.Parameters));
        if (showsSecrets)
            yield return ("IAM Role", model.Setting("IAM_ROLE") ?? "");
    }

    static IEnumerable<(string, string?)> Local(ModelRecord model, bool showsSecrets)
    {
        var function = model.Definition.Function!;
        yield return Blank;
        yield return Head("PARAMETERS:");
        yield return ("Source", model.Definition.Source);
        yield return ("Format", model.Definition.SourceFormat);
        yield return ("Function Name", function.Name);
        yield return ("Inference Type", "Local");
        yield return ("Function Parameter Types", Types(function.Parameters));
        yield return ("Function Return Type", SqlType.Parse(function.ReturnType).PostgresName);
        if (showsSecrets)
            yield return ("IAM Role", model.Setting("IAM_ROLE") ?? "");
    }

    static IEnumerable<(string, string?)> Service(ModelRecord model, ModelMaking? making, ServedModel served)
    {
        yield return Blank;
        yield return Head("SERVICE:");
        yield return ("Version", model.CurrentVersion?.ToString(CultureInfo.InvariantCulture) ?? "");
        if (model.CurrentVersion is not null && making is not null)
            yield return ("Next Version", making.ToString());
        yield return ("Device", served.Device);
        yield return ("Rows Served", served.RowsServed.ToString(CultureInfo.InvariantCulture));
        yield return ("Duplicates Dropped", served.DuplicatesDropped.ToString(CultureInfo.InvariantCulture));
    }

    static (string, string?) Blank => ("", "");

    static (string, string?) Head(string text) => (text, "");

    static string Types(IEnumerable<ModelParameter> parameters) =>
        string.Join(' ', parameters.Select(parameter => SqlType.Parse(parameter.Type).PostgresName));

    /// <summary>Until the training query has run, the function is what the statement says of it. A forecast has none.</summary>
    static (string? Name, IReadOnlyList<ModelParameter> Parameters) FunctionOf(ModelRecord model)
    {
        if (model.Definition.Function is { } function)
            return (function.Name, function.Parameters);
        return StatementParser.Parse(model.Definition.Statement) is CreateModel { Source: TrainSource { Function: { } declared } }
            ? (declared.Name.Name.Text, [])
            : (null, []);
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("ddd, dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture);
}
