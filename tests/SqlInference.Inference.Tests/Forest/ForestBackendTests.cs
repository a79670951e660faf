using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Forest;

public sealed class ForestBackendTests
{
    public static TheoryData<int, int, int> Forests
    {
        get
        {
            var forests = new TheoryData<int, int, int>();
            foreach (var width in Enum.GetValues<VectorWidth>().Where(VectorWidths.IsSupported))
            {
                foreach (var dimensions in new[] { 1, 2, 3, 8, 17 })
                    forests.Add((int)width, dimensions, 64);
                forests.Add((int)width, 1, 1);
                forests.Add((int)width, 3, 1);
                forests.Add((int)width, 1, 2048);
                forests.Add((int)width, 300, 20);
            }

            return forests;
        }
    }

    /// <summary>Every width that this processor has; the same bits for a row in whatever batch, and the right ones.</summary>
    [Theory]
    [MemberData(nameof(Forests))]
    public async Task A_score_does_not_depend_on_the_batch_a_row_arrives_in(int width, int dimensions, int samples)
    {
        var model = TestForests.Grow(6, samples, dimensions, seed: dimensions);
        var reference = new ReferenceForest(model);
        using var backend = new ForestBackend(model, (VectorWidth)width);
        var queries = TestForests.Queries(model, 2485 + 2048, seed: 5);
        var start = 0;
        var scores = new List<double>();
        foreach (var size in Enumerable.Range(1, 70).Append(2048))
        {
            scores.AddRange(await Score(backend, queries[start..(start + size)]));
            start += size;
        }

        Assert.Equal(queries.Length, scores.Count);
        Assert.Equal(scores, await Score(backend, queries));
        using var portable = new ForestBackend(model, VectorWidth.Bits128);
        Assert.Equal(scores, await Score(portable, queries));
        for (var i = 0; i < queries.Length; i++)
            Assert.Equal(reference.Score(queries[i]), scores[i], 2e-5 * scores[i]);
    }

    [Fact]
    public async Task Values_in_order_and_all_alike_are_scored_as_any_other()
    {
        var model = TestForests.Grow(6, 64, 1, seed: 9);
        var reference = new ReferenceForest(model);
        using var backend = new ForestBackend(model);
        var rising = Enumerable.Range(-100, 300).Select(i => new[] { i / 8f }).ToArray();
        foreach (var queries in new[] { rising, [.. rising.Reverse()], [.. rising.Select(_ => new[] { 3f })], [.. rising.Select((_, i) => new[] { i % 2 == 0 ? 0f : -0f })] })
            Assert.All((await Score(backend, queries)).Zip(queries), pair => Assert.Equal(reference.Score(pair.Second), pair.First, 1e-5));
    }

    [Fact]
    public async Task A_timestamp_becomes_hour_of_day_and_day_of_week()
    {
        // 2013-12-02 21:15 was a Monday.
        var featurizer = ForestFeaturizer.For([new("at", ElementType.Timestamp), new("value", ElementType.Int32)]);
        Assert.Equal(["hour of at", "day of week of at", "value"], Enumerable.Range(0, 3).Select(featurizer.FeatureName));
        var model = new RandomCutForest(featurizer, [new(1, [-1], [], [1], [21.25f, 0, 75])], 256, 1, 0);
        using var backend = new ForestBackend(model);

        var seen = await Score(backend, new DateTime(2013, 12, 2, 21, 15, 0, DateTimeKind.Utc), 75);
        var weekLater = await Score(backend, new DateTime(2013, 12, 9, 21, 15, 0, DateTimeKind.Utc), 75);
        var dayLater = await Score(backend, new DateTime(2013, 12, 3, 21, 15, 0, DateTimeKind.Utc), 75);
        var before1970 = await Score(backend, new DateTime(1969, 12, 29, 21, 15, 0, DateTimeKind.Utc), 75);

        Assert.Equal(0.5, seen.Score, 6);
        Assert.Equal(seen.Score, weekLater.Score);
        Assert.Equal(seen.Score, before1970.Score);
        Assert.Equal(1, dayLater.Score, 6);
        Assert.Equal([1, 0], dayLater.Attribution);
    }

