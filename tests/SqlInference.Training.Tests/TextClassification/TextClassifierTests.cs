using SqlInference.Training.Tests.Ngrams;
using SqlInference.Training.TextClassification;

namespace SqlInference.Training.Tests.TextClassification;

public sealed class TextClassifierTests
{
    [Theory]
    [InlineData(ClassObjective.Accuracy)]
    [InlineData(ClassObjective.F1Macro)]
    [InlineData(ClassObjective.LogLoss)]
    public void Stars_are_learned_from_texts(ClassObjective objective)
    {
        var reference = Reference.Read();
        var data = new TextClassifierData { Texts = new Texts(reference.Texts), Labels = reference.Stars, Classes = 5, IsOrdered = true };
        var classifier = new TextClassifierTrainer(new() { Objective = objective }, data).Train(default);
        Assert.Equal(8, classifier.Candidates.Count);
        Assert.Equal(classifier.Candidates.OrderByDescending(candidate => candidate.Mean), classifier.Candidates);
        Assert.All(classifier.Candidates, candidate => Assert.Equal(5, candidate.Scores.Count));
        Assert.Equal(5, classifier.Model.Outputs);
        Assert.Equal(classifier.Vectorizer.Terms, classifier.Model.Features);
        Assert.Equal(objective == ClassObjective.F1Macro, classifier.Offsets.Any(offset => offset != 0));
        for (var row = 0; row < reference.Texts.Length; row++)
            Assert.Equal(1, classifier.OutOfFold.AsSpan(row * 5, 5).ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void Two_classes_have_one_output()
    {
        var reference = Reference.Read();
        var data = new TextClassifierData
        {
            Texts = new Texts(reference.Texts),
            Dense = new(reference.Texts.Length, 1, Array.ConvertAll(reference.Texts, text => text.Length / 50f)),
            Labels = Array.ConvertAll(reference.Stars, star => star > 2 ? 1 : 0),
            Classes = 2,
        };
        var classifier = new TextClassifierTrainer(new(), data).Train(default);
        Assert.Equal((1, 1), (classifier.Model.Outputs, classifier.Model.DenseFeatures));
        Assert.InRange(classifier.Candidates[0].Mean, 0.75, 1);
    }

    [Fact]
    public void Texts_without_terms_are_answered_from_the_intercepts()
    {
        var labels = Enumerable.Range(0, 60).Select(row => row % 4 == 0 ? 0 : row % 4 == 1 ? 1 : 2).ToArray();
        var classifier = new TextClassifierTrainer(new(), new() { Texts = new Texts(labels.Select(_ => " ")), Labels = labels, Classes = 3 }).Train(default);
        Assert.Equal((0, 0), (classifier.Vectorizer.Terms, classifier.Model.Features));
        Assert.Equal(0.5, classifier.Candidates[0].Mean, 0.05);
        Assert.Equal(Math.Log(2), classifier.Model.Intercepts[2] - classifier.Model.Intercepts[0], 0.01);
    }

    [Fact]
    public void Without_time_one_fold_is_left()
    {
        var reference = Reference.Read();
        var data = new TextClassifierData { Texts = new Texts(reference.Texts), Labels = reference.Stars, Classes = 5 };
        var classifier = new TextClassifierTrainer(new() { Budget = TimeSpan.Zero }, data).Train(default);
        Assert.Equal(4, classifier.Candidates.Count);
        Assert.All(classifier.Candidates, candidate => Assert.Single(candidate.Scores));
        Assert.InRange(classifier.OutOfFold.Count(float.IsNaN), 300, 340);
    }

    [Fact]
    public void Cancelling_ends_the_search()
    {
        var reference = Reference.Read();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var data = new TextClassifierData { Texts = new Texts(reference.Texts), Labels = reference.Stars, Classes = 5 };
        Assert.Throws<OperationCanceledException>(() => new TextClassifierTrainer(new(), data).Train(cancelled.Token));
    }

    [Fact]
    public void Offsets_raise_the_score_of_a_class_that_is_never_the_likeliest()
    {
        // The second class is right where its probability is 0.4, wrong where it is 0.2.
        double[][] logs = [.. Enumerable.Range(0, 100).Select(row => row < 10 ? new[] { Math.Log(0.6), Math.Log(0.4) } : [Math.Log(0.8), Math.Log(0.2)])];
        var labels = Enumerable.Range(0, 100).Select(row => row < 10 ? 1 : 0).ToArray();
        var offsets = DecisionOffsets.Find(logs, labels, 2, default);
        Assert.Equal(0, offsets[0]);
        Assert.Equal(1, ClassScores.Score(ClassObjective.F1Macro, logs, labels, 2, offsets), 1e-12);
    }

    [Fact]
    public void Folds_have_about_as_many_rows_of_each_class()
    {
        var labels = Enumerable.Range(0, 103).Select(row => row % 10 == 0 ? 1 : 0).ToArray();
        var folds = Folds.Assign(labels, 2, 5, 1);
        for (var fold = 0; fold < 5; fold++)
        {
            Assert.InRange(Enumerable.Range(0, 103).Count(row => folds[row] == fold), 20, 21);
            Assert.InRange(Enumerable.Range(0, 103).Count(row => folds[row] == fold && labels[row] == 1), 2, 3);
        }
    }
}
