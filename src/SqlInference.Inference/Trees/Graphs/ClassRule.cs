using System.Globalization;
using System.Text;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>
/// How ONNX Runtime's TreeEnsembleClassifier makes a label and scores of the sums, as far as we do the same. Where only one
/// of two classes has weights, that is one sum, which decides against 0, or against 0.5 where no weight is negative. Where both
/// have, the second one's sum decides against 0 whatever the first one's is.
/// </summary>
sealed class ClassRule
{
    readonly ClassTransform _transform;
    readonly bool _positive;

    ClassRule(int classes, int sums, ClassTransform transform, bool positive)
    {
        (Classes, Sums, _transform, _positive) = (classes, sums, transform, positive);
    }

    public int Classes { get; }

    /// <summary>One for each class, or one for two classes.</summary>
    public int Sums { get; }

    /// <summary>The labels where they are whole numbers; otherwise empty.</summary>
    public long[] Numbers { get; private init; } = [];

    /// <summary>The labels in UTF-8 where they are text; otherwise empty.</summary>
    public byte[][] Texts { get; private init; } = [];

    public static ClassRule Read(GraphNode node, GraphLeaves leaves, int bases)
    {
        var transform = node.Text("post_transform", "NONE") switch
        {
            "NONE" => ClassTransform.None,
            "LOGISTIC" => ClassTransform.Logistic,
            "SOFTMAX" => ClassTransform.Softmax,
            var other => throw new NotATreeException($"transforms its sums by {other}"),
        };
        long[] numbers = [.. node.Integers("classlabels_int64s")];
        byte[][] texts = [.. node.Texts("classlabels_strings").Select(Encoding.UTF8.GetBytes)];
        var classes = Math.Max(numbers.Length, texts.Length);
        var isSingle = classes == 2 && leaves.Outputs.SetEquals([0]) && bases < 2;
        if (!isSingle && (classes < 2 || leaves.Outputs.Count != classes || (classes == 2 && bases > 0)))
            throw new NotATreeException(string.Create(CultureInfo.InvariantCulture, $"has {classes} classes and weights for {leaves.Outputs.Count} of them"));
        return new(classes, isSingle ? 1 : classes, transform, leaves.ArePositive) { Numbers = numbers, Texts = texts };
    }

    /// <summary>Which class a row belongs to.</summary>
    /// <param name="sums">The row's first sum; the others are <paramref name="stride"/> floats apart.</param>
    public unsafe int ClassOf(float* sums, int stride)
    {
        if (Sums == 1)
            return *sums > (_positive ? 0.5f : 0) ? 1 : 0;
        if (Sums == 2)
            return sums[stride] > 0 ? 1 : 0;
        var best = 0;
        for (var i = 1; i < Sums; i++)
        {
            if (sums[(long)i * stride] > sums[(long)best * stride])
                best = i;
        }

        return best;
    }

    /// <summary>The scores of a row, one for each class.</summary>
    public unsafe void Score(float* sums, int stride, Span<float> scores)
    {
        if (Sums == 1)
        {
            (scores[0], scores[1]) = _transform == ClassTransform.Logistic ? (TreeLinks.Logistic(-*sums), TreeLinks.Logistic(*sums))
                : _positive ? (1 - *sums, *sums)
                : (-*sums, *sums);
            return;
        }

        for (var i = 0; i < Sums; i++)
            scores[i] = _transform == ClassTransform.Logistic ? TreeLinks.Logistic(sums[(long)i * stride]) : sums[(long)i * stride];
        if (_transform == ClassTransform.Softmax)
            TreeLinks.Softmax(scores);
    }
}

enum ClassTransform
{
    None,
    Logistic,
    Softmax,
}