    [Fact]
    public async Task Each_numeric_type_is_taken_at_its_value()
    {
        var types = new[]
        {
            ElementType.Boolean, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.UInt8,
            ElementType.UInt16, ElementType.UInt32, ElementType.UInt64, ElementType.Float16, ElementType.Float32, ElementType.Float64,
        };
        var model = new RandomCutForest(ForestFeaturizer.For([.. types.Select(type => new ModelInput($"{type}", type))]),
            [new(1, [-1], [], [1], [.. types.Select(_ => 1f)])], 256, 1, 0);
        using var backend = new ForestBackend(model);
        using var columns = new NumberBatch(types.Length);
        columns.Fill(0, new byte[] { 1, 1 });
        columns.Fill(1, new sbyte[] { 1, -1 });
        columns.Fill(2, new short[] { 1, -1 });
        columns.Fill(3, new[] { 1, -1 });
        columns.Fill(4, new long[] { 1, -1 });
        columns.Fill(5, new byte[] { 1, 255 }, ElementType.UInt8);
        columns.Fill(6, new ushort[] { 1, 65535 });
        columns.Fill(7, new uint[] { 1, uint.MaxValue });
        columns.Fill(8, new ulong[] { 1, ulong.MaxValue });
        columns.Fill(9, new[] { (Half)1, (Half)(-1) });
        columns.Fill(10, new[] { 1f, -1 });
        columns.Fill(11, new double[] { 1, -1 });

        using var results = new ResultColumns(2, 0, 1);
        await backend.RunAsync(columns.Batch, results, default);
        Assert.Equal([0.5, 1.0], results[0]!.View.Span<double>().ToArray().Select(score => Math.Round(score, 6)));
        var shares = results[1]!.View.Span<double>()[types.Length..].ToArray();
        Assert.Equal(0, shares[0]);
        Assert.Equal(1, shares.Sum(), 6);
        Assert.True(shares[8] > 0.99);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_value_that_is_not_finite_is_refused_by_name(double value)
    {
        using var backend = new ForestBackend(TestForests.Grow(2, 8, 2, seed: 1));
        using var columns = new NumberBatch(2);
        columns.Fill(0, new double[] { 1 });
        columns.Fill(1, new[] { value });
        using var results = new ResultColumns(2, 0);
        var error = await Assert.ThrowsAsync<SqlInferenceException>(async () => await backend.RunAsync(columns.Batch, results, default));
        Assert.Equal(ErrorConditions.InputNotAccepted, error.Condition);
        Assert.Contains("'x1'", error.Message);
    }

    [Fact]
    public void Text_is_refused_by_name_and_type()
    {
        var error = Assert.Throws<SqlInferenceException>(() => ForestFeaturizer.For([new("n", ElementType.Int32), new("city", ElementType.Utf8)]));
        Assert.Equal(ErrorConditions.ColumnNotNumeric, error.Condition);
        Assert.Contains("'city' is text", error.Message);
    }

    [Fact]
    public async Task A_shingled_model_takes_its_lags_oldest_first()
    {
        var featurizer = ForestFeaturizer.For([new("a", ElementType.Float64), new("b", ElementType.Float64)]).Shingled(2);
        Assert.Equal(["a_lag1", "b_lag1", "a", "b"], featurizer.Inputs.Select(input => input.Name));
        var model = new RandomCutForest(featurizer, [new(1, [-1], [], [1], [1, 2, 3, 4])], 256, 2, 0);
        using var backend = new ForestBackend(model);
        Assert.Equal([0.5, 1.0], (await Score(backend, [[1, 2, 3, 4], [3, 4, 1, 2]])).Select(score => Math.Round(score, 6)));
    }

    [Fact]
    public void Scoring_again_and_again_allocates_nothing()
    {
        using var backend = new ForestBackend(TestForests.Grow(5, 64, 3, seed: 1));
        using var columns = new NumberBatch(3);
        for (var d = 0; d < 3; d++)
            columns.Fill(d, Enumerable.Range(0, 3000).Select(i => (double)(i % 37)).ToArray());
        using var results = new ResultColumns(2, 0, 1);
        Run(3);
        Assert.Equal(0, Allocations.Of(() => Run(5)));

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
                backend.RunAsync(columns.Batch, results, default).AsTask().GetAwaiter().GetResult();
        }
    }

    static async Task<double[]> Score(ForestBackend backend, float[][] queries)
    {
        using var columns = new NumberBatch(backend.Signature.Inputs.Count);
        for (var d = 0; d < backend.Signature.Inputs.Count; d++)
            columns.Fill(d, queries.Select(query => (double)query[d]).ToArray());
        using var results = new ResultColumns(2, 0);
        await backend.RunAsync(columns.Batch, results, default);
        return results[0]!.View.Span<double>().ToArray();
    }

    static async Task<(double Score, double[] Attribution)> Score(ForestBackend backend, DateTime at, int value)
    {
        using var columns = new NumberBatch(2);
        columns.Fill(0, new[] { (at - DateTime.UnixEpoch).Ticks / 10 }, ElementType.Timestamp);
        columns.Fill(1, new[] { value });
        using var results = new ResultColumns(2, 0, 1);
        await backend.RunAsync(columns.Batch, results, default);
        return (results[0]!.View.Span<double>()[0], results[1]!.View.Span<double>().ToArray());
    }
}
