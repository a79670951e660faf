using System.Runtime.InteropServices;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Reads the body of a model file and believes nothing: every count is checked against the bytes that are left, and every
/// tree for being one, since the scorers follow its links without looking.
/// </summary>
sealed class ForestReader(BinaryReader reader, long end)
{
    public RandomCutForest Read()
    {
        var inputs = new ModelInput[Count(1, ForestFeaturizer.MaxDimensions, 6)];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = ReadInput();
        var features = new ForestFeature[Count(1, ForestFeaturizer.MaxDimensions, 17)];
        for (var i = 0; i < features.Length; i++)
            features[i] = ReadFeature(inputs);
        var samplesPerTree = reader.ReadInt32();
        var shingleSize = reader.ReadInt32();
        var seed = reader.ReadUInt64();
        Require(samplesPerTree > 0 && shingleSize > 0, "a size is not positive");
        var trees = new ForestTree[Count(1, int.MaxValue, 16)];
        for (var i = 0; i < trees.Length; i++)
            trees[i] = ReadTree(features.Length);
        return new(new(inputs, features), trees, samplesPerTree, shingleSize, seed);
    }

    ModelInput ReadInput()
    {
        var name = reader.ReadString();
        var element = (ElementType)reader.ReadByte();
        var listLength = reader.ReadInt32();
        Require(Enum.IsDefined(element) && element != ElementType.Utf8, "an input has an unknown type");
        Require(listLength is >= 0 and <= ForestFeaturizer.MaxDimensions, "an input has an impossible length");
        return new(name, new(element, listLength));
    }

    ForestFeature ReadFeature(ModelInput[] inputs)
    {
        var feature = new ForestFeature(reader.ReadInt32(), reader.ReadInt32(), (ForestFeatureKind)reader.ReadByte(), reader.ReadDouble());
        Require((uint)feature.Input < (uint)inputs.Length, "a feature names an input that is not there");
        var type = inputs[feature.Input].Type;
        Require((uint)feature.Element < (uint)type.ElementsPerRow, "a feature names an element that is not there");
        Require(Enum.IsDefined(feature.Kind) && feature.Kind == ForestFeatureKind.Value == (type.Element != ElementType.Timestamp),
            "a feature does not fit its input");
        Require(double.IsFinite(feature.Offset), "an offset is not finite");
        return feature;
    }

    ForestTree ReadTree(int dimensions)
    {
        var mass = reader.ReadInt32();
        var leaves = Count(1, int.MaxValue / 2, 4L * dimensions);
        var tree = new ForestTree(mass, Array<int>(2L * leaves - 1), Array<float>(leaves - 1), Array<int>(leaves), Array<float>((long)leaves * dimensions));
        long massOfLeaves = 0;
        foreach (var leafMass in tree.LeafMasses)
        {
            Require(leafMass > 0, "a leaf is empty");
            massOfLeaves += leafMass;
        }

        Require(massOfLeaves == mass, "a tree's leaves do not add up");
        foreach (var value in tree.Points)
            Require(float.IsFinite(value), "a point is not finite");
        CheckShape(tree, dimensions);
        return tree;
    }

    /// <summary>
    /// Walks the tree once, in the order in which its nodes stand, and checks that it ends where the nodes end and that
    /// every leaf is on the right side of every cut above it. That also gives every inner node a box of some extent.
    /// </summary>
    static void CheckShape(ForestTree tree, int dimensions)
    {
        // Open cuts from the root to here; whether we are to the right of each.
        var open = new Stack<(int Dimension, float Cut, bool Right)>();
        int cut = 0, leaf = 0;
        for (var node = 0; node < tree.Dimensions.Length; node++)
        {
            var dimension = tree.Dimensions[node];
            if (dimension >= 0)
            {
                Require(dimension < dimensions && cut < tree.Cuts.Length, "a tree has a node that cannot be");
                open.Push((dimension, tree.Cuts[cut++], false));
                continue;
            }

            Require(dimension == -1 && leaf < tree.LeafCount, "a tree has a node that cannot be");
            foreach (var (cutDimension, at, right) in open)
                Require(tree.Points[(long)leaf * dimensions + cutDimension] > at == right, "a leaf is on the wrong side of a cut");
            leaf++;
            while (open.TryPop(out var last))
            {
                if (!last.Right)
                {
                    open.Push(last with { Right = true });
                    break;
                }
            }

            Require(open.Count > 0 == (node < tree.Dimensions.Length - 1), "a tree's nodes do not end where it ends");
        }

        Require(leaf == tree.LeafCount && cut == tree.Cuts.Length, "a tree's nodes do not end where it ends");
    }

    int Count(int least, int most, long bytesEach)
    {
        var count = reader.ReadInt32();
        Require(count >= least && count <= most, $"a count of {count} is out of range");
        Require(count * bytesEach <= end - reader.BaseStream.Position, "it ends too early");
        return count;
    }

    T[] Array<T>(long length) where T : unmanaged
    {
        Require(length * Marshal.SizeOf<T>() <= end - reader.BaseStream.Position, "it ends too early");
        var values = new T[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    static void Require(bool condition, string complaint)
    {
        if (!condition)
            throw new InvalidDataException(complaint);
    }
}
