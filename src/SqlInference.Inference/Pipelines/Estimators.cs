using SqlInference.Inference.Clusters;
using SqlInference.Inference.Explanations;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Perceptrons;

namespace SqlInference.Inference.Pipelines;

/// <summary>Reads estimators from their files.</summary>
static class Estimators
{
    public static Estimator Read(EstimatorDocument document, string folder)
    {
        return document switch
        {
            TreesDocument trees => new TreesEstimator(Content(trees.File)),
            TextTreesDocument trees => new TextTreesEstimator(new(Content(trees.File)), new(Linear(trees.Scores))),
            LinearDocument linear => Linear(linear),
            ClusterDocument clusters => new ClusterEstimator(ClusterFile.Read(Content(clusters.File), clusters.File)),
            PerceptronsDocument { Files.Count: > 0 } perceptrons =>
                new PerceptronEstimator([.. perceptrons.Files.Select(file => PerceptronFile.Read(Content(file), file))],
                    perceptrons.Background is { } background ? BackgroundRows.Read(Content(background), background) : null),
            _ => throw new InvalidDataException($"{document.GetType().Name} is not known"),
        };

        LinearEstimator Linear(LinearDocument linear) => new(
            LinearFile.Read(Content(linear.File), linear.File),
            [.. linear.Texts.Select(text => new TextInput(text.Input, NgramFile.Read(Content(text.File), text.File)))],
            linear.Means);

        byte[] Content(string file) => File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file)));
    }
}
