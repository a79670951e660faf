using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Automatic;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Tests.Automatic;

/// <summary>Boosted trees that see texts by the scores of a linear model.</summary>
public sealed class TextTreesTests
{
    const int Rows = 400;

    static readonly string[] Columns = ["price", "note", "size", "age", "weight", "target"];
    static readonly ElementType[] Elements = [ElementType.Float64, ElementType.Utf8, ElementType.Float64, ElementType.Float64, ElementType.Float64, ElementType.Float64];

    static readonly string[][] Words =
        ["good fine nice lovely great superb sturdy handsome".Split(' '), "bad poor ugly flimsy awful broken cheap shabby".Split(' ')];

    /// <summary>A price above 20 speaks for good things and against bad ones: neither a sum nor trees of the price alone can say so.</summary>
    [Fact]
    public void What_words_and_numbers_say_together_is_learnt()
    {
        var table = Table((isGood, price, _) => isGood == price > 20 ? 1 : 0);
        var model = new ModelTrainer(table, Elements, new()).Train(null, CancellationToken.None);
        using var pipeline = model.Pipeline;

        Assert.Contains(pipeline.Members, member => member.Estimator is TextTreesEstimator);
        Assert.Equal(3, model.Candidates.Count(candidate => candidate.Name.EndsWith(", with texts", StringComparison.Ordinal)));
        Assert.InRange(model.Candidates[0].Value, 0.95, 1);
        Assert.InRange(model.Candidates.Where(candidate => !candidate.Name.EndsWith(", with texts", StringComparison.Ordinal)).Max(candidate => candidate.Value), 0.6, 0.9);
        Assert.All(Assert.Single(model.Explanation!.Margins).Values.Take(2), value => Assert.InRange(value, 0.5, 20));
    }

    [Fact]
    public void It_is_read_from_its_files_as_it_was_written()
    {
        var table = Table((isGood, price, _) => isGood == price > 20 ? 1 : 0);
        using var pipeline = new ModelTrainer(table, Elements, new() { ModelType = "xgboost" }).Train(null, CancellationToken.None).Pipeline;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            PipelineFile.Write(pipeline, name => File.Create(Path.Combine(folder.FullName, name)));
            Assert.Superset(new HashSet<string> { "model1.ubj", "model1.linear", "model1-text1.ngrams", "pipeline.json" }, folder.GetFiles().Select(file => file.Name).ToHashSet());
            using var read = PipelineFile.Read(Path.Combine(folder.FullName, PipelineFile.Name));

            Assert.Equal(Answers(table, pipeline), Answers(table, read));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Where texts say nothing, a model knows by heart the rows that it has seen; of those that it has not, its scores say nothing either.</summary>
    [Fact]
    public void Scores_of_training_rows_come_from_models_that_have_not_seen_them()
    {
        var table = Table((_, _, random) => random.Next(2));
        var target = TrainingTarget.Read(table, Columns.Length - 1, ElementType.Float64, null);
        var columns = ColumnSurvey.Of(table, Columns.Length - 1, Elements, new());
        var task = new TrainingTask(table, columns.Recipes, columns.Inputs, target, Seed: 1, Threads: 1) { Deadline = new(TimeSpan.FromMinutes(10), TimeProvider.System) };

        var scores = CrossedScores.Of(task, target.Rows, CancellationToken.None);

        Assert.Equal(1, scores.Scores.Width);
        var right = target.Rows.Count(row => scores.Row(row)[0] > 0 == target.Values[row] > 0);
        Assert.InRange(right / (double)Rows, 0.2, 0.6);
    }

    static TrainingTable Table(Func<bool, int, Random, double> target)
    {
        var random = new Random(1);
        var buffers = Elements.Select(_ => new ColumnBuffer()).ToArray();
        for (var column = 0; column < buffers.Length; column++)
            buffers[column].Reset(Elements[column], Rows);
        for (var row = 0; row < Rows; row++)
        {
            var (isGood, price) = (random.Next(5) < 2, random.Next(100));
            buffers[1].AppendText(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 4).Select(_ => Words[isGood ? 0 : 1][random.Next(8)]))));
            foreach (var (column, value) in (ReadOnlySpan<(int, double)>)[(0, price), (2, random.Next(50)), (3, random.Next(50)), (4, random.Next(50)), (5, target(isGood, price, random))])
                buffers[column].Span<double>()[row] = value;
        }

        var batch = new ColumnBatch(buffers.Length) { RowCount = Rows };
        for (var column = 0; column < buffers.Length; column++)
            batch[column] = buffers[column].View;
        var table = new TrainingTable([.. Columns.Zip(Elements)], Rows, seed: 1);
        table.Add(batch);
        foreach (var buffer in buffers)
            buffer.Dispose();
        return table;
    }

    static double[] Answers(TrainingTable table, Pipeline pipeline)
    {
        using var scorer = new PipelineScorer(pipeline);
        using var blocks = new RowBlocks(table);
        var answers = new List<double>();
        for (var start = 0; start < Rows; start += RowBlocks.Rows)
        {
            int[] rows = [.. Enumerable.Range(start, Math.Min(RowBlocks.Rows, Rows - start))];
            scorer.Answer(blocks.Take(rows, [.. Enumerable.Range(0, pipeline.Inputs.Count)]), 0, rows.Length);
            answers.AddRange(scorer.Answers[PipelineScorer.MostRows..(PipelineScorer.MostRows + rows.Length)]);
        }

        return [.. answers];
    }
}
