namespace SqlInference.Inference.Pipelines;

/// <summary>Reads estimators from their files.</summary>
static class Estimators
{
    public static Estimator Read(EstimatorDocument document, string folder) => document switch
    {
        TreesDocument trees => new TreesEstimator(File.ReadAllBytes(Path.Combine(folder, trees.File))),
        _ => throw new InvalidDataException($"{document.GetType().Name} is not known"),
    };
}
