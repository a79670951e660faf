namespace SqlInference.Inference.Trees;

/// <summary>
/// A node of a <see cref="DecisionTree"/>. A row goes left where its value is less than <paramref name="Threshold"/>,
/// compared as 32-bit floats, and where it has none, as <paramref name="MissingGoesLeft"/> says.
/// </summary>
/// <param name="Feature">Which value of the row is looked at; <see cref="Leaf"/> where the way ends.</param>
/// <param name="Left">The node on the left; of a leaf, its number among the tree's leaves.</param>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, bool MissingGoesLeft)
{
    public const int Leaf = -1;

    /// <summary>How many training rows came here, or what they weighed; 0 where nobody says.</summary>
    public float Cover { get; init; }

    public bool IsLeaf => Feature == Leaf;

    public static TreeNode LeafOf(int number) => new(Leaf, 0, number, 0, false);
}
