using System.Diagnostics;
using System.Globalization;
using SqlInference.Inference.Ngrams;
using SqlInference.Training.Linear;
using SqlInference.Training.Ngrams;

namespace Benchmarks;

/// <summary>
/// Texts of the length of reviews through an n-gram vectorizer and a linear model, in process on one thread, against
/// scikit-learn's pipeline of the same formulas on the same texts in the same run.
/// </summary>
static class ReviewBenchmark
{
    const int Rows = 18_000, BlockRows = 256, Stars = Reviews.Grades;

    // scikit-learn 1.2.1 on a quiet core of an AMD EPYC (Zen 4), reviews of 308 bytes.
    const double RateElsewhere = 18_100;

    public static void Run(Report report)
    {
        var texts = new Reviews(Rows);
        var clock = Stopwatch.StartNew();
        int[] rows = [.. Enumerable.Range(0, Rows)];
        var vectorizer = NgramTrainer.Train(new(), texts, rows, default);
        var model = new LinearTrainer(new()
        {
            Sparse = TextRows.Of(vectorizer, texts, rows, default),
            Targets = Array.ConvertAll(texts.Stars, star => (float)star),
            Outputs = Stars,
            OrderDecay = 0.5,
        }).Train(new() { Loss = LinearLoss.Softmax, L2 = 0.08 / Rows, Tolerance = 1e-3 }, default);
        report.Add($"text classifier, fitted on {Rows:N0} texts, {vectorizer.Terms:N0} terms, 1 thread", $"{clock.Elapsed.TotalSeconds:F1} s", "<= 15 s");

        var scratch = new NgramScratch();
        var margins = new float[Stars * BlockRows];
        var seconds = new List<double>();
        for (var turn = 0; turn < 12; turn++)
        {
            clock.Restart();
            for (var start = 0; start < Rows; start += BlockRows)
            {
                var count = Math.Min(BlockRows, Rows - start);
                model.Begin(margins, BlockRows, count);
                for (var row = 0; row < count; row++)
                    model.AddText(vectorizer, 0, texts[start + row], scratch, margins, BlockRows, row);
            }

            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        var rate = Rows / Comparison.Median(seconds.Skip(3));
        var there = ScikitLearn(texts);
        report.Add($"text classifier from UTF-8, {texts.MeanLength} bytes a text, 1 thread (against scikit-learn{(there is null ? ", measured elsewhere" : "")})",
            $"{rate:N0} rows/s", $"{there ?? RateElsewhere:N0} rows/s", rate / (there ?? RateElsewhere), ">= 10");
    }

    static double? ScikitLearn(Reviews texts)
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, Enumerable.Range(0, texts.Count).Select(row => $"{texts.Stars[row]}{texts.Text(row)}"));
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"""
            import os
            os.environ["OMP_NUM_THREADS"] = "1"
            import time
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.linear_model import LogisticRegression
            from sklearn.pipeline import make_pipeline
            lines = open("{file}").read().splitlines()
            texts, stars = [line[1:] for line in lines], [int(line[0]) for line in lines]
            model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]+"), LogisticRegression(max_iter=10))
            model.fit(texts, stars)
            seconds = []
            for _ in range(4):
                start = time.perf_counter()
                model.predict(texts)
                seconds.append(time.perf_counter() - start)
            print(len(texts) / sorted(seconds[1:])[1])
            """])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEndAsync();
        var rate = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        File.Delete(file);
        if (python.ExitCode == 0)
            return double.Parse(rate, CultureInfo.InvariantCulture);
        Console.Error.WriteLine($"scikit-learn is not measured (python3-sklearn brings it): {errors.Result.Split('\n')[^2]}");
        return null;
    }
}
