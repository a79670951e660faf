namespace SqlInference.Inference.Forest;

/// <summary>
/// One tree as it was grown and as it is stored: nodes in depth-first order, the left child right after its parent.
/// A point goes left where its value is at most the cut.
/// </summary>
/// <param name="Mass">Training points in the tree, duplicates counted.</param>
/// <param name="Dimensions">Per node the dimension that is cut, or -1 at a leaf.</param>
/// <param name="Cuts">One per inner node, in order.</param>
/// <param name="LeafMasses">One per leaf, in order: how many training points are equal to it.</param>
/// <param name="Points">One point per leaf, in order.</param>
public sealed record ForestTree(int Mass, int[] Dimensions, float[] Cuts, int[] LeafMasses, float[] Points)
{
    public int LeafCount => LeafMasses.Length;
}
