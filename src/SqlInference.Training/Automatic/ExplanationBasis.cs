using SqlInference.Inference.Explanations;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Preparation;

namespace SqlInference.Training.Automatic;

/// <summary>Has models know of the training rows what they need to explain others.</summary>
static class ExplanationBasis
{
    // Margins that a row takes to be explained, roughly: a few milliseconds of a perceptron.
    const int MostMargins = 4096;
    const int FewestRows = 16;
    const int MostRows = 128;

    public static PipelineMember Add(TrainingTask task, PipelineMember member, CancellationToken cancellation) => member.Estimator switch
    {
        LinearEstimator linear => member with { Estimator = TrainingMeans.Add(task, linear, member.Features, cancellation) },
        PerceptronEstimator perceptrons => member with { Estimator = new PerceptronEstimator(perceptrons.Models, Background(task, member)) },
        _ => member,
    };

    /// <summary>A random sample of the rows, the same for the same seed.</summary>
    static BackgroundRows Background(TrainingTask task, PipelineMember member)
    {
        int[] rows = [.. task.Target.Rows];
        new SeededRandom(task.Seed, 6).Shuffle(rows);
        var wanted = Math.Clamp(MostMargins / (2 * member.Features.Width), FewestRows, MostRows);
        return new(member.Features.Width, FeatureRows.Matrix(task.Table, rows[..Math.Min(wanted, rows.Length)], member.Features).Values);
    }
}
