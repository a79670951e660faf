using System.Buffers.Binary;
using System.Text;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>
/// Makes trees of the binary format that XGBoost 1.0 to 2.0 save by default, and with them Amazon SageMaker's algorithm. Layout:
/// the structures LearnerModelParamLegacy, GBTreeModelParam, TreeParam and RegTree::Node of
/// https://github.com/dmlc/xgboost/tree/v1.7.6/src
/// </summary>
static class XGBoostBinary
{
    const int LearnerLength = 136;
    const int BoosterLength = 160;
    const int TreeLength = 148;
    const int NodeLength = 20;
    const int StatisticsLength = 16;

    const uint MissingGoesLeft = 1u << 31;

    static ReadOnlySpan<byte> Magic => "binf"u8;

    public static bool IsOne(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <exception cref="InvalidDataException">The bytes are no such model.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that we cannot evaluate.</exception>
    public static XGBoostModel Read(ReadOnlySpan<byte> content)
    {
        var file = new Cursor(content[Magic.Length..]);
        var learner = new Cursor(file.Take(LearnerLength));
        var (score, features, classes) = (learner.Float(), learner.Int32(), learner.Int32());
        var (hasAttributes, hasMetrics) = (learner.Int32() != 0, learner.Int32() != 0);
        if (learner.Int32() < 1)
            throw new NotSupportedException("the binary format of XGBoost before 1.0");
        learner.Take(sizeof(int));
        var outputs = Math.Max(1, Math.Max(classes, learner.Int32()));
        var (objective, booster) = (file.Text(), file.Text());
        XGBoostReader.Check(objective, features, outputs);
        if (booster is not ("gbtree" or "dart"))
            throw new NotSupportedException($"the booster '{booster}'");

        var count = new Cursor(file.Take(BoosterLength)).Int32();
        if (count < 0 || count > content.Length / TreeLength)
            throw new InvalidDataException($"it has {count} trees");
        var trees = new (TreeNode[] Nodes, float[] Leaves)[count];
        for (var i = 0; i < count; i++)
            trees[i] = ReadTree(ref file);
        var groups = new int[count];
        for (var i = 0; i < count; i++)
            groups[i] = file.Int32();
        var weights = booster == "dart" && count > 0 ? file.Floats(count) : null;
        // What nothing is made of shows all the same whether the file is whole.
        file.SkipTexts(hasAttributes ? 2 : 0);
        file.SkipTexts(hasMetrics ? 1 : 0);
        return new(
            new TreeEnsemble(features, [.. trees.Select((tree, i) => new DecisionTree(tree.Nodes, [groups[i]], Weighted(tree.Leaves, weights?[i] ?? 1)))],
                [.. Enumerable.Repeat(XGBoostObjective.StartOf(objective, score), outputs)]),
            objective, []);
    }

    static (TreeNode[], float[]) ReadTree(ref Cursor file)
    {
        var parameters = new Cursor(file.Take(TreeLength));
        parameters.Take(sizeof(int));
        var count = parameters.Int32();
        if (count < 1)
            throw new InvalidDataException($"a tree has {count} nodes");
        var content = new Cursor(file.Take((long)count * NodeLength));
        file.Take((long)count * StatisticsLength);
        var nodes = new TreeNode[count];
        var leaves = new List<float>();
        for (var i = 0; i < count; i++)
        {
            content.Take(sizeof(int)); // parent
            var (left, right, split, value) = (content.Int32(), content.Int32(), (uint)content.Int32(), content.Float());
            if (left == -1)
            {
                nodes[i] = TreeNode.LeafOf(leaves.Count);
                leaves.Add(value);
            }
            else
            {
                nodes[i] = new((int)(split & ~MissingGoesLeft), value, left, right, (split & MissingGoesLeft) != 0);
            }
        }

        return (nodes, [.. leaves]);
    }

    static float[] Weighted(float[] leaves, float weight) => [.. leaves.Select(leaf => leaf * weight)];

    ref struct Cursor(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> _left = content;

        public ReadOnlySpan<byte> Take(long count)
        {
            if (count < 0 || count > _left.Length)
                throw new InvalidDataException("it ends in the middle");
            var taken = _left[..(int)count];
            _left = _left[(int)count..];
            return taken;
        }

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

        public string Text() => Encoding.UTF8.GetString(Take(Length()));

        public float[] Floats(int count)
        {
            if (Length() != count)
                throw new InvalidDataException("a list in it has the wrong length");
            var values = new float[count];
            foreach (ref var value in values.AsSpan())
                value = Float();
            return values;
        }

        /// <param name="each">How many texts an item of the list has; 0 where there is no list.</param>
        public void SkipTexts(int each)
        {
            for (var left = each == 0 ? 0 : Length(); left > 0; left--)
            {
                for (var text = 0; text < each; text++)
                    Take(Length());
            }
        }

        long Length() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
    }
}
