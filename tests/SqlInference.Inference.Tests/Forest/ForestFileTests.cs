using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace SqlInference.Inference.Tests.Forest;

public sealed class ForestFileTests
{
    [Fact]
    public void A_forest_comes_back_as_it_was_written()
    {
        var inputs = new ModelInput[] { new("zeit", ElementType.Timestamp), new("größe", ElementType.Int32), new("v", new ColumnType(ElementType.Float32, 2)) };
        var featurizer = ForestFeaturizer.For(inputs).WithOffsets([0, 0, 1e9, -7.5, 0]);
        var random = new Random(1);
        var model = new RandomCutForest(featurizer,
            [.. Enumerable.Range(0, 3).Select(_ => TestForests.Grow([.. Enumerable.Range(0, 40).Select(_ => TestForests.Point(random, 5))], random))],
            256, 1, 42);

        var read = Read(Bytes(model));

        Assert.Equal(inputs, read.Featurizer.Inputs);
        Assert.Equal(featurizer.Features, read.Featurizer.Features);
        Assert.Equal((256, 1, 42UL), (read.SamplesPerTree, read.ShingleSize, read.Seed));
        Assert.Equal(Bytes(model), Bytes(read));
        foreach (var (tree, readTree) in model.Trees.Zip(read.Trees))
            Assert.Equal(tree.Points, readTree.Points);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = Bytes(TestForests.Grow(2, 8, 2, seed: 3));
        for (var length = 1; length < bytes.Length; length++)
        {
            var error = Assert.Throws<SqlInferenceException>(() => Read(bytes[..length]));
            Assert.Equal(ErrorConditions.ModelFileInvalid, error.Condition);
        }

        Assert.Equal(ErrorConditions.ModelFileEmpty, Assert.Throws<SqlInferenceException>(() => Read([])).Condition);
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var bytes = Bytes(TestForests.Grow(2, 8, 2, seed: 3));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Equal(ErrorConditions.ModelFileInvalid, Assert.Throws<SqlInferenceException>(() => Read(damaged)).Condition);
        }
    }

    [Fact]
    public void A_newer_version_is_told_apart_from_damage()
    {
        var bytes = Bytes(TestForests.Grow(2, 8, 2, seed: 3));
        bytes[8] = ForestFile.CurrentVersion + 1;
        var error = Assert.Throws<SqlInferenceException>(() => Read(bytes));
        Assert.Equal(ErrorConditions.ModelFileInvalid, error.Condition);
        Assert.Contains("format version 2", error.Message);
        Assert.Contains("Upgrade", error.Hint);
    }

    public static TheoryData<ForestTree> UnsoundTrees => new()
    {
        // Wrong side of the cut; both leaves equal; mass that does not add up; empty leaf; dimension that is not there;
        // not finite; a tree that goes on; a tree that stops early.
        new ForestTree(2, [0, -1, -1], [1], [1, 1], [4, 0]),
        new ForestTree(2, [0, -1, -1], [1], [1, 1], [0, 0]),
        new ForestTree(3, [0, -1, -1], [1], [1, 1], [0, 4]),
        new ForestTree(1, [0, -1, -1], [1], [0, 1], [0, 4]),
        new ForestTree(2, [1, -1, -1], [1], [1, 1], [0, 4]),
        new ForestTree(2, [-2, -1, -1], [1], [1, 1], [0, 4]),
        new ForestTree(2, [0, -1, -1], [1], [1, 1], [0, float.NaN]),
        new ForestTree(2, [-1, 0, -1], [1], [1, 1], [0, 4]),
        new ForestTree(2, [0, 0, -1], [1], [1, 1], [0, 4]),
    };

    [Theory]
    [MemberData(nameof(UnsoundTrees), DisableDiscoveryEnumeration = true)]
    public void A_tree_that_cannot_be_is_refused_although_the_checksum_is_right(ForestTree tree)
    {
        var model = new RandomCutForest(TestForests.Featurizer(1), [tree], 8, 1, 0);
        var error = Assert.Throws<SqlInferenceException>(() => Read(Bytes(model)));
        Assert.Equal(ErrorConditions.ModelFileInvalid, error.Condition);
        Assert.Contains("not a sound random cut forest", error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var error = Assert.Throws<SqlInferenceException>(() => ForestFile.Read(path));
        Assert.Equal(ErrorConditions.ModelFileMissing, error.Condition);
        Assert.Contains(path, error.Message);
    }

    static byte[] Bytes(RandomCutForest model)
    {
        using var stream = new MemoryStream();
        ForestFile.Write(stream, model);
        return stream.ToArray();
    }

    static RandomCutForest Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return ForestFile.Read(stream, "test.forest");
    }
}
