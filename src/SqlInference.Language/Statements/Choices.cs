namespace SqlInference.Language;

public enum ModelType
{
    XGBoost,
    LinearLearner,
    Mlp,
    KMeans,
    Forecast,
    RandomCutForest,
}

public enum ProblemType
{
    Regression,
    BinaryClassification,
    MulticlassClassification,
}

/// <summary>The keywords of clauses that choose from a list.</summary>
public static class Choices
{
    public static readonly Choice<bool> OnOff = new(("ON", true), ("OFF", false));

    public static readonly Choice<ModelType> ModelType = new(
        ("XGBOOST", Language.ModelType.XGBoost),
        ("LINEAR_LEARNER", Language.ModelType.LinearLearner),
        ("MLP", Language.ModelType.Mlp),
        ("KMEANS", Language.ModelType.KMeans),
        ("FORECAST", Language.ModelType.Forecast),
        ("RANDOM_CUT_FOREST", Language.ModelType.RandomCutForest));

    public static readonly Choice<ProblemType> ProblemType = new(
        ("REGRESSION", Language.ProblemType.Regression),
        ("BINARY_CLASSIFICATION", Language.ProblemType.BinaryClassification),
        ("MULTICLASS_CLASSIFICATION", Language.ProblemType.MulticlassClassification));

    public static readonly Choice<EndpointProtocol> EndpointProtocol = new(
        ("SAGEMAKER", Language.EndpointProtocol.SageMaker),
        ("LAMBDA", Language.EndpointProtocol.Lambda),
        ("OIP", Language.EndpointProtocol.Oip),
        ("JSON", Language.EndpointProtocol.Json),
        ("CSV", Language.EndpointProtocol.Csv));

    public static readonly Choice<CopyFormat> CopyFormat = new(
        ("CSV", Language.CopyFormat.Csv),
        ("PARQUET", Language.CopyFormat.Parquet),
        ("JSON", Language.CopyFormat.Json));

    public static readonly Choice<RemoteKind> RemoteKind = new(
        ("SAGEMAKER", Language.RemoteKind.SageMaker),
        ("LAMBDA", Language.RemoteKind.Lambda));

    public static readonly Choice<Volatility> Volatility = new(
        ("VOLATILE", Language.Volatility.Volatile),
        ("STABLE", Language.Volatility.Stable));

    public static readonly Choice<ModelPrivilege> ModelPrivilege = new(
        ("EXECUTE", Language.ModelPrivilege.Execute),
        ("ALL", Language.ModelPrivilege.All));
}
